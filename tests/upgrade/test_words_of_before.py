"""What release 0.1 wrote down is read in today's words: audit entries, certificates, notices."""

import json
import re

import pytest
from django.core.management import call_command
from django.utils import translation

from tests.pages.conftest import Visitor
from tests.upgrade.kept import kept
from tests.world import World
from tickets import outbox
from tickets.audit import earlier
from tickets.models import Deadline, Notice, Ticket

#: "3.8-respond": a clause by its article.
BY_ARTICLE = re.compile(r"\bA?\d{1,2}\.\d{1,2}-[a-z]")


def test_the_kept_record_speaks_the_words_of_before() -> None:
    """Else the tests below would prove nothing."""
    entries = [json.loads(row["data"]) for row in kept().tables["tickets_auditentry"]]
    changes = [change for data in entries for change in data.get("clocks", ())]
    assert {"rung", "strike"} <= {change["op"] for change in changes}
    assert all(BY_ARTICLE.match(change["clock"]) for change in changes)


def test_every_clause_and_every_change_of_before_has_its_word_of_today() -> None:
    entries = [json.loads(row["data"]) for row in kept().tables["tickets_auditentry"]]
    read = [earlier.clock_change(change) for data in entries for change in data.get("clocks", ())]
    assert {change["clock"] for change in read} <= set(earlier.CLAUSES.values())
    assert {change["op"] for change in read}.isdisjoint(earlier.OPERATIONS)


def test_the_page_of_every_ticket_tells_its_clocks_by_their_titles(world: World, visitor: Visitor) -> None:
    for number in Ticket.objects.filter(contract=world.contract, sent_at__isnull=False).values_list(
        "number", flat=True
    ):
        page = visitor.get("lead", f"/tickets/{number}/")
        assert not BY_ARTICLE.search(page), number
        assert "rung" not in page
        assert "strike" not in page


def test_every_clock_is_explained(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    for number in Ticket.objects.filter(deadlines__isnull=False).distinct().values_list("number", flat=True):
        with translation.override("zh-hans"):
            call_command("explain", number)
    told = capsys.readouterr().out
    assert Deadline.objects.exclude(certificates=[]).exists()
    assert "此前的计算结果（暂停被驳回）" in told
    assert "struck" not in told


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_notice_is_rendered(world: World, language: str) -> None:
    notices = list(Notice.objects.select_related("ticket", "deadline__clause"))
    assert len(notices) == sum(1 for _row in kept().tables["tickets_notice"])
    for notice in notices:
        words = outbox.render(notice, language)
        assert words.subject
        assert "%(" not in words.subject + words.body
