"""`manage.py check`: the rows that another release left are named in a sentence each, with what to run."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management import call_command, get_commands, load_command_class
from django.core.management.base import SystemCheckError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import override

from accounts.management.judged import WITHOUT_PAGES
from tests.world import World
from tickets import checks, fonts
from tickets.checks import font_amiss
from tickets.fonts import Face
from tickets.lifecycle.fields import Field, Text
from tickets.lifecycle.kinds.exit import Exit
from tickets.lifecycle.kinds.restart import Restart
from tickets.models import Contract, Ticket


def told() -> str:
    """What the command fails with."""
    with override("en"), pytest.raises(SystemCheckError) as failure:
        call_command("check")
    return str(failure.value)


def all_is_well() -> None:
    """Raises SystemCheckError otherwise."""
    call_command("check", stdout=StringIO())


#: They judge everything, or have it judged when the database is there; what needs no settings judges nothing.
OF_THEIR_OWN = {"check", "migrate", "serve", "restore", "due", "sweeping"}


def test_no_command_loads_all_pages_to_judge_what_is_declared() -> None:
    """With all that they print by they take as long to load as everything else together."""
    ours = {name: app for name, app in get_commands().items() if app in checks.APPS and name not in OF_THEIR_OWN}
    judged = {name: load_command_class(app, name).requires_system_checks for name, app in ours.items()}
    assert {name for name, tags in judged.items() if tags is not WITHOUT_PAGES} == set()
    assert "urls" not in WITHOUT_PAGES
    assert checks.every_channel_is_whole.tags == (checks.DECLARED,)  # type: ignore[attr-defined]


@pytest.fixture
def first(world: World) -> Contract:
    return Contract.objects.get(number="FW2025091703")


def test_nothing_is_said_of_rows_that_this_release_wrote(world: World) -> None:
    world.file("restart")
    world.take(world.file("exit"), "submit", "approve")
    all_is_well()


def test_a_contract_that_lacks_a_clause_is_named_with_the_kinds_and_what_to_run(first: Contract) -> None:
    first.clauses.filter(code__in=["restart.verify", "staff.replace"]).update(current=False)
    assert (
        "Contract FW2025091703 lacks restart.verify, staff.replace; until then these kinds cannot be opened under it: "
        "restart, staff_replacement. Add what is missing to its file, then run: manage.py load_contract FILE"
    ) in told()
    assert "DEMO" not in told()


def test_clocks_that_an_earlier_release_did_not_ask_for_are_named_and_hold_no_kind_up(first: Contract) -> None:
    first.clauses.filter(code__in=["common.approve", "leaving.observe"]).update(current=False)
    said = told()
    assert (
        "Contract FW2025091703 was loaded before this release asked for common.approve, leaving.observe; until then"
        " these clocks do not run under it. Add them to its file, then run: manage.py load_contract FILE"
    ) in said
    assert "cannot be opened" not in said


def test_a_contract_that_declares_a_kind_of_another_release_is_named(first: Contract) -> None:
    first.kinds = [*first.kinds, "inspection"]
    first.save(update_fields=["kinds"])
    assert "Contract FW2025091703 declares kinds that this release does not have: inspection." in told()


def test_an_open_ticket_of_a_later_form_is_named_and_a_closed_one_is_nobodys_worry(world: World) -> None:
    ticket = world.file("restart")
    Ticket.objects.filter(pk=ticket.pk).update(form_edition=99)
    assert "of the kind restart were filed on edition 99 of its form, which this release does not have" in told()
    Ticket.objects.filter(pk=ticket.pk).update(closed_at=world.now)
    all_is_well()


@pytest.mark.parametrize("fault", ["kind", "state"])
def test_a_kind_or_state_that_this_release_does_not_have_is_an_error(
    world: World, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    world.file("restart")
    if fault == "kind":
        monkeypatch.setattr(checks, "KINDS", {"exit": Exit})
    else:
        monkeypatch.setattr(Restart, "by_state", {"approving": Restart.by_state["approving"]})
    with override("en"):
        (said,) = checks.tickets_unknown()
    assert "(restart:draft): 1. Install the release under which they were filed." in said


def test_a_migration_that_is_waiting_is_named_before_any_row_is_looked_at(first: Contract) -> None:
    first.clauses.update(current=False)
    MigrationRecorder(connection).record_unapplied("tickets", "0005_clauses_by_duty")
    assert "Migrations to apply to the database: 1. Run: manage.py migrate" in told()
    assert "restart.verify" not in told()


def test_a_database_of_a_newer_release_is_an_error(db: None) -> None:
    MigrationRecorder(connection).record_applied("tickets", "0999_of_next_year")
    assert "A newer release has migrated the database (tickets.0999_of_next_year). Install that release." in told()


def test_other_commands_look_at_no_row(world: World, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert run_checks() == []


def test_what_it_says_is_chinese_where_chinese_is_spoken(first: Contract) -> None:
    first.clauses.filter(code="restart.verify").update(current=False)
    with override("zh-hans"):
        (said,) = checks.contracts_behind()
    assert said == (
        "合同 FW2025091703 缺少 restart.verify，补齐之前不能提交下列工单：restart。"
        "请在合同文件中补齐，再运行：manage.py load_contract FILE"
    )


# --- the code itself, before any command runs ---


@pytest.mark.parametrize(
    ("field", "fault"),
    [
        (Text("", example="x"), "has no label"),
        (Text("Host", example=None), "refuses its own example None"),
        (Text("Host", example="x" * 201), "refuses its own example"),
        (Text("Impact on the service", example="x"), "no Chinese: “Impact on the service”"),
    ],
)
def test_a_forgotten_label_example_or_text_fails_every_command(
    monkeypatch: pytest.MonkeyPatch, field: Field, fault: str
) -> None:
    opening = Restart.opening
    field.named("impact")
    changed = type(opening)(by=opening.by, asks=(*opening.asks, field), starts=opening.starts)
    monkeypatch.setattr(Restart, "opening", changed)
    (message,) = run_checks()
    assert fault in message.msg


def test_the_operator_is_told_that_notices_carry_no_link_and_that_mail_has_no_sender(
    world: World, settings: Any
) -> None:
    settings.SITE_URL = ""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    said = told()
    assert "SITE_URL is not set: notices that leave the service carry no link to their work order." in said
    assert "DEFAULT_FROM_EMAIL is not set: mail comes from govcloud@localhost, which many servers refuse." in said


def test_accounts_that_get_no_mail_are_counted_and_hold_nothing_up(world: World, capsys) -> None:
    with override("en"):
        call_command("check")
    assert "Accounts without a confirmed mail address, which get no mail: 13." in capsys.readouterr().err


def test_the_operator_is_told_of_a_font_that_is_not_there(
    world: World, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setattr(fonts, "found", lambda: None)
    assert "No font with Chinese was found (PDF_FONT): orders can be printed, but not be had as PDF." in warned()
    settings.PDF_FONT = "/nowhere/song.ttf"
    assert "PDF_FONT names no font with Chinese that can be read: /nowhere/song.ttf." in warned()


def test_the_operator_is_told_which_characters_of_names_the_font_lacks(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "found", lambda: Face(Path("/fonts/wqy.ttc")))
    monkeypatch.setattr(fonts, "characters", lambda _face: frozenset(map(ord, "的镕喆堃")))
    assert "The font of PDFs (/fonts/wqy.ttc) lacks characters of names: 䶮 𬭎 㛃 𫖮." in warned()


def warned() -> str:
    """What the command says beside what it fails with."""
    with override("en"):
        return "\n".join(font_amiss())


@pytest.mark.parametrize("url", ["https://elsewhere.test", "http://[::1]:8000"])
def test_a_link_that_would_be_refused_is_told(world: World, settings: Any, url: str) -> None:
    settings.SITE_URL = url
    assert "The host of SITE_URL is not among ALLOWED_HOSTS: the links in notices lead to a refusal." in told()


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="it is about SQLite")
@pytest.mark.django_db
def test_the_operator_is_told_of_a_sqlite_that_is_set_to_lose(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks.sqlite3, "sqlite_version_info", (3, 51, 3))
    assert list(checks.sqlite_amiss()) == []
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "transaction_mode", "DEFERRED")
    assert "已提交的数据可能丢失" in "".join(checks.sqlite_amiss())
