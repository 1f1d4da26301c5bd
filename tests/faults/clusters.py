"""PostgreSQL clusters and Redis servers of a row's own, on free ports: what is stopped here is nobody else's."""

import os
import shutil
import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tests.processes import free_port, until

OWNER = "postgres"
LIBRARY = Path("/usr/lib/postgresql")
#: Crashes are of processes, not of the machine: the disk need not be waited for. What is small is written at once.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "wal_level": "replica",
    "max_wal_senders": "4",
    "hot_standby": "on",
    "max_wal_size": "128MB",
    "min_wal_size": "32MB",
    "log_min_messages": "warning",
}


def program(name: str) -> str:
    """The newest PostgreSQL of this machine. Raises FileNotFoundError where there is none."""
    found = sorted(LIBRARY.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3])) if LIBRARY.is_dir() else []
    place = str(found[-1]) if found else shutil.which(name)
    if place is None:
        raise FileNotFoundError(name)
    return place


def as_owner(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """PostgreSQL refuses to run as root: as its own user there, else as whoever runs this."""
    prefix = ["runuser", "-u", OWNER, "--", "env", *(f"{name}={value}" for name, value in environment.items())]
    whole = [*prefix, *command] if os.getuid() == 0 else [*command]
    settled = {**os.environ, **environment}
    return subprocess.run(whole, env=settled, capture_output=True, text=True, check=True, timeout=120, cwd="/")


@dataclass
class Cluster:
    """One server on data of its own. `faked`: the environment of a clock that is not the machine's."""

    data: Path
    port: int = field(default_factory=free_port)
    faked: dict[str, str] = field(default_factory=dict)

    def make(self) -> None:
        self.data.mkdir(parents=True)
        self.own()
        as_owner(program("initdb"), "-D", str(self.data), "-U", "govcloud", "-A", "trust", "-E", "UTF8", "--no-sync")

    def own(self) -> None:
        if os.getuid() == 0:
            shutil.chown(self.data, OWNER, OWNER)
            for path in self.data.rglob("*"):
                shutil.chown(path, OWNER, OWNER)
        self.data.chmod(0o700)

    def copied_to(self, data: Path) -> "Cluster":
        """Of a cluster that is stopped."""
        shutil.copytree(self.data, data, ignore=shutil.ignore_patterns("postmaster.pid", "log"))
        copy = Cluster(data)
        copy.own()
        return copy

    def start(self, **more: str) -> None:
        told = {**SETTINGS, "port": str(self.port), "unix_socket_directories": "", **more}
        options = " ".join(f"-c {name}='{value}'" for name, value in told.items())
        log = str(self.data / "log")
        as_owner(program("pg_ctl"), "-D", str(self.data), "-w", "-l", log, "-o", options, "start", **self.faked)

    def stop(self, mode: str = "fast") -> None:
        """`immediate` is a crash: nothing is written, and what was open is lost."""
        if self.running:
            as_owner(program("pg_ctl"), "-D", str(self.data), "-w", "-m", mode, "stop")

    @property
    def running(self) -> bool:
        return (self.data / "postmaster.pid").exists()

    def url(self, database: str = "govcloud") -> str:
        return f"postgres://govcloud@127.0.0.1:{self.port}/{database}"

    def execute(self, statement: str, database: str = "govcloud") -> list[tuple[object, ...]]:
        with psycopg.connect(self.url(database), autocommit=True, connect_timeout=3) as connection:
            done = connection.execute(statement)  # type: ignore[call-overload]
            return done.fetchall() if done.description else []

    def standby(self, data: Path) -> "Cluster":
        """A synchronous standby of this one, which is running."""
        data.mkdir()
        copy = Cluster(data)
        copy.own()
        source = f"host=127.0.0.1 port={self.port} user=govcloud application_name=standby"
        as_owner(program("pg_basebackup"), "-D", str(data), "-R", "-d", source, "--checkpoint=fast", "--no-sync")
        copy.start()
        self.execute("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
        self.execute("SELECT pg_reload_conf()")
        until(lambda: ("sync",) in self.execute("SELECT sync_state FROM pg_stat_replication"))
        return copy

    def promote(self) -> None:
        as_owner(program("pg_ctl"), "-D", str(self.data), "-w", "promote")


@dataclass
class Redis:
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd="/tmp")  # noqa: S108  # it writes nothing
        until(lambda: self.command("ping").strip() == "PONG")

    def command(self, *words: str) -> str:
        told = ["redis-cli", "-p", str(self.port), *words]
        return subprocess.run(told, capture_output=True, text=True, check=False, timeout=10).stdout

    def signal(self, number: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
            self.process = None
