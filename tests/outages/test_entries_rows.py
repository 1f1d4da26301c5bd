"""What monitoring reports, as rows: nothing that stands is changed, and two persons of two sides speak of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tests.world import World
from tickets.models import MonitoredOutage, OutageWord

HOUR = timedelta(hours=1)


def entry(world: World, **more: Any) -> MonitoredOutage:
    columns = {
        "contract": world.contract, "system": world.system, "source_id": "M-1", "began_at": world.now - 2 * HOUR,
        "ended_at": world.now - HOUR, "entered_by": world.user("desk"), "unit": world.contract.provider,
        "entered_at": world.now,
    }  # fmt: skip
    return MonitoredOutage.objects.create(**{**columns, **more})


def word(world: World, of: MonitoredOutage, **more: Any) -> OutageWord:
    columns = {
        "entry": of, "word": "false_alarm", "reason": "探测点断网", "side": "provider", "by": world.user("desk"),
        "unit": world.contract.provider, "at": world.now,
    }  # fmt: skip
    return OutageWord.objects.create(**{**columns, **more})


def answer(world: World, to: OutageWord, **more: Any) -> OutageWord:
    said = {"answers": to, "said_by": to.by, "said_side": to.side, "word": "confirmed", "reason": ""}
    return word(world, to.entry, **{**said, "side": "agency", "by": world.user("clerk"), **more})


def refused(do: Any, *args: Any, **more: Any) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        do(*args, **more)


@pytest.mark.parametrize(
    "wrong",
    [
        {"ended_at": "began"},
        {"began_at": "later"},
        {"ended_at": "later"},
        {"source_id": ""},
        {"unit": None},
    ],
)
def test_an_entry_that_cannot_be_is_refused(world: World, wrong: dict[str, Any]) -> None:
    instants = {"began": world.now - 2 * HOUR, "later": world.now + HOUR}
    refused(entry, world, **{name: instants.get(value, value) for name, value in wrong.items()})


def test_a_source_names_an_outage_once_and_a_correction_names_what_it_replaces(world: World) -> None:
    first = entry(world)
    refused(entry, world)
    entry(world, replaces=first, ended_at=world.now)
    refused(entry, world, replaces=first)


def test_nothing_that_stands_is_changed_or_dropped(world: World) -> None:
    said = word(world, entry(world))
    refused(MonitoredOutage.objects.update, ended_at=None)
    refused(OutageWord.objects.update, reason="另有原因")
    refused(OutageWord.objects.filter(pk=said.pk).delete)


def test_whoever_spoke_does_not_answer_and_their_side_neither(world: World) -> None:
    said = word(world, entry(world))
    refused(answer, world, said, by=world.user("desk"))
    refused(answer, world, said, by=world.user("manager"), side="provider")
    answer(world, said)
    with pytest.raises(IntegrityError), transaction.atomic():
        answer(world, said, by=world.user("lead"))


@pytest.mark.parametrize("wrong", [{"word": "forgotten"}, {"reason": ""}, {"word": "fault"}, {"word": "confirmed"}])
def test_a_word_says_what_it_must(world: World, wrong: dict[str, Any]) -> None:
    refused(word, world, entry(world), **wrong)
