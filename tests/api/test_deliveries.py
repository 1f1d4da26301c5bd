"""`deliveries/`: for a system administrator alone; what goes wrong there is seen, tried again, sent or cancelled."""

from collections.abc import Callable

import pytest

from tests.api.conftest import Api
from tests.api.test_budgets import statements
from tickets.models import Delivery
from tickets.outbox import mending

HeldUp = Callable[..., Delivery]


def test_a_list_shows_what_is_at_fault_and_nothing_of_the_order_but_its_number(api: Api, held_up: HeldUp) -> None:
    row = held_up(mending.GIVEN_UP)
    held_up(mending.WAITING)
    (shown,) = api.get("sysadmin", "deliveries/")["results"]
    assert (shown["id"], shown["ticket"], shown["state"]) == (row.pk, row.notice.ticket.number, "given_up")
    assert shown["error_text"] == "邮件服务器拒收（代码550）"
    assert (shown["next_at"], shown["since"]) == (None, api.world.now.isoformat())
    assert row.notice.ticket.title not in str(shown)
    assert "请补充材料" not in str(shown)
    assert api.get("sysadmin", "deliveries/", state="waiting", channel="mail")["results"]
    assert api.get("sysadmin", "deliveries/", channel="webhook")["results"] == []
    assert "state" in api.get("sysadmin", "deliveries/", 400, state="lost")["errors"]


def test_one_is_tried_again_sent_and_cancelled(api: Api, held_up: HeldUp) -> None:
    path = f"deliveries/{held_up(mending.GIVEN_UP).pk}/"
    again = api.post("sysadmin", f"{path}retry/")
    assert (again["state"], again["attempts"], again["next_at"]) == ("failing", 0, api.world.now.isoformat())
    assert api.post("sysadmin", f"{path}retry/", expect=409)["code"] == "wrong_state"
    assert api.post("sysadmin", f"{path}send/")["id"] == again["id"]
    assert "reason" in api.post("sysadmin", f"{path}cancel/", {"reason": " "}, 400)["errors"]
    gone = api.post("sysadmin", f"{path}cancel/", {"reason": "邮箱已停用"})
    assert (gone["state"], gone["cancelled_for"]) == ("cancelled", "邮箱已停用")
    assert api.get("sysadmin", path) == gone


def test_all_of_a_channel(api: Api, held_up: HeldUp) -> None:
    held_up(mending.GIVEN_UP)
    assert api.post("sysadmin", "deliveries/retry/", {"channel": "mail"}) == {"count": 1}
    assert api.post("sysadmin", "deliveries/retry/", {"channel": "pigeon"}, 400)["code"] == "invalid"


@pytest.mark.parametrize("who", ["secadmin", "auditadmin", "clerk", "manager", "auditor", "outsider"])
def test_to_anybody_else_it_is_not_there(api: Api, held_up: HeldUp, who: str) -> None:
    row = held_up(mending.GIVEN_UP)
    api.get(who, "deliveries/", 404)
    api.get(who, f"deliveries/{row.pk}/", 404)
    for act in ("retry", "send", "cancel"):
        api.post(who, f"deliveries/{row.pk}/{act}/", {"reason": "x"} if act == "cancel" else {}, 404)
    api.post(who, "deliveries/retry/", {"channel": "mail"}, 404)
    assert Delivery.objects.get(pk=row.pk).state == "dead"


def test_a_list_costs_the_same_for_one_row_and_for_many(api: Api, held_up: HeldUp) -> None:
    for _one in range(5):
        held_up(mending.GIVEN_UP)
    api.client("sysadmin")
    few = statements(lambda: api.get("sysadmin", "deliveries/", page_size=1))
    assert few == statements(lambda: api.get("sysadmin", "deliveries/")) <= 8
