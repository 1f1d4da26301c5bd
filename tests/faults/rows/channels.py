"""What happens to those who receive: silent, refusing, breaking off, dripping."""

import signal
import time

from tests.faults.checker import Verdict, check, settled
from tests.faults.kills import rest
from tests.faults.lab import OFFICE, SQLITE, Lab, eventually
from tests.faults.rows.processes import END_EMBEDDED, END_SECONDS, ended
from tests.faults.table import Found, Turn, row
from tests.faults.watch import Watch

#: Of a message by one channel while another is dead.
BESIDE_SECONDS = 4.0
#: With a clock every half second: the longest rest between two firings.
LONGEST_REST = 4.0


@row(17, "mail refuses, breaks off, falls silent; a webhook beside it")
def dead_channels(turn: Turn) -> Found:
    """Neither firing nor the other channel waits; what waited goes out at once when the server answers again."""
    each = turn.times(7, 60)
    with turn.lab() as lab:
        lab.shell(f"{OFFICE}reach_by_web('{lab.wire.web.url}')")
        lab.plant(6 * each, first=14.0, every=0.5)
        lab.up()
        rest(max(0.0, 14.0 - each))
        with Watch(lab) as watch:
            for manner in ("busy", "half_closes", "silent"):
                lab.wire.mail.manner = manner
                rest(each)
            beside = _behind(lab)
            taken = len(lab.wire.mail.taken)
            lab.wire.mail.manner = "takes"
            well = time.monotonic()
            eventually(lambda: len(lab.wire.mail.taken) > taken, 60)
            recovery = time.monotonic() - well
            settled(lab)
            longest = watch.longest_rest
        verdict = check(lab, kills=1000)  # what was cut off after the last dot may have been taken: it is sent again
        _beside(verdict, longest, beside)
        told = f"webhook behind by {beside}, longest rest {longest:.1f} s, {verdict.repeats} repeats"
        return Found(verdict, recovery, told)


def _behind(lab: Lab) -> int:
    """Messages of the webhook that are due and not sent."""
    rest(BESIDE_SECONDS / 2)
    return lab.count("delivery", "state = 'pending' AND channel = 'webhook'")


def _beside(verdict: Verdict, longest: float, behind: int = 0) -> None:
    if longest > LONGEST_REST:
        verdict.wrong.append(f"nothing fired for {longest:.1f} s")
    if behind > 2 * BESIDE_SECONDS:
        verdict.wrong.append(f"{behind} messages of the other channel waited")


@row(18, "a mail server that drips a byte at a time")
def drips(turn: Turn) -> Found:
    """A send is bounded as a whole, no lease is overrun, and a process that is told to end meanwhile ends."""
    limit = END_EMBEDDED if turn.on == SQLITE else END_SECONDS
    with turn.lab() as lab:
        lab.plant(turn.times(80, 1700), first=13.0, every=0.5)
        lab.wire.mail.manner = "drips"
        lab.up()
        with Watch(lab) as watch:
            eventually(lambda: lab.wire.mail.calls > 0, 60)
            rest(turn.times(22, 600))
            role = lab.sweepers[0]
            seconds, code = ended(lab, role, signal.SIGTERM)
            longest = watch.longest_rest
            lab.begin(role)
            lab.wire.mail.manner = "takes"
            lab.wire.mail.over.clear()
            well = time.monotonic()
            eventually(lambda: bool(lab.wire.mail.taken), 60)
            recovery = time.monotonic() - well
            settled(lab)
        verdict = check(lab)
        _beside(verdict, longest)
        if seconds > limit or code:
            verdict.wrong.append(f"{role} took {seconds:.1f} s to end, with status {code}")
        return Found(verdict, recovery, f"TERM {seconds:.1f} s, rest {longest:.1f} s, {lab.wire.mail.calls} calls")
