"""What takes effect by being entered has no other time: a `happened_at` there is refused with the reason."""

import pytest

from tests.api.conftest import Api


@pytest.mark.parametrize(("kind", "way", "step", "who"), [("restart", "submit", "approve_restart", "lead")])
def test_an_approval_counts_from_its_entry(api: Api, kind: str, way: str, step: str, who: str) -> None:
    ticket = api.world.take(api.world.file(kind), *way.split())
    typed = {"fields": {"happened_at": "2026-03-02T09:00:00+08:00"}, "comment": "同意"}
    refused = api.post(who, f"tickets/{ticket.number}/actions/{step}/", typed, expect=400)
    assert refused["errors"]["happened_at"] == ["本操作以录入时间为准。"]
    api.post(who, f"tickets/{ticket.number}/actions/{step}/", {"comment": "同意"})


@pytest.mark.parametrize("body", [{"when": "now"}, {"fields": {"when": "now"}}, {"fields": {"host": "x"}}])
def test_a_name_that_nothing_asks_for_is_refused_and_not_lost(api: Api, body: dict) -> None:
    ticket = api.world.take(api.world.file("restart"), "submit")
    refused = api.post("lead", f"tickets/{ticket.number}/actions/approve_restart/", body, expect=400)
    assert list(refused["errors"].values()) == [["此处没有这一字段。"]]
