"""Who comes too late is told what happened before, in words and not by a code."""

import re
from io import BytesIO

import pytest

from tests.world import PDF, World
from tickets import actions
from tickets.errors import WrongState
from tickets.models import Ticket

LATIN = re.compile("[A-Za-z]")


def said_by(world: World, ticket: Ticket, name: str) -> str:
    """The refusal of a step whose state the order has left."""
    with pytest.raises(WrongState) as refused:
        actions.perform(ticket, name, actor=world.user("clerk"), now=world.now, comment="按程序办理")
    return refused.value.message


def beside(world: World, ticket: Ticket, act: str) -> None:
    clerk = {"actor": world.user("clerk"), "now": world.now}
    match act:
        case "edit":
            actions.edit(ticket, version=ticket.version, title="重启数据库主机", **clerk)
        case "comment":
            actions.comment(ticket, "请尽快办理", **clerk)
        case "remind":
            actions.remind(ticket, **clerk)
        case "attach":
            actions.attach(ticket, "other", name="照片.pdf", stream=BytesIO(PDF), **clerk)


@pytest.mark.parametrize(
    ("way", "act", "named"),
    [
        ((), "", "提单"),
        ((), "edit", "修改内容"),
        ((), "attach", "提单"),
        (("submit", "approve_restart", "withdraw"), "", "撤回"),
        (("submit", "approve_restart", "withdraw"), "edit", "修改内容"),
        (("submit", "approve_restart"), "comment", "书面同意重启"),
        (("submit", "approve_restart"), "remind", "书面同意重启"),
        (("submit", "approve_restart"), "attach", "书面同意重启"),
    ],
)
def test_the_refusal_names_the_act_in_chinese_alone(world: World, way: tuple[str, ...], act: str, named: str) -> None:
    ticket = world.take(world.file("restart"), *way)
    beside(world, ticket, act)
    sentence = said_by(world, world.fresh(ticket), "resupply")
    assert f"“{named}”" in sentence
    assert not LATIN.search(sentence)
