"""What a restored database knows of its restore: numbers passed over, deliveries in doubt, seals that are forgotten."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db.models import CharField

from tests.audit.test_rows import superuser
from tests.rows import NOW, put_register_on_record
from tests.world import World
from tickets import audit
from tickets.actions import numbers
from tickets.errors import Invalid
from tickets.models import Counter, Delivery, Seal, SentSeal
from tickets.operating.backups import stored
from tickets.operating.backups.manifest import Manifest
from tickets.outbox import mending
from tickets.sweep import periodic

HeldUp = Callable[..., Delivery]
HOUR = timedelta(hours=1)


@pytest.mark.django_db
def test_numbers_after_the_last_are_passed_over_in_each_year_since_the_backup() -> None:
    Counter.objects.create(name="ticket", period="2025", last=187)
    rest = {f"{word}-{year}": [0, 1000] for word in numbers.WORDS.values() for year in (2025, 2026)}
    assert numbers.pass_over(1000, (2025, 2026), {}) == rest | {"GD-2025": [187, 1187]}
    assert numbers.next_number(NOW) == "GD-2026-001001"
    assert numbers.next_number(NOW, "supervision") == "DB-2026-001001"


@pytest.mark.django_db
def test_numbers_that_the_replaced_database_gave_are_passed_over_beyond_the_gap() -> None:
    Counter.objects.create(name="ticket", period="2026", last=10)
    passed = numbers.pass_over(5, (2026,), {"GD-2026": 400, "DB-2026": 2})
    assert (passed["GD-2026"], passed["DB-2026"]) == ([10, 400], [0, 5])


def test_a_gap_that_no_restore_tells_of_is_a_fault(world: World) -> None:
    world.file("incident", "desk")
    passed = numbers.pass_over(1000, (2026,), {})
    fault = "system log counter ticket/2026 last: not as recorded"
    assert [str(one) for one in audit.verify_rows()] == [fault]
    audit.log_system(audit.RESTORED, now=world.now, data={"numbers": passed, "made_at": world.now})
    assert list(audit.verify_rows()) == []
    world.file("incident", "desk")
    assert list(audit.verify_rows()) == []
    Counter.objects.filter(name="ticket").update(last=1500)
    assert [str(one) for one in audit.verify_rows()] == [fault]


def stood(held_up: HeldUp, **row: Any) -> Delivery:
    """A delivery as the backup holds it."""
    one = held_up(mending.WAITING)
    Delivery.objects.filter(pk=one.pk).update(**row)
    return one


@pytest.mark.parametrize(
    ("row", "state"),
    [
        ({"next_at": NOW - HOUR}, "uncertain"),
        ({"next_at": NOW + HOUR}, "pending"),
        ({"next_at": NOW + HOUR, "lease": "6f6b2c1e-0000-4000-8000-000000000001", "lease_until": NOW}, "uncertain"),
        ({"next_at": NOW - HOUR, "state": "sent", "sent_at": NOW}, "sent"),
        ({"next_at": NOW - HOUR, "state": "dead", "error": "SMTP 550"}, "dead"),
    ],
    ids=["was due since", "not due yet", "was in hand", "sent before", "given up before"],
)
def test_only_what_may_have_gone_out_since_the_backup_is_in_doubt(
    world: World, held_up: HeldUp, row: dict[str, Any], state: str
) -> None:
    Delivery.objects.all().delete()
    one = stood(held_up, **row)
    assert mending.doubt(NOW) == (state == "uncertain")
    one.refresh_from_db()
    assert (one.state, one.lease if state == "uncertain" else None) == (state, None)


def test_what_is_in_doubt_is_sent_again_by_a_person_alone(world: World, held_up: HeldUp) -> None:
    one = stood(held_up, next_at=NOW - HOUR)
    mending.doubt(NOW)
    assert mending.retry(mending.undelivered(mending.GIVEN_UP), NOW) == 0
    assert mending.retry(Delivery.objects.filter(pk=one.pk), NOW) == 1


@pytest.mark.django_db
def test_a_seal_of_the_time_that_a_restore_took_back_is_no_fault_and_any_other_is(
    settings: Any, tmp_path: Path
) -> None:
    settings.SEAL_URL = f"file://{tmp_path}/seals.jsonl"
    put_register_on_record()
    for day in (2, 3, 4):
        audit.seal(date(2026, 3, day), datetime(2026, 3, day + 1, tzinfo=UTC))
    periodic.send_seals(NOW)
    assert len((tmp_path / "seals.jsonl").read_text().splitlines()) == 3
    with superuser():
        SentSeal.objects.all().delete()
        Seal.objects.filter(day__gte=date(2026, 3, 3)).delete()
    since = {"made_at": datetime(2026, 3, 4, 12, tzinfo=UTC), "numbers": {}}
    audit.log_system(audit.RESTORED, now=datetime(2026, 3, 6, tzinfo=UTC), data=since)
    said = [str(one) for one in audit.verify_sent(tmp_path / "seals.jsonl")]
    assert said == ["seal 2026-03-03/2: seal was sent outside and is gone"]


def test_every_column_that_names_a_file_is_saved() -> None:
    """A new one that nobody entered here would be left out of every backup."""
    found = {
        (model, field.name)
        for model in apps.get_app_config("tickets").get_models()
        for field in model._meta.get_fields()
        if isinstance(field, CharField) and field.name.endswith("path") and not model._meta.proxy
    }
    assert found == {(model, path) for model, (path, _digest, _stays) in stored.NAMED_BY.items()}


def test_a_manifest_of_a_later_format_is_refused(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps({"format": 2}))
    with pytest.raises(Invalid, match="更新版本"):
        Manifest.read(tmp_path)
    with pytest.raises(Invalid, match="没有可用的备份"):
        Manifest.read(tmp_path / "nothing")
