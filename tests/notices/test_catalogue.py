"""Every event can be said, in both languages, of whatever it is about."""

import re
from datetime import timedelta

import pytest

from tests.rows import NOW, make_clause, make_deadline, make_ticket, make_user
from tickets import outbox
from tickets.models import Notice
from tickets.notices.briefs import BRIEFS
from tickets.notices.catalogue import CATALOGUE, EVENTS
from tickets.outbox import faults
from tickets.outbox.channels import sms
from tickets.outbox.words import instant

GIVEN = {
    "actor": "李工",
    "action": "submit",
    "state": "draft",
    "text": "请看附件",
    "clauses": [
        {"article": "8.9", "clause": "更换人员", "clause_en": "Replace staff"},
        {"article": "A3.4", "clause": "确认结果", "clause_en": "Confirm the result"},
    ],
    "posts": "S-01",
    "channel": "mail",
    "recipient": "王科长",
    "error": "SMTP 451",
    "number": "GD-2026-000001",
    "because": "GD-2026-000002",
    "code": "staff.replace",
    "again": NOW.isoformat(),
    "seconds": 7200,
    "count": 3,
    "first": "GD-2026-000001 deadline restart.verify/1 due_at",
    "day": "2026-03-01",
    "year": 2027,
    "contract": "FW2025091703",
    "month": "2026-02",
    "sum": "-69140.80",
    "days": 9,
    "principal": "李工",
    "substitute": "李工",
    "starts": "2026-03-02 10:00",
    "ends": "2026-03-06 18:00",
    "claim": 2,
    "about": "respond",
    "value": NOW.isoformat(),
    "more": 0,
    "host": "app-01",
    "nonce": "7f3a",
    "system": "社会信用信息系统",
    "orders": 3,
    "months": 3,
    "rows": [
        {
            "ticket": "GD-2026-000001",
            "event": "step",
            "said": {"ticket": "GD-2026-000001", "title": "更换驻场人员", "actor": "李工", "action": "submit"},
            "more": 2,
        }
    ],
    "failed": 2,
    "open": 1,
    "since": NOW.isoformat(),
    "nights": [
        {
            "system": "社会信用信息系统",
            "failed_at": NOW.isoformat(),
            "restored_at": (NOW + timedelta(minutes=25)).isoformat(),
            "ticket": "GD-2026-000001",
        },
        {"system": "社会信用信息系统", "failed_at": NOW.isoformat(), "restored_at": None, "ticket": "GD-2026-000002"},
    ],
    "departure": "window_end",
    "period": "2026-W09",
    "supervision": "DB-2026-000001",
    "grade": "orange",
    "party": "provider",
    "reply_by": "2026-03-09",
    "at": NOW.isoformat(),
    "sort": "calendar",
    "proposal": 3,
    "register": "secrecy",
    "says": {"badge": "OPS-07"},
    "side": "provider",
    "names": {},
    **dict.fromkeys(("started", "until", "window_start", "window_end"), NOW.isoformat()),
}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def said(event: str, language: str, **more: object) -> outbox.Words:
    return outbox.render(said_of(event, **more)[0], language)


def said_of(event: str, **more: object) -> tuple[Notice, bool]:
    """The notice, and whether it is about a clock."""
    ticket = make_ticket(title="更换驻场人员")
    deadline = None
    if "%(clause)s" in CATALOGUE[event].subject:
        deadline = make_deadline(ticket, make_clause(**more), NOW + timedelta(days=5, hours=14))
    reader = make_user("reader")
    (notice,) = outbox.queue(event, [reader.pk], ticket=ticket, deadline=deadline, key="k", params=GIVEN, now=NOW)
    return notice, deadline is not None


@pytest.mark.django_db
@pytest.mark.parametrize("event", CATALOGUE)
def test_an_event_reads_as_chinese_and_as_english(event):
    words = said(event, "zh-hans")
    assert CHINESE.search(words.subject)
    assert "%(" not in words.subject + words.body
    english = outbox.render(Notice.objects.get(), "en")
    assert not CHINESE.search(
        english.subject.replace("更换驻场人员", "").replace("李工", "").replace("社会信用信息系统", "")
    )
    assert "\n" not in english.subject
    assert english.body


@pytest.mark.django_db
def test_a_notice_of_a_claim_from_before_names_its_number_alone():
    assert "主张2（" in said("claim_settled", "zh-hans").body
    assert "Claim 2 (Respond, " in outbox.render(Notice.objects.get(), "en").body
    Notice.objects.update(params={name: told for name, told in Notice.objects.get().params.items() if name != "about"})
    assert "Claim 2 on work order" in outbox.render(Notice.objects.get(), "en").body


