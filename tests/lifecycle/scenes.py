"""Scenes for the guards' tables: an ordinary act, with whatever the row changes."""

from datetime import date, datetime
from typing import Any

from tests.lifecycle.walk import PEOPLE, facts
from tickets.lifecycle.fields import ZONE
from tickets.lifecycle.parties import AC
from tickets.lifecycle.scene import ClockFact, Endorsed, Scene

#: A Monday morning in an announced year.
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=ZONE)
TODAY = date(2026, 3, 2)
CONTENT, REQUEST = "content", "request"


def scene(*, role: str = AC, given: dict[str, Any] | None = None, clocks: Any = (), **changes: Any) -> Scene:
    """`given` are further facts; `clocks` and `endorsements` lists of what `clock` and `endorsed` make."""
    known = {
        "now": NOW,
        "kind": "change",
        "state": "draft",
        "actor": PEOPLE[role],
        "persons": frozenset({PEOPLE[role]}),
        "roles": frozenset({role}),
        "digest": CONTENT,
        "request": REQUEST,
        "facts": facts(NOW) | (given or {}),
        "clocks": {one.clause: one for one in clocks},
    }
    changes["endorsements"] = {one.name: one for one in changes.get("endorsements", ())}
    return Scene(**{**known, **changes})


def endorsed(name: str, by: int = 99, digest: str = CONTENT, request: str = REQUEST, **more: Any) -> Endorsed:
    return Endorsed(name, by, NOW, digest, request, **more)


def clock(clause: str, party: str = "provider", state: str = "running", **more: Any) -> ClockFact:
    facts = {"late": False, "open": state in ("running", "paused"), "grounds": ()}
    return ClockFact(clause, party, state, NOW, NOW, **{**facts, **more})
