"""Any sequence of acts on several clocks at once: what holds after every one of them.

The due of a clock in minutes is counted here minute by minute, without the date law.
"""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.clocks.shelf import MINUTE, TERMS, Shelf, make_shelf
from tests.rows import NOW
from tickets.clocks import readings
from tickets.lifecycle.duties import CLAIMED
from tickets.lifecycle.steps import ALL_CLOCKS, Mark, Op
from tickets.models import Deadline, Pause
from tickets.models.tickets import IDLE
from tickets.policy.types import Unit

CLOCKS = tuple(TERMS)
OPS = tuple(op for op in Op)
#: (minutes since the act before, clock, what is done, reason of a pause)
ACTS = st.lists(
    st.tuples(
        st.integers(0, 70),
        st.sampled_from(CLOCKS),
        st.sampled_from(["fire", *OPS]),
        st.sampled_from([CLAIMED, "waiting_agency"]),
    ),
    min_size=1,
    max_size=9,
)


def carry_out(shelf: Shelf, now: datetime, code: str, what: Op | str, reason: str) -> None:
    clocks = shelf.at(now, str(what))
    row = clocks.rows.get(code)
    if isinstance(what, Op):
        clocks.apply([Mark(what, code, ground=reason)])
    elif row is not None:
        clocks.fire(row)
    clocks.save()


def counted(row: Deadline) -> datetime:
    """The due of a clock in minutes, counted minute by minute over what is not paused."""
    spans = [(one.started_at, one.ended_at) for one in Pause.objects.filter(deadline=row, voided=False)]
    spans = [span for span in spans if row.stopped_at is None or span[0] < row.stopped_at]
    at, left = row.started_at, row.limit_n
    while left:
        # A pause that is still open ends with the clock as it stands: what is ahead counts.
        resting = any(start <= at < end for start, end in spans if end is not None)
        left -= not resting
        at += MINUTE
    return at


def check(row: Deadline, shelf: Shelf) -> None:
    due = readings.derive(row, shelf.rules.calendar)
    assert (row.due_at, row.target_at, row.nominal_due) == (due.legal, due.target, due.nominal)
    if row.unit is Unit.MINUTE and not row.resting:
        assert row.due_at == counted(row)
    assert row.resting is (readings.open_pause(row) is not None and row.open)
    assert row.breached_at in (None, row.due_at)
    assert row.next_at is None or row.open
    assert row.stopped_at is None or row.stopped_at >= row.started_at
    assert sum(one.ended_at is None and not one.voided for one in row.rests) <= row.open
    if row.open and not row.resting and row.breached_at is None:
        assert row.next_at is not None


class TestSequences(TestCase):
    @profile(max_examples=60)
    @given(acts=ACTS)
    def test_every_stored_row_is_what_its_pauses_say_and_no_clock_moves_another(self, acts) -> None:
        shelf, now = make_shelf(), NOW
        shelf.start(CLOCKS)
        missed: set[str] = set()
        for minutes, code, what, reason in acts:
            now += minutes * MINUTE
            others = shelf.stored(code)
            carry_out(shelf, now, code, what, reason)

            assert shelf.stored(code) == others
            rows = list(readings.load(Deadline.objects.filter(ticket=shelf.ticket)))
            for row in rows:
                check(row, shelf)
            assert missed <= shelf.missed()
            missed = shelf.missed()
            running = [row.due_at for row in rows if row.open and (row.breached_at or not row.resting)]
            assert shelf.ticket.next_due == min(running, default=IDLE)

    @profile(max_examples=15)
    @given(acts=ACTS, wait=st.integers(0, 300))
    def test_cancelling_all_leaves_none_open_and_forgives_nothing(self, acts, wait) -> None:
        shelf, now = make_shelf(), NOW
        shelf.start(CLOCKS)
        for minutes, code, what, reason in acts:
            now += minutes * MINUTE
            carry_out(shelf, now, code, what, reason)
        now += timedelta(minutes=wait)
        late = {row.code for row in shelf.at(now).rows.values() if row.open and row.late(now)}

        carry_out(shelf, now, ALL_CLOCKS, Op.CANCEL, "")

        rows = readings.latest(shelf.ticket).values()
        assert not [row.code for row in rows if row.open]
        assert {row.code for row in rows if row.state == "breached"} >= late
        assert late <= shelf.missed()
        assert shelf.ticket.next_due == IDLE
