"""Files on the pages: what may be picked, shown in the browser, and handed in twice."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.pages.conftest import Visitor, words
from tests.world import PDF, World
from tickets import actions
from tickets.models import Attachment, AuditEntry, Ticket

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
INPUT = re.compile(r'<input[^>]*type="file"[^>]*>')


@pytest.fixture
def ticket(world: World) -> Ticket:
    return world.take(world.file("restart"), "submit")


def keep(world: World, ticket: Ticket, name: str, content: bytes, slot: str = "other") -> Attachment:
    stream = io.BytesIO(content)
    return actions.attach(ticket, slot, name=name, stream=stream, actor=world.user("clerk"), now=world.now)


def send(visitor: Visitor, ticket: Ticket, name: str, content: bytes) -> str:
    file = SimpleUploadedFile(name, content)
    return words(visitor.post("clerk", f"/tickets/{ticket.number}/attach/", {"slot": "other", "file": file}))


def test_every_control_for_a_file_names_what_it_takes_and_leaves_the_choice(visitor: Visitor, ticket: Ticket) -> None:
    pages = [visitor.get(who, f"/tickets/{ticket.number}/") for who in ("clerk", "lead")]
    controls = [control for page in pages for control in INPUT.findall(page)]
    assert controls
    for control in controls:
        assert 'accept="image/*,.pdf,' in control  # a phone offers its camera for image/*
        assert ".docx" in control
        assert "capture" not in control  # which would take nothing but the camera


@pytest.mark.parametrize(
    ("name", "content", "served"), [("方案.pdf", PDF, "application/pdf"), ("现场.png", PNG, "image/png")]
)
def test_a_picture_and_a_pdf_are_shown_in_the_browser(
    world: World, visitor: Visitor, ticket: Ticket, name: str, content: bytes, served: str
) -> None:
    file = keep(world, ticket, name, content)
    assert f'href="/files/{file.pk}/show/"' in visitor.get("lead", f"/tickets/{ticket.number}/")
    answer = visitor.client("lead").get(f"/files/{file.pk}/show/")
    assert b"".join(answer) == content
    assert (answer.headers["Content-Type"], answer.headers["X-Content-Type-Options"]) == (served, "nosniff")
    assert answer.headers["Content-Disposition"].startswith("inline; ")
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert ("sandbox" in answer.headers["Content-Security-Policy"]) == (served != "application/pdf")
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert AuditEntry.objects.filter(ticket=None, action="download").count() == 1


def test_nothing_else_is_shown(world: World, visitor: Visitor, ticket: Ticket) -> None:
    text = keep(world, ticket, "说明.txt", b"<script>alert(1)</script>")
    lying = keep(world, ticket, "方案.pdf", PDF)
    Attachment.objects.filter(pk=text.pk).update(content_type="application/pdf")
    Attachment.objects.filter(pk=lying.pk).update(content_type="text/html")
    for file in (text, lying):
        visitor.get("clerk", f"/files/{file.pk}/show/", expect=404)
    keep(world, ticket, "清单.txt", b"1")
    newest = Attachment.objects.latest("pk")
    assert f"/files/{newest.pk}/show/" not in visitor.get("clerk", f"/tickets/{ticket.number}/")


def test_a_stranger_is_shown_nothing(world: World, visitor: Visitor, ticket: Ticket) -> None:
    file = keep(world, ticket, "方案.pdf", PDF)
    visitor.get("outsider", f"/files/{file.pk}/show/", expect=404)
    assert not AuditEntry.objects.filter(action="download").exists()


def test_the_same_file_again_is_told_and_makes_no_version(world: World, visitor: Visitor, ticket: Ticket) -> None:
    assert (
        "文件已加入工单" in send(visitor, ticket, "方案.pdf", PDF) or Attachment.objects.filter(slot="other").exists()
    )
    entries = len(world.audit(ticket))
    world.later(minutes=5)
    assert "已上传过（第1版" in send(visitor, ticket, "方案（1）.pdf", PDF)
    assert Attachment.objects.filter(ticket=ticket, slot="other").count() == 1
    assert len(world.audit(ticket)) == entries
    send(visitor, ticket, "方案.pdf", PDF + b"\n")
    assert Attachment.objects.filter(ticket=ticket, slot="other").count() == 2
    send(visitor, ticket, "方案.pdf", PDF)
    assert Attachment.objects.filter(ticket=ticket, slot="other").count() == 3  # back to the first is a change


def test_the_same_file_counts_again_once_the_order_says_something_else(world: World, ticket: Ticket) -> None:
    first = keep(world, ticket, "申请.pdf", PDF)
    Ticket.objects.filter(pk=ticket.pk).update(slots_since=world.later(minutes=1).now)
    assert keep(world, world.fresh(ticket), "申请.pdf", PDF).version == first.version + 1


def test_the_copy_of_a_file_that_is_there_already_does_not_stay_in_the_store(
    world: World, ticket: Ticket, settings
) -> None:
    def stored() -> int:
        return sum(path.is_file() for path in settings.MEDIA_ROOT.rglob("*"))

    keep(world, ticket, "方案.pdf", PDF)
    before = stored()
    keep(world, ticket, "方案.pdf", PDF)
    assert stored() == before
