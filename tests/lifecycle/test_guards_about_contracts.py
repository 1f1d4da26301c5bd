"""The end of the contract, the systems an order takes in, what the ledger holds: each guard both ways."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from tests.lifecycle.scenes import NOW, TODAY, clock, endorsed, scene
from tests.lifecycle.walk import facts
from tickets.lifecycle.conditions import Guard
from tickets.lifecycle.duties import CORRECT
from tickets.lifecycle.endorsements import EXTENSION, SUPPLEMENT_COUNTERSIGNED
from tickets.lifecycle.guards import scope
from tickets.lifecycle.kinds import (
    drill,
    force_majeure,
    notice,
    payment,
    report,
    secrecy_return,
    supplement,
    switchover,
)
from tickets.lifecycle.kinds.change import growth
from tickets.lifecycle.kinds.change import guards as change
from tickets.lifecycle.questions import CONCERNED
from tickets.lifecycle.scene import Consented, Ending, Scene

DAY = timedelta(days=1)
ENDS = TODAY + 30 * DAY
HERE, THERE = "energy-monitoring", "energy-sensing"
TERM_ENDS = facts(scene().now).term_ends
EARLY: dict[str, Any] = {"ending": "early_end", "basis": "12.1", "end_date": ENDS}


def ended(**fields: Any) -> Scene:
    """A switchover on a contract that order A-1 has ended for the one system."""
    return scene(given={"ending": Ending("early_end", "12.1", ENDS, "A-1", frozenset({HERE}))}, fields=EARLY | fields)


def takes_in(*codes: str, typed: bool = False, **given: Any) -> Scene:
    named = {"scope": list(codes)}
    return scene(given=given, **({"typed": named} if typed else {"fields": named}))


def change_of(type_: str, quantity: int, **fields: Any) -> Scene:
    return scene(fields={"type": type_, "lines": [{"line": "vcpu", "quantity": quantity}], **fields})


def temporary(days: int, **more: Any) -> Scene:
    return scene(fields={"type": "expansion", "term": "temporary", "end_date": TERM_ENDS + days * DAY}, **more)


def after_the_term(**fields: Any) -> Scene:
    """Ten days ago the term ended, in twenty the switchover ends."""
    given = {"term_ends": TODAY - 10 * DAY, "switchover_ends": TODAY + 20 * DAY}
    return scene(given=given, fields={"type": "expansion", **fields})


def asks_later(days: int) -> Scene:
    return scene(endorsements=[endorsed(EXTENSION, data={"end_date": TERM_ENDS + days * DAY})])


def of_the_platform(
    *systems: str, good_for: tuple[str, ...] = (HERE,), hours: int = 1, number: str = "GD-2026-000007"
) -> Scene:
    """A drill of the provider that ends or begins so far from ten o'clock; the consent is good for today alone."""
    consents = {"GD-2026-000007": Consented(TODAY, TODAY, frozenset(good_for))}
    start, end = sorted((scene().now, scene().now + timedelta(hours=hours) - timedelta(seconds=1)))
    said = {"systems": list(systems), "consent_no": number, "window_start": start, "window_end": end}
    return scene(opening_party="provider", fields=said, given={"consents": consents, "own_system": ""})


WHOLE = {"own_system": "", "scope": frozenset({HERE, THERE})}


def countersigned(number: str) -> Scene:
    return scene(endorsements=[endorsed(SUPPLEMENT_COUNTERSIGNED, data={"supplement_no": number})])


FAULTS, RESTARTS = ([{"affected_kind": kind}] for kind in ("incident", "restart"))


LINE = {"objected_rows": ["2026-02-1"]}


def closed_until(month: date | None) -> Scene:
    """An invoice that came at NOW, and the last month whose sheet is closed."""
    return scene(state_since=NOW, given={"sheets_until": month})


def lost(*rows: tuple[str, str, str]) -> Scene:
    """(system, lost, held) of each."""
    named = [{"lost_system": system, "lost": Decimal(gone), "held": Decimal(all_)} for system, gone, all_ in rows]
    return scene(typed={"lost_data": named})


