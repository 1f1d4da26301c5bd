"""Each seal goes outside the database once, is tried again until it does, and is held against the copy there."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.audit.test_rows import superuser
from tests.rows import NOW, make_ticket, make_user, put_register_on_record, write_down
from tickets import audit
from tickets.models import AuditEntry, Notice, Seal, SentSeal
from tickets.sweep import periodic

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path, settings: Any) -> Path:
    settings.SEAL_URL = f"file://{tmp_path}/seals.jsonl"
    return tmp_path / "seals.jsonl"


def sealed(day: int = 2) -> Seal:
    write_down(make_ticket(f"GD-{day}"), "open", now=NOW, actor=None, unit=None)
    return audit.seal(date(2026, 3, day), NOW)


def test_a_seal_is_appended_to_the_file_once(file: Path) -> None:
    one, other = sealed(2), sealed(3)
    for _ in range(2):
        periodic.send_seals(NOW)
    lines = [json.loads(line)["seal"] for line in file.read_text().splitlines()]
    assert [line["digest"] for line in lines] == [one.digest, other.digest]
    assert list(audit.verify_sent()) == []


def test_without_a_place_nothing_is_sent_and_nothing_waits() -> None:
    sealed()
    periodic.send_seals(NOW)
    assert audit.unsent() == []
    assert not SentSeal.objects.exists()


def test_a_seal_dropped_with_its_entries_is_betrayed_by_the_copy(file: Path) -> None:
    put_register_on_record()
    sealed(2)
    sealed(3)
    periodic.send_seals(NOW)
    with superuser():
        SentSeal.objects.all().delete()
        Seal.objects.filter(day=date(2026, 3, 3)).delete()
        Seal.objects.filter(day=date(2026, 3, 2)).update(entries=9)
    said = [str(fault) for fault in audit.verify_sent(file)]
    assert said == [
        "seal 2026-03-02/1: seal is not as it was sent outside",
        "seal 2026-03-03/2: seal was sent outside and is gone",
    ]
    with pytest.raises(CommandError):
        call_command("verify_audit", seals=file)


def test_what_cannot_be_sent_waits_and_the_administrators_are_told_once_a_day(settings: Any, tmp_path: Path) -> None:
    admin = make_user("admin", role="system_admin")
    settings.SEAL_URL = f"file://{tmp_path}/nowhere/seals.jsonl"
    sealed()
    for minutes in (0, 10, 20):
        periodic.send_seals(NOW + timedelta(minutes=minutes))
    assert Notice.objects.get(recipient=admin).event == "seal_unsent"
    assert len(audit.unsent()) == 1
    (tmp_path / "nowhere").mkdir()
    periodic.send_seals(NOW + timedelta(minutes=30))
    assert audit.unsent() == []


class Receiver(BaseHTTPRequestHandler):
    """Keeps what is posted; says no as long as it is told to."""

    kept: list[Any] = []
    status = 201

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.status == 201:
            Receiver.kept.append(json.loads(body))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def receiver(settings: Any) -> Iterator[type[Receiver]]:
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.SEAL_URL = f"http://127.0.0.1:{server.server_port}/seals"
    Receiver.kept, Receiver.status = [], 201
    yield Receiver
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_seal_is_posted_and_after_a_refusal_posted_again(receiver: type[Receiver]) -> None:
    one = sealed()
    receiver.status = 503
    periodic.send_seals(NOW)
    assert (receiver.kept, len(audit.unsent())) == ([], 1)
    receiver.status = 201
    periodic.send_seals(NOW)
    assert [kept["seal"]["digest"] for kept in receiver.kept] == [one.digest]


def test_both_kinds_of_long_work_are_periodic_rows_that_any_process_takes(file: Path) -> None:
    sealed()
    assert not periodic.run_apart(NOW)  # the rows are made
    later = NOW + timedelta(minutes=10)
    while periodic.run_apart(later):
        pass
    assert len(file.read_text().splitlines()) == 1


def test_the_check_before_the_seal_tells_the_administrators_what_it_found(world: Any) -> None:
    ticket = world.file("restart")
    periodic.verify_since_seal(world.now)
    assert not Notice.objects.filter(event="audit_faults").exists()
    type(ticket).objects.filter(pk=ticket.pk).update(title="别的")
    periodic.verify_since_seal(world.now)
    told = Notice.objects.get(event="audit_faults", recipient__username="sysadmin")
    assert told.params["first"] == f"{ticket.number} ticket {ticket.number} title: not as recorded"
    assert AuditEntry.objects.exists()
