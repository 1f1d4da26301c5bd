"""Whatever any test has the service put into the system log reads in Chinese words: looked at as it is written."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models.signals import post_save
from django.utils.translation import override

from tickets.models import AuditEntry
from tickets.pages.manage import log_labels, log_values, log_words

#: What people or other services call something, or what is a number to everybody.
FREE = {"unit", "name", "short_name", "username", "substitute", "token", "file", "number", "contract", "contracts"}
FREE |= {"ticket", "digest", "sha256", "chain_head", "group", "reason", "email", "differences", "evidence", "sheet"}
FREE |= {"clause", "changes", "asked", "who", "error", "of", "terms", "version", "why"}
CODE = re.compile(r"[a-z]+([_:][a-z]+)*|\d{4}-\d\d-\d\dT.*|.*[{}\[\]].*")


def unsaid(action: str, data: dict[str, Any]) -> list[str]:
    """What of an entry has no words in Chinese."""
    with override("zh-hans"):
        if action not in log_words.ACTS:
            return []
        names = [*(data.get("old") or {}), *(data.get("new") or {}), *data]
        lost = [name for name in names if _label(action, name) == str(log_labels.OTHER)]
        asked = data.get("asked") or {}
        lost += [f"asked.{name}" for name in asked if name not in log_labels.NARROWED]
        told = log_values.told(action, {k: v for k, v in data.items() if k not in FREE}, log_values.LogNames())
        free = {log_labels.label(action, name) for name in FREE}
        codes = [
            f"{label}: {one}" for label, *both in told for one in both if label not in free and CODE.fullmatch(one)
        ]
    return lost + codes


def _label(action: str, name: str) -> str:
    return "" if name in log_labels.ELSEWHERE else log_labels.label(action, name)


def _look(instance: AuditEntry, **_said: Any) -> None:
    if instance.ticket_id is None:
        found = unsaid(instance.action, instance.data)
        assert found == [], f"{instance.action}: the system log has no words for {found}"


@pytest.fixture(scope="session", autouse=True)
def said_in_words() -> Iterator[None]:
    post_save.connect(_look, sender=AuditEntry, weak=False)
    yield
    post_save.disconnect(_look, sender=AuditEntry)
