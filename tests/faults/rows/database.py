"""What happens to the database and its disk: crashes, a fail-over, no space, a transaction that stays open."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from tests.databases import asked
from tests.faults.checker import check, settled
from tests.faults.clients import Load
from tests.faults.kills import again_and_again, rest
from tests.faults.lab import POSTGRES, WORKERS, Lab, eventually, root
from tests.faults.table import Found, Turn, row
from tests.faults.watch import Watch

NO_SERVER = "SQLite has no server"
#: Of the small disk: so much is free when a row begins.
DISK_MB, CLUSTER_MB = 40, 400
#: Looking whether anything is due, beside a transaction that keeps a million dead rows alive.
LOOK_SECONDS = 0.02


@row(5, "PostgreSQL stopped as by a crash, 5 times", sqlite=NO_SERVER)
def crashed(turn: Turn) -> Found:
    """In the midst of a burst; what was not committed is done again, nothing is put off."""
    with turn.lab() as lab:
        cluster = lab.cluster
        assert cluster is not None
        lab.plant(turn.times(200, 20_000), first=14.0, every=turn.times(20, 1) / 100)
        lab.up()

        def crash() -> None:
            cluster.stop("immediate")
            cluster.start()

        with Watch(lab) as watch:
            with Load(lab, 2, turn.seed) as load:
                moments = again_and_again(crash, 5, between=4.0)
                rest(5)
            settled(lab)
            recovery = watch.longest(moments)
        verdict = check(lab, kills=5 * len(WORKERS), wrong_answers=load.answers.wrong)  # none of them could mark it
        put_off = lab.count("deadline", "try_after IS NOT NULL")
        verdict.wrong += [f"{put_off} clocks were put off"] if put_off else []
        return Found(verdict, recovery, f"{len(lab.ledger.intents)} acts, {verdict.repeats} repeats")


@row(6, "fail-over to the synchronous standby", sqlite=NO_SERVER)
def failed_over(turn: Turn) -> Found:
    """The service knows both hosts; the first dies, the second is promoted."""
    with turn.lab() as lab:
        cluster = lab.cluster
        assert cluster is not None
        lab.plant(200, first=16.0, every=0.15)
        standby = cluster.standby(lab.folder / "standby")
        try:
            ports = f"host=127.0.0.1,127.0.0.1&port={cluster.port},{standby.port}"
            lab.more["DATABASE_URL"] = f"postgres://govcloud@/govcloud?{ports}&target_session_attrs=read-write"
            lab.up()
            with Watch(lab) as watch:
                with Load(lab, 2, turn.seed) as load:
                    rest(6)
                    cluster.stop("immediate")
                    standby.promote()
                    standby.execute("ALTER SYSTEM SET synchronous_standby_names = ''")
                    standby.execute("SELECT pg_reload_conf()")
                    lab.database = standby.url()
                    promoted = time.monotonic()
                    rest(6)
                settled(lab)
                recovery = watch.recovered(promoted)
            verdict = check(lab, kills=2, wrong_answers=load.answers.wrong)
            return Found(verdict, recovery, f"{len(lab.ledger.intents)} acts, {verdict.repeats} repeats")
        finally:
            lab.end()
            standby.stop("immediate")


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """A disk in memory. Raises OSError where this machine lets nobody mount one."""
    place = root() / "disk"
    place.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755", "tmpfs", str(place)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except subprocess.CalledProcessError as error:
        raise OSError(f"no disk can be mounted here: {error.stderr.decode()}") from None
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=False)


def fill(place: Path) -> Path:
    """To the last byte."""
    ballast = place / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while file.write(b"\0" * 65_536):
            pass
    return ballast


@row(7, "disk full, then freed")
def full_disk(turn: Turn) -> Found:
    """Refused with a sentence while it is full, red health; then all goes on by itself."""
    with small_disk(CLUSTER_MB if turn.on == POSTGRES else DISK_MB) as disk:
        data = disk / "data" if turn.on == POSTGRES else disk
        with turn.lab(data) as lab:
            lab.plant(120, first=14.0, every=0.25)
            lab.up()
            with Watch(lab) as watch:
                with Load(lab, 2, turn.seed) as load:
                    rest(3)
                    ballast = fill(disk)
                    red = eventually(lambda: lab.get("/readyz")[0] != 200, 20)
                    rest(4)
                    ballast.unlink()
                    freed = time.monotonic()
                    _bring_back(lab)
                    rest(5)
                settled(lab)
                recovery = watch.recovered(freed)
            verdict = check(lab, kills=4, wrong_answers=load.answers.wrong)
            lab.end()
            statuses = dict(load.answers.statuses)
            return Found(verdict, recovery, f"readyz {'red' if red else 'green'} while full; answers {statuses}")


def _bring_back(lab: Lab) -> None:
    """A PostgreSQL that found no room for its log has ended itself; whoever runs it starts it again."""
    if lab.cluster is None:
        return
    with suppress(Exception):
        if asked(lab.database, "SELECT 1"):
            return
    (lab.cluster.data / "postmaster.pid").unlink(missing_ok=True)
    lab.cluster.start()


@row(20, "a transaction left open, many fired clocks")
def left_open(turn: Turn) -> Found:
    """One order is held and a snapshot kept alive: the others fire in time, and to look for what is due stays cheap."""
    number = turn.times(1500, 1_000_000)
    with turn.lab() as lab:
        lab.plant(number, first=-30.0)
        lab.plant(60, first=turn.times(60, 3000) + 0.0, every=0.2, begin=number)
        with held(lab):
            lab.up()
            with Watch(lab) as watch:
                eventually(lambda: lab.count("breach") >= number - 1, turn.times(120, 7200))
                seconds = min(_look(lab) for _ in range(5))
                rest(max(0.0, lab.last_due - time.monotonic()))
                longest = watch.longest_rest if turn.full else 0.0
        settled(lab)
        verdict = check(lab)
        if seconds > LOOK_SECONDS:
            verdict.wrong.append(f"to look for what is due took {seconds * 1000:.0f} ms")
        return Found(verdict, None, f"{number} fired, a look {seconds * 1000:.1f} ms, longest rest {longest:.0f} s")


@contextmanager
def held(lab: Lab) -> Iterator[None]:
    """On PostgreSQL one planted order is locked in a transaction that reads all; on SQLite somebody reads on and on."""
    if lab.cluster is None:
        import sqlite3

        reader = sqlite3.connect(lab.database.removeprefix("sqlite:///"), isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM tickets_ticket").fetchall()
        yield
        reader.close()
        return
    with psycopg.connect(lab.database) as holder:
        holder.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        holder.execute("SELECT count(*) FROM tickets_deadline")
        holder.execute("SELECT id FROM tickets_ticket WHERE title = 'planted 0' FOR UPDATE")
        yield
        holder.rollback()


def _look(lab: Lab) -> float:
    """Seconds of the question that every sweep asks, on a connection that is there."""
    query = "SELECT id FROM tickets_deadline WHERE next_at <= '2000-01-01' ORDER BY next_at LIMIT 50"
    if lab.cluster is None:
        began = time.perf_counter()
        lab.ask(query)
        return time.perf_counter() - began
    with psycopg.connect(lab.database) as connection:
        connection.execute("SELECT 1")
        began = time.perf_counter()
        connection.execute(query).fetchall()
        return time.perf_counter() - began
