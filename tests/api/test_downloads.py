"""Who took which file is known, by program or by page."""

import pytest
from django.test import Client

from tests.api.conftest import Api
from tickets.models import Attachment, AuditEntry, Ticket


@pytest.fixture
def paper(api: Api) -> Attachment:
    ticket = api.world.take(api.world.file("restart"), "submit")
    api.hand_in("clerk", ticket.number, "other", name="附件.pdf")
    return Attachment.objects.get(ticket=ticket, slot="other")


def taken() -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(ticket=None, action="download").order_by("seq"))


def test_a_download_stands_in_the_system_log_and_changes_nothing_of_the_ticket(api: Api, paper: Attachment):
    before = Ticket.objects.values().get(pk=paper.ticket_id)
    assert api.client("clerk").get(f"/api/v1/attachments/{paper.pk}/").getvalue()
    page = Client()
    page.force_login(api.world.user("lead"))
    assert page.get(f"/files/{paper.pk}/").getvalue()

    assert [entry.actor.username for entry in taken() if entry.actor] == ["clerk", "lead"]
    said = taken()[0].data
    assert (said["ticket"], said["sha256"]) == (paper.ticket.number, paper.sha256)
    assert said["address"] == "127.0.0.1"
    assert Ticket.objects.values().get(pk=paper.ticket_id) == before


def test_whoever_may_not_see_the_ticket_takes_nothing_and_nothing_is_noted(api: Api, paper: Attachment):
    for who, status in (("outsider", 404), ("sysadmin", 403), ("secadmin", 403), ("auditadmin", 403)):
        api.get(who, f"attachments/{paper.pk}/", expect=status)
    assert taken() == []


def test_a_file_that_the_store_has_lost_is_404_and_not_a_download(api: Api, paper: Attachment):
    Attachment.objects.filter(pk=paper.pk).update(path="aa/bb/gone")
    api.get("clerk", f"attachments/{paper.pk}/", expect=404)
    assert taken() == []
