"""What the form of a finding says, as rows store it: for whoever reads many at once, or one that is not filed yet.
Guards and pages ask a `Scene`."""

from collections.abc import Mapping
from typing import Any

from tickets.lifecycle.kinds.finding.questions import EVENT, RULE_NAME, RULES

Stored = Mapping[str, Any]


def rules_in(fields: Stored) -> tuple[str, ...]:
    """Codes of the rules that it names."""
    return tuple(row[RULE_NAME] for row in fields.get(RULES.name) or ())


def told_in(fields: Stored, cell: str) -> tuple[str, ...]:
    """What the rows of its event say in one of their cells."""
    return tuple(row[cell] for row in fields.get(EVENT.name) or () if row.get(cell))