HOLDS = [
    (report.lost_data_fits, scene()),
    (report.lost_data_fits, lost(("", "1", "1"))),
    (report.lost_data_fits, lost(("energy-monitoring", "0", "1"), ("energy-sensing", "1", "2"))),
    (payment.sheets_closed, closed_until(NOW.date().replace(day=1))),
    (payment.nothing_disputed, scene(given={"disputed": ()})),
    (payment.objected_lines_known, scene()),
    (payment.objected_lines_known, scene(typed=LINE, given={"sheet_lines": frozenset({"2026-02-1"})})),
    (report.figures_of_service, scene()),
    (report.not_returned, scene(clocks=[clock(CORRECT, state="met")])),
    (secrecy_return.material_named, scene(fields={"items": [{"material": "网络拓扑图", "copies": 1}]})),
    (force_majeure.confirms_claimed_systems, scene()),
    (force_majeure.confirms_claimed_systems, scene(typed={"confirmed_systems": [THERE]}, given={"own_system": ""})),
    (force_majeure.confirms_claimed_duties, scene(typed={"confirmed_duties": FAULTS})),
    (report.plain_report, scene(fields={"addressee": "agency"})),
    (report.about_certificate, scene(fields={"certificate": "level3"})),
    (report.certified_named, scene(fields={"certificate": "level3", "certified": "政务云平台"})),
    (report.certified_named, scene(fields={"addressee": "agency"})),
    (supplement.edition_loaded, countersigned("BC-2026-0002")),
    (switchover.basis_fits, scene(fields={"ending": "expiry", "basis": "not_renewed"})),
    (switchover.basis_fits, scene(fields={"ending": "early_end", "basis": "12.4"})),
    (switchover.ends_once, scene(fields=EARLY)),
    (switchover.ends_once, scene(given={"ending": ended().facts.ending, "scope": frozenset({THERE})}, fields=EARLY)),
    (scope.scope_running, takes_in(HERE, THERE)),
    (scope.scope_running, scene()),
    (scope.running(notice.ALSO), scene(fields={"also": [HERE]}, given={"running": frozenset({HERE})})),
    (drill.consent_covers, scene(opening_party="agency")),
    (drill.consent_covers, scene()),
    (drill.consent_covers, of_the_platform(HERE)),
    (drill.consent_covers, of_the_platform(HERE, good_for=())),
    (drill.consent_covers, of_the_platform(good_for=())),
    (drill.consent_covers, of_the_platform(HERE, hours=14)),
    (scope.running(CONCERNED), scene(fields={"systems": [HERE]}, given={"running": frozenset({HERE})})),
    (scope.scope_own, takes_in(HERE)),
    (scope.scope_own, takes_in(THERE, **WHOLE)),
    (scope.scope_within, takes_in(HERE, typed=True)),
    (scope.scope_within, scene()),
    (change.to_system_fits, change_of("move", 4, to_system=THERE)),
    (change.to_system_fits, change_of("expansion", 4)),
    (change.held_enough, change_of("reduction", -100)),
    (change.held_enough, change_of("move", 100)),
    (change.held_enough, change_of("expansion", 99_999)),
    (change.grows_in_term, scene(fields={"type": "expansion", "term": "long_term"})),
    (change.grows_in_term, after_the_term(term="temporary")),
    (growth.growth_in_term, temporary(0)),
    (growth.extension_unasked, scene()),
    (growth.extension_asked, asks_later(0)),
    (growth.extension_in_term, asks_later(0)),
    (growth.extension_in_term, scene()),
]
REFUSES = [
    (report.lost_data_fits, lost(("", "1", "2"), ("energy-monitoring", "1", "2"))),
    (report.lost_data_fits, lost(("energy-monitoring", "0", "1"), ("energy-monitoring", "0", "1"))),
    (report.lost_data_fits, lost(("gone", "0", "1"))),
    (report.lost_data_fits, lost(("energy-monitoring", "2", "1"))),
    (report.lost_data_fits, lost(("energy-monitoring", "0", "0"))),
    (payment.sheets_closed, closed_until(None)),
    (payment.nothing_disputed, scene(given={"disputed": ("GD-2026-000001, claim 1",)})),
    (payment.objected_lines_known, scene(typed=LINE)),
    (payment.sheets_closed, closed_until(NOW.date().replace(day=1) - DAY)),
    (report.figures_of_service, scene(fields={"figures": [{"figure": "可用率", "figure_value": "100%"}]})),
    (report.figures_of_service, scene(fields={"nothing_to": TODAY})),
    (report.not_returned, scene(clocks=[clock(CORRECT)])),
    (secrecy_return.material_named, scene(fields={"items": []})),
    (force_majeure.confirms_claimed_systems, scene(typed={"confirmed_systems": [THERE]})),
    (
        force_majeure.confirms_claimed_duties,
        scene(fields={"affected_duties": FAULTS}, typed={"confirmed_duties": RESTARTS}),
    ),
    (report.plain_report, scene(fields={"certificate": "level3"})),
    (report.about_certificate, scene(fields={"certificate": None})),
    (report.certified_named, scene(fields={"certificate": "level3"})),
    (supplement.edition_loaded, countersigned("BC-2026-0003")),
    (supplement.edition_loaded, scene()),
    (switchover.basis_fits, scene(fields={"ending": "expiry", "basis": "12.1"})),
    (switchover.basis_fits, scene(fields={"ending": "early_end", "basis": "not_renewed"})),
    (switchover.ends_once, ended()),
    (switchover.ends_once, ended(basis="12.2")),
    (switchover.ends_once, ended(end_date=ENDS + DAY)),
    (scope.scope_running, takes_in(HERE, "gone")),
    (scope.running(notice.ALSO), scene(fields={"also": [HERE, "gone"]}, given={"running": frozenset({HERE})})),
    (drill.consent_covers, of_the_platform(HERE, number="GD-2026-000008")),
    (drill.consent_covers, of_the_platform(HERE, THERE)),
    (drill.consent_covers, of_the_platform()),
    (drill.consent_covers, of_the_platform(HERE, hours=15)),
    (drill.consent_covers, of_the_platform(HERE, hours=-11)),
    (drill.consent_covers, scene(opening_party="provider")),
    (scope.running(CONCERNED), scene(fields={"systems": [HERE, "gone"]}, given={"running": frozenset({HERE})})),
    (scope.scope_own, takes_in(THERE)),
    (scope.scope_own, takes_in(HERE, THERE)),
    (scope.scope_within, takes_in(THERE, typed=True)),
    (change.to_system_fits, change_of("move", 4)),
    (change.to_system_fits, change_of("move", 4, to_system=HERE)),
    (change.to_system_fits, change_of("move", 4, to_system="gone")),
    (change.to_system_fits, change_of("expansion", 4, to_system=THERE)),
    (change.held_enough, change_of("reduction", -101)),
    (change.held_enough, change_of("move", 101)),
    (change.grows_in_term, after_the_term(term="long_term")),
    (growth.growth_in_term, temporary(1)),
    (growth.growth_in_term, after_the_term(term="temporary", end_date=TODAY - DAY)),
    (growth.extension_unasked, asks_later(0)),
    (growth.extension_asked, scene()),
    (growth.extension_in_term, asks_later(1)),
]


@pytest.mark.parametrize(("guard", "where"), HOLDS)
def test_it_holds(guard: Guard, where: Scene) -> None:
    assert guard.holds(where)


@pytest.mark.parametrize(("guard", "where"), REFUSES)
def test_it_refuses_and_says_why(guard: Guard, where: Scene) -> None:
    assert not guard.holds(where)
    assert guard.reason(where)


@pytest.mark.parametrize(
    ("guard", "where", "named"),
    [
        (switchover.ends_once, ended(basis="12.2"), ("A-1", "发生A级事件")),
        (scope.scope_running, takes_in("gone"), ("gone",)),
        (scope.scope_within, takes_in(THERE, typed=True), (HERE,)),
        (change.held_enough, change_of("reduction", -176), ("vCPU 100 < 176",)),
        (growth.growth_in_term, temporary(1), ("2027年1月1日",)),
    ],
)
def test_the_refusal_names_the_figure_or_the_act_that_stands(
    guard: Guard, where: Scene, named: tuple[str, ...]
) -> None:
    with translation.override("zh-hans"):
        assert all(text in guard.reason(where) for text in named)
