"""What happens to Redis: emptied, stopped, silent. Embedded there is none."""

import signal
import time

from tests.faults.checker import check, settled
from tests.faults.clients import Load
from tests.faults.kills import rest
from tests.faults.lab import WORKERS
from tests.faults.rows.processes import END_SECONDS, ended
from tests.faults.table import Found, Turn, row
from tests.faults.watch import Watch

NONE = "embedded there is no broker"
#: No firing waits for Redis: with a clock every 0.3 s the longest rest between two batches.
LONGEST_REST = 4.0


@row(3, "FLUSHALL, then all workers restarted", sqlite=NONE)
def flushed(turn: Turn) -> Found:
    """Nothing that has to happen stands in Redis."""
    with turn.lab() as lab:
        assert lab.redis is not None
        lab.plant(120, first=12.0, every=0.3)
        lab.up()
        with Watch(lab) as watch:
            with Load(lab, 2, turn.seed) as load:
                rest(4)
                lab.redis.command("flushall")
                for role in WORKERS:
                    lab.kill(role)
                lab.keep_up()
                flushed_at = time.monotonic()
                rest(8)
            settled(lab)
            recovery = watch.recovered(flushed_at)
        return Found(check(lab, kills=len(WORKERS), wrong_answers=load.answers.wrong), recovery)


@row(4, "Redis stopped, then a black hole", sqlite=NONE)
def silent(turn: Turn) -> Found:
    """Clocks and requests do not wait for it, and a worker that is told to end meanwhile ends."""
    with turn.lab() as lab:
        assert lab.redis is not None
        lab.plant(turn.times(120, 2400), first=14.0, every=0.3)
        lab.up()
        lab.redis.stop()
        with Watch(lab) as watch, Load(lab, 2, turn.seed) as load:
            rest(turn.times(6, 300))
            lab.redis.start()
            lab.redis.signal(signal.SIGSTOP)
            rest(turn.times(6, 300))
            seconds, code = ended(lab, WORKERS[0], signal.SIGTERM)
            rest(2)
            longest = watch.longest_rest
            lab.redis.signal(signal.SIGCONT)
            lab.keep_up()
            back = time.monotonic()
            rest(4)
        settled(lab)
        verdict = check(lab, wrong_answers=load.answers.wrong)
        if seconds > END_SECONDS or code:
            verdict.wrong.append(f"a worker took {seconds:.1f} s to end, with status {code}")
        if longest > LONGEST_REST:
            verdict.wrong.append(f"nothing fired for {longest:.1f} s")
        p50, p99 = load.answers.at_share(0.5), load.answers.at_share(0.99)
        told = f"answers p50 {p50:.2f} s, p99 {p99:.2f} s; TERM {seconds:.1f} s; rest {longest:.1f} s"
        return Found(verdict, watch.recovered(back), told)
