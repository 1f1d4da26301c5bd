"""`manage.py backup` while people work, and `restore`: nothing promised is lost, nothing is given out a second time."""

import json
import re
import shutil
import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.databases import POSTGRES, asked, copied
from tests.processes import Installation, until
from tickets.errors import Invalid
from tickets.management.commands.deliveries import MOST
from tickets.operating.backups import manifest

#: django_db: the database is made of which `built` is a copy.
pytestmark = [pytest.mark.process, pytest.mark.django_db]

OFFICE = "from tests.backups import office; office."
MOST_ORDERS = 1000
GAP = 1000
#: Names of what guards the rows, with whether a trigger is on.
SCHEMA = (
    """SELECT 'index', indexname::text FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT tgenabled::text, tgname::text FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT pg_get_constraintdef(oid), conname::text FROM pg_constraint ORDER BY 1, 2"""
    if POSTGRES
    else "SELECT type, name FROM sqlite_master ORDER BY 1, 2"
)


def orders_in(text: str) -> list[str]:
    return re.findall(r"GD-\d+-\d+", text)


def numbers(installation: Installation) -> set[str]:
    return {number for (number,) in asked(installation.database, "SELECT number FROM tickets_ticket")}


@dataclass
class Saved:
    """A backup, whence it came, and which orders had been promised to people before it was begun."""

    folder: Path
    source: Installation
    promised: set[str]

    @property
    def manifest(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "manifest.json").read_text())
        return found

    @property
    def last(self) -> int:
        return int(self.manifest["numbers"][self.year])

    @property
    def year(self) -> str:
        return next(iter(self.promised)).rpartition("-")[0]


@contextmanager
def elsewhere(built: str, folder: Path, keys_of: Installation | None = None) -> Iterator[Installation]:
    """Another installation, with an empty database, and with the keys of the first."""
    folder.mkdir()
    with copied(built, folder) as address:
        made = Installation(folder, address)
        if keys_of:
            shutil.copytree(keys_of.folder / "keys", folder / "keys")
        yield made
        made.end()


@pytest.fixture(scope="module")
def saved(built: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Saved]:
    """Made while somebody opens one order after another, who is then killed."""
    folder = tmp_path_factory.mktemp("backups")
    with elsewhere(built, folder / "source") as source:
        opened = source.run("shell", "-c", f"{OFFICE}open_up()")
        assert opened.returncode == 0, opened.stderr
        worker = source.start(sys.executable, "manage.py", "shell", "-c", f"{OFFICE}work({MOST_ORDERS})")
        until(lambda: len(orders_in(source.printed(worker))) >= 3)
        promised = set(orders_in(source.printed(worker)))
        done = source.run("backup", str(folder / "one"))
        assert done.returncode == 0, done.stderr
        assert worker.poll() is None
        worker.kill()
        yield Saved(folder / "one", source, promised)


@pytest.fixture(scope="module")
def restored(built: str, saved: Saved, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Installation, str]]:
    """The backup in another installation, and what the command said."""
    with elsewhere(built, tmp_path_factory.mktemp("restored") / "target", saved.source) as target:
        done = target.run("restore", str(saved.folder))
        assert done.returncode == 0, done.stderr
        yield target, done.stdout


@pytest.fixture
def empty(built: str, saved: Saved, tmp_path: Path) -> Iterator[Installation]:
    with elsewhere(built, tmp_path / "target", saved.source) as made:
        yield made


# --- the backup ---


def test_every_file_of_it_has_its_digest_and_every_file_that_an_order_names_is_there(saved: Saved) -> None:
    sums = dict(line.split("  ")[::-1] for line in (saved.folder / "SHA256SUMS").read_text().splitlines())
    files = {file.relative_to(saved.folder).as_posix() for file in saved.folder.rglob("*") if file.is_file()}
    assert files - sums.keys() == {"manifest.json", "SHA256SUMS"}
    assert all(sha256((saved.folder / path).read_bytes()).hexdigest() == digest for path, digest in sums.items())
    assert saved.manifest["files"] == saved.manifest["tables"]["tickets_attachment"]["rows"] >= len(saved.promised)
    assert saved.manifest["sums"] == sha256((saved.folder / "SHA256SUMS").read_bytes()).hexdigest()


def test_it_names_the_keys_and_holds_none_of_them_and_nothing_that_lets_anybody_in(saved: Saved) -> None:
    line = (saved.source.folder / "keys" / "audit").read_text().strip()
    name, key = line.split(":")
    assert saved.manifest["keys"] == [name]
    secrets = [key, (saved.source.folder / "secret-key").read_text(), "the-key-of-a-session"]
    for file in (one for one in saved.folder.rglob("*") if one.is_file()):
        held = file.read_bytes()
        assert not any(secret.encode() in held for secret in secrets), file
    if POSTGRES:
        assert not (saved.folder / "database" / "django_session.copy.gz").exists()


