"""What all tables of `tickets` have in common."""

from functools import cache
from typing import Any, Self

from django.db import models
from django.db.models.base import ModelState


class Row(models.Model):
    class Meta:
        abstract = True
        default_permissions = ()  # what people may do follows from their roles

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any) -> Self:
        """As Django makes it, without the signals of a row's making, which nobody hears: a fifth of the cost."""
        row = cls.__new__(cls)
        row.__dict__.update(zip(field_names, values, strict=True))
        state = row._state = ModelState()
        state.adding, state.db = False, db
        return row

    def lay(self, **near: models.Model | None) -> None:
        """What it refers to lies at hand from now on, as its columns say already."""
        self._state.fields_cache.update(near)

    def like(self, **values: Any) -> Self:
        """A new row as this one, but for these columns, by their names in the table (`recipient_id`) or as the row that
        they refer to (`recipient`). Of many that are alike it costs a tenth of what Django needs to make each of
        nothing."""
        kind = type(self)
        other, refers = kind.__new__(kind), _refers(kind)
        columns, held = other.__dict__, self.__dict__
        columns.update(held)
        state = columns["_state"] = ModelState()
        near = state.fields_cache = {**held["_state"].fields_cache}
        for name, value in values.items():
            if name in refers:
                columns[refers[name]], near[name] = value and value.pk, value
            else:
                columns[name] = value
                if near:
                    near.pop(name.removesuffix("_id"), None)
        return other

    @classmethod
    def new(cls, **values: Any) -> Self:
        """A new row, as `like` makes one. What is not given stands as by default, and is one object in all of them."""
        made: Self = _blank(cls).like(**values)
        return made


@cache
def _blank(model: type[Row]) -> Any:
    return model()


@cache
def _refers(model: type[Row]) -> dict[str, str]:
    """What refers to another row -> the column that holds its id."""
    return {one.name: one.attname for one in model._meta.concrete_fields if one.is_relation}
