"""Means, impacts, days and the second contract: each reading both ways, and what falls between the rows."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.penalties.pricing import GRAVE, OPERATION, SENSING, at, day, fault, length, pricing
from tests.policy.small_contract import SHIPPED, readings
from tickets.availability import Span
from tickets.datelaw.types import PauseSpan, day_end, midnight
from tickets.lifecycle.known import KNOWN
from tickets.penalties import choice, fees, proposing, rights
from tickets.penalties.claims import PenaltyClaim, Pricing
from tickets.penalties.facts import (
    FaultFact,
    HarmFact,
    LateFact,
    NoticeFact,
    PaymentFact,
    PenaltyFacts,
    ReviewFact,
    ScoredMonth,
    Timed,
    UnattendedFact,
)
from tickets.penalties.readings import PenaltyReadings
from tickets.policy import contract_files
from tickets.policy.penalty_terms import Impact, Trigger

SECOND = contract_files.read(SHIPPED[1], KNOWN)
LOSS, ACCIDENT, INFLUENCE = Impact
TWENTY = timedelta(minutes=20)


def second() -> Pricing:
    assert SECOND.penalties is not None
    system = SECOND.systems[0].code
    return Pricing(
        terms=SECOND.penalties, readings=PenaltyReadings(readings(SECOND)), systems=(system,),
        fees=fees.signed(SECOND.amount, {system: SECOND.amount}), starts=SECOND.starts, ends=SECOND.ends,
    )  # fmt: skip


def of(facts: PenaltyFacts, by: Pricing | None = None) -> list[tuple[str, str | None]]:
    return [(one.rule, one.amount and str(one.amount)) for one in proposing.claims(facts, by or pricing())]


def keys(facts: PenaltyFacts, by: Pricing) -> list[str]:
    return [one.key for one in proposing.claims(facts, by)]


def responses(*faults: FaultFact) -> PenaltyFacts:
    return PenaltyFacts(faults=faults)


def test_a_mean_is_of_the_month_in_which_the_clocks_of_its_members_began() -> None:
    late = fault("F1", Trigger.RESPONSE, TWENTY, began=at("2026-01-31T23:59"))
    next_month = fault("F2", Trigger.RESPONSE, TWENTY, began=at("2026-02-01T00:00"))
    assert keys(responses(late, next_month), pricing()) == [
        "A3.8/energy-sensing/2026-01", "A3.8/energy-sensing/2026-02",
    ]  # fmt: skip


def test_what_began_outside_the_term_is_in_no_mean() -> None:
    before = fault("F1", Trigger.RESPONSE, TWENTY, began=at("2025-10-09T23:59"))
    after = fault("F2", Trigger.RESPONSE, TWENTY, began=at("2026-10-10T00:00"))
    assert keys(responses(before, after), pricing()) == []


@pytest.mark.parametrize(
    ("over", "found"),
    [
        ("month", ["A3.8/energy-sensing/2026-01", "A3.8/energy-sensing/2026-03", "A3.8/energy-sensing/2026-10"]),
        ("quarter", ["A3.8/energy-sensing/2026-03", "A3.8/energy-sensing/2026-10"]),
        ("term", ["A3.8/energy-sensing/2026-10"]),
    ],
)
def test_it_is_taken_over_the_month_the_quarter_or_the_term(over: str, found: list[str]) -> None:
    """The last quarter of the term ends with it."""
    days = ("2026-01-05", "2026-03-05", "2026-10-05")
    facts = (fault(f"F{n}", Trigger.RESPONSE, TWENTY, began=at(one)) for n, one in enumerate(days))
    assert keys(responses(*facts), pricing(penalty__averaged_over=over)) == found


def test_other_requests_are_in_it_only_if_it_is_read_so() -> None:
    quick = fault("F2", Trigger.RESPONSE, timedelta(), request=True)
    facts = responses(fault("F1", Trigger.RESPONSE, TWENTY), quick)
    assert of(facts) == [("A3.8", "8781.98")]
    assert of(facts, pricing(penalty__averaged_of="requests")) == [("", None)]


def test_it_is_of_the_net_times_unless_it_is_read_otherwise() -> None:
    times = {Trigger.RECOVERY: Timed(timedelta(minutes=25), timedelta(minutes=100))}
    facts = responses(FaultFact(event="F15", system=OPERATION, began=at("2026-06-03T15:00"), times=times))
    assert of(facts) == []
    assert of(facts, pricing(penalty__time="gross")) == [("A3.11", "12441.87")]


def test_a_single_one_is_a_mean_unless_more_are_agreed_on() -> None:
    facts = responses(fault("F1", Trigger.RESPONSE, TWENTY))
    assert of(facts) == [("A3.8", "8781.98")]
    assert of(facts, pricing(penalty__least_members=2)) == []


def test_it_is_grave_if_one_of_its_members_was_judged_so() -> None:
    facts = responses(
        fault("F1", Trigger.RESPONSE, TWENTY, impact=GRAVE), fault("F2", Trigger.RESPONSE, TWENTY, SENSING)
    )
    assert of(facts) == [("A2.7", "58546.51")]


@pytest.mark.parametrize(
    ("impact", "rule"),
    [
        (frozenset(), "A3.8"),
        (frozenset({LOSS}), "A3.8"),
        (frozenset({ACCIDENT}), "A2.7"),
        (frozenset({ACCIDENT, INFLUENCE}), "A2.7"),
        (frozenset({INFLUENCE}), ""),  # no grave accident, and not without grave influence
    ],
)
def test_each_word_is_judged_by_itself_and_between_two_rows_the_parties_settle_it(
    impact: frozenset[Impact], rule: str
) -> None:
    (found,) = proposing.claims(responses(fault("F1", Trigger.RESPONSE, TWENTY, impact=impact)), pricing())
    assert (found.rule, found.amount is None) == (rule, not rule)


def test_a_security_service_that_failed_without_grave_influence_has_no_row() -> None:
    fact = HarmFact(event="S1", trigger=Trigger.INTRUDED, system=SENSING, day=day("2026-01-05"))
    assert of(PenaltyFacts(harms=(fact,))) == []
    assert of(PenaltyFacts(harms=(replace(fact, impact=GRAVE),))) == [("A2.5", "175639.52")]
    assert of(PenaltyFacts(harms=(replace(fact, trigger=Trigger.MUTUAL_BACKUP),))) == [("A2.2", "58546.51")]


def test_notices_in_vain_are_of_one_event_with_the_problem_of_which_they_warned() -> None:
    fact = NoticeFact(event="P01", system=SENSING, day=day("2026-04-10"), notices=("R01", "R02"))
    (found,) = proposing.claims(PenaltyFacts(notices=(fact,)), pricing())
    assert (found.rule, found.events) == ("A3.7", {"P01", "R01", "R02"})
    (grave,) = proposing.claims(PenaltyFacts(notices=(replace(fact, impact=GRAVE),)), pricing())
    assert (grave.rule, str(grave.amount)) == ("A2.6", "58546.51")


def unattended(minutes: int, **more: object) -> UnattendedFact:
    start = at("2026-02-28T23:00")
    return UnattendedFact(event="U1", systems=(), span=Span(start, start + timedelta(minutes=minutes)), **more)


def test_two_that_no_band_prices_in_one_month_are_two() -> None:
    facts = PenaltyFacts(unattended=(unattended(60), replace(unattended(60), event="U2")))
    assert keys(facts, pricing()) == ["G1-unattended/total/U1", "G1-unattended/total/U2"]


def test_a_post_that_nobody_held_belongs_to_the_month_in_which_that_began_and_is_a_breach_if_something_came_of_it() -> (
    None
):
    (found,) = proposing.claims(PenaltyFacts(unattended=(unattended(90),)), pricing())
    assert (found.rule, found.month) == ("A3.12", day("2026-02-01"))
    assert of(PenaltyFacts(unattended=(unattended(90, problem=False),))) == []


def failed(*months: str, contested: str = "", failed_review: bool = True) -> PenaltyFacts:
    scored = tuple(
        ScoredMonth(event=one, month=day(f"{one}-01"), passed=False, contested=one == contested) for one in months
    )
    review = ReviewFact(
        event="A8", months=frozenset(months), reviewed=day("2026-06-02"), failed=failed_review, systems=(SENSING,)
    )
    return PenaltyFacts(months=scored, reviews=(review,))


def test_failed_months_and_a_failed_review_are_priced_by_the_systems_that_the_sheet_names() -> None:
    assert of(failed("2026-02", "2026-03", "2026-04")) == [("A3.3", "5854.65")]
    assert of(failed("2026-01", "2026-02", "2026-03", "2026-04")) == [("A3.3", "5854.65")]
    assert of(failed("2026-02", "2026-03", "2026-04", failed_review=False)) == []
    assert of(failed("2026-02", "2026-03", "2026-04", contested="2026-03")) == []
    assert of(failed("2026-02", "2026-04", "2026-05")) == []
    assert of(failed("2026-02", "2026-04", "2026-05"), pricing(assessment__month_without_score="passed_over")) == [
        ("A3.3", "5854.65")
    ]


def late(duty: str, last: str, done: str, **more: object) -> LateFact:
    return LateFact(event="H1", duty=duty, due_at=day_end(day(last)), done_at=at(done), **more)


def test_a_notice_that_the_annexes_price_is_not_charged_by_the_day_as_well() -> None:
    order = late("rectification.cure", "2026-03-30", "2026-04-02")
    assert of(PenaltyFacts(late=(order,))) == [("12.5", "3609.03")]
    assert of(PenaltyFacts(late=(replace(order, annexed=True),))) == []
    assert of(PenaltyFacts(late=(replace(order, annexed=True),)), pricing(penalty__daily="beside_bands")) == [
        ("12.5", "3609.03")
    ]


def test_what_is_excused_whole_from_the_due_on_is_not_late() -> None:
    rests = (PauseSpan(midnight(day("2025-11-11")), day_end(day("2025-11-13"))),)
    assert of(PenaltyFacts(late=(late("staff.replace", "2025-11-10", "2025-11-13", pauses=rests),))) == []


def test_by_the_system_a_day_late_is_only_estimated_until_the_fees_are_signed() -> None:
    fact = late("staff.replace", "2025-11-10", "2025-11-11", systems=(SENSING,))
    told = {}
    for by_system in (False, True):
        by = pricing(by_system=by_system, penalty__daily_base="system")
        (found,) = proposing.claims(PenaltyFacts(late=(fact,)), by)
        told[by_system] = (found.estimated, str(found.amount))
    assert told == {False: (True, "1203.01"), True: (False, "351.28")}
    (whole,) = proposing.claims(PenaltyFacts(late=(fact,)), pricing(by_system=False))
    assert not whole.estimated


def test_what_is_only_estimated_waits_with_its_group() -> None:
    by = pricing(by_system=False)
    facts = responses(fault("F1", Trigger.RESPONSE, TWENTY))
    found = choice.chosen(proposing.claims(facts, by), by)
    assert (found.taken, [one.key for one in found.waiting]) == ((), ["A3.8/energy-sensing/2025-11"])


def growth(second_last: str | None) -> list[PenaltyClaim]:
    fact = late("change.expand", "2026-07-01", "2026-07-03", systems=second().systems)
    if second_last is not None:
        fact = replace(fact, second_due_at=day_end(day(second_last)))
    return list(proposing.claims(PenaltyFacts(late=(fact,)), second()))


def test_the_second_contract_prices_a_late_growth_each_time_and_dearer_after_the_authoritys_limit() -> None:
    """268,400.00 ÷ 18 × 15 %, and × 25 %."""
    assert [(one.rule, str(one.amount)) for one in growth(None)] == [("10.2a", "2236.67")]
    assert [(one.rule, str(one.amount)) for one in growth("2026-07-05")] == [("10.2a", "2236.67")]
    assert [(one.rule, str(one.amount)) for one in growth("2026-07-02")] == [("10.2", "3727.78"), ("10.2a", "2236.67")]
    (taken,) = choice.chosen(growth("2026-07-02"), second()).taken
    assert taken.rule == "10.2"


def test_the_second_contract_charges_by_the_day_for_three_duties_alone() -> None:
    for duty, found in (("staff.replace", [("10.5", "1610.40")]), ("acceptance.correct", [])):
        facts = PenaltyFacts(late=(late(duty, "2026-07-10", "2026-07-13"),))
        assert of(facts, second()) == found


def test_the_second_contract_charges_the_agency_by_the_day_on_what_is_due() -> None:
    """0.02 % of 80,520.00 a day, for three days."""
    fact = PaymentFact(
        event="Y1", due_at=day_end(day("2026-07-10")), paid_at=at("2026-07-13T10:00"), amount=Decimal("80520.00")
    )
    (found,) = proposing.claims(PenaltyFacts(payments=(fact,)), second())
    assert (found.rule, str(found.formula), str(found.amount)) == ("10.4", "80520.00 × 0.02% × 3", "48.31")
    assert found.of_agency


def test_a_contract_prices_nothing_that_it_has_no_row_for() -> None:
    everything = PenaltyFacts(
        faults=(fault("F1", Trigger.RESPONSE, TWENTY, second().systems[0], began=at("2026-07-05")),),
        unattended=(unattended(90),),
    )
    assert of(everything, second()) == []


def test_rights_arise_from_one_event_of_level_a_or_three_of_level_b_by_the_day_it_was_known() -> None:
    events = [
        rights.LevelEvent("E1", day("2026-01-05"), day("2026-01-06")),
        rights.LevelEvent("E2", day("2026-02-05"), day("2026-02-09")),
        rights.LevelEvent("E3", day("2026-03-05"), day("2026-03-20")),
    ]
    assert [(one.ground, one.known) for one in rights.of_level_a(events[:1])] == [("12.1", day("2026-01-06"))]
    found = rights.of_level_b(reversed(events), pricing().readings, day("2025-10-10"))
    assert found is not None
    assert (found.ground, found.members, found.known) == ("12.2", ("E1", "E2", "E3"), day("2026-03-20"))
    assert (found.last_day, found.expired(day_end(day("2027-03-19")))) == (day("2027-03-20"), False)
    assert rights.of_level_b(events[:2], pricing().readings, day("2025-10-10")) is None


def test_fees_by_weights_keep_the_order_of_the_systems() -> None:
    found = fees.proposed(Decimal("1203010.38"), {"a": 26, "b": 15, "c": 10})
    assert list(found) == ["a", "b", "c"]
    assert sum(found.values()) == Decimal("1203010.38")


def test_lines_of_one_claim_on_several_systems_come_to_its_sum() -> None:
    """30 % of a month of the whole is 30,075.26, and not the 30,075.27 of three sums."""
    basis = pricing().fees
    parts = basis.parts(Decimal("30075.26"), ())
    assert sum(parts.values()) == Decimal("30075.26")
    assert [str(one) for one in parts.values()] == ["13828.16", "8781.98", "7465.12"]
    assert length("0:00:01") == timedelta(seconds=1)
