"""月度可用率: figures by system and platform, cut at the term; what of annex 3 stands out; how much data was kept."""

from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.outages.office import MARCH, at, down, month, of_system
from tests.world import World
from tickets.actions.recurring import open_recurring
from tickets.datelaw.periods import Period
from tickets.datelaw.types import ZONE, midnight
from tickets.models import Contract, Interpretation, Recurrence, System
from tickets.outages.months import LONG, RUN, TOTAL

MINUTE = timedelta(minutes=1)
APRIL = datetime(2026, 4, 3, 12, tzinfo=ZONE)
MOST = 16


def read(world: World, key: str, value: object) -> None:
    Interpretation.objects.filter(contract=world.contract, key=key).update(value=value)


def test_the_month_is_measured_as_far_as_it_lies_in_the_term_and_has_come(world: World) -> None:
    assert month(world).service.length == world.now - midnight(MARCH.starts)
    world.at(APRIL)
    assert month(world).service.length == timedelta(days=31)
    first = Period.around("month", world.contract.starts)
    begun = month(world, first).service
    assert begun.start == midnight(world.contract.starts)
    assert month(world, first.before).service.length == timedelta()
    assert of_system(world, first.before).figure.share is None


@pytest.mark.parametrize(("minutes", "kept"), [(4, True), (5, False)])
def test_the_contract_says_how_available_it_must_be(world: World, minutes: int, kept: bool) -> None:
    down(world, at(10), at(10, minutes))
    world.at(APRIL)
    found = of_system(world).figure
    assert found.share == 1 - Fraction(minutes, 44_640)
    assert found.keeps(999_900) is kept


@pytest.mark.parametrize(
    ("spans", "sorts"),
    [
        ([(2, 10, 12)], {LONG}),
        ([(2, 10, 11), (3, 10, 11), (4, 10, 11)], {RUN}),
        ([(2, 10, 11), (3, 10, 11)], set()),
        ([(2, 8, 12), (20, 8, 12)], {LONG, TOTAL}),
    ],
)
def test_what_stands_out_is_named(world: World, spans: list[tuple[int, int, int]], sorts: set[str]) -> None:
    for day, begins, ends in spans:
        down(world, at(begins, day=day), at(ends, day=day))
    world.at(APRIL)
    findings = of_system(world).findings
    assert {one.sort for one in findings} == sorts
    assert all(one.settled for one in findings)


def test_a_run_belongs_to_the_month_of_its_third(world: World) -> None:
    for day, of in ((30, 3), (31, 3), (1, 4)):
        down(world, at(10, day=day, month=of), at(10, 30, day=day, month=of))
    world.at(APRIL)
    assert [one.sort for one in of_system(world).findings] == []
    assert [one.sort for one in of_system(world, Period.read("2026-04")).findings] == [RUN]


def test_what_would_stand_out_only_with_an_open_outage_says_so(world: World) -> None:
    ticket = world.at(at(8)).file("incident", impact="down", reported_at=at(8).isoformat())
    world.at(at(10, 30))
    (finding,) = of_system(world).findings
    assert (finding.sort, finding.settled, finding.members[0].start) == (LONG, False, at(8))
    assert ticket.number


def test_read_over_the_term_outages_of_two_months_are_summed(world: World) -> None:
    down(world, at(8), at(12))
    down(world, at(8, day=1, month=4), at(12, day=1, month=4))
    april = Period.read("2026-04")
    assert TOTAL not in {one.sort for one in of_system(world, april).findings}
    read(world, "outage.total_over", "term")
    assert TOTAL in {one.sort for one in of_system(world, april).findings}


def test_over_midnight_it_belongs_to_the_month_of_its_beginning_unless_read_otherwise(world: World) -> None:
    down(world, at(23, day=31), at(1, day=1, month=4))
    world.at(APRIL)
    april = Period.read("2026-04")
    assert (of_system(world).figure.down, of_system(world, april).figure.down) == (120 * MINUTE, timedelta())
    read(world, "availability.over_midnight", "divided")
    assert (of_system(world).figure.down, of_system(world, april).figure.down) == (60 * MINUTE, 60 * MINUTE)


@pytest.mark.parametrize(("said", "share"), [("0.50", 1 - Fraction("0.5") / 1000), ("0", Fraction(1)), (None, None)])
def test_data_that_no_report_says_was_lost_is_unknown(world: World, said: str | None, share: Fraction | None) -> None:
    live = datetime(2026, 1, 1, tzinfo=ZONE)
    Contract.objects.filter(pk=world.contract.pk).update(loaded_at=live)
    System.objects.filter(pk=world.system.pk).update(live_since=live)
    world.stock(storage_plain_gb=1000, memory_gb=64)
    world.at(datetime(2026, 4, 1, 1, tzinfo=ZONE))
    open_recurring(world.now)
    report = Recurrence.objects.get(contract=world.contract, rule="report.monthly", period="2026-03").ticket
    assert month(world).data.share is None
    world.take(report, "hand_in", lost_gb=said)
    assert (month(world).data.share, month(world).data.held) == (share, 1000)


def test_it_costs_as_few_queries_for_many_outages_as_for_one(world: World) -> None:
    for day in range(2, 8):
        down(world, at(10, day=day), at(10, 20, day=day))
    with CaptureQueriesContext(connection) as spent:
        assert len(month(world).by_system) == 3
    assert len(spent) <= MOST, "\n".join(one["sql"] for one in spent.captured_queries)
