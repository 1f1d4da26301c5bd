"""What was once typed, in words."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tickets.lifecycle.fields import Field, revive_all


def field_words(
    asked: Iterable[Field[Any]], stored: Mapping[str, Any], names: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """(label, words) of each field that was filled in. `names`: catalogue lines and people by code."""
    asked = tuple(asked)
    values = revive_all(asked, stored)
    for field in asked:
        if values.get(field.name) not in (None, "", []):
            yield str(field.label), field.in_words(values[field.name], names)
