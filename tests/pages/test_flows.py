"""Flow diagrams are drawn from the machines: every state is in the picture, every step in the table."""

import re
from xml.etree import ElementTree as ET

import pytest
from django.utils.translation import override

from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets.lifecycle import KINDS
from tickets.pages.flows.diagram import draw, main_steps
from tickets.pages.parts import wording


@pytest.mark.parametrize("kind", KINDS)
def test_every_state_is_drawn_once_and_can_be_reached(kind: str) -> None:
    machine = KINDS[kind]
    with override("zh-hans"):
        picture = draw(machine, current=machine.initial.code, label=kind)
    root = ET.fromstring(picture)  # noqa: S314  # our own picture
    boxes = [one for one in root.iter("g") if one.get("class", "").startswith("flow-box")]
    assert len(boxes) == len(machine.states)
    assert sum("flow-current" in one.get("class", "") for one in boxes) == 1
    reached = {step.target for _source, step in main_steps(machine)} | {machine.initial.code}
    assert {state.code for state in machine.states if not state.final} <= reached


@pytest.mark.parametrize("kind", KINDS)
def test_no_arrow_leaves_the_picture(kind: str) -> None:
    with override("zh-hans"):
        root = ET.fromstring(draw(KINDS[kind], label=kind))  # noqa: S314  # our own picture
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    for path in root.iter("path"):
        x_and_y = re.findall(r"[MCHV ]([-\d.]+)", path.get("d", ""))
        assert all(-2 <= float(one) <= max(width, height) for one in x_and_y), path.get("d")


@pytest.mark.parametrize("kind", KINDS)
def test_lines_to_different_states_never_lie_on_each_other(kind: str) -> None:
    with override("zh-hans"):
        root = ET.fromstring(draw(KINDS[kind], label=kind))  # noqa: S314  # our own picture
    runs = [pieces(one.get("d", "")) for one in root.iter("path") if one.get("class", "").startswith("flow-line")]
    for number, (target, one) in enumerate(runs):
        for other_target, other in runs[number + 1 :]:
            assert target == other_target or not any(covers(a, b) for a in one for b in other), (one, other)


def pieces(path: str) -> tuple[int, list[tuple[str, int, int, int]]]:
    """Where it arrives, and (direction, place, from, to) of each straight piece."""
    x, y, lane, to, end = map(int, re.findall(r"\d+", path))
    return to, [("-", y, *sorted((x, lane))), ("|", lane, *sorted((y, to))), ("-", to, *sorted((end, lane)))]


def covers(one: tuple[str, int, int, int], other: tuple[str, int, int, int]) -> bool:
    return one[:2] == other[:2] and one[2] <= other[3] and other[2] <= one[3]


@pytest.mark.parametrize("kind", KINDS)
def test_every_line_carries_the_name_of_its_step(kind: str) -> None:
    with override("zh-hans"):
        root = ET.fromstring(draw(KINDS[kind], label=kind))  # noqa: S314  # our own picture
        names = [str(step.label) for _source, step in main_steps(KINDS[kind])]
    assert sorted(one.text or "" for one in root.iter("text") if one.get("class") == "flow-step") == sorted(names)


def test_every_step_is_in_the_table(visitor: Visitor) -> None:
    page = words(visitor.get("clerk", "/kinds/restart/flow/"))
    with override("zh-hans"):
        for step in KINDS["restart"].steps:
            assert wording.action(step.name) in page


def test_the_state_of_a_ticket_is_marked_for_those_who_see_it(world: World, visitor: Visitor) -> None:
    ticket = world.file("restart")
    address = f"/kinds/restart/flow/?ticket={ticket.number}"
    assert "flow-current" in visitor.get("clerk", address)
    assert "flow-current" not in visitor.get("desk", address)


def test_an_unknown_kind_is_not_there(visitor: Visitor) -> None:
    visitor.get("clerk", "/kinds/nothing/flow/", expect=404)
    assert "/kinds/incident/flow/" in visitor.get("clerk", "/kinds/")
