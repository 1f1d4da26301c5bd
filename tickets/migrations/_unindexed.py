"""References without an index of their own: another begins with the same column, or one of those that refer to something
holds them alone.

Django's own way to take an index away makes the table anew on SQLite, and loses its triggers.
"""

from collections.abc import Iterator
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Field, Index, Model


class Unindexed(Operation):
    """fields: model -> the names of its references."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        self.fields = fields

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # made again, and whole, when it is next asked for
        for model, names in self.fields.items():
            for name in names:
                field = state.models[app_label, model].get_field(name).clone()
                field.db_index = False
                state.alter_field(app_label, model, name, field, preserve_default=True)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        editor: Any = schema_editor
        for model, field in self._found(app_label, from_state):
            declared = {index.name for index in model._meta.indexes}
            kept = {"index": True, "unique": False, "type_": Index.suffix, "exclude": declared}
            for name in editor._constraint_names(model, [field.column], **kept):
                editor.execute(editor._delete_index_sql(model, name))

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        editor: Any = schema_editor
        for model, field in self._found(app_label, to_state):
            editor.execute(editor._create_index_sql(model, fields=[field]))

    def describe(self) -> str:
        return "References without an index of their own"

    def _found(self, app_label: str, state: ProjectState) -> Iterator[tuple[type[Model], Field[Any, Any]]]:
        for model, names in self.fields.items():
            found = state.apps.get_model(app_label, model)
            yield from ((found, found._meta.get_field(name)) for name in names)
