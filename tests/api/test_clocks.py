"""`deadlines/`, `breaches/` and `due/`: every clock, its reasoning, and the date law."""

import pytest

from tests.api.conftest import Api
from tickets import sweep
from tickets.models import Ticket

SHAPE = {
    "id",
    "ticket",
    "clause",
    "party",
    "limit",
    "started_at",
    "nominal_due",
    "due_at",
    "target_at",
    "state",
    "provisional",
    "stopped_at",
    "breached_at",
    "lamp",
}


@pytest.fixture
def incident(api: Api) -> Ticket:
    return api.world.file("incident", "desk")


def clocks(api: Api, who: str = "clerk", **query) -> dict[str, dict]:
    return {row["clause"]["code"]: row for row in api.get(who, "deadlines/", **query)["results"]}


def test_a_clock_says_all_that_was_promised(api, incident):
    respond = clocks(api)["incident.respond"]
    assert set(respond) >= SHAPE
    assert respond["ticket"] == incident.number
    assert respond["clause"] == {
        "code": "incident.respond",
        "title": "故障响应",
        "edition": 1,
        "basis": "contract",
        "consequence": "附件2第7、8项，附件3第8、9项（按平均响应时间分档）",
    }
    assert respond["overdue_days"] == 0
    assert (respond["limit"]["n"], respond["limit"]["unit"]) == (5, "minute")
    assert respond["due_at"] == "2026-03-02T10:05:00+08:00"
    assert (respond["party"], respond["state"], respond["lamp"]) == ("provider", "running", "green")


def test_titles_follow_the_language(api, incident):
    rows = api.client("clerk").get("/api/v1/deadlines/", HTTP_ACCEPT_LANGUAGE="en").json()["results"]
    assert all(row["clause"]["title"].isascii() for row in rows)


def test_one_clock_comes_with_its_reasoning_and_its_pauses(api, incident):
    world = api.world
    world.take(incident, "respond")
    world.take(incident, "suspend", who="lead", ground="third_party")
    handle = clocks(api)["incident.handle"]
    assert (handle["state"], handle["lamp"]) == ("paused", "grey")
    detail = api.get("clerk", f"deadlines/{handle['id']}/")
    assert set(detail) >= SHAPE | {"steps", "intervals"}
    assert all(isinstance(line, str) and line for line in detail["steps"])
    (interval,) = detail["intervals"]
    assert (interval["ground"], interval["by"], interval["ended_at"]) == ("third_party", "lead", None)
    assert interval["ground_label"] != interval["ground"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state": "running"}, True),
        ({"state": "paused"}, False),
        ({"lamp": "green"}, True),
        ({"lamp": "red"}, False),
        ({"clause": "incident.respond"}, True),
        ({"clause": "staff.replace"}, False),
        ({"contract": "DEMO"}, True),
        ({"contract": "FW2025091703"}, False),
        ({"ticket": "GD-0"}, False),
        ({"party": "provider"}, True),
        ({"party": "agency"}, False),
        ({"due_before": "2026-03-02T10:05:00+08:00"}, True),
        ({"due_before": "2026-03-02T10:04:00+08:00"}, False),
        ({"due_before": "2026-03-02"}, True),
        ({"state": "running", "clause": "incident.respond", "ordering": "-due_at"}, True),
    ],
)
def test_filters_narrow(api, incident, query, found):
    assert ("incident.respond" in clocks(api, **query)) is found


@pytest.mark.parametrize("query", [{"state": "late"}, {"lamp": "blue"}, {"party": "nobody"}, {"due_before": "soon"}])
def test_a_filter_that_means_nothing_is_named(api, query):
    assert list(api.get("clerk", "deadlines/", expect=400, **query)["errors"]) == list(query)


def test_clocks_of_others_are_not_there(api, incident):
    one = clocks(api)["incident.respond"]["id"]
    assert clocks(api, "outsider") == {}
    assert api.get("outsider", f"deadlines/{one}/", expect=404)["code"] == "not_found"


def test_a_breach_stands_in_its_own_list_with_its_three_times(api, incident):
    world = api.world
    while sweep.fire_one(world.later(minutes=6).now):
        pass
    world.later(minutes=4)
    (breach,) = api.get("auditor", "breaches/", clause="incident.respond")["results"]
    assert breach["ticket"] == incident.number
    assert breach["occurred_at"].startswith("2026-03-02T10:05:00")
    assert breach["occurred_at"] <= breach["detected_at"] <= breach["told_at"]
    assert breach["late_by"] > 0
    assert clocks(api)["incident.respond"]["lamp"] == "red"
    assert api.get("outsider", "breaches/")["results"] == []
    assert api.get("clerk", "breaches/", party="agency")["results"] == []


def test_the_date_law_answers_as_the_command_does(api):
    answer = api.get("clerk", "due/", start="2026-09-30T15:00:00+08:00", limit="5 days")
    assert set(answer) == {"start", "limit", "nominal_last_day", "last_day", "due_at", "provisional", "steps"}
    assert answer["nominal_last_day"] == "2026-10-05"
    assert (answer["last_day"], answer["due_at"]) == ("2026-10-08", "2026-10-09T00:00:00+08:00")
    stays = api.get("clerk", "due/", start="2026-09-30T15:00:00+08:00", limit="5 days", roll="no")
    assert stays["last_day"] == "2026-10-05"
    minutes = api.get("clerk", "due/", start="2026-09-30T15:00", limit="30 minutes")
    assert (minutes["last_day"], minutes["due_at"]) == (None, "2026-09-30T15:30:00+08:00")


def test_a_plus_sign_that_nobody_escaped_is_understood(api):
    answer = api.get("clerk", "due/?start=2026-09-30T15:00:00+08:00&limit=30 minutes")
    assert answer["due_at"] == "2026-09-30T15:30:00+08:00"


def test_pauses_put_the_due_off(api):
    paused = "2026-09-30T15:10/2026-09-30T15:20;2026-09-30T15:30/2026-09-30T15:35"
    answer = api.get("clerk", "due/", start="2026-09-30T15:00", limit="30 minutes", pause=paused)
    assert answer["due_at"] == "2026-09-30T15:45:00+08:00"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"limit": "5 days"}, "start"),
        ({"start": "2026-09-30"}, "limit"),
        ({"start": "soon", "limit": "5 days"}, "start"),
        ({"start": "2026-09-30", "limit": "5 days", "pause": "a/b"}, "pause"),
        ({"start": "2026-09-30", "limit": "five days"}, None),
        ({"start": "1066-10-14", "limit": "5 days"}, None),
        ({"start": "2026-09-30", "limit": "9999 months"}, None),
        ({"start": "2026-09-30T10:00", "limit": "5 days", "pause": "2026-10-02/2026-10-01"}, None),
    ],
)
def test_what_is_no_start_or_limit_is_refused_in_words(api, query, field):
    refused = api.get("clerk", "due/", expect=400, **query)
    assert refused["code"] == "invalid"
    assert refused["message"]
    assert field is None or list(refused["errors"]) == [field]
