"""The embedded mode as a person meets it: one process, one Ctrl-C, one at a time."""

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import psycopg
import pytest

from tests.databases import POSTGRES, copied, on_postgres
from tests.processes import Installation, stopped, until
from tickets.management.exclusive import LOCK_NUMBER, lock_file, on_file

pytestmark = pytest.mark.process
#: What a check writes where the machine has an old SQLite, and nothing else.
OF_SQLITE = re.compile(r"$|System check identified|INFOS:$|\?: \(tickets\.sqlite\) ")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_sweeps_and_ends_cleanly(installation: Installation, number: signal.Signals) -> None:
    process = installation.serve()
    until(lambda: installation.get("/readyz")[0] == 200)
    assert json.loads(installation.get("/readyz")[1])["checks"] == dict.fromkeys(
        ("database", "migrations", "rows", "audit", "seals", "clock", "sweep"), "ok"
    )
    assert stopped(process, number) == 0
    assert f"http://127.0.0.1:{installation.port}" in installation.printed(process)
    assert "Traceback" not in installation.printed(process)


def test_ctrl_c_ends_within_five_seconds_with_a_request_in_flight(installation: Installation) -> None:
    process = installation.serve()
    with socket.create_connection(("127.0.0.1", installation.port)) as client:
        client.sendall(b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nhalf")
        assert stopped(process, signal.SIGINT) == 0


def refused_for_the_database(second: subprocess.CompletedProcess[str]) -> bool:
    """One line, which names the database and what to do."""
    line = r"CommandError: 已有另一个govcloud服务正在使用该数据库（\S+）。.*DATABASE_URL.*\n"
    return second.returncode == 1 and re.fullmatch(line, second.stderr) is not None


def test_a_second_instance_on_the_same_data_is_refused_with_one_line(installation: Installation) -> None:
    installation.serve()
    assert refused_for_the_database(installation.run("serve", PORT="0"))


def test_another_folder_does_not_help_against_the_same_database(installation: Installation, tmp_path: Path) -> None:
    installation.serve()
    folder = tmp_path / "another"
    folder.mkdir()
    assert refused_for_the_database(Installation(folder, installation.database).run("serve"))


@pytest.mark.skipif(bool(POSTGRES), reason="only a SQLite database is a file")
def test_nor_does_a_link_to_the_same_file(installation: Installation, tmp_path: Path) -> None:
    installation.serve()
    link = tmp_path / "link.sqlite3"
    link.symlink_to(installation.database.removeprefix("sqlite:///"))
    assert refused_for_the_database(installation.run("serve", DATABASE_URL=f"sqlite:///{link}", PORT="0"))


def test_it_does_not_migrate_under_a_service_of_release_0_1(empty: Installation) -> None:
    """That one locked its folder, not its database."""
    with on_file(empty.folder / "serve.lock"):
        refused = empty.run("serve", "--prepare")
    assert refused.returncode == 1
    assert refused.stderr == f"CommandError: 0.1版govcloud服务仍在目录{empty.folder}中运行，请先停止该服务。\n"
    assert not migrated(empty)


def test_one_folder_may_hold_two_databases(installation: Installation, built: str, tmp_path: Path) -> None:
    installation.serve()
    (tmp_path / "another").mkdir()
    with copied(built, tmp_path / "another") as address:
        second = Installation(tmp_path, address)
        second.serve(VAR_DIR=str(installation.folder))
        until(lambda: second.get("/readyz")[0] == 200)
        second.end()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Installation]:
    """An installation whose database nobody has migrated yet."""
    with on_postgres() if POSTGRES else nullcontext(f"sqlite:///{tmp_path / 'empty.sqlite3'}") as address:
        installed = Installation(tmp_path, address)
        yield installed
        installed.end()


@contextmanager
def held(database: str) -> Iterator[None]:
    """Take the lock as a running service does."""
    if POSTGRES:
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute("SELECT pg_advisory_lock(%s)", [LOCK_NUMBER])
            yield
    else:
        with on_file(lock_file({"NAME": database.removeprefix("sqlite:///")})):
            yield


def migrated(installation: Installation) -> bool:
    return "[X]" in installation.run("showmigrations").stdout


def test_a_second_instance_is_refused_before_it_migrates(empty: Installation) -> None:
    with held(empty.database):
        assert refused_for_the_database(empty.run("serve", "--prepare"))
    assert not migrated(empty)


def test_it_prepares_an_empty_database_and_says_what_it_is_doing(empty: Installation) -> None:
    production = {
        "DEMO": "0",
        "SECRET_KEY": "of the test",
        "AUDIT_KEY": "ab" * 32,
        "ALLOWED_HOSTS": "localhost",
        "HTTPS": "0",
    }
    process = empty.start(sys.executable, "manage.py", "serve", "--prepare", **production)
    until(lambda: empty.get("/readyz")[0] == 200, seconds=60)
    assert stopped(process, signal.SIGTERM) == 0
    assert empty.printed(process).startswith("正在更新数据库结构 …\n")
    assert "正在整理静态文件 …\n" in empty.printed(process)
    assert "演示" not in empty.printed(process)
    assert migrated(empty)


def test_a_killed_instance_leaves_no_lock_behind(installation: Installation) -> None:
    first = installation.serve()
    first.kill()
    first.wait(10)
    assert stopped(installation.serve(), signal.SIGTERM) == 0


def test_a_taken_port_is_told_in_one_line(installation: Installation) -> None:
    with socket.create_server(("127.0.0.1", installation.port)):
        refused = installation.run("serve")
    assert refused.returncode == 1
    address = f"127.0.0.1:{installation.port}"
    told = [line for line in refused.stderr.splitlines() if not OF_SQLITE.match(line)]
    assert told == [f"CommandError: 无法在{address}上监听：Address already in use。可用HOST和PORT另行指定地址、端口。"]


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ({"HOST": "no such host"}, "HOST is “no such host”"),
        ({"HOST": "nowhere.invalid"}, "HOST为“nowhere.invalid”：本机没有这个地址。"),
        ({"PORT": "99999"}, "PORT is “99999”"),
        ({"PORT": "abc"}, "PORT is “abc”"),
        ({"PORT": "-1"}, "PORT is “-1”"),
    ],
)
def test_a_place_that_cannot_be_is_told_in_one_line(
    installation: Installation, place: dict[str, str], said: str
) -> None:
    refused = installation.run("serve", **place)
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert said in refused.stderr


@pytest.mark.once  # it is refused before any database is asked
@pytest.mark.parametrize("port", ["99999", "abc", "-1", "８０ ８０"])
def test_a_port_that_is_named_on_the_line_is_held_to_the_same(installation: Installation, port: str) -> None:
    refused = installation.run("serve", f"--port={port}")
    assert refused.returncode == 1
    assert refused.stderr == f"CommandError: PORT为“{port}”：请填1至65535的整数。\n"
