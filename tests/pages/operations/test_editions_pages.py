"""合同与日历: a file is handed in, its faults or its differences are read, and a second person releases it."""

import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.operating.test_editions import NUMBER, SHORTER, YEAR
from tests.pages.conftest import Visitor, words
from tests.pages.operations.whose import EDITIONS
from tests.world import SEATS
from tickets.models import Clause, Notice, ProposedTerms

PAGE = "/manage/editions/"
PASSWORD = {"password": settings.DEMO_PASSWORD}


def hand_in(visitor: Visitor, content: bytes = SHORTER, sort: str = "contract", expect: int = 302) -> str:
    file = SimpleUploadedFile("新版.toml", content)
    return visitor.post("sysadmin", f"{PAGE}new/", {"sort": sort, "file": file}, expect)


def test_two_people_bring_an_edition_into_force(visitor: Visitor) -> None:
    page = words(hand_in(visitor))
    assert "5分钟 → 3分钟，合同第3.8条" in page
    assert "须由其他管理员发布" in page
    row = ProposedTerms.objects.get()
    asked = visitor.get("secadmin", f"{PAGE}{row.pk}/")
    shown = re.search(r'name="shown" value="(\w+)"', asked)
    assert shown is not None
    refused = visitor.post("secadmin", f"{PAGE}{row.pk}/", {"shown": shown[1], "password": "wrong"}, expect=200)
    assert "密码" in refused
    said = visitor.post("secadmin", f"{PAGE}{row.pk}/", {"shown": shown[1], **PASSWORD})
    assert "已发布，即时生效" in said
    assert Clause.objects.get(contract__number=NUMBER, code="incident.respond", current=True).limit_n == 3
    assert "已发布" in visitor.get("sysadmin", PAGE)
    assert "发布版本" in words(visitor.get("auditadmin", "/manage/log/"))


def test_faults_are_listed_with_their_lines(visitor: Visitor) -> None:
    page = words(hand_in(visitor, SHORTER.replace(b'basis = "contract"', b'basis = "hearsay"', 2), expect=200))
    assert "文件有" in page
    assert "第" in page
    assert not ProposedTerms.objects.exists()


def test_a_calendar_is_handed_in(visitor: Visitor) -> None:
    page = words(hand_in(visitor, YEAR.encode(), "calendar"))
    assert "改为工作日：2027年1月9日（周六）" in page
    assert "请注意" in page


def test_it_is_rejected_with_a_reason_that_the_other_reads(visitor: Visitor) -> None:
    hand_in(visitor)
    path = f"{PAGE}{ProposedTerms.objects.get().pk}/reject/"
    visitor.post("secadmin", path, {"reason": ""}, expect=200)
    visitor.post("secadmin", path, {"reason": "条款编号有误"})
    assert "条款编号有误" in visitor.get("sysadmin", PAGE)
    visitor.get("secadmin", path, expect=404)


def test_whoever_handed_it_in_takes_it_back_and_so_it_reads(visitor: Visitor) -> None:
    hand_in(visitor)
    pk = ProposedTerms.objects.get().pk
    assert "撤回FW2025091703" in words(visitor.get("sysadmin", f"{PAGE}{pk}/reject/"))
    visitor.post("sysadmin", f"{PAGE}{pk}/reject/", {"reason": "文件有误"})
    for page in (PAGE, f"{PAGE}{pk}/"):
        read = words(visitor.get("secadmin", page))
        assert "已撤回" in read
        assert "已退回" not in read
    logged = words(visitor.get("auditadmin", "/manage/log/"))
    assert "撤回版本" in logged
    assert 'class="tag">退回' not in logged


def test_the_notice_leads_to_the_edition(visitor: Visitor) -> None:
    hand_in(visitor)
    pk = ProposedTerms.objects.get().pk
    assert f"合同{NUMBER}待发布" in visitor.get("secadmin", "/notices/")
    notice = Notice.objects.get(event="terms_proposed")
    page = visitor.post("secadmin", "/notices/read/", {"notice": notice.pk})
    assert f'href="{PAGE}{pk}/reject/"' in page


def test_whoever_handed_it_in_is_offered_no_release(visitor: Visitor) -> None:
    hand_in(visitor)
    row = ProposedTerms.objects.get()
    assert 'name="shown"' not in visitor.get("sysadmin", f"{PAGE}{row.pk}/")
    said = visitor.post("sysadmin", f"{PAGE}{row.pk}/", {"shown": "x", **PASSWORD}, expect=200)
    assert "须由其他管理员发布" in said
    assert ProposedTerms.objects.get().state == "proposed"


@pytest.mark.parametrize("who", ["auditadmin", *SEATS.values()])
def test_to_everybody_else_it_is_not_there(visitor: Visitor, who: str) -> None:
    hand_in(visitor)
    pk = ProposedTerms.objects.get().pk
    for route in EDITIONS:
        visitor.get(who, "/" + route.replace("<int:pk>", str(pk)), expect=404)
    visitor.get("secadmin", f"{PAGE}new/", expect=404)
