"""What stands beside the lines of an application: each host before and after, rules with their days, who applies and
who built the system, and an application that came on paper."""

from typing import Any
from uuid import uuid4

import pytest

from accounts.models import Membership
from accounts.roles import VENDOR
from tests.pages.conftest import Visitor, typed, words
from tests.pages.test_filing_by_steps import pages_of, paper, written
from tests.world import World
from tickets.models import Attachment, SavedForm, System, Ticket

HOSTS = [
    {"host": "app-01", "item": "memory", "before": "8 GB", "after": "16 GB"},
    {"host": "app-02", "item": "whole", "after": "4 核 8 GB"},
]
RULES: list[dict[str, Any]] = [
    {
        "source": "10.0.0.0/24", "destination": "10.0.1.10", "protocol": "tcp", "port": "443", "direction": "in",
        "action": "allow", "valid_from": "2026-03-10", "valid_to": "2026-06-30", "purpose": "数据接口",
    }
]  # fmt: skip
PHONE = "0571-0000 0000"


def filed(visitor: Visitor, path: str) -> Ticket:
    visitor.post("clerk", path, {})
    return Ticket.objects.get()


def printed(visitor: Visitor, ticket: Ticket) -> str:
    return words(visitor.get("clerk", f"/tickets/{ticket.number}/print/"))


def served(world: World, *, phone: str = PHONE) -> System:
    """The system's builder, with somebody to be reached there."""
    vendor = world.user("vendor")
    vendor.phone = phone
    vendor.save()
    builder = Membership.objects.get(user=vendor, role=VENDOR).organization
    world.contract.systems.update(vendor=builder)
    world.system.refresh_from_db()
    return world.system


def test_each_host_is_told_before_and_after(world: World, visitor: Visitor) -> None:
    path = written(world, visitor, hosts=HOSTS)
    said = words(visitor.get("clerk", path))
    assert "主机变更 app-01 内存：8 GB → 16 GB app-02 整机：— → 4 核 8 GB" in said
    ticket = filed(visitor, path)
    assert ticket.fields["hosts"] == HOSTS
    assert "主机名 变更项 变更前 变更后 app-01 内存 8 GB 16 GB app-02 整机" in printed(visitor, ticket)


def test_where_no_host_changes_none_is_asked_for(world: World, visitor: Visitor) -> None:
    for sort, asked in (("policy", False), ("software", True)):
        path = f"/tickets/new/change/{uuid4()}/"
        visitor.send("clerk", path, typed(world, "change", type=sort))
        assert ("f-hosts-0-host" in visitor.get("clerk", f"{path}?step=2")) is asked, sort


@pytest.mark.parametrize("row", [{}, {"before": "8 GB", "after": "8 GB"}])
def test_a_row_that_changes_nothing_is_refused_at_its_table(
    world: World, visitor: Visitor, row: dict[str, str]
) -> None:
    path = f"/tickets/new/change/{uuid4()}/"
    visitor.send("clerk", path, typed(world, "change"))
    body = typed(world, "change", hosts=[{"host": "app-01", "item": "memory", **row}]) | {"step": 2}
    assert 'href="#new-hosts-0-host"' in visitor.post("clerk", path, body, expect=400)


def test_rules_of_the_network_have_their_days(world: World, visitor: Visitor) -> None:
    path = written(world, visitor, type="policy", lines=[], policies=RULES)
    assert "生效日期：2026-03-10 · 失效日期：2026-06-30" in words(visitor.get("clerk", path))
    ticket = filed(visitor, path)
    assert ticket.fields["policies"] == RULES
    assert "2026-03-10 2026-06-30 数据接口" in printed(visitor, ticket)


def test_a_day_of_a_rule_lies_in_the_term_of_service(world: World, visitor: Visitor) -> None:
    path = f"/tickets/new/change/{uuid4()}/"
    visitor.send("clerk", path, typed(world, "change", type="policy"))
    for column, day in (("valid_to", "2026-03-01"), ("valid_from", "2020-01-01"), ("valid_to", "2050-01-01")):
        rules = [RULES[0], RULES[0] | {"valid_from": "2026-03-10", column: day}]
        body = typed(world, "change", type="policy", policies=rules) | {"step": 2}
        assert "第2行" in words(visitor.post("clerk", path, body, expect=400)), (column, day)


def test_rules_that_end_before_they_begin_are_refused(world: World, visitor: Visitor) -> None:
    path = f"/tickets/new/change/{uuid4()}/"
    visitor.send("clerk", path, typed(world, "change", type="policy"))
    wrong = [RULES[0] | {"valid_to": "2026-03-09"}]
    page = visitor.post("clerk", path, typed(world, "change", type="policy", policies=wrong) | {"step": 2}, expect=400)
    assert "失效日期不得早于生效日期" in page


