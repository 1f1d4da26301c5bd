"""Any order of filing, answering, sweeping, sending, deaths at named points and steps of the clock leaves one truth.

Hypothesis chooses what happens; a death is what it is to the database, a transaction that never committed. FULL=1 tries
five hundred such lives instead of a handful.
"""

import os
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import ClassVar

import pytest
from django.core import mail
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule, run_state_machine_as_test

from tests.world import World, taken_back
from tickets import actions, audit, crash_points, sweep
from tickets.crash_points import POINTS
from tickets.errors import Refusal, Unavailable
from tickets.models import Alert, AuditEntry, Breach, Deadline, Delivery, Notice, Ticket

FULL = os.environ.get("FULL") == "1"
LIVES, ACTS = (500, 50) if FULL else (5, 30)
RESPOND, GRACE = "incident.respond", timedelta(seconds=1)
AT = st.sampled_from([None, None, *POINTS])


class Died(BaseException):
    """The process is gone: no handler of the service hears of it."""


class Office(RuleBasedStateMachine):
    """The service from its door down, on one clock that people and steps move."""

    world: ClassVar[World]
    filed = Bundle("filed")

    def __init__(self) -> None:
        super().__init__()
        self.life = taken_back()
        self.life.__enter__()
        self.start = self.world.now
        self.numbers: list[str] = []
        self.answered: Counter[int] = Counter()
        self.accepted_twice = 0
        mail.outbox.clear()

    def teardown(self) -> None:
        try:
            assert list(audit.verify()) == []
            assert list(audit.verify_rows()) == []
        finally:
            self.life.__exit__(None, None, None)
            self.world.at(self.start)

    def unless_it_dies(self, point: str | None, act: Callable[[], object]) -> bool:
        """Whether it came to its end. Refused is an end, too, and the caller's matter."""

        def here(come_to: str) -> None:
            if come_to == point:
                raise Died

        plain, crash_points.here = crash_points.here, here
        try:
            act()
        except Died:
            return False
        finally:
            crash_points.here = plain
        return True

    @rule(target=filed, dies=AT)
    def file(self, dies: str | None) -> object:
        filed: list[Ticket] = []
        reported = {"reported_at": self.world.now.isoformat(), "alarm_at": None}
        with suppress(Unavailable):
            self.unless_it_dies(dies, lambda: filed.append(self.world.file("incident", "desk", **reported)))
        self.numbers += [one.number for one in filed]
        return multiple(*(one.pk for one in filed))

    @rule(order=filed, dies=AT, times=st.integers(1, 2))
    def answer(self, order: int, dies: str | None, times: int) -> None:
        """Under one key, however often it is sent."""
        who = {"actor": self.world.user("desk"), "key": f"answer {order}", "note": "已响应"}
        ticket = Ticket.objects.get(pk=order)
        for _ in range(times):
            with suppress(Refusal):
                if self.unless_it_dies(dies, lambda: actions.perform(ticket, "respond", now=self.world.now, **who)):
                    self.answered[order] = 1

    @rule(seconds=st.sampled_from([1, 29, 31, 149, 150, 151, 299, 300, 301, 302, 3600]))
    def time_passes(self, seconds: int) -> None:
        self.world.later(seconds=seconds)

    @rule(seconds=st.sampled_from([1, 5, 59, 61, 600]))
    def clock_is_set_back(self, seconds: int) -> None:
        self.world.later(seconds=-seconds)

    @rule(dies=AT)
    def swept(self, dies: str | None) -> None:
        done = self.unless_it_dies(dies, self._sweep)
        if done:
            due = Deadline.objects.filter(code=RESPOND, stopped_at=None, due_at__lte=self.world.now - GRACE)
            behind = [one for one in due if one.ticket.entries_of_audit.latest("seq").at <= self.world.now]
            assert [one.pk for one in behind if not Breach.objects.filter(deadline=one).exists()] == []

    def _sweep(self) -> None:
        while sweep.fire_one(self.world.now):
            pass

    @rule(dies=AT)
    def sent(self, dies: str | None) -> None:
        done = self.unless_it_dies(dies, lambda: sweep.deliver_one(self.world.now))
        self.accepted_twice += not done and dies == "delivery.accepted"

    @invariant()
    def what_was_promised_stands_once(self) -> None:
        numbers = list(Ticket.objects.order_by("id").values_list("number", flat=True))
        assert numbers == self.numbers == [f"GD-2026-{n:06}" for n in range(1, len(numbers) + 1)]
        steps = AuditEntry.objects.filter(action="respond", allowed=True).values_list("ticket", flat=True)
        assert Counter(steps) == self.answered

    @invariant()
    def a_breach_is_found_once_never_early_and_never_of_who_answered_in_time(self) -> None:
        breaches = list(Breach.objects.filter(deadline__code=RESPOND).select_related("deadline"))
        assert len({one.deadline_id for one in breaches}) == len(breaches)
        for one in breaches:
            assert one.detected_at >= one.occurred_at == one.deadline.due_at
            assert one.deadline.stopped_at is None or one.deadline.stopped_at > one.deadline.due_at
        late = {
            one.pk for one in Deadline.objects.filter(code=RESPOND) if one.stopped_at and one.stopped_at > one.due_at
        }
        assert late <= {one.deadline_id for one in breaches}
        told = Counter(Notice.objects.filter(event="breach").values_list("deadline", "recipient"))
        alerts = Counter(Alert.objects.values_list("deadline", "level", "due_at"))
        assert {*told.values(), *alerts.values()} <= {1}

    @invariant()
    def a_mail_is_on_the_wire_once_but_for_those_whose_sender_died(self) -> None:
        arrived = Counter(one.extra_headers["Message-ID"] for one in mail.outbox)
        assert arrived.total() - len(arrived) <= self.accepted_twice
        assert len(arrived) >= Delivery.objects.filter(channel="mail", state="sent").count()


@pytest.fixture
def lives(world: World) -> type[Office]:
    Office.world = world
    return Office


def test_whatever_happens_in_whatever_order(lives: type[Office]) -> None:
    told = settings(max_examples=LIVES, stateful_step_count=ACTS, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(lives, settings=told)
