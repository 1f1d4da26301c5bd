"""Scenes for the guards' tables: an ordinary act, with whatever the row changes."""

from datetime import date, datetime
from typing import Any

from tests.lifecycle.walk import PEOPLE, facts
from tickets.datelaw.types import ZONE
from tickets.lifecycle.duties import Clock
from tickets.lifecycle.endorsements import EndorsementKind
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
        "persons": frozenset({PEOPLE[role]}),
        "roles": frozenset({role}),
        "digest": CONTENT,
        "request": REQUEST,
        "facts": facts(NOW, **(given or {})),
        "clocks": dict(clocks),
    }
    changes["endorsements"] = dict(changes.get("endorsements", ()))
    return Scene(**{**known, **changes})


def read(value: str) -> dict[str, Any]:
    """A contract whose readings have this value."""
    return {"reading": lambda switch: value if value in switch.values else switch.otherwise}


def endorsed(
    endorsement: EndorsementKind, by: int = 99, digest: str = CONTENT, request: str = REQUEST, **more: Any
) -> tuple[str, Endorsed]:
    return endorsement.name, Endorsed(by, digest, request, **more)


def clock(duty: Clock, party: str = "provider", state: str = "running", **more: Any) -> tuple[str, ClockFact]:
    facts = {"late": False, "open": state in ("running", "paused"), "reasons": ()}
    return duty.code, ClockFact(party, state, **{**facts, **more})
