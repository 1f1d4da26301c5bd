"""From when until when is played, by what was named and what was written."""

from dataclasses import replace
from datetime import date, timedelta

from tickets.lifecycle.known import KNOWN
from tickets.policy import contract_files
from tickets.rehearsal import chance
from tickets.rehearsal.play import AFTERWARDS, RehearsedSpan, span
from tickets.rehearsal.script import ScriptEvent, at_day

TERMS = contract_files.read(contract_files.CONTRACTS / "FW2025091703.toml", KNOWN)
BEFORE, WITHIN, AFTER = TERMS.starts - timedelta(days=9), date(2026, 3, 2), TERMS.ends + timedelta(days=70)
#: By then the sheet of the last month is closed.
SETTLED = TERMS.ends + AFTERWARDS


def written(*days: date) -> list[ScriptEvent]:
    return [ScriptEvent(f"R{n}", at_day(day, 10), "fault", line=n) for n, day in enumerate(days, 2)]


def test_what_somebody_wrote_is_played_to_its_last_row() -> None:
    assert span(TERMS, written(BEFORE, WITHIN, AFTER), None, None) == RehearsedSpan(BEFORE, AFTER)


def test_where_nobody_wrote_what_follows_the_term_its_last_sheet_is_closed_all_the_same() -> None:
    for rows in ([], written(WITHIN), chance.script(TERMS, 7)):
        assert span(TERMS, rows, None, None) == RehearsedSpan(TERMS.starts, SETTLED)
    rolled = [replace(one, line=0) for one in written(AFTER)]
    assert span(TERMS, rolled, None, None).last == SETTLED


def test_a_stretch_that_is_named_is_that_and_the_ends_of_the_term_take_in_what_lies_beyond() -> None:
    rows = written(BEFORE, WITHIN, AFTER)
    assert span(TERMS, rows, date(2026, 1, 1), WITHIN) == RehearsedSpan(date(2026, 1, 1), WITHIN)
    assert span(TERMS, rows, TERMS.starts, TERMS.ends) == RehearsedSpan(BEFORE, AFTER)
    assert span(TERMS, (), None, TERMS.ends).last == SETTLED
