"""The contract's and the calendar's rows: their sole writer, and how they are read."""

from tickets.register.loading import (
    Loaded,
    TermChange,
    children,
    clause_row,
    differing,
    load,
    load_calendar,
    own_row,
)
from tickets.register.reading import (
    AGREED,
    SCORE_SHEET,
    calendar,
    calendar_as,
    calendar_of,
    calendar_with,
    clauses,
    missing,
    readings,
    unlimited,
)

__all__ = [
    "AGREED", "SCORE_SHEET", "Loaded", "TermChange", "calendar", "calendar_as", "calendar_of", "calendar_with",
    "children", "clause_row", "clauses", "differing", "load", "load_calendar", "missing", "own_row", "readings",
    "unlimited",
]  # fmt: skip
