"""What a form asks for as JSON Schema: for programs, and for whoever writes one.

Every property has a title in the reader's language and examples. The first example is valid on a contract
of the given term, at the moment `now` and for some hours after it: an order opened with the first examples
can be carried to its end with them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext

from tickets.datelaw.types import ZONE
from tickets.lifecycle import words
from tickets.lifecycle.fields import MAX_ROWS, Field

#: A window that is open now and stays open while an order is carried to its end.
WINDOW: Final = timedelta(hours=4)
TRIAL_DAYS: Final = 40
ADVANCE: Final = timedelta(days=10)
#: Until when a temporary expansion is extended.
EXTENSION: Final = timedelta(days=90)
#: Half of a term for whoever sees no contract: well beyond the six months of article 13.1.
HALF_TERM: Final = timedelta(days=240)

JSON_TYPES: Final = {
    "int": "integer",
    "bool": "boolean",
    "true": "boolean",
    "rows": "array",
}

Known = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Term:
    """First and last day of the contract on which the examples shall be valid."""

    starts: date
    ends: date

    @classmethod
    def around(cls, day: date) -> "Term":
        return cls(day - HALF_TERM, day + HALF_TERM)


def schema(asked: Iterable[Field], kind: str, now: datetime, term: Term) -> dict[str, Any]:
    """JSON Schema (2020-12) of what a step or an opening of `kind` asks for."""
    asked = tuple(asked)
    examples = _examples(kind, now.astimezone(ZONE), term)
    examples |= {field.name: None for field in asked if (kind, field.name, field.required) in LEFT_OUT}
    return {
        "type": "object",
        "properties": {field.name: _property(field, examples) for field in asked},
        "required": [field.name for field in asked if field.required],
        "additionalProperties": False,
    }


def _property(field: Field, examples: Known) -> dict[str, Any]:
    kind = JSON_TYPES.get(field.type, "string")
    title = words.FIELDS.get(field.name) or words.COLUMNS[field.name]
    return {
        "type": kind if field.required else [kind, "null"],
        "title": str(title),
        "examples": [examples[field.name]],
        **SHAPES.get(field.type, _nothing)(field),
    }


def _nothing(_: Field) -> dict[str, Any]:
    return {}


def _text(field: Field) -> dict[str, Any]:
    return {"maxLength": field.max_length}


def _int(field: Field) -> dict[str, Any]:
    return {"minimum": field.bounds[0], "maximum": field.bounds[1]}


def _enum(field: Field) -> dict[str, Any]:
    titles = words.CHOICES[field.name]
    return {"oneOf": [{"const": choice, "title": str(titles[choice])} for choice in field.choices]}


def _rows(field: Field) -> dict[str, Any]:
    row = {
        "type": "object",
        "properties": {column.name: _property(column, CELLS) for column in field.columns},
        "required": [column.name for column in field.columns if column.required],
        "additionalProperties": False,
    }
    return {"maxItems": MAX_ROWS, "items": row}


SHAPES: Final[dict[str, Callable[[Field], dict[str, Any]]]] = {
    "text": _text,
    "user": _text,
    "int": _int,
    "money": lambda _: {"pattern": r"^\d{1,12}(\.\d{1,2})?$"},
    "date": lambda _: {"format": "date"},
    "time": lambda _: {"format": "date-time"},
    "true": lambda _: {"const": True},
    "enum": _enum,
    "rows": _rows,
}

CELLS: Final[Known] = {
    "line": "vcpu",
    "quantity": 4,
    "source": "10.0.0.0/24",
    "destination": "10.0.1.10",
    "protocol": "tcp",
    "port": "443",
    "direction": "in",
    "action": "allow",
    "purpose": None,
}


def _examples(kind: str, now: datetime, term: Term) -> Known:
    return STANDING | _sentences() | _days(now.date(), term, kind) | _hours(now)


def _days(today: date, term: Term, kind: str) -> Known:
    days = {
        "last_service_day": term.ends,
        "planned_date": today + ADVANCE,
        "trial_from": today - timedelta(days=TRIAL_DAYS),
        "trial_to": today - timedelta(days=1),
        "tested_on": today - timedelta(days=1),
        "end_date": today + EXTENSION if kind == "change" else today,
    }
    return {name: day.isoformat() for name, day in (dict.fromkeys(TODAY, today) | days).items()}


TODAY: Final = (
    "filed_on", "signed_on", "observed_from", "observed_to", "shut_down_on", "available_from", "ordered_on",
)  # fmt: skip


def _hours(now: datetime) -> Known:
    now = now.replace(microsecond=0)
    past = dict.fromkeys(("reported_at", "started_at", "finished_at"), now.isoformat())
    return past | {
        "alarm_at": None,
        "window_start": now.isoformat(),
        "window_end": (now + WINDOW).isoformat(),
    }


def _sentences() -> Known:
    """Texts that say nothing in particular, in the reader's language."""
    return {name: gettext("As described in the attached documents.") for name in SENTENCES}


SENTENCES: Final = (
    "contacts", "missing", "rollback_steps", "opinion", "reason", "funding", "urgent_reason", "risk",
    "destination", "erasure_method", "verification", "nonconformity", "requirements", "scope", "target",
    "description", "note", "place", "measure", "progress", "outcome",
)  # fmt: skip

#: What holds on any day. Null where leaving it out is the fitting answer.
STANDING: Final[Known] = {
    "protection_level": "3",
    "lines": [{"line": "vcpu", "quantity": 4}],
    "policies": [],
    "network_zone": "government",
    "ports": None,
    "filing_no": "BA-2026-0001",
    "exit_filing_no": "BA-2026-0002",
    "assignee": "engineer",
    "complete": True,
    "open_findings": 0,
    "licensed": True,
    "domain": "service.example.gov.cn 10.0.1.10",
    "public": False,
    "monitoring_on": True,
    "type": "expansion",
    "term": "long_term",
    "interrupts": False,
    "data_saved": True,
    "estimate": "0.00",
    "supplement_no": "BC-2026-0001",
    "days": 3,
    "data_wanted": "return",
    "data_received": True,
    "media": 0,
    "sister_order": "SW-2026-000001",
    "amount": "0.00",
    "host": "app-01",
    "operation": "reboot",
    "impact_ack": True,
    "host_checked": True,
    "result": "ok",
    "post": "OPS-01",
    "nominee_post": "OPS-02",
    "old_access_revoked": True,
    "duties_taken_over": True,
    "secrecy_signed": True,
    "order_no": "ZL-2026-0001",
    "ending": "early_end",
    "basis": "agreement",
    "impact": "degraded",
    "on_site": False,
    "users_affected": None,
    "cause": "platform",
    "ground": "force_majeure",
}
#: Kind, field, required: where leaving an optional field out is the fitting answer. A long-term change has no end.
LEFT_OUT: Final = frozenset({("change", "end_date", False)})
