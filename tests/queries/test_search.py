"""What is looked for is found in any writing: the number, or words of title, system, unit and article that all fit."""

import pytest
from django.db.models import Q

from tests.rows import NOW, make_clause, make_deadline, make_ticket
from tickets.models import System, Ticket
from tickets.search import Sought

pytestmark = pytest.mark.django_db

NUMBER = "GD-2026-000027"


def numbers(asked: Q) -> set[str]:
    return {number[-1] for number in Ticket.objects.filter(asked).values_list("number", flat=True)}


@pytest.mark.parametrize(
    "typed",
    [
        "GD-2026-000027",
        "gd-2026-000027",
        "ＧＤ－２０２６－００００２７",
        "ｇｄ－２０２６－００００２７",
        "GD—2026—000027",
        "GD–2026–000027",
        "GD——2026——000027",
        "GD\u20112026\u2011000027",
        "GD\u22122026\u2212000027",
        "GD-2026-000027\u200b",
        "\ufeffGD-2026-000027",
        "GD\u00ad-2026-000027",
        "\u202dGD-2026-000027\u202c",
        "　GD-2026-000027　",
        "\xa0GD-2026-000027",
        "GD 2026 000027",
        "GD2026000027",
        "「GD-2026-000027」",
        "【GD-2026-000027】",
        "（GD-2026-000027）",
        "“GD-2026-000027”",
        "GD-2026-000027。",
        "请看工单GD-2026-000027，急",
        "https://orders.example/tickets/GD-2026-000027/",
    ],
)
def test_a_whole_number_is_read_in_any_writing(typed: str) -> None:
    assert Sought.read(typed) == Sought(number=NUMBER)


@pytest.mark.parametrize("typed", ["GD-2026-27", "XGD-2026-000027", "2026-000027", "GD-26-000027", ""])
def test_what_is_no_whole_number_is_words(typed: str) -> None:
    assert not Sought.read(typed).number


@pytest.mark.parametrize("typed", ["000027", "27", "００００２７", "２７", "27\u200b", "「27」", "2026-000027"])
def test_the_count_alone_finds_the_number(typed: str) -> None:
    for number in (NUMBER, "GD-2026-000127", "GD-2026-002700", "GD-2027-000001"):
        make_ticket(number)
    found = Ticket.objects.filter(Sought.read(typed).tickets).values_list("number", flat=True)
    assert list(found) == [NUMBER]


@pytest.mark.parametrize("typed", ["3.8", "第3.8条", "３．８", "合同 3.8"])
def test_an_article_finds_whose_clock_runs_by_it(typed: str) -> None:
    first, second = make_ticket("GD-2026-000001", title="合同变更"), make_ticket("GD-2026-000002", title="合同变更")
    make_deadline(first, make_clause("incident.respond", article="3.8"), NOW)
    make_deadline(second, make_clause("incident.resolve", article="3.80"), NOW)
    assert numbers(Sought.read(typed).tickets) == {"1"}


@pytest.mark.parametrize(
    "typed", ["感知 平台", "平台，感知", "SENSING", "ｓｅｎｓｉｎｇ", "感知 重启", "能源中心 重启"]
)
def test_system_and_unit_are_found_by_name_and_code(typed: str) -> None:
    first = make_ticket("GD-2026-000001", title="重启申请")
    make_ticket("GD-2026-000002", title="平台变更")
    first.contract.agency.name = "市能源中心"
    first.contract.agency.save()
    system = System.objects.create(contract=first.contract, code="sensing", name="能源感知平台")
    Ticket.objects.filter(pk=first.pk).update(system=system)
    assert numbers(Sought.read(typed).tickets) == {"1"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("重启", "1"),
        ("GD-2026", "123"),
        ("gd-2026", "123"),
        ("000002", "2"),
        ("OA", "2"),
        ("oa", "2"),
        ("Oa系统", "2"),
        ("门户 网站", "3"),
        ("网站 门户", "3"),
        ("门户 重启", ""),
        ("网站", "3"),
        ("3", "3"),
        ("%", ""),
        ("无", ""),
    ],
)
def test_a_text_is_looked_for_in_number_and_title_whatever_its_case(text: str, found: str) -> None:
    for number, title in (("1", "重启申请"), ("2", "OA系统变更"), ("3", "门户网站迁移")):
        make_ticket(f"GD-2026-00000{number}", title=title)
    assert numbers(Sought.read(text).tickets) == set(found)
