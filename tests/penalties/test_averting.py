"""本月预计: how a month stands that is not over, and what would still avert it, by the rules alone."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.penalties.pricing import MONITORING, OPERATION, at, day, fault, outage, pricing
from tickets.penalties import averting, explain, means
from tickets.penalties.averting import OpenGrowth, Prospect
from tickets.penalties.bands import Place, exact
from tickets.penalties.facts import ComplaintFact, PenaltyFacts, ScoredMonth
from tickets.policy.penalty_terms import Trigger

TODAY = day("2026-03-16")
FIVE, FIFTEEN = timedelta(minutes=5), timedelta(minutes=15)


def of(trigger: Trigger, facts: PenaltyFacts, growths: Any = ()) -> list[Prospect]:
    return [one for one in averting.prospects(facts, pricing(), TODAY, growths) if one.trigger is trigger]


def averts(one: Prospect) -> dict[str, Any]:
    assert one.averts is not None
    return dict(one.averts.params)


def responses(*minutes: float) -> PenaltyFacts:
    return PenaltyFacts(
        faults=tuple(
            fault(f"F{n}", Trigger.RESPONSE, timedelta(minutes=one), began=at("2026-03-02T10:00"))
            for n, one in enumerate(minutes)
        )
    )


@given(st.lists(st.integers(0, 3600), min_size=1, max_size=6))
def test_so_many_more_in_time_take_a_mean_out_of_its_band_and_one_fewer_does_not(seconds: list[int]) -> None:
    for one in of(Trigger.RESPONSE, responses(*(each / 60 for each in seconds))):
        if one.hit:
            n = averts(one)["n"]
            for more, out in ((n, True), (n - 1, False)):
                after = responses(*(each / 60 for each in seconds), *[5] * more)
                mean = means.mean(after.faults, Trigger.RESPONSE, pricing())
                assert (mean.placed.seconds <= exact(FIFTEEN)) is out


def test_in_time_it_is_told_how_long_the_next_may_take() -> None:
    (one,) = of(Trigger.RESPONSE, responses(4, 2))
    assert (one.hit, one.articles[0], averts(one)["minutes"].seconds) == (False, "A2.7", 9 * 60)
    mean = means.mean(responses(4, 2, 9).faults, Trigger.RESPONSE, pricing())
    assert mean.placed.place is Place.IN_TIME


@pytest.mark.parametrize(("minutes", "hit", "left"), [(4, False, "0.46"), (5, True, None)])
def test_of_availability_the_minutes_that_are_left(minutes: int, hit: bool, left: str | None) -> None:
    facts = PenaltyFacts(outages=(outage("O1", "2026-03-02T10:00", timedelta(minutes=minutes)),))
    found = {one.systems: one for one in of(Trigger.AVAILABILITY, facts)}[OPERATION,]
    assert found.hit is hit
    assert (explain.minutes(averts(found)["left"]) if found.averts else None) == left
    assert {one.hit for one in of(Trigger.AVAILABILITY, PenaltyFacts())} == {False}


def test_a_run_ends_a_week_after_its_last_outage() -> None:
    twice = PenaltyFacts(
        outages=(
            outage("O1", "2026-03-10T10:00", timedelta(minutes=1)),
            outage("O2", "2026-03-12T10:00", timedelta(minutes=1)),
        )
    )
    run, in_all = of(Trigger.REPEATED_OUTAGES, twice)
    assert (run.stands.params["n"], averts(run)["until"]) == (2, at("2026-03-19T10:01"))
    assert averts(in_all)["left"] == timedelta(hours=8) - timedelta(minutes=2)
    assert len(of(Trigger.REPEATED_OUTAGES, PenaltyFacts(outages=twice.outages[:1]))) == 2


def failed(*months: str, passed: str = "") -> PenaltyFacts:
    scored = [ScoredMonth(event=one, month=day(f"{one}-01"), passed=one == passed) for one in (*months, passed) if one]
    return PenaltyFacts(months=tuple(scored))


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (failed("2026-01", "2026-02"), [averting.NEXT_PASSED]),
        (failed("2025-12", "2026-01", "2026-02"), [averting.RECTIFIED]),
        (failed("2026-01", passed="2026-02"), []),
    ],
)
def test_of_failed_months_the_row_that_still_goes_on(facts: PenaltyFacts, said: list[str]) -> None:
    assert [one.averts.msgid for one in of(Trigger.ASSESSMENT, facts) if one.averts] == said


def test_of_complaints_how_many_of_the_term() -> None:
    noted = tuple(ComplaintFact(event=f"C{n}", system=MONITORING, day=day("2026-02-03"), outage="O1") for n in range(3))
    (two,) = of(Trigger.COMPLAINTS, PenaltyFacts(complaints=noted[:2]))
    (three,) = of(Trigger.COMPLAINTS, PenaltyFacts(complaints=noted))
    assert (two.hit, two.stands.params["n"], three.hit, three.averts) == (False, 2, True, None)


@pytest.mark.parametrize(
    ("due", "said", "days"), [("2026-03-19", averting.DAYS_LEFT, 3), ("2026-03-16", averting.PAST, None)]
)
def test_of_a_growth_the_days_that_are_left(due: str, said: str, days: int | None) -> None:
    growth = OpenGrowth(event="GD-1", duty="change.expand", due_at=at(f"{due}T00:00"), system=OPERATION)
    (one,) = of(Trigger.EXPANSION_AGAIN, PenaltyFacts(), [growth])
    assert one.averts is not None
    assert (one.averts.msgid, one.averts.params.get("days"), one.hit) == (said, days, False)