def test_it_is_for_its_owner_alone_and_beside_it_nothing_is_left(saved: Saved) -> None:
    assert saved.folder.stat().st_mode & 0o077 == 0
    assert [one.name for one in saved.folder.parent.iterdir() if one.name.startswith(".")] == []


def test_a_place_that_holds_something_is_refused(saved: Saved) -> None:
    before = (saved.folder / "manifest.json").read_bytes()
    done = saved.source.run("backup", str(saved.folder))
    assert (done.returncode, done.stderr.strip()) == (1, f"CommandError: {saved.folder}已存在且不为空，请另选位置。")
    assert (saved.folder / "manifest.json").read_bytes() == before


def test_what_the_store_has_lost_is_named_and_the_rest_is_saved(
    restored: tuple[Installation, str], tmp_path: Path
) -> None:
    installation, _said = restored
    path, other = [path for (path,) in asked(installation.database, "SELECT path FROM tickets_attachment")][:2]
    kept = {one: (installation.folder / "media" / one).read_bytes() for one in (path, other)}
    (installation.folder / "media" / path).unlink()
    (installation.folder / "media" / other).write_bytes(b"another")
    leftover = tmp_path / ".two.part"
    leftover.mkdir()
    (leftover / "left-by-a-killed-process").touch()
    done = installation.run("backup", str(tmp_path / "two"))
    for one, content in kept.items():
        (installation.folder / "media" / one).write_bytes(content)
    assert done.returncode == 3
    assert set(done.stderr.splitlines()[:2]) == {f"{path}: 文件缺失", f"{other}: 文件内容已被改动"}
    assert "2个文件在备份前已缺失或被改动" in done.stderr.splitlines()[2]
    made = json.loads((tmp_path / "two" / "manifest.json").read_text())
    assert (made["files"], len(made["lost"])) == (made["tables"]["tickets_attachment"]["rows"] - 1, 2)
    assert not leftover.exists()
    assert not (tmp_path / "two" / "left-by-a-killed-process").exists()


def test_where_the_disk_takes_no_more_it_says_so_and_leaves_nothing_behind(saved: Saved, tmp_path: Path) -> None:
    """A limit on the size of a file, which a full disk is to whoever writes one."""
    command = f"ulimit -f 2; exec {sys.executable} manage.py backup {tmp_path / 'two'}"
    process = saved.source.start("sh", "-c", command)
    assert process.wait(60) == 1
    last = saved.source.printed(process).splitlines()[-1]
    assert last.startswith("CommandError: ")
    assert list(tmp_path.iterdir()) == []


# --- the restore ---


def test_all_that_was_promised_before_the_backup_is_there_and_the_audit_holds(
    saved: Saved, restored: tuple[Installation, str]
) -> None:
    installation, said = restored
    found = numbers(installation)
    assert saved.promised <= found <= numbers(saved.source)
    assert len(found) == saved.manifest["orders"] == saved.last
    assert f"工单{len(found)}件" in said
    assert "均与审计记载一致" in said
    counted = [(table, one["rows"]) for table, one in saved.manifest["tables"].items() if table == "tickets_breach"]
    assert asked(installation.database, "SELECT 'tickets_breach', count(*) FROM tickets_breach") == counted


def test_indexes_references_and_triggers_are_those_of_the_release(
    saved: Saved, restored: tuple[Installation, str]
) -> None:
    found = asked(restored[0].database, SCHEMA)
    assert found == asked(saved.source.database, SCHEMA)
    assert len(found) > 100


def test_the_system_log_tells_of_the_restore(saved: Saved, restored: tuple[Installation, str]) -> None:
    query = "SELECT data FROM tickets_auditentry WHERE ticket_id IS NULL AND action = 'restored'"
    ((data,),) = asked(restored[0].database, query)
    told = json.loads(data) if isinstance(data, str) else data
    assert told["made_at"] == saved.manifest["made_at"]
    assert told["manifest"] == sha256((saved.folder / "manifest.json").read_bytes()).hexdigest()
    assert told["numbers"][saved.year] == [saved.last, saved.last + GAP]
    assert told["epoch"] == saved.manifest["epoch"] + 1 == 2


def test_what_may_have_gone_out_since_waits_for_a_person_and_what_is_not_due_goes_on_waiting(
    restored: tuple[Installation, str],
) -> None:
    installation, said = restored
    states = dict(asked(installation.database, "SELECT state, count(*) FROM tickets_delivery GROUP BY state"))
    assert states["pending"] == 1
    assert f"可能已经发出的通知：{states['uncertain']}条" in said
    listed = installation.run("deliveries", "list", "--state", "uncertain").stdout
    assert listed.count("系统已用较早的备份恢复；可能已送达") == min(states["uncertain"], MOST)


