"""Many changes in one operation, for a new database: what costs there is not the tables, which are empty.

Between two operations Django makes the classes of all models anew that stand near one that changed, and SQLite makes a
table anew for each check that it gets. Here the models are made once, as the last of the changes leaves them, and a
table once.
"""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class AtOnce(Operation):
    """Each of the operations finds the models as they were before all of them, and as they are after all.

    No two of them may add a column that is never empty to one table: SQLite makes it anew from what was there before.
    """

    def __init__(self, *operations: Operation) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # made again, and whole, when it is next asked for
        state.is_delayed = False
        for one in self.operations:
            one.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for one in self.operations:
            one.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for one in reversed(self.operations):
            one.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return "; ".join(one.describe() for one in self.operations)


class Rebuild(AtOnce):
    """Changes of one table that add no column: SQLite makes it anew once, for all of them."""

    def __init__(self, model_name: str, *operations: Operation) -> None:
        super().__init__(*operations)
        self.model_name = model_name

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor._remake_table(to_state.apps.get_model(app_label, self.model_name))  # type: ignore[attr-defined]  # noqa: SLF001
        else:
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor._remake_table(to_state.apps.get_model(app_label, self.model_name))  # type: ignore[attr-defined]  # noqa: SLF001
        else:
            super().database_backwards(app_label, schema_editor, from_state, to_state)
