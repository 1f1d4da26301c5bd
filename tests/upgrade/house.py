"""What the office's programs and administrators did: the rows that belong to no order."""

import os
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.test import Client
from rest_framework.test import APIClient

from tests.upgrade.stories import Story, at
from tests.world import World
from tickets import sweep
from tickets.management.demo import contracts
from tickets.models import Node, Notice, Ticket
from tickets.notices import outbox
from tickets.policy import contract_files

KEY = "0.1.0-kept"


def by_rest(w: World) -> Story:
    """Filed by a program under an idempotency key, and submitted under another."""
    yield at(19, "11:00")
    client = APIClient()
    client.force_authenticate(w.user("clerk"))
    body = {
        "kind": "staff_replacement",
        "contract": "DEMO",
        "system": None,
        "title": "更换驻场运维岗 A-07",
        "fields": {"post": "A-07", "nonconformity": "连续两周未按约定时间到岗。", "requirements": None},
    }
    made = client.post("/api/v1/tickets/", body, format="json", HTTP_IDEMPOTENCY_KEY=KEY)
    assert made.status_code == 201, made.content
    order = Ticket.objects.get(number=made.json()["number"])
    w.hand_in(order, order.machine.by_step["submit"], w.user("clerk"))
    path = f"/api/v1/tickets/{order.number}/actions/submit/"
    said = {"comment": "请审批", "fields": {}}
    done = client.post(path, said, format="json", HTTP_IDEMPOTENCY_KEY=f"{KEY}-2")
    assert done.status_code == 200, done.content


def house(w: World) -> Story:
    """Sign-ins good and bad, tokens, accounts, a contract and a calendar amended, processes."""
    yield at(2, "08:05")
    browser = Client()
    sign_in(browser, "clerk", "Wrong-Password-1")
    sign_in(browser, "clerk", settings.DEMO_PASSWORD)
    yield at(2, "08:25")
    browser.post("/accounts/logout/")
    quiet("create_token", "clerk")
    person = {"name": "演示·离职员", "unit": "unicom-beijing", "role": "provider_engineer"}
    quiet("create_account", "leaver", **person)
    yield at(9, "09:00")
    quiet("disable_account", "leaver")
    yield at(10, "09:00")
    terms = contract_files.CONTRACTS / f"{contracts.OUTSIDE}.toml"
    amended = terms.read_text().replace('limit = "10 natural days"', 'limit = "9 natural days"')
    load("load_contract", "amended.toml", amended)
    yield at(16, "16:30")
    notice = (contract_files.CONTRACTS.parent / "calendars/2026.toml").read_text()
    notice = notice.replace("version = 1", "version = 7").replace("2026-10-10]", "2026-10-10, 2026-11-21]")
    load("load_calendar", "2026.toml", notice)
    yield at(20, "10:25")
    sign_in(Client(), "lead", "Wrong-Password-2")
    sweep.heartbeat(Node(id="6f1d0c0e-7f5a-4c57-9d0f-0123456789ab", role="serve@kept"), w.now)
    outbox.mark_read(Notice.objects.filter(at__lt=at(17, "00:00")), now=w.now)


def sign_in(browser: Client, name: str, password: str) -> None:
    browser.post("/accounts/login/", {"login": name, "password": password})


def load(command: str, name: str, text: str) -> None:
    file = Path(tempfile.mkdtemp()) / name
    file.write_text(text)
    quiet(command, file)


def quiet(*command: Any, **options: Any) -> None:
    with Path(os.devnull).open("w") as nowhere:
        call_command(*command, **options, stdout=nowhere, stderr=nowhere)
