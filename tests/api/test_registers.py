"""`registers/`: the same doors as the pages have."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import PROVIDER_DESK
from tests.api.conftest import Api
from tests.world import PDF
from tickets.registers import REGISTERS

AT = "registers/secrecy/"
BADGE = {"badge": "OPS-07", "signed_on": "2026-02-01", "access_from": "2026-02-10"}
LIST = 6


def entered(api: Api, **said: str) -> int:
    return int(api.post("desk", AT, {"contract": "DEMO", "fields": BADGE | said}, 201)["id"])


def test_it_is_entered_confirmed_corrected_and_struck(api: Api) -> None:
    made = api.post("desk", AT, {"contract": "DEMO", "fields": BADGE}, 201)
    assert (made["state"], made["subject"], made["starts"]) == ("waiting", "OPS-07", "2026-02-10")
    assert api.get("auditor", AT)["results"] == []
    assert api.post("clerk", f"{AT}{made['id']}/confirm/")["state"] == "confirmed"
    right = BADGE | {"signed_on": "2026-02-05"}
    fresh = api.post("desk", f"{AT}{made['id']}/correct/", {"fields": right, "why": "日期有误"}, 201)
    assert (fresh["corrects"], fresh["why"]) == (made["id"], "日期有误")
    api.post("lead", f"{AT}{fresh['id']}/confirm/")
    assert [one["id"] for one in api.get("auditor", AT)["results"]] == [fresh["id"]]
    annulled = api.post("manager", f"{AT}{fresh['id']}/annul/", {"why": "无此人员"}, 201)
    api.post("clerk", f"{AT}{annulled['id']}/confirm/")
    assert api.get("auditor", AT)["results"] == []
    assert len(api.get("auditor", AT, state="any")["results"]) == 3


def test_who_enters_does_not_confirm_and_who_may_not_enter_is_refused(api: Api) -> None:
    pk = entered(api)
    for who in ("desk", "manager", "auditor"):
        api.post(who, f"{AT}{pk}/confirm/", expect=403)
    api.post("clerk", AT, {"contract": "DEMO", "fields": BADGE}, 403)


def test_what_is_wrong_is_said_at_its_field(api: Api) -> None:
    answer = api.post("desk", AT, {"contract": "DEMO", "fields": {"badge": "", "unheard": 1}}, 400)
    assert set(answer["errors"]) == {"badge", "access_from", "unheard"}
    assert "reason" in api.post("clerk", f"{AT}{entered(api)}/return/", {"reason": ""}, 400)["errors"]


def test_it_is_returned_or_taken_back_once(api: Api) -> None:
    returned, back = entered(api), entered(api, badge="OPS-08")
    assert api.post("clerk", f"{AT}{returned}/return/", {"reason": "工牌号有误"})["reason"] == "工牌号有误"
    assert api.post("desk", f"{AT}{back}/withdraw/")["state"] == "withdrawn"
    api.post("clerk", f"{AT}{back}/confirm/", expect=409)


def test_a_scan_comes_with_it_and_is_fetched(api: Api) -> None:
    said = {
        "certificate": "ssl", "certified": "门户网站", "certificate_no": "SSL-1", "issuer": "认证机构",
        "certificate_from": "2026-01-01", "certificate_until": "2026-04-01",
    }  # fmt: skip
    form = {"contract": "DEMO", "fields": json.dumps(said), "file": SimpleUploadedFile("证书.pdf", PDF)}
    made = api.post("desk", "registers/certificates/", form, 201, format="multipart")
    assert (made["fields"]["certificate_no"], made["file"], made["flags"]) == ("SSL-1", "证书.pdf", ["即将到期"])
    response = api.client("auditor").get(f"/api/v1/registers/certificates/{made['id']}/file/")
    assert b"".join(response.streaming_content) == PDF


@pytest.mark.parametrize(("who", "sees"), [("clerk", 9), ("auditor", 9), ("vendor", 0)])
def test_the_list_of_registers_says_what_each_asks_for(api: Api, who: str, sees: int) -> None:
    listed = api.get(who, "registers/")
    assert len(listed) == sees
    if listed:
        assert listed[0]["register"] == "certificates"
        assert listed[1]["fields"]["required"] == ["badge", "access_from"]


def test_every_example_of_a_register_can_be_entered(api: Api) -> None:
    for one in api.get("desk", "registers/"):
        fields = {name: shape["examples"][0] for name, shape in one["fields"]["properties"].items()}
        form = {"contract": "DEMO", "fields": json.dumps(fields), "file": SimpleUploadedFile("扫描件.pdf", PDF)}
        who = "desk" if PROVIDER_DESK in REGISTERS[one["register"]].enters else "auditor"
        api.post(who, f"registers/{one['register']}/", form, 201, format="multipart")


def test_the_list_costs_the_same_for_one_and_for_many(api: Api) -> None:
    def spent() -> int:
        with CaptureQueriesContext(connection) as asked:
            api.get("auditor", AT, state="any")
        return len(asked)

    entered(api)
    spent()  # what is put together once
    few = spent()
    for number in range(8):
        entered(api, badge=f"OPS-1{number}")
    assert few == spent() <= LIST