@pytest.mark.django_db
def test_dates_that_moved_are_named_by_their_clauses():
    assert "“更换人员”（合同第8.9条）、“确认结果”（附件3第4项）" in said("calendar", "zh-hans").body
    assert (
        "“Replace staff” (clause 8.9), “Confirm the result” (annex 3, item 4)"
        in outbox.render(Notice.objects.get(), "en").body
    )


@pytest.mark.django_db
def test_a_notice_of_the_release_before_names_them_as_it_did():
    said("calendar", "zh-hans")
    Notice.objects.update(params=Notice.objects.get().params | {"clauses": "8.9-replace, 4.2-confirm"})
    assert "8.9-replace, 4.2-confirm" in outbox.render(Notice.objects.get(), "zh-hans").body


@pytest.mark.django_db
@pytest.mark.parametrize("event", [event.name for event in EVENTS if "%(ticket)s" in event.subject])
def test_a_notice_about_a_ticket_names_it(event):
    words = said(event, "zh-hans")
    assert "GD-2026-000001" in words.subject
    assert "更换驻场人员" in words.body


@pytest.mark.django_db
def test_a_warning_says_which_clause_and_by_when():
    words = said("one_day", "zh-hans")
    assert words.subject == "剩余1个工作日：GD-2026-000001 “人员更换”（合同第8.9条）"
    assert "应于2026年3月7日（周六）24时前办结（合同约定）" in words.body


@pytest.mark.django_db
def test_an_internal_target_is_called_one():
    assert "内部目标，不计违约" in said("breach", "zh-hans", basis="judgement").body
    assert "an internal target, which makes no penalty" in outbox.render(Notice.objects.get(), "en").body


@pytest.mark.django_db
def test_a_clause_of_an_annex_is_cited_by_its_item():
    assert "附件3第4项" in said("breach", "zh-hans", article="A3.4").body


@pytest.mark.django_db
def test_what_the_service_did_itself_names_the_service():
    make_user("reader")
    (notice,) = outbox.queue(
        "step",
        [make_user("other").pk],
        ticket=make_ticket(),
        key="k",
        params={"actor": "", "action": "expire"},
        now=NOW,
    )
    assert "系统" in outbox.render(notice, "zh-hans").subject


@pytest.mark.parametrize(
    ("at", "elapsed", "words"),
    [
        ("2026-03-07T16:00:00+00:00", False, "24:00 of Sat 7 March 2026"),
        ("2026-03-08T00:00:00+08:00", False, "24:00 of Sat 7 March 2026"),
        ("2026-03-02T02:30:00+00:00", True, "2026-03-02 10:30"),
        ("2026-01-01T00:00:00+08:00", False, "24:00 of Wed 31 December 2025"),
    ],
)
def test_a_day_limit_ends_at_the_end_of_its_last_day(at, elapsed, words):
    from django.utils.translation import override

    with override("en"):
        assert instant(at, elapsed=elapsed) == words


def test_only_what_cannot_wait_is_urgent():
    assert {event.name for event in EVENTS if event.urgent} == {
        "breach", "authority", "clock_failed", "clock_held", "audit_faults", "outage", "read_back", "unauthorised",
        "sign_in_reset",
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("event", CATALOGUE)
def test_the_shortest_words_name_nobody_and_fit_a_telephone(event):
    notice, deadline = said_of(event)
    for language in ("zh-hans", "en"):
        words = outbox.brief(notice, language)
        assert not any(typed in words for typed in ("%(", "李工", "更换驻场人员", "请看附件", "王科长"))
        assert ("2026" in words) == deadline
    assert CHINESE.search(outbox.brief(notice, "zh-hans"))
    assert len(f"GD-2026-000001 {outbox.brief(notice, 'zh-hans')}") <= sms.MOST


def test_every_event_has_its_shortest_words():
    assert BRIEFS.keys() == CATALOGUE.keys()


def test_whatever_a_delivery_can_end_with_has_words() -> None:
    known = [*faults.DeliveryFault, *(one.__name__ for one in faults.ERRORS), faults.SMTP.of(550), faults.HTTP.of(502)]
    known += [faults.HTTP.of(302, ": a redirect is not followed"), "errcode -1"]
    assert set(faults.FAULTS) == set(faults.DeliveryFault)
    assert [one for one in known if faults.error(one) == str(faults.UNFORESEEN)] == []
    assert faults.error(faults.perhaps(faults.HTTP.of(502))) == "接收方返回502；可能已送达"
    assert faults.error("ZeroDivisionError") == str(faults.UNFORESEEN)
