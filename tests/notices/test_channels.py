"""A channel is one file: found by itself, offered to people, delivered to, and checked before the service starts."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from accounts.roles import SYSTEM_ADMIN
from tests.notices.conftest import Pager
from tests.rows import NOW, make_ticket, make_user
from tickets import outbox, sweep
from tickets.models import Delivery, Notice
from tickets.outbox import leases
from tickets.outbox.channels import mail


def tell(*people: Any) -> list[Notice]:
    recipients = [person.pk for person in people]
    params = {"actor": "李工", "text": "请补充材料"}
    return outbox.queue("comment", recipients, ticket=make_ticket(), key="k", params=params, now=NOW)


def problems() -> list[str]:
    return [str(problem.msg) for problem in run_checks() if problem.id == "tickets.channels"]


@pytest.mark.django_db
def test_whoever_entered_an_address_is_told_there_beside_mail(pager: Pager) -> None:
    a, b = make_user("a"), make_user("b")
    outbox.keep_addresses(a, {"pager": "1234"})
    tell(a, b)
    while sweep.deliver_one(NOW):
        pass
    (line,) = pager.shows("1234")
    assert line.startswith("李工评论")
    sent = Delivery.objects.filter(state="sent").values_list("notice__recipient__username", "channel")
    assert sorted(sent) == [("a", "mail"), ("a", "pager"), ("b", "mail")]


@pytest.mark.django_db
def test_addresses_cost_one_statement_however_many_people(pager: Pager, django_assert_num_queries) -> None:
    people = [make_user(f"u{n}") for n in range(20)]
    for number, person in enumerate(people):
        outbox.keep_addresses(person, {"pager": f"{number:04}"})
    ticket = make_ticket()
    with django_assert_num_queries(4):
        outbox.queue(
            "comment", [person.pk for person in people], ticket=ticket, key="k", params={"actor": "x"}, now=NOW
        )
    assert Delivery.objects.filter(channel="pager").count() == 20


@pytest.mark.django_db
def test_a_channel_that_lacks_a_setting_is_not_in_use(pager: Pager, settings: Any) -> None:
    person = make_user("a")
    outbox.keep_addresses(person, {"pager": "1234"})
    settings.CHANNEL_SETTINGS = {}
    tell(person)
    assert sweep.channel_names() == ["mail"]
    assert list(Delivery.objects.values_list("channel", flat=True)) == ["mail"]


@pytest.mark.django_db
def test_what_waits_for_a_channel_that_is_taken_out_of_use_is_given_up_after_a_day(pager: Pager, settings: Any) -> None:
    make_user("sysadmin", role=SYSTEM_ADMIN)
    people = [make_user(f"u{n}") for n in range(3)]
    for person in people:
        outbox.keep_addresses(person, {"pager": "1234"})
    tell(*people)
    settings.CHANNEL_SETTINGS = {}
    assert leases.give_up(NOW + timedelta(hours=23)) == 0
    assert leases.give_up(NOW + timedelta(hours=24)) == 3
    dead = Delivery.objects.filter(state="dead").values_list("channel", "error").distinct()
    assert dead.get() == ("pager", "the channel is not in use")
    told = outbox.render(Notice.objects.get(event="delivery_dead"), "zh-hans")
    assert told.subject == "通知无法通过寻呼机送达"
    assert set(Delivery.objects.filter(channel="mail").values_list("state", flat=True)) == {"pending"}


@pytest.mark.django_db
def test_a_channel_that_fails_in_an_unforeseen_way_puts_no_address_into_the_log(
    pager: Pager, caplog: pytest.LogCaptureFixture
) -> None:
    person = make_user("a")
    outbox.keep_addresses(person, {"pager": "1234"})
    tell(person)
    (pager.folder / "1234").mkdir()  # the error's own text names the address
    assert sweep.deliver_from("pager", NOW)
    assert "IsADirectoryError" in caplog.text
    assert "1234" not in caplog.text
    row = Delivery.objects.get(channel="pager")
    assert (row.state, row.error) == ("pending", "IsADirectoryError")


# --- what is told before the service starts ---


def test_the_channels_of_this_release_lack_nothing() -> None:
    assert problems() == []


def test_a_channel_without_chinese_keeps_the_service_from_starting(db: None, pager_file: None) -> None:
    assert len(problems()) == 3
    for english in ("pager", "Pager number", "Four digits"):
        assert any(f"Channel pager: “{english}” has no Chinese" in problem for problem in problems())
    with pytest.raises(SystemCheckError, match="Pager number"):
        call_command("check")


def test_a_channel_with_chinese_passes_in_use_or_not(pager: Pager, settings: Any) -> None:
    assert problems() == []
    settings.CHANNEL_SETTINGS = {}
    assert problems() == []


@pytest.mark.parametrize(
    ("line", "instead", "problem"),
    [
        ('label=_("Pager number"), ', "", "its address has no label"),
        (", max_length=4", "", "needs a max_length of at most 500"),
        ("max_length=4", "max_length=501", "needs a max_length of at most 500"),
        ("CHANNEL_PAGER_FOLDER", "PAGER_FOLDER", "must begin with CHANNEL_PAGER_"),
        ('name="pager"', 'name="pagerofthewholedepartment"', "its name is longer than 20 letters"),
    ],
)
def test_what_a_channel_forgets_to_declare_is_named(line, instead, problem, chinese, plant) -> None:
    plant(line, instead)
    assert any(problem in found for found in problems())


def test_a_channel_without_a_label_cannot_be_imported(plant) -> None:
    with pytest.raises(TypeError, match="label"):
        plant('    label=_("pager"),\n', "")


def test_two_channels_cannot_bear_one_name(plant) -> None:
    with pytest.raises(TypeError, match="two channels bear one name"):
        plant('name="pager"', f'name="{mail.CHANNEL.name}"')


def test_a_setting_that_no_channel_asks_for_is_named(pager: Pager, settings: Any) -> None:
    settings.CHANNEL_SETTINGS |= {"CHANNEL_PAGER_FOLDR": "hidden"}
    (problem,) = problems()
    assert problem == "CHANNEL_PAGER_FOLDR is set, but no channel asks for it."


def test_a_channel_that_is_set_in_part_names_what_is_missing(plant, chinese: None, settings: Any) -> None:
    plant("settings=(FOLDER,)", 'settings=(FOLDER, ChannelSetting("CHANNEL_PAGER_KEY"))')
    settings.CHANNEL_SETTINGS = {"CHANNEL_PAGER_FOLDER": "hidden"}
    (problem,) = problems()
    assert problem == "Channel pager: CHANNEL_PAGER_FOLDER is set; set also CHANNEL_PAGER_KEY, or none of them."
