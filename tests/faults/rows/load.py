"""What comes all at once: after an outage, at one instant, from many writers."""

import time

from tests.faults.checker import check, settled
from tests.faults.clients import Load
from tests.faults.kills import rest
from tests.faults.lab import Lab, eventually
from tests.faults.table import Found, Turn, row
from tests.faults.watch import Watch


@row(21, "many clocks due at one instant")
def at_once(turn: Turn) -> Found:
    """They fire, each once, while the service answers; `make bench` measures how fast that is on a quiet machine."""
    number = turn.times(1000, 20_000)
    with turn.lab() as lab:
        lab.plant(number, first=30.0)
        lab.up()
        due = lab.last_due
        with Watch(lab) as watch, Load(lab, 1, turn.seed, pause=0.5) as load:
            rest(max(0.0, due - time.monotonic()))
            eventually(lambda: lab.count("breach", PLANTED) >= number, turn.times(120, 1200))
            seconds = time.monotonic() - due
        settled(lab, 240)
        verdict = check(lab, wrong_answers=load.answers.wrong)
        told = f"{number} fired in {seconds:.1f} s, answers p50 {load.answers.at_share(0.5):.2f} s"
        return Found(verdict, watch.recovered(due), told)


PLANTED = "code = 'staff.replace'"


@row(22, "an outage of 24 hours")
def overdue(turn: Turn) -> Found:
    """What ran out meanwhile is told once, by its own instant; health is not red while it is told."""
    number = turn.times(300, 50_000)
    with turn.lab() as lab:
        lab.plant(number, first=-86_400.0, every=86_300 / number)
        with Watch(lab) as watch:
            for role in lab.commands:
                lab.begin(role)
            began = time.monotonic()
            assert eventually(lambda: lab.count("breach") > 0, 60), "nothing fired"
            red = 0
            while lab.count("breach") < number:
                red += "sweep: " in lab.get("/readyz")[1]
                rest(0.5)
            told = time.monotonic() - began
            settled(lab, 240)
        verdict = check(lab)
        late = lab.count("breach", "detected_at < occurred_at")
        collapsed = lab.count("alert", "level <> 'breach' AND NOT collapsed")
        verdict.wrong += [f"{collapsed} warnings were told after the breach"] if collapsed else []
        verdict.early += [f"{late} breaches"] if late else []
        verdict.wrong += [f"readyz missed the sweep {red} times while it fired"] if red > 2 else []
        return Found(verdict, watch.recovered(began), f"{number} told in {told:.1f} s from the start of the processes")


@row(28, "4 writers and a backlog", postgres="see rows 1, 21")
def writers(turn: Turn) -> Found:
    """SQLite has one writer at a time: who waits gets their turn, and nobody is told that it is locked."""
    seconds = turn.times(60, 1800)
    with turn.lab() as lab:
        lab.plant(turn.times(600, 6000), first=8.0, every=seconds / turn.times(600, 6000))
        lab.up()
        with Load(lab, 4, turn.seed, pause=0.02) as load:
            rest(seconds)
        settled(lab, 120)
        verdict = check(lab, wrong_answers=load.answers.wrong)
        others = {status: n for status, n in load.answers.statuses.items() if status not in {200, 201}}
        locked = lab.printed_by_all().count("database is locked")
        verdict.wrong += [f"answers {others}"] if others else []
        verdict.wrong += [f"“database is locked”, {locked} times"] if locked else []
        _integrity(lab, verdict.wrong)
        middle, slowest = load.answers.at_share(0.5), load.answers.at_share(1)
        told = f"{len(load.answers.seconds)} acts in {seconds} s, p50 {middle:.2f} s, the slowest {slowest:.1f} s"
        return Found(verdict, None, told)


def _integrity(lab: Lab, wrong: list[str]) -> None:
    ((said,),) = lab.ask("PRAGMA integrity_check")
    if said != "ok":
        wrong.append(f"integrity_check: {said}")
