"""What those who watch are told, over HTTP."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.world import World
from tickets import audit, clock, leaps
from tickets.models import Deadline, Delivery, SystemLogHead, Ticket, WorkerHeartbeat

pytestmark = pytest.mark.django_db


@pytest.fixture
def swept() -> datetime:
    now = clock.now()
    WorkerHeartbeat.objects.create(id=uuid4(), role="worker", started_at=now, swept_at=now)
    return now


def test_alive_asks_nothing_of_the_database(client: Client, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert client.get("/healthz").json() == {"status": "ok"}


def test_ready_while_somebody_sweeps(client: Client, swept: datetime) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["checks"]["sweep"] == "ok"


def test_not_ready_before_the_first_sweep(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["sweep"] == "no process has swept yet"


def test_not_ready_when_the_last_sweep_is_too_long_ago(client: Client, swept: datetime, clock_at) -> None:
    clock_at(swept + timedelta(seconds=10))
    assert client.get("/readyz").status_code == 200
    clock_at(swept + timedelta(seconds=11))
    assert client.get("/readyz").json()["checks"]["sweep"] == "last sweep 11 s ago"


def test_without_the_broker_it_is_ready_and_says_so(client: Client, swept: datetime, settings: Any) -> None:
    """Workers find all work by themselves: traffic taken away would be the only harm."""
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    checks = ("database", "migrations", "rows", "audit", "seals", "clock", "sweep")
    assert answer.json()["checks"] == dict.fromkeys(checks, "ok")
    assert answer.json()["waits"] == {"due": "ok", "deliveries": "ok", "clocks": "ok", "broker": "ConnectionError"}


def test_it_says_what_waits_and_for_how_long(
    client: Client, swept: datetime, world: World, order: Ticket, held_up: Any, clock_at: Any
) -> None:
    """A backlog takes nobody's pages away."""
    row, mail = world.clock(order, "incident.respond"), held_up("failing")
    late = row.due_at + timedelta(minutes=10)
    Delivery.objects.exclude(pk=mail.pk).delete()
    Deadline.objects.exclude(pk=row.pk).update(next_at=None)
    Deadline.objects.filter(pk=row.pk).update(next_at=row.due_at, try_after=late, tries=1)
    clock_at(late)
    WorkerHeartbeat.objects.update(swept_at=late)
    answer = client.get("/readyz")
    said = answer.json()
    assert (answer.status_code, said["status"]) == (200, "degraded")
    waited = (late - mail.notice.at).total_seconds()
    assert said["figures"] == {
        "sweep_age": 0, "oldest_due": 600, "oldest_undelivered": {"mail": waited}, "clocks_put_off": 1
    }  # fmt: skip
    assert {one: told for one, told in said["waits"].items() if one != "broker"} == {
        "due": "what is due longest waits 600 s for the sweep",
        "deliveries": f"mail: the oldest waits {waited:.0f} s",
        "clocks": "put off: 1",
    }
    assert f'govcloud_oldest_undelivered_seconds{{channel="mail"}} {waited}' in client.get("/metrics").content.decode()


def test_a_lapse_waits_for_the_sweep_as_well_and_a_clock_that_was_put_off_does_not(
    client: Client, swept: datetime, world: World, order: Ticket, clock_at: Any
) -> None:
    clock_at(swept)
    again = swept + timedelta(minutes=30)
    Deadline.objects.filter(ticket=order).update(next_at=swept - timedelta(hours=1), try_after=again, tries=1)
    waits = client.get("/readyz").json()["waits"]
    assert (waits["due"], waits["clocks"]) == ("ok", f"put off: {order.deadlines.count()}")
    Ticket.objects.filter(pk=order.pk).update(lapses_at=swept - timedelta(minutes=10))
    assert client.get("/readyz").json()["waits"]["due"] == "what is due longest waits 600 s for the sweep"


def test_what_is_held_for_the_morning_is_not_late(client: Client, swept: datetime, held_up: Any) -> None:
    held_up("waiting")
    Delivery.objects.update(next_at=swept + timedelta(hours=9))
    assert client.get("/readyz").json()["waits"]["deliveries"] == "ok"


