"""`supervision/`: the same doors as the pages have."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.api.conftest import Api
from tests.world import PDF

BODY = {"grade": "blue", "party": "provider", "demand": "请说明原因", "reply_by": "2026-03-09", "confirmed": True}


def test_it_is_issued_raised_replied_to_and_accepted(api: Api) -> None:
    ticket = api.world.take(api.world.file("restart"), "submit", "approve_restart")
    made = api.post("auditor", f"tickets/{ticket.number}/supervision/", BODY, 201)
    assert (made["ticket"], made["state"], made["grade"]) == (ticket.number, "awaited", "blue")
    at = f"supervision/{made['number']}/"
    raised = {"grade": "red", "reason": "催办未果", "reply_by": "2026-03-05"}
    assert api.post("auditor", f"{at}raise/", raised)["reply_by"] == "2026-03-05"
    reply = {"text": "已整改", "files": [SimpleUploadedFile("说明.pdf", PDF)]}
    (file,) = api.post("manager", f"{at}reply/", reply, format="multipart")["deeds"][-1]["attachments"]
    assert file in {one["id"] for one in api.get("auditor", f"tickets/{ticket.number}/attachments/")}
    assert api.post("auditor", f"{at}return/", {"reason": "不完整", "reply_by": "2026-03-06"})["state"] == "awaited"
    api.post("manager", f"{at}reply/", {"text": "已补充"})
    done = api.post("auditor", f"{at}accept/")
    assert [one["deed"] for one in done["deeds"]] == ["issued", "raised", "replied", "returned", "replied", "accepted"]
    assert api.get("lead", at) == done


def test_it_goes_out_only_after_whoever_issues_it_saw_to_whom(api: Api) -> None:
    ticket = api.world.take(api.world.file("restart"), "submit", "approve_restart")
    at = f"tickets/{ticket.number}/supervision/"
    unseen = {name: value for name, value in BODY.items() if name != "confirmed"}
    refused = api.post("auditor", at, unseen, 409)
    assert refused["code"] == "unconfirmed"
    assert f"{ticket.contract.provider}2人" in refused["message"]
    assert "demand" in api.post("auditor", at, unseen | {"demand": ""}, 400)["errors"]
    assert api.get("auditor", "supervision/")["results"] == []


def test_it_is_withdrawn_with_a_reason(api: Api) -> None:
    ticket = api.world.take(api.world.file("restart"), "submit", "approve_restart")
    at = f"supervision/{api.post('officer', f'tickets/{ticket.number}/supervision/', BODY, 201)['number']}/"
    assert "reason" in api.post("officer", f"{at}withdraw/", {"reason": ""}, 400)["errors"]
    assert api.post("officer", f"{at}withdraw/", {"reason": "误发"})["state"] == "withdrawn"


def test_others_are_refused(api: Api) -> None:
    ticket = api.world.take(api.world.file("restart"), "submit", "approve_restart")
    api.post("lead", f"tickets/{ticket.number}/supervision/", BODY, 403)
    at = f"supervision/{api.post('auditor', f'tickets/{ticket.number}/supervision/', BODY, 201)['number']}/"
    api.post("desk", f"{at}reply/", {"text": "已整改"}, 403)
    api.post("auditor", f"{at}accept/", expect=409)


def test_the_list_is_narrowed_and_gravest_first(api: Api) -> None:
    for grade in ("blue", "red"):
        ticket = api.world.take(api.world.file("restart"), "submit", "approve_restart")
        api.post("auditor", f"tickets/{ticket.number}/supervision/", BODY | {"grade": grade}, 201)
    assert [one["grade"] for one in api.get("desk", "supervision/")["results"]] == ["red", "blue"]
    assert [one["grade"] for one in api.get("desk", "supervision/", grade="blue")["results"]] == ["blue"]
    assert api.get("outsider", "supervision/")["results"] == []
