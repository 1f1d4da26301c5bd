"""A contract declares its kinds, and gives what these run on: their duties and parameters, no others."""

import pytest

from tests.policy.small_contract import KINDS, LIMITS, readings, without, written
from tickets.lifecycle import KINDS as CODE
from tickets.lifecycle.known import KNOWN
from tickets.policy import contract_checks as checks
from tickets.policy import interpretation_checks
from tickets.policy.contract_files import parse
from tickets.policy.tables import FileError
from tickets.policy.types import ClauseKind, Party


def faults(text: str) -> dict[str, tuple[str, dict]]:
    with pytest.raises(FileError) as refusal:
        parse(text, KNOWN)
    return {problem.key: (problem.msgid, dict(problem.params)) for problem in refusal.value.problems}


def test_a_contract_of_three_kinds_needs_no_clause_of_the_others():
    terms = parse(written(), KNOWN)
    assert terms.kinds == KINDS
    assert {clause.code for clause in terms.clauses} == set(LIMITS) < set(KNOWN.duties)
    assert set(readings(terms)) == set(KNOWN.readings_of(KINDS)) < set(KNOWN.readings)
    assert "restart.permit_max_hours" in readings(terms)


@pytest.mark.parametrize("code", sorted(LIMITS))
def test_a_clause_that_a_declared_kind_runs_on_must_be_there(code: str):
    users = [kind for kind in CODE if kind in KINDS and code in CODE[kind].duties()]
    assert users
    wanted = (checks.ABSENT_DUTY, {"kinds": ", ".join(sorted(users, key=KINDS.index))})
    assert faults(written(limits=without(code))) == {f"clauses.{code}": wanted}


def test_a_parameter_that_a_declared_kind_reads_must_be_there():
    limits = LIMITS | dict.fromkeys(CODE["go_live"].duties() - set(LIMITS), "2 working days")
    text = written((*KINDS, "go_live"), limits, silent_on=["go_live.trial_days"])
    wanted = (interpretation_checks.ABSENT_READING, {"key": "go_live.trial_days", "kinds": "go_live"})
    assert faults(text) == {"interpretations": wanted}


def test_a_question_that_is_asked_of_every_contract_must_be_answered():
    wanted = (interpretation_checks.ABSENT_ANSWER, {"key": "counting.weekends"})
    assert faults(written(silent_on=["counting.weekends"])) == {"interpretations": wanted}


def test_a_clause_that_no_declared_kind_runs_on_is_taken_if_some_kind_has_the_duty():
    text = written(limits=LIMITS | {"go_live.check": "2 working days"})
    assert "go_live.check" in {clause.code for clause in parse(text, KNOWN).clauses}
    assert faults(written(limits=LIMITS | {"go_live.chekc": "2 working days"})) == {
        "clauses.go_live.chekc": (checks.UNKNOWN_DUTY, {"code": "go_live.chekc"})
    }


@pytest.mark.parametrize(
    ("code", "key", "field", "asked"),
    [
        ("restart.execute", "anchor_later", "shut_down_on", "paper_received, window_end, window_start"),
        ("leaving.shut", "anchor_later", "window_start", "observed_from, observed_to, shut_down_on"),
        ("staff.replace", "anchor_later", "available_from", "–"),
    ],
)
def test_a_clock_begins_at_no_field_that_is_not_asked_for_where_it_starts(code, key, field, asked):
    text = written().replace(f'title = "{code}"\n', f'title = "{code}"\n{key} = "{field}"\n')
    assert faults(text) == {f"clauses.{code}.{key}": (checks.NOT_ASKED, {"field": field, "asked": asked})}


def test_a_clause_may_bind_whoever_must_move_where_that_is_one_party():
    text = written().replace(
        'title_en = "common.correct"\nparty = "provider"', 'title_en = "common.correct"\nparty = "mover"'
    )
    assert next(each for each in parse(text, KNOWN).clauses if each.code == "common.correct").party is Party.MOVER


def test_a_clause_binds_nobody_in_particular_where_several_must_move():
    text = written(limits=LIMITS | {"go_live.check": "2 working days"})
    text = text.replace('title_en = "go_live.check"\nparty = "provider"', 'title_en = "go_live.check"\nparty = "mover"')
    assert faults(text) == {"clauses.go_live.check.party": (checks.NO_ONE_MOVER, {})}


def test_a_window_may_give_the_limit_and_is_warned_of_by_minutes():
    text = written().replace('limit = "1 hour"', 'limit_from = "window_end"')
    text = text.replace('key = "restart.due"\nvalue = "limit"', 'key = "restart.due"\nvalue = "window_end"')
    assert parse(text, KNOWN)
    by_days = text.replace('limit_from = "window_end"\nwarn = "minutes"', 'limit_from = "window_end"\nwarn = "days"')
    assert faults(by_days) == {"clauses.restart.execute.warn": (checks.WARN_MINUTES, {})}


def test_every_duty_of_every_kind_is_known_by_what_it_is():
    assert set(KNOWN.kinds) == set(CODE)
    assert set().union(*(kind.duties() for kind in CODE.values())) == {
        code for code, duty in KNOWN.duties.items() if duty.kind is not ClauseKind.ADVICE
    }
    assert {code for code, duty in KNOWN.duties.items() if duty.kind is ClauseKind.GATE} == {"provider_exit.notice"}