def test_an_order_of_the_edition_before_reads_and_prints_as_it_was(world: World, visitor: Visitor) -> None:
    rule = {name: RULES[0][name] for name in ("source", "destination", "protocol", "direction", "action")}
    ticket = world.file("change", type="policy", lines=[], policies=[rule])
    Ticket.objects.update(form_edition=2)
    assert "10.0.0.0/24 · 10.0.1.10 · tcp" in words(visitor.get("clerk", f"/tickets/{ticket.number}/"))
    assert "10.0.0.0/24 10.0.1.10 tcp" in printed(visitor, ticket)


def test_who_applies_and_who_built_it_is_known_and_stays_with_the_order(world: World, visitor: Visitor) -> None:
    builder = served(world).vendor
    assert builder is not None
    clerk = world.user("clerk")
    clerk.phone = "0571-1111 1111"
    clerk.save()
    path = written(world, visitor)
    assert "申请人与承建单位" not in [leaf.label for leaf in pages_of(world, "change")]
    said = words(visitor.get("clerk", path))
    contact = f"{world.user('vendor')} {PHONE}"
    assert f"申请人电话 0571-1111 1111 承建单位 {builder.name} 承建单位联系人 {contact}" in said
    ticket = filed(visitor, path)
    clerk.phone = ""
    clerk.save()
    on_paper = printed(visitor, ticket)
    assert ticket.fields["applicant_phone"] == "0571-1111 1111"
    assert f"承建单位 {builder.name} 承建单位联系人 {contact}" in on_paper


def test_what_is_not_known_is_asked_once_the_system_is_chosen(world: World, visitor: Visitor) -> None:
    served(world, phone="")
    world.contract.systems.update(vendor=None)
    clerk = world.user("clerk")
    clerk.phone = ""
    clerk.save()
    path = written(world, visitor, applicant_phone="8000", builder="某软件公司", builder_contact="李工 9000")
    assert "申请人电话 8000 承建单位 某软件公司" in words(visitor.get("clerk", path))
    assert filed(visitor, path).fields["builder_contact"] == "李工 9000"


def test_where_the_builder_is_known_nobody_is_asked_for_a_contact_alone(world: World, visitor: Visitor) -> None:
    served(world, phone="")
    clerk = world.user("clerk")
    clerk.phone = PHONE
    clerk.save()
    assert "申请人与承建单位" not in [leaf.label for leaf in pages_of(world, "change")]
    assert "承建单位联系人" not in words(visitor.get("clerk", written(world, visitor)))


def test_an_application_on_paper_is_registered_beside(world: World, visitor: Visitor) -> None:
    path = written(world, visitor)
    last = pages_of(world, "change")[-1].number
    page = visitor.get("clerk", path.replace("check/", f"?step={last}"))
    assert '<details class="not-now">' in page
    body = typed(world, "change", paper_applicant="城建局 王某", paper_received="2026-03-01")
    body |= {"step": last, "back": "check", "s-paper_application": paper("申请.pdf")}
    visitor.send("clerk", path.removesuffix("check/"), body)
    assert "纸质申请人 城建局 王某 纸质申请收到日期 2026-03-01" in words(visitor.get("clerk", path))
    ticket = filed(visitor, path)
    assert Attachment.objects.filter(ticket=ticket, slot="paper_application", name="申请.pdf").exists()
    assert "纸质申请人 城建局 王某" in words(visitor.get("clerk", f"/tickets/{ticket.number}/"))


def test_a_paper_cannot_have_come_in_tomorrow(world: World, visitor: Visitor) -> None:
    path = written(world, visitor)
    SavedForm.objects.update(fields=SavedForm.objects.get().fields | {"paper_received": "2026-03-03"})
    assert "#new-paper_received" in visitor.post("clerk", path, {}, expect=400)


def test_the_desk_registers_a_paper_application_with_a_restart(world: World, visitor: Visitor) -> None:
    body = typed(world, "restart", paper_applicant="城建局 王某", paper_received="2026-03-02")
    path = f"/tickets/new/restart/{uuid4()}/"
    visitor.send("desk", path, body)
    response = visitor.send("desk", path, body | {"step": 2, "s-paper_application": paper("申请.pdf")})
    visitor.post("desk", response.url, {"keep": "yes"})
    ticket = Ticket.objects.get()
    assert ticket.fields["paper_received"] == "2026-03-02"
    assert Attachment.objects.get(ticket=ticket).slot == "paper_application"