def test_not_ready_with_a_contract_that_lacks_what_its_kinds_run_on(
    client: Client, swept: datetime, world: World
) -> None:
    world.contract.clauses.filter(code="restart.verify").update(current=False)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["rows"].startswith("Contract DEMO lacks restart.verify; until then")
    assert answer.json()["checks"]["rows"].endswith("then run: manage.py load_contract FILE")


def test_not_ready_before_the_migrations_and_no_row_is_looked_at(client: Client, swept: datetime) -> None:
    MigrationRecorder(connection).record_unapplied("tickets", "0005_clauses_by_duty")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    found = answer.json()["checks"]
    assert found["migrations"] == "Migrations to apply to the database: 1. Run: manage.py migrate"
    assert "rows" not in found


def test_looking_at_the_rows_costs_a_handful_of_queries_however_many_there_are(
    client: Client, swept: datetime, world: World
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/readyz").status_code == 200
        return len(queries)

    # which is read there: for the sweep's age, for what waits, and twice by the guard of a connection looked at first
    own_clock = 4 if connection.vendor == "postgresql" else 0
    world.file("restart")
    of_one = asked()
    for _number in range(5):
        world.file("restart")
    assert asked() == of_one <= 17 + own_clock


def test_not_ready_when_the_last_sweep_lies_ahead(client: Client, swept: datetime, clock_at) -> None:
    clock_at(swept - timedelta(hours=1))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["sweep"] == "the last sweep lies 3600 s ahead: the clock was set back"


def test_not_ready_while_the_clock_cannot_be_trusted(client: Client, swept: datetime, monkeypatch) -> None:
    ran = iter([0.0, 1.0, 2.0])
    guard = leaps.ClockGuard(lambda: next(ran))
    guard.saw(swept)
    guard.saw(swept + timedelta(hours=2))
    monkeypatch.setattr(leaps, "GUARD", guard)
    monkeypatch.setattr(guard, "saw", lambda *_: True)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["clock"].startswith("the clock leapt by 7199 s: nothing is judged by it")


def test_not_ready_without_the_key_of_the_audit(client: Client, swept: datetime, settings) -> None:
    settings.AUDIT_KEYS = {}
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["audit"].startswith("AUDIT_KEY is not set: nothing can be put on record")


def test_not_ready_with_another_key_than_the_audit_was_written_under(client: Client, swept: datetime, settings) -> None:
    audit.log_system("signed_in", now=swept)
    (gone,) = settings.AUDIT_KEYS
    settings.AUDIT_KEYS = {"other": bytes(32)}
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["audit"] == (
        f"The audit was written under keys that are not at hand ({gone}): put them into AUDIT_KEY_FILE."
    )


def test_not_ready_before_the_rows_of_an_earlier_release_are_on_record(client: Client, swept: datetime) -> None:
    SystemLogHead.objects.create(pk=1, baseline_due=True)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["audit"].endswith("Run: manage.py baseline")


def test_not_ready_when_a_seal_waits_for_a_day_to_be_sent(client: Client, swept: datetime, settings) -> None:
    audit.seal((swept - timedelta(days=2)).date(), swept - timedelta(hours=25))
    assert client.get("/readyz").status_code == 200
    settings.SEAL_URL = "file:///nowhere/seals.jsonl"
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["seals"] == "seals that could not be sent to SEAL_URL for a day: 1"


def test_a_stranger_learns_of_no_host_or_account_from_a_failure(client: Client, settings) -> None:
    settings.REDIS_URL = "redis://somebody:hidden@127.0.0.1:1/0"
    assert b"hidden" not in client.get("/readyz").content


def test_metrics_are_counted_at_the_scrape(client: Client, swept: datetime) -> None:
    answer = client.get("/metrics")
    assert answer["Content-Type"].startswith("text/plain")
    lines = answer.content.decode().splitlines()
    assert "govcloud_oldest_due_seconds 0.0" in lines
    assert any(line.startswith("govcloud_sweep_age_seconds ") for line in lines)
    assert "# TYPE govcloud_tickets gauge" in lines


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_probes_only_read(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
