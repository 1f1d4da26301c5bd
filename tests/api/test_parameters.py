"""Parameters of addresses: what is not known is refused by name, in the caller's language, and described."""

import re

import pytest

from tests.api.conftest import Api
from tickets.filters import BreachFilter, DeadlineFilter, ListFilter, NoticeFilter, TicketFilter

LISTS = {"tickets/": TicketFilter, "deadlines/": DeadlineFilter, "breaches/": BreachFilter, "notices/": NoticeFilter}
EACH = pytest.mark.parametrize(("path", "filters"), LISTS.items(), ids=LISTS)
LATIN = re.compile(r"[A-Za-z]{3,}")


@EACH
def test_a_parameter_that_nobody_knows_is_refused_and_the_known_ones_are_named(
    api: Api, path: str, filters: type[ListFilter]
):
    refused = api.get("clerk", path, expect=400, stat="draft", page_size=5)
    assert refused["code"] == "invalid"
    ((name, (sentence,)),) = refused["errors"].items()
    assert name == "stat"
    assert "stat" in sentence
    assert all(known in sentence for known in [*filters.base_filters, "cursor", "page_size"])


def test_the_date_law_refuses_them_too(api: Api):
    """A misspelt `roll` would else be answered with a due that was not asked for."""
    refused = api.get("clerk", "due/", expect=400, start="2026-09-30", limit="5 days", rol="no")
    assert list(refused["errors"]) == ["rol"]
    assert "roll" in refused["errors"]["rol"][0]


@pytest.mark.parametrize("name", ["a%b", "%s", "名称", "", "a b", "__class__", "kind__in"])
def test_a_name_with_any_signs_in_it_is_refused_alike(api: Api, name: str):
    assert list(api.get("clerk", "tickets/", expect=400, **{name: "x"})["errors"]) == [name]


@EACH
def test_every_fault_is_told_at_once(api: Api, path: str, filters: type[ListFilter]):
    refused = api.get("clerk", path, expect=400, one="1", two="2")
    assert list(refused["errors"]) == ["one", "two"]


@EACH
def test_a_parameter_left_empty_asks_nothing(api: Api, path: str, filters: type[ListFilter]):
    api.world.file("incident", "desk")
    empty = dict.fromkeys([*filters.base_filters, "page_size"], "")
    assert api.get("desk", path, **empty) == api.get("desk", path)


@pytest.mark.parametrize("size", ["0", "-1", "many", "1.5"])
def test_a_size_of_pages_that_is_no_number_is_refused(api: Api, size: str):
    assert list(api.get("clerk", "tickets/", expect=400, page_size=size)["errors"]) == ["page_size"]


BAD = [
    ("tickets/", "kind", "party"),
    ("tickets/", "lamp", "blue"),
    ("tickets/", "open", "perhaps"),
    ("tickets/", "opened_after", "yesterday"),
    ("tickets/", "q", "长" * 201),
    ("tickets/", "ordering", "password"),
    ("tickets/", "page_size", "many"),
    ("tickets/", "contract", "\0"),
    ("tickets/", "stat", "draft"),
    ("deadlines/", "state", "late"),
    ("breaches/", "occurred_before", "2026-13-01"),
    ("notices/", "unread", "2"),
    ("due/", "start", "soon"),
]


@pytest.mark.parametrize(("path", "name", "value"), BAD, ids=[f"{path}{name}" for path, name, _value in BAD])
def test_a_refusal_is_chinese_for_whoever_reads_chinese(api: Api, path: str, name: str, value: str):
    """django-filter has no zh_Hans: a text of its own would come in English."""
    answer = api.client("clerk").get(f"/api/v1/{path}", {name: value}, HTTP_ACCEPT_LANGUAGE="zh-CN")
    assert answer.status_code == 400
    for sentence in answer.json()["errors"][name]:
        assert re.search(r"[\u4e00-\u9fff]", sentence), sentence


@EACH
def test_the_schema_describes_every_parameter_in_chinese(api: Api, path: str, filters: type[ListFilter]):
    schema = api.client("").get("/api/v1/schema/?format=json&lang=zh-hans").json()
    described = {one["name"]: one for one in schema["paths"][f"/api/v1/{path}"]["get"]["parameters"]}
    assert set(described) == {*filters.base_filters, "cursor", "page_size"}
    for name, one in described.items():
        words = one["description"].replace("next", "").replace("previous", "")
        assert re.search(r"[\u4e00-\u9fff]", words), (name, words)
        assert not LATIN.search(words), (name, words)


def test_the_schema_says_what_kind_of_value_a_parameter_takes(api: Api):
    schema = api.client("").get("/api/v1/schema/?format=json").json()
    parameters = schema["paths"]["/api/v1/tickets/"]["get"]["parameters"]
    taken = {one["name"]: one["schema"] for one in parameters}
    assert (taken["open"]["type"], taken["opened_after"]["format"]) == ("boolean", "date-time")
    assert set(taken["lamp"]["enum"]) == {"red", "amber", "green", "grey"}
    assert "incident" in taken["kind"]["enum"]
    assert "-opened_at" in taken["ordering"]["enum"]
