"""What a program reads of a pack: the rows as the audit tells them, by topic, with what gives their numbers a name."""

from collections.abc import Iterator
from operator import attrgetter
from typing import Any, Final

from django.utils.translation import get_language

from tickets import outbox
from tickets.audit.chain import canonical
from tickets.audit.export import RULE, seals_over, told_of
from tickets.audit.faces import Columns, plain
from tickets.models import Attachment, Clause, Deadline, Interpretation, Notice
from tickets.pages.evidence.archive import PackWriter
from tickets.pages.evidence.gathering import Gathered
from tickets.pages.evidence.verify import CHAIN, FILES
from tickets.pages.parts import wording
from tickets.pages.ticket import clock_cards
from tickets.permissions import PARTIES

#: Member -> the tables of which it tells; what has no topic stands among the others.
TOPICS: Final = {
    "approvals": ("endorsement", "delegation", "consultation"),
    "claims": ("fact", "claim", "claim_clocks", "statement", "statement_papers"),
    "supervision": ("supervisionorder", "supervisiondeed", "supervisiondeed_handed_in"),
}
#: Of which members of their own tell.
APART: Final = frozenset({"ticket", "attachment", "deadline", "pause", "breach", "alert"})
#: Of an attachment: where the service keeps it is nobody's affair.
INNER: Final = "path"
CLAUSE: Final = (
    "code", "edition", "since", "article", "title", "title_en", "party", "basis", "limit_n", "limit_unit", "limit_roll",
    "limit_from", "target_n", "target_unit", "pauses", "text", "summary", "evidence", "consequence", "interpretations",
    "source", "outranked",
)  # fmt: skip


def write(archive: PackWriter, told: Gathered) -> None:
    """All members but the page and the files themselves."""
    archive.json("record/order.json", _order(told))
    archive.json("record/deadlines.json", [_clock(told, one) for one in told.has.clocks])
    for topic, tables in TOPICS.items():
        archive.json(f"record/{topic}.json", {table: told.rows.get(table, {}) for table in tables})
    known = APART.union(*TOPICS.values())
    archive.json("record/others.json", {table: faces for table, faces in told.rows.items() if table not in known})
    archive.json("record/notices.json", [_notice(one) for one in told.notices])
    archive.json("record/clauses.json", _clauses(told))
    archive.json("record/calendars.json", [one.as_data() for one in told.years])
    archive.json("record/people.json", _names(told))
    archive.text(CHAIN, "".join(f"{canonical(line)}\n" for line in told_of(told.ticket, told.has.entries)))
    archive.json("audit/seals.json", {"rule": RULE, "seals": seals_over(told.has.entries)})


def files(archive: PackWriter, told: Gathered, kept: dict[int, str]) -> None:
    """What was registered of each attachment; kept: those whose bytes are in the pack."""
    archive.json(FILES, [_file(told, one, kept.get(one.pk)) for _name, one in told.files()])


def _order(told: Gathered) -> dict[str, Any]:
    ticket, breach = told.ticket, told.breach
    contract = ticket.contract
    face = told.rows["ticket"][ticket.number] or {}
    return {
        **face,
        "kind_label": wording.kind(ticket.kind),
        "state_label": str(ticket.stage.label),
        "contract": {"number": contract.number, "title": contract.title},
        "parties": {party: getattr(contract, party).name for party in PARTIES},
        "system": {"code": ticket.system.code, "name": ticket.system.name} if ticket.system else None,
        "chain": {"length": ticket.chain_length, "head": ticket.chain_head},
        "breach": {"clause": breach.code, "round": breach.deadline.round, "occurred_at": plain(breach.occurred_at)}
        if breach
        else None,
    }


def _clock(told: Gathered, clock: Deadline) -> dict[str, Any]:
    """Its row with the intervals in which it rested, what it missed, and the arithmetic as people read it."""
    return {
        **(told.rows["deadline"][f"{clock.code}/{clock.round}"] or {}),
        "title": wording.clause_title(clock.clause),
        "article": clock.clause.article,
        "edition": clock.clause.edition,
        "steps": clock_cards.steps(clock),
        **{table: list(_of_clock(told, table, clock)) for table in ("pause", "breach", "alert")},
    }


def _of_clock(told: Gathered, table: str, clock: Deadline) -> Iterator[Columns]:
    yield from (face for face in told.rows.get(table, {}).values() if face and face["deadline_id"] == clock.pk)


def _notice(notice: Notice) -> dict[str, Any]:
    """What was told to whom, when it went out by which way, and when it was read. No address stands here."""
    ways = [
        {"channel": one.channel, "state": one.state, "sent_at": plain(one.sent_at), "to_a_group": bool(one.group_id)}
        for one in sorted(notice.deliveries.all(), key=attrgetter("pk"))
    ]
    return {
        "event": notice.event,
        "about": outbox.brief(notice, get_language() or ""),
        "to": notice.recipient_id,
        "name": str(notice.recipient),
        "clock": f"{notice.deadline.code}/{notice.deadline.round}" if notice.deadline else None,
        **{name: plain(getattr(notice, name)) for name in ("at", "first_read_at", "read_at", "ended_at")},
        "deliveries": ways,
    }


def _clauses(told: Gathered) -> dict[str, Any]:
    """The editions under which its clocks ran, and how the contract reads what they leave open."""
    clauses = {one.clause_id: one.clause for one in told.has.clocks}
    named = {code for one in clauses.values() for code in one.interpretations}
    readings = Interpretation.objects.filter(contract=told.ticket.contract, code__in=named)
    return {
        "clauses": [_clause(one) for _pk, one in sorted(clauses.items())],
        "interpretations": [
            {name: getattr(one, name) for name in ("code", "question", "chosen", "key", "value")} for one in readings
        ],
    }


def _clause(clause: Clause) -> dict[str, Any]:
    return {name: plain(getattr(clause, name)) for name in CLAUSE}


def _file(told: Gathered, file: Attachment, member: str | None) -> dict[str, Any]:
    face = told.rows["attachment"][f"{file.slot}/{file.version}"] or {}
    registered = {name: value for name, value in face.items() if name != INNER}
    return {**registered, "label": wording.slot(file.slot), "member": member}


def _names(told: Gathered) -> dict[str, Any]:
    people = {str(pk): {"account": one.username, "name": str(one)} for pk, one in sorted(told.people.items())}
    units = {str(pk): {"code": one.code, "name": one.name} for pk, one in sorted(told.units.items())}
    return {"people": people, "units": units}
