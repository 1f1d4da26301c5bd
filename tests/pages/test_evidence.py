"""取证包 in the browser: from the order or the finding, at once or by a worker, and the digests of what was made."""

import hashlib
import json
import zipfile
from io import BytesIO
from urllib.parse import unquote

import pytest
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership
from tests.pages.claimed import late_answer
from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets import attachments, exports
from tickets.models import AuditEntry, Breach, Export, Ticket
from tickets.pages.exports.making import write_one

#: Queries of the page, with sign-in.
MOST = 14


@pytest.fixture
def late(world: World) -> Ticket:
    return late_answer(world, evidence=True)


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """A byte is much."""
    monkeypatch.setattr(exports, "PACK_AT_ONCE", 1)


def place(ticket: Ticket) -> str:
    return f"/tickets/{ticket.number}/evidence/"


def manifest(response: HttpResponse) -> bytes:
    with zipfile.ZipFile(BytesIO(b"".join(response.streaming_content))) as archive:
        return archive.read("manifest.json")


def made() -> AuditEntry:
    return AuditEntry.objects.get(ticket=None, action="evidence_pack")


def test_the_order_and_its_finding_lead_to_it(visitor: Visitor, late: Ticket) -> None:
    assert f'href="{place(late)}"' in visitor.get("clerk", f"/tickets/{late.number}/")
    breach = Breach.objects.get(deadline__ticket=late)
    finding = visitor.get("auditor", f"/breaches/{breach.pk}/finding/")
    assert f'href="/breaches/{breach.pk}/evidence/"' in finding
    assert "尚未制作。" in words(visitor.get("auditor", f"/breaches/{breach.pk}/evidence/"))


def test_a_small_one_is_handed_out_at_once_and_its_manifest_is_on_record(visitor: Visitor, late: Ticket) -> None:
    response = visitor.client("manager").post(place(late))
    assert response["Content-Type"] == "application/zip"
    name = f"取证包 {late.number} 2026-03-02 102000.zip"
    assert unquote(response["Content-Disposition"]) == f"attachment; filename*=utf-8''{name}"
    data = manifest(response)
    digest = hashlib.sha256(data).hexdigest()
    assert json.loads(data)["about"]["number"] == late.number
    said = made().data
    assert (made().actor.username, said["manifest"], said["ticket"]) == ("manager", digest, late.number)
    assert (said["chain_head"], said["address"]) == (late.chain_head, "127.0.0.1")
    assert digest in words(visitor.get("clerk", place(late)))


def test_a_finding_that_is_printed_afterwards_names_the_digest(visitor: Visitor, late: Ticket) -> None:
    breach = Breach.objects.get(deadline__ticket=late)
    data = manifest(visitor.client("auditor").post(f"/breaches/{breach.pk}/evidence/"))
    assert json.loads(data)["about"]["breach"] == "故障响应"
    assert made().data["clause"] == "incident.respond"
    finding = words(visitor.get("auditor", f"/breaches/{breach.pk}/finding/"))
    assert "已制作的取证包（清单SHA-256） 2026-03-02 10:20:00（演示·监管审计员" in finding
    assert hashlib.sha256(data).hexdigest() in finding


def test_nothing_of_the_order_changes_by_it(world: World, visitor: Visitor, late: Ticket) -> None:
    before = Ticket.objects.values().get(pk=late.pk)
    manifest(visitor.client("clerk").post(place(late)))
    assert Ticket.objects.values().get(pk=late.pk) == before


@pytest.mark.usefixtures("large")
def test_a_large_one_is_made_by_a_worker_and_fetched_by_whoever_asked(
    world: World, visitor: Visitor, late: Ticket
) -> None:
    page = visitor.post("clerk", place(late), {})
    assert f"取证包 筛选条件 {late.number}" in words(page)
    assert not AuditEntry.objects.filter(action="evidence_pack").exists()
    assert write_one(world.now)
    assert not write_one(world.now)
    row = Export.objects.get()
    assert "1个附件" in words(visitor.get("clerk", "/exports/"))
    response = visitor.client("clerk").get(f"/exports/{row.pk}/file/")
    assert response["Content-Type"] == "application/zip"
    assert unquote(response["Content-Disposition"]).endswith(f"取证包 {late.number} 2026-03-02 102000.zip")
    assert hashlib.sha256(manifest(response)).hexdigest() == made().data["manifest"]
    assert made().actor.username == "clerk"
    taken = AuditEntry.objects.get(action="export")
    assert (taken.data["list"], taken.data["asked"]) == ("evidence", {"number": [late.number]})
    for who in ("lead", "outsider"):
        visitor.get(who, f"/exports/{row.pk}/file/", expect=404)


@pytest.mark.usefixtures("large")
def test_whoever_loses_the_order_meanwhile_gets_none(
    world: World, visitor: Visitor, late: Ticket, caplog: pytest.LogCaptureFixture
) -> None:
    visitor.post("vendor", place(late), {})
    Membership.objects.filter(user__username="vendor").delete()
    assert write_one(world.now)
    assert Export.objects.get().state == "failed"
    assert not AuditEntry.objects.filter(action="evidence_pack").exists()
    assert list(attachments.place(exports.FOLDER).glob("*/*")) == []
    assert not caplog.records


@pytest.mark.usefixtures("large")
def test_so_many_at_a_time_and_no_more(visitor: Visitor, late: Ticket) -> None:
    for _number in range(exports.MOST_UNFINISHED):
        visitor.post("clerk", place(late), {})
    assert "请等其中一个完成" in words(visitor.post("clerk", place(late), {}))
    assert Export.objects.count() == exports.MOST_UNFINISHED


def test_the_log_names_it_in_words(visitor: Visitor, late: Ticket) -> None:
    manifest(visitor.client("clerk").post(place(late)))
    log = words(visitor.get("auditadmin", "/manage/log/?group=downloads"))
    assert "制作取证包" in log
    assert f"清单SHA-256：{made().data['manifest']}" in log


def test_the_page_costs_few_queries(visitor: Visitor, late: Ticket) -> None:
    from django.db import connection

    client = visitor.client("clerk")
    client.get(place(late))
    with CaptureQueriesContext(connection) as seen:
        client.get(place(late))
    assert len(seen) <= MOST, "\n".join(one["sql"] for one in seen)
