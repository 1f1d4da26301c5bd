"""The rules that no library checks: who may write what."""

import re

import pytest

from tests.house.test_sizes import files
from tests.settings import ROOT

#: Protected by the state machine on an instance, but not in a queryset: nobody writes it there.
STATE_BY_QUERY = re.compile(r"Ticket\.objects[^\n]*\.update\([^)]*\bstate\s*=", re.DOTALL)
WRITES = r"\.objects\b[^\n]*\.(create|bulk_create|update|delete|get_or_create|update_or_create)\("
#: Each set of rows has one writer.
WRITERS = {
    # The sweep only puts a failing row off.
    r"(Deadline|Pause|Breach|Alert)": ("tickets/deadlines/timers", "tickets/sweep"),
    r"(Notice|Delivery)": ("tickets/notices/outbox",),
    r"AuditEntry": ("tickets/audit",),
    r"(Contract|Clause|CalendarYear|CatalogueLine|Instalment|Interpretation|System)": ("tickets/register",),
    r"LedgerEntry": ("tickets/ledger",),
}


def offenders(pattern: str | re.Pattern[str], allowed: tuple[str, ...] = ()) -> list[str]:
    paths = {str(path.relative_to(ROOT)): path.read_text() for path in files("accounts", "tickets")}
    return [name for name, text in paths.items() if re.search(pattern, text) and not name.startswith(allowed)]


def test_nobody_walks_past_the_state_machine() -> None:
    assert offenders(STATE_BY_QUERY) == []


@pytest.mark.parametrize(("rows", "writers"), WRITERS.items())
def test_rows_have_one_writer(rows: str, writers: tuple[str, ...]) -> None:
    assert offenders(rf"\b{rows}{WRITES}", writers) == []


def test_nothing_hangs_on_signals_of_rows() -> None:
    assert offenders(r"(pre|post)_(save|delete)|m2m_changed") == []
