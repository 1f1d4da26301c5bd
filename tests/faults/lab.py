"""The running service of a row, on a database of its own, by the command lines that people start it with."""

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tests.databases import asked, copy_file
from tests.faults.clusters import Cluster, Redis
from tests.faults.ledger import Ledger
from tests.faults.stand_ins import Wire, wire
from tests.house.test_compose import OURS, SERVICES
from tests.processes import Installation, until

SQLITE, POSTGRES = "SQLite", "PostgreSQL"
OFFICE = "from tests.faults import office; office."
WORKERS = sorted(name for name in OURS if name.startswith("worker"))
#: Of a machine that is busy with something else.
START_SECONDS = 120.0


@dataclass
class Lab(Installation):
    """roles: name -> the process that plays it. `cluster` and `redis`: on servers alone."""

    wire: Wire = field(kw_only=True)
    ledger: Ledger = field(kw_only=True)
    tokens: dict[str, str] = field(default_factory=dict)
    cluster: Cluster | None = None
    redis: Redis | None = None
    roles: dict[str, subprocess.Popen[str]] = field(default_factory=dict)
    more: dict[str, str] = field(default_factory=dict)
    #: When the last clock that was planted runs out, by the harness's own clock.
    last_due: float = 0.0

    @property
    def on(self) -> str:
        return POSTGRES if self.database.startswith("postgres") else SQLITE

    @property
    def commands(self) -> dict[str, list[str]]:
        """What is started: the embedded service, or the web and worker services of compose."""
        if self.redis is None:
            return {"serve": [sys.executable, "manage.py", "serve"]}
        lines = {name: SERVICES[name]["command"] for name in ("web", *WORKERS)}
        return {name: shlex.split(one.replace("0.0.0.0:8000", f"127.0.0.1:{self.port}")) for name, one in lines.items()}

    @property
    def sweepers(self) -> list[str]:
        """The roles that fire."""
        return ["serve"] if self.redis is None else WORKERS

    def environment(self, **more: str) -> dict[str, str]:
        redis = {"REDIS_URL": self.redis.url} if self.redis else {}
        return super().environment(**self.wire.environment, **redis, **{**self.more, **more})

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        return asked(self.database, query)

    def count(self, table: str, where: str = "1 = 1") -> int:
        return int(self.ask(f"SELECT count(*) FROM tickets_{table} WHERE {where}")[0][0])  # noqa: S608  # both are written here

    def shell(self, text: str, **environment: str) -> str:
        done = self.run("shell", "-c", text, **environment)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def plant(self, number: int, first: float, every: float = 0.0, begin: int = 0) -> None:
        self.shell(f"{OFFICE}plant({number}, {first}, {every}, {begin})")
        self.last_due = time.monotonic() + first + number * every

    def begin(self, role: str, *before: str, **environment: str) -> subprocess.Popen[str]:
        """Start this role. `before`: a command that runs it, as `faketime`."""
        self.roles[role] = self.start(*before, *self.commands[role], **environment)
        return self.roles[role]

    def up(self) -> None:
        """All roles, until they answer and sweep."""
        for role in self.commands:
            self.begin(role)
        self.until_well()

    def until_well(self) -> None:
        """Raises with what health says, where it does not come."""
        assert eventually(self.well, START_SECONDS), f"it did not start: {self.get('/readyz')[1]}"

    def well(self) -> bool:
        return self.get("/readyz")[0] == 200

    def keep_up(self) -> None:
        """What ended is started again, as compose does."""
        for role, process in list(self.roles.items()):
            if process.poll() is not None:
                self.begin(role)

    def kill(self, role: str) -> None:
        process = self.roles[role]
        for child in children(process.pid):
            _kill(child)
        process.kill()
        process.wait(10)

    def printed_by_all(self) -> str:
        return "\n".join(self.printed(process) for process in self.started)

    def end(self) -> None:
        for process in self.started:
            if process.poll() is None:
                for child in children(process.pid):
                    _kill(child)
        super().end()


def children(pid: int) -> list[int]:
    """The processes that this one has started and that still run."""
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


@dataclass(frozen=True)
class Built:
    """A migrated database with the office on it, of which each row gets a copy."""

    folder: Path
    tokens: dict[str, str]
    cluster: Cluster | None = None


@cache
def root() -> Path:
    """Of all that is written: gone when the run ends, but for what a failed row left (`kept`)."""
    made = Path(tempfile.mkdtemp(prefix="govcloud-faults-"))
    made.chmod(0o755)  # PostgreSQL's own user must come to its data
    return made


@cache
def built(on: str) -> Built:
    """Made once a run."""
    folder = root() / f"built-{on.lower()}"
    folder.mkdir()
    cluster = None
    if on == POSTGRES:
        cluster = Cluster(folder / "data")
        cluster.make()
        cluster.start()
        cluster.execute("CREATE DATABASE govcloud", "postgres")
    try:
        made = Installation(folder, cluster.url() if cluster else f"sqlite:///{folder / 'govcloud.sqlite3'}")
        for command in (("migrate", "-v0"), ("baseline",)):
            done = made.run(*command)
            assert done.returncode == 0, done.stderr
        done = made.run("shell", "-c", f"{OFFICE}open_up()")
        assert done.returncode == 0, done.stderr
    finally:
        if cluster:
            cluster.stop()
    return Built(folder, json.loads(done.stdout.splitlines()[-1]), cluster)


@contextmanager
def lab(on: str, name: str, data: Path | None = None) -> Iterator[Lab]:
    """The service of one row, not yet started. `data`: where its database lies, if not among its other files."""
    source, folder = built(on), root() / f"{name}-{on.lower()}"
    folder.mkdir()
    shutil.copytree(source.folder / "keys", folder / "keys")
    shutil.copy(source.folder / "secret-key", folder)
    with ExitStack() as ends:
        outside = ends.enter_context(wire())
        cluster, redis = _servers(source, data or folder / "data", ends)
        if cluster is None:
            file = (data or folder) / "govcloud.sqlite3"
            copy_file(source.folder / "govcloud.sqlite3", file)
        address = cluster.url() if cluster else f"sqlite:///{file}"
        made = Lab(
            folder, address, wire=outside, ledger=Ledger(folder / "ledger.jsonl"), tokens=source.tokens,
            cluster=cluster, redis=redis,
        )  # fmt: skip
        ends.callback(made.end)
        yield made


def _servers(source: Built, data: Path, ends: ExitStack) -> tuple[Cluster | None, Redis | None]:
    if source.cluster is None:
        return None, None
    cluster, redis = source.cluster.copied_to(data), Redis()
    ends.callback(cluster.stop, "immediate")
    cluster.start()
    ends.callback(redis.stop)
    redis.start()
    return cluster, redis


def eventually(happened: Callable[[], bool], seconds: float) -> bool:
    """Whether it happened within so many seconds; an answer that does not come counts as not yet."""

    def looked() -> bool:
        try:
            return happened()
        except Exception:  # noqa: BLE001  # the database is down just now
            return False

    try:
        until(looked, seconds)
    except AssertionError:
        return False
    return True


def ids(rows: Sequence[tuple[Any, ...]]) -> set[Any]:
    return {row[0] for row in rows}
