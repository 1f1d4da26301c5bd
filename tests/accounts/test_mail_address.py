"""Where mail goes: to an address that the person has confirmed by its link, and by the password to change it."""

import re
import smtplib
import time
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client

from accounts import mailboxes, roles
from accounts.doors import people
from accounts.management.answering import shell
from accounts.models import User
from tests.accounts.conftest import PASSWORD
from tickets.models import AuditEntry

QUARTER = 15 * 60  # seconds; the session itself lasts longer
PAGE = "/accounts/email/"


def enter(client: Client, email: str = "li@office.test") -> Any:
    """By the password, which is asked for before such a change."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client.post(PAGE, {"email": email, "action_add": ""}, follow=True)


def link() -> str:
    """The path in the newest mail."""
    return re.search(r"http://testserver(/\S+)", mail.outbox[-1].body)[1]


def test_an_address_counts_once_its_link_was_opened_and_confirmed(client, li, sign_in):
    sign_in()
    assert "确认邮件已发送到li@office.test" in enter(client).content.decode()
    assert mailboxes.address(li) == ""
    assert mail.outbox[-1].to == ["li@office.test"]
    assert mail.outbox[-1].subject == "请确认您的邮箱"
    assert "账号“演示·李”登记了此邮箱" in mail.outbox[-1].body
    assert Client().get(link()).status_code == 200
    assert mailboxes.address(li) == ""  # programs that look at links in mail confirm nothing
    Client().post(link())  # on whatever machine the mail is read
    assert mailboxes.address(li) == "li@office.test"
    li.refresh_from_db()
    assert li.email == "li@office.test"


def test_the_record_says_that_an_address_was_confirmed_and_not_which(client, li, sign_in):
    sign_in()
    enter(client)
    client.post(link())
    entry = AuditEntry.objects.get(action="mail_confirmed")
    assert entry.actor == li
    assert "office.test" not in str(entry.data)


def test_the_old_address_counts_until_the_new_one_is_confirmed(client, li, sign_in):
    mailboxes.vouch(li, "old@office.test")
    sign_in()
    enter(client, "new@office.test")
    assert mailboxes.address(li) == "old@office.test"
    assert "new@office.test待确认" in client.get(PAGE).content.decode()
    client.post(link())
    assert mailboxes.address(li) == "new@office.test"
    assert EmailAddress.objects.filter(user=li).count() == 1


def test_a_new_address_may_be_taken_back(client, li, sign_in):
    mailboxes.vouch(li, "old@office.test")
    sign_in()
    enter(client, "new@office.test")
    client.post(PAGE, {"email": "new@office.test", "action_remove": ""})
    assert list(EmailAddress.objects.values_list("email", flat=True)) == ["old@office.test"]


def test_an_address_that_was_never_confirmed_is_not_made_the_one_that_counts(client, li, sign_in):
    sign_in()
    enter(client)
    client.post(PAGE, {"email": "li@office.test", "action_primary": ""})
    assert mailboxes.address(li) == ""


@pytest.mark.parametrize("email", ["wang@office.test", "WANG@office.test", "no address"])
def test_what_is_none_or_is_another_persons_is_refused(client, li, sign_in, email):
    mailboxes.vouch(User.objects.create_user("wang"), "wang@office.test")
    sign_in()
    assert "field-error" in enter(client, email).content.decode()
    assert mail.outbox == []


def test_a_link_that_was_used_or_tampered_with_says_so(client, li, sign_in):
    sign_in()
    enter(client)
    client.post(link())
    for path in (link(), "/accounts/confirm-email/x:y:z/"):
        assert "链接已使用，或者已超过三日" in client.get(path).content.decode()


def test_a_mail_server_that_does_not_answer_costs_a_sentence(client, li, sign_in, monkeypatch, caplog):
    def refuse(*_args: Any, **_options: Any) -> None:
        raise smtplib.SMTPServerDisconnected("li@office.test")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    sign_in()
    page = enter(client).content.decode()
    assert "确认邮件未能发送到li@office.test" in page
    assert "确认邮件已发送" not in page
    assert "SMTPServerDisconnected" in caplog.text
    assert "li@office.test" not in caplog.text


def test_a_session_left_open_adds_no_address(client, li, sign_in):
    sign_in()
    with time_machine.travel(time.time() + QUARTER, tick=False):
        answer = client.post(PAGE, {"email": "li@office.test", "action_add": ""})
        assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
        assert not EmailAddress.objects.filter(email="li@office.test").exists()
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        enter(client)
        assert EmailAddress.objects.filter(email="li@office.test").exists()


# --- whoever has none is told so, in one line ---


@pytest.mark.parametrize("path", ["/", "/profile/"])
def test_who_gets_no_mail_reads_so_where_they_begin(client, li, sign_in, path):
    sign_in()
    page = client.get(path).content.decode()
    assert page.count("您没有已确认的邮箱") == 1
    assert PAGE in page
    mailboxes.vouch(li, "li@office.test")
    assert "您没有已确认的邮箱" not in client.get(path).content.decode()


# --- the administrator enters one with the account ---


def create(*more: str) -> None:
    call_command("create_account", "zhao", "--name", "演示·赵", "--unit", "office", "--role", roles.AGENCY_LEAD, *more)


def test_an_address_entered_with_the_account_waits_for_the_person(office, capsys, client, sign_in):
    create("--email", "Zhao@office.test")
    zhao = User.objects.get(username="zhao")
    assert (mailboxes.address(zhao), mailboxes.pending(zhao)) == ("", "zhao@office.test")
    User.objects.filter(pk=zhao.pk).update(must_change_password=False)  # the first page would be that of the password
    sign_in("zhao", capsys.readouterr().out.strip())
    assert "zhao@office.test待确认" in client.get(PAGE).content.decode()
    client.post(PAGE, {"email": "zhao@office.test", "action_send": ""})
    client.post(link())
    assert mailboxes.address(zhao) == "zhao@office.test"


@pytest.mark.parametrize("email", ["no address", "li@office.test"])
def test_an_account_with_a_wrong_address_is_not_made(li, office, email):
    mailboxes.vouch(li, "li@office.test")
    with pytest.raises(CommandError):
        create("--email", email)
    assert not User.objects.filter(username="zhao").exists()
    with pytest.raises(ValidationError):
        people.add(shell(), "zhao", "演示·赵", unit=office, email=email)


def test_those_whom_no_mail_reaches_are_counted(li, office):
    wang = User.objects.create_user("wang", "wang@office.test")
    User.objects.create_user("gone", is_active=False)
    assert set(mailboxes.unreached()) == {li, wang}
    mailboxes.vouch(li, "li@office.test")
    assert set(mailboxes.unreached()) == {wang}
