"""Two people decide at the same instant: exactly one wins, the other is told what happened.

`make test` races about two hundred times, `make races` a thousand.
"""

import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest

from accounts.models import Membership, User
from accounts.roles import AGENCY_LEAD
from tests.race.conftest import Outcome, race
from tests.world import World
from tickets import actions, audit
from tickets.errors import Invalid, WrongState
from tickets.models import Alert, AuditEntry, Breach, Deadline, Notice, Ticket

#: The fifth part is raced in `make test`.
SHARE = 1 if os.environ.get("ALL_RACES") else 5
#: kind, the way to the fork, the two steps with the two people, and how many tickets race.
FORKS = [
    pytest.param("restart", "submit", ("approve_restart", "lead"), ("return_to_clerk", "deputy"), 150 // SHARE),
    pytest.param("exit", "submit approve", ("record_filing", "officer"), ("withdraw", "clerk"), 100 // SHARE),
    pytest.param("restart", "submit approve_restart verify", ("begin", "engineer"), ("revoke", "lead"), 75 // SHARE),
    pytest.param("incident", "", ("respond", "desk"), ("respond", "engineer"), 225 // SHARE),
]
STOPS, REPEATS, OPENINGS, CALLS = 200 // SHARE, 125 // SHARE, 125 // SHARE, 20 // SHARE
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _chains_hold(world: World) -> Iterator[None]:
    """Whatever raced, the audit is whole afterwards."""
    yield
    assert list(audit.verify()) == []


@pytest.fixture
def deputy(world: World) -> User:
    """A second lead, who decides on the same tickets."""
    user = User.objects.create(username="deputy", name="演示·副职负责人")
    Membership.objects.create(user=user, organization=world.contract.agency, role=AGENCY_LEAD)
    return user


def deciding(world: World, name: str, who: str) -> Callable[[Ticket], Ticket]:
    """The step with all that it asks for, so that nothing but the other's step can stand in its way."""

    def decide(ticket: Ticket) -> Ticket:
        typed = {"comment": "按程序办理", **world.typed(ticket, ticket.machine.by_step[name])}
        return actions.perform(ticket, name, actor=world.user(who), now=world.now, **typed)

    return decide


def ready(world: World, kind: str, way: str, *forks: tuple[str, str]) -> Ticket:
    """A ticket at the fork, with the papers of both ways handed in."""
    ticket = world.take(world.file(kind), *way.split())
    for name, who in forks:
        world.hand_in(ticket, ticket.machine.by_step[name], world.user(who))
    return ticket


@pytest.mark.parametrize(("kind", "way", "one", "other", "count"), FORKS)
def test_exactly_one_of_two_decisions_stands_and_the_other_is_told_by_whom(
    world: World, deputy: User, kind: str, way: str, one: tuple[str, str], other: tuple[str, str], count: int
) -> None:
    tickets = [ready(world, kind, way, one, other) for _ in range(count)]
    one_acts, other_acts = deciding(world, *one), deciding(world, *other)

    outcomes = race(tickets, one_acts, other_acts)

    for ticket, outcome in zip(tickets, outcomes, strict=True):
        won = [name for name, gave in zip((one, other), outcome, strict=True) if isinstance(gave, Ticket)]
        assert len(won) == 1, outcome
        assert_stands(world, ticket, won[0], outcome)


def assert_stands(world: World, ticket: Ticket, won: tuple[str, str], outcome: Outcome) -> None:
    name, who = won
    after = world.fresh(ticket)
    refusal = next(gave for gave in outcome if not isinstance(gave, Ticket))
    assert isinstance(refusal, WrongState), refusal
    assert str(after.stage.label) in refusal.message
    assert world.user(who).get_full_name() in refusal.message
    assert after.state == ticket.machine.by_step[name].target
    assert after.version == ticket.version + 1
    assert after.entries_of_audit.latest("seq").action == name


def respond_at(world: World, due: dict[int, datetime]) -> Callable[[Ticket], Ticket]:
    def respond(ticket: Ticket) -> Ticket:
        return actions.perform(ticket, "respond", actor=world.user("desk"), now=due[ticket.pk], note="已响应")

    return respond


def test_an_answer_at_the_due_instant_is_in_time_however_the_sweep_runs(world: World) -> None:
    tickets = [world.file("incident") for _ in range(STOPS // 2)]
    clocks = {ticket.pk: world.clock(ticket, "incident.respond") for ticket in tickets}
    due = {pk: clock.due_at for pk, clock in clocks.items()}

    race(tickets, respond_at(world, due), lambda ticket: actions.fire(clocks[ticket.pk].pk, due[ticket.pk]))

    answered = Deadline.objects.filter(pk__in=[clock.pk for clock in clocks.values()])
    assert {(clock.state, clock.stopped_at == clock.due_at) for clock in answered} == {("met", True)}
    assert not Breach.objects.exists()


def test_an_answer_too_late_and_the_sweep_make_one_breach_told_once(world: World) -> None:
    tickets = [world.file("incident") for _ in range(STOPS - STOPS // 2)]
    clocks = {ticket.pk: world.clock(ticket, "incident.respond") for ticket in tickets}
    late = {pk: clock.due_at + SECOND for pk, clock in clocks.items()}

    race(tickets, respond_at(world, late), lambda ticket: actions.fire(clocks[ticket.pk].pk, late[ticket.pk]))

    for clock in clocks.values():
        assert Breach.objects.get(deadline=clock).occurred_at == clock.due_at
        assert Alert.objects.filter(deadline=clock, level="breach").count() == 1
        told = list(Notice.objects.filter(deadline=clock, event="breach").values_list("recipient", flat=True))
        assert told
        assert len(told) == len(set(told))


def test_one_request_that_comes_twice_at_once_is_one_step(world: World) -> None:
    ticket = world.take(world.file("incident"), "respond")

    def report(number: int) -> Ticket:
        return actions.perform(
            ticket,
            "report_progress",
            actor=world.user("desk"),
            now=world.now,
            key=f"key-{number}",
            progress=f"第{number}次反馈",
        )

    outcomes = race(range(REPEATS), report, report)

    assert all(isinstance(gave, Ticket) for outcome in outcomes for gave in outcome)
    assert world.fresh(ticket).version == ticket.version + REPEATS
    assert AuditEntry.objects.filter(ticket=ticket, action="report_progress").count() == REPEATS


def test_one_filing_that_comes_twice_at_once_is_one_ticket_and_numbers_have_no_gaps(world: World) -> None:
    fields = {"post": "OPS-01", "nonconformity": "未按约定值守"}

    def file(number: int) -> Ticket:
        return actions.open_ticket(
            "staff_replacement",
            contract=world.contract,
            system=None,
            title=f"更换人员{number}",
            fields=fields,
            actor=world.user("clerk"),
            now=world.now,
            key=f"key-{number}",
        )

    outcomes = race(range(OPENINGS), file, file)

    assert all(one.pk == other.pk for one, other in outcomes)
    numbers = sorted(Ticket.objects.values_list("number", flat=True))
    assert numbers == [f"GD-2026-{number:06d}" for number in range(1, OPENINGS + 1)]


def test_one_key_for_two_tickets_at_once_is_used_by_one_and_refused_to_the_other(world: World) -> None:
    pairs = [(str(n), world.file("incident"), world.file("incident")) for n in range(REPEATS)]

    def respond(key: str, ticket: Ticket) -> Ticket:
        return actions.perform(ticket, "respond", actor=world.user("desk"), now=world.now, key=key, note="已响应")

    outcomes = race(pairs, lambda pair: respond(pair[0], pair[1]), lambda pair: respond(pair[0], pair[2]))

    for outcome in outcomes:
        assert sorted(type(gave).__name__ for gave in outcome) == ["Incident", "KeyReused"]


def test_a_call_that_is_sent_twice_at_once_under_one_key_is_one_fault(world: World) -> None:
    called = world.now
    world.later(minutes=20)
    said = {"caller": "王工", "symptom": "无法登录", "called_at": called, "answered_at": called + 4 * MINUTE}
    who = {"contract": world.contract, "system": world.system, "actor": world.user("desk"), "now": world.now}

    def call(turn: int) -> Ticket:
        return actions.take_call(**said, **who, key=f"call-{turn}")

    outcomes = race(range(CALLS), call, call)

    assert all(one == other for one, other in outcomes)
    assert Ticket.objects.count() == CALLS


def test_stamps_of_two_orders_under_one_key_are_one_order_s_and_the_other_is_refused(world: World) -> None:
    pairs = [(world.file("incident"), world.file("incident")) for _ in range(CALLS)]
    at = (world.now + 4 * MINUTE).isoformat()
    world.later(minutes=20)

    def stamping(place: int) -> Callable[[int], Ticket]:
        def stamp(turn: int) -> Ticket:
            who = {"actor": world.user("engineer"), "now": world.now, "late_reason": "先抢修", "key": f"stamp-{turn}"}
            return actions.stamp_late(pairs[turn][place], {"respond": {"note": "已受理", "happened_at": at}}, **who)

        return stamp

    for outcome in race(range(CALLS), stamping(0), stamping(1)):
        assert sorted(type(one).__name__ for one in outcome) == ["Incident", "KeyReused"], outcome


def test_of_two_findings_on_one_event_at_once_one_is_opened_and_the_other_told_its_number(world: World) -> None:
    def found(day: int) -> Ticket:
        said = {"event_month": f"2026-02-{day:02d}", "rules": [{"rule": "A3.1"}]}
        return world.file("finding", event_on="2026-01-31", known_on="2026-02-28", **said)

    ((one, other),) = race([1], lambda _day: found(3), lambda _day: found(4))
    opened, refused = (one, other) if isinstance(one, Ticket) else (other, one)
    assert isinstance(opened, Ticket)
    assert isinstance(refused, Invalid)
    assert opened.number in refused.errors["event_rows"][0]