def test_everybody_signs_in_again(restored: tuple[Installation, str]) -> None:
    assert asked(restored[0].database, "SELECT count(*) FROM django_session") == [(0,)]


def test_the_next_number_is_none_that_was_given_since_and_the_gap_is_no_fault(
    saved: Saved, restored: tuple[Installation, str]
) -> None:
    installation, _said = restored
    (number,) = orders_in(installation.run("shell", "-c", f"{OFFICE}work(1)").stdout)
    assert number == f"{saved.year}-{saved.last + GAP + 1:06d}"
    assert number not in numbers(saved.source)
    verified = installation.run("verify_audit")
    assert verified.returncode == 0, verified.stderr
    assert "用" in verified.stdout.splitlines()[-1]
    assert "备份恢复" in verified.stdout.splitlines()[-1]


def test_orders_are_not_overwritten_but_by_a_word_of_its_own(saved: Saved, restored: tuple[Installation, str]) -> None:
    """And what takes their place gives no number out that the replaced one gave."""
    installation, _said = restored
    refused = installation.run("restore", str(saved.folder))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "--replace" in refused.stderr
    installation.run("shell", "-c", f"{OFFICE}work(1)")
    last = max(numbers(installation))
    replaced = installation.run("restore", str(saved.folder), "--replace", "--gap", "0")
    assert replaced.returncode == 0, replaced.stderr
    assert last not in numbers(installation)
    assert f"下一个将为{saved.year}-{int(last[-6:]) + 1:06d}" in replaced.stdout
    assert asked(installation.database, "SELECT max(epoch) FROM tickets_installation") == [(3,)]


@pytest.mark.parametrize("spoilt", ["SHA256SUMS", "files", "database", "manifest.json"])
def test_a_damaged_backup_is_known_before_anything_is_changed(saved: Saved, tmp_path: Path, spoilt: str) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(saved.folder, copy)
    manifest.verified(copy)
    place = copy / spoilt
    file = place if place.is_file() else next(one for one in sorted(place.rglob("*")) if one.is_file())
    held = bytearray(file.read_bytes())
    held[len(held) // 2 if spoilt != "manifest.json" else 0] ^= 0xFF
    file.write_bytes(held)
    with pytest.raises(Invalid, match=spoilt):
        manifest.verified(copy)


def test_a_list_of_files_that_leads_out_of_the_backup_is_refused(saved: Saved, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(saved.folder, copy)
    (copy / "SHA256SUMS").write_text(f"{'0' * 64}  files/../../etc/passwd\n")
    with pytest.raises(Invalid, match="SHA256SUMS"):
        list(manifest.read_sums(copy))


def test_without_the_key_of_the_audit_nothing_is_restored(saved: Saved, restored: tuple[Installation, str]) -> None:
    before = numbers(restored[0])
    done = restored[0].run("restore", str(saved.folder), "--replace", AUDIT_KEY="0f" * 32)
    assert done.returncode == 1
    assert saved.manifest["keys"][0] in done.stderr
    assert numbers(restored[0]) == before


def test_beside_a_running_service_nothing_is_restored(saved: Saved, restored: tuple[Installation, str]) -> None:
    before = numbers(restored[0])
    process = restored[0].serve()
    done = restored[0].run("restore", str(saved.folder), "--replace")
    process.kill()
    assert (done.returncode, done.stdout) == (1, "")
    assert numbers(restored[0]) == before


def test_a_restore_that_was_killed_leaves_all_or_nothing_and_is_done_again(saved: Saved, empty: Installation) -> None:
    """Held up over its last step by somebody who locks a table, and killed there."""
    with held(empty) as lock:
        process = empty.start(sys.executable, "manage.py", "restore", str(saved.folder))
        until(lambda: "正在核对备份" in empty.printed(process))
        lock()
        until(lambda: "正在恢复数据库 … 5 s" in empty.printed(process) or process.poll() is not None, 60)
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    assert numbers(empty) == set()
    done = empty.run("restore", str(saved.folder))
    assert done.returncode == 0, done.stderr
    assert saved.promised <= numbers(empty)


@contextmanager
def held(installation: Installation) -> Iterator[Any]:
    """`lock()` keeps writers out of the database until the block ends."""
    made: list[Any] = []

    def lock() -> None:
        if POSTGRES:
            made.append(psycopg.connect(installation.database))
            made[0].execute("LOCK TABLE tickets_ticket")
        else:
            made.append(sqlite3.connect(installation.database.removeprefix("sqlite:///"), timeout=20))
            made[0].execute("BEGIN IMMEDIATE")

    yield lock
    made[0].rollback()
    made[0].close()
