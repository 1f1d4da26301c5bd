"""Evidence packs by program: asked for, made by a worker, fetched by whoever asked, named to whoever sees the order."""

import hashlib
import zipfile
from io import BytesIO

import pytest

from tests.api.conftest import Api
from tests.pages.claimed import late_answer
from tickets.models import Breach, Ticket
from tickets.pages.exports.making import write_one


@pytest.fixture
def late(api: Api) -> Ticket:
    return late_answer(api.world, evidence=True)


def fetched(api: Api, who: str, number: int) -> bytes:
    response = api.client(who).get(f"/api/v1/evidence/{number}/file/")
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def test_a_pack_is_asked_for_made_and_fetched(api: Api, late: Ticket) -> None:
    asked = api.post("manager", f"tickets/{late.number}/evidence/", expect=202)
    assert (asked["state"], asked["sha256"], asked["done_at"]) == ("waiting", "", None)
    api.get("manager", f"evidence/{asked['id']}/file/", expect=404)
    assert write_one(api.world.now)
    done = api.get("manager", f"evidence/{asked['id']}/")
    pack = fetched(api, "manager", asked["id"])
    assert (done["state"], done["sha256"], done["size"]) == ("done", hashlib.sha256(pack).hexdigest(), len(pack))
    with zipfile.ZipFile(BytesIO(pack)) as archive:
        digest = hashlib.sha256(archive.read("manifest.json")).hexdigest()
    (made,) = api.get("clerk", f"tickets/{late.number}/evidence/")
    assert (made["manifest"], made["by"], made["clause"]) == (digest, "manager", None)
    assert "address" not in made


def test_a_pack_is_its_own_owner_s(api: Api, late: Ticket) -> None:
    asked = api.post("manager", f"tickets/{late.number}/evidence/", expect=202)
    assert write_one(api.world.now)
    for who, status in (("clerk", 404), ("outsider", 404), ("sysadmin", 403), ("", 401)):
        api.get(who, f"evidence/{asked['id']}/", expect=status)
        api.get(who, f"evidence/{asked['id']}/file/", expect=status)


def test_of_one_breach_it_names_the_clause(api: Api, late: Ticket) -> None:
    breach = Breach.objects.get(deadline__ticket=late)
    api.post("auditor", f"tickets/{late.number}/evidence/", {"breach": breach.pk}, expect=202)
    assert write_one(api.world.now)
    (made,) = api.get("auditor", f"tickets/{late.number}/evidence/")
    assert made["clause"] == "incident.respond"


def test_a_breach_of_another_order_is_not_there(api: Api, late: Ticket) -> None:
    other = api.world.file("incident")
    breach = Breach.objects.get(deadline__ticket=late)
    for wrong in (breach.pk, 2**31, 0):
        api.post("auditor", f"tickets/{other.number}/evidence/", {"breach": wrong}, expect=404)
    api.post("auditor", f"tickets/{late.number}/evidence/", {"breach": "x"}, expect=400)
    api.post("auditor", f"tickets/{late.number}/evidence/", {"breeches": 1}, expect=400)
