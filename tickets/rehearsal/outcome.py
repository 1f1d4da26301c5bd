"""What a rehearsal came to, as plain values: what fell due, the sheets, the settlement, other readings, rights."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from tickets import register
from tickets.clocks import lives, readings
from tickets.clocks.lives import Outcome
from tickets.datelaw import explain as explain_dates
from tickets.datelaw.lateness import overdue_days
from tickets.datelaw.types import ONE_DAY, local
from tickets.lifecycle.endorsements import LEVEL_NAMED
from tickets.lifecycle.kinds.finding import Finding
from tickets.lifecycle.kinds.finding.guards import TERMINATE
from tickets.lifecycle.kinds.finding.questions import CLOSED_AT, HAPPENED_ON, RIGHT_AT
from tickets.models import Deadline, Endorsement, MonthSheet, SheetLine
from tickets.models.deadlines import ELAPSED
from tickets.penalties import beside, explain, kept, money, narrator
from tickets.policy.types import InterpretationTerms, Limit, Unit
from tickets.rehearsal import compared, naming
from tickets.rehearsal.stage import RehearsalStage
from tickets.settlement import claims_of, deduction, facts_of, pricing_of
from tickets.settlement.late import PAID

#: Ground of a right -> the article that gives it.
ARTICLES: Final = {"A": "12.1", "B": "12.2"}
#: How what is kept below a sheet is called.
BELOW: Final = ("absorbed", "unsettled", "waiting")
LANGUAGE: Final = "zh-hans"
MINUTE: Final = timedelta(minutes=1)
#: 24:00 belongs to the day that it ends.
INSTANT: Final = timedelta(microseconds=1)


def told(stage: RehearsalStage) -> dict[str, Any]:
    """All of it. Sums are texts with two decimals, instants and days ISO of Beijing, events the ids of the script."""
    return {
        "contract": stage.contract.number,
        "until": _at(stage.now),
        "clocks": list(_clocks(stage)),
        "sheets": [_sheet(one, stage) for one in stage.contract.month_sheets.prefetch_related("lines")],
        "settlement": _settlement(stage),
        "of_agency": list(_of_agency(stage)),
        "otherwise": list(_otherwise(stage)),
        "rights": list(_rights(stage)),
        "levels": list(_levels(stage)),
        "differences": [
            {"row": one.event.id, "line": one.event.line, "key": one.key, "said": one.said, "came": one.came}
            for one in compared.differences(stage)
        ],
        "remarks": [
            {"row": one.id if one else "", "line": one.line if one else 0, "said": said} for one, said in stage.remarks
        ],
    }  # fmt: skip


def _at(instant: datetime | None) -> str | None:
    return local(instant).isoformat(timespec="seconds") if instant is not None else None


def _clocks(stage: RehearsalStage) -> Iterator[dict[str, Any]]:
    """Every clock that fell due or was missed, in the order of its due; rights apart, and what was no more asked for in
    time."""
    calendar = register.calendar_of(stage.contract)
    excused = dict(_days_of_payments(stage))
    fell = Deadline.objects.filter(ticket__contract=stage.contract, merged_into=None)
    counted = fell.filter(Q(cancelled=False) | Q(breached_at__isnull=False)).exclude(
        due_at__gt=stage.now, stopped_at=None
    )
    rows = readings.load(counted.select_related("ticket__system", "start_fact", "stop_fact"))
    for row in sorted(rows, key=lambda one: (one.due_at, one.pk)):
        if not row.right:
            yield _clock(row, lives.outcome(row, lives.of(row), calendar, stage.now), stage, excused)


def _clock(row: Deadline, found: Outcome, stage: RehearsalStage, excused: Mapping[str, int]) -> dict[str, Any]:
    """minutes: net. over: by these minutes, which is what is priced; late: by the clock itself, which no rest saves
    that begins at its very end. days_late: without those that are excused."""
    number, by_minute = row.ticket.number, row.limit_unit in ELAPSED
    days = excused.get(number, found.overdue_days) if row.code in PAID else found.overdue_days
    return {
        "event": naming.worded(number, stage) if number in stage.tickets.values() else "",
        "order": number, "clock": row.code, "title": row.clause.title,
        "system": row.ticket.system.code if row.ticket.system else "",
        "party": row.party, "internal": row.internal, "due": _at(row.due_at),
        "limit": explain_dates.limit(row.limit) if row.limit is not None else "",
        "last_day": None if by_minute else (local(row.due_at) - ONE_DAY).date().isoformat(),
        "done": None if row.cancelled else _at(row.stopped_at), "late": found.late or row.cancelled,
        "over": by_minute and row.limit is not None and found.net > _length(row.limit),
        "minutes": f"{found.net / MINUTE:.2f}" if by_minute else None,
        "days_late": None if by_minute or row.cancelled else days,
    }  # fmt: skip


def _length(limit: Limit) -> timedelta:
    return limit.n * (MINUTE if limit.unit is Unit.MINUTE else 60 * MINUTE)


def _days_of_payments(stage: RehearsalStage) -> Iterator[tuple[str, int]]:
    """The lift of a delay is excused as well, which is no pause of the clock (7.3)."""
    for fact in facts_of(stage.contract, stage.now).payments:
        yield fact.event, overdue_days(Unit.DAY, fact.due_at, fact.paid_at, fact.pauses)


def _sheet(sheet: MonthSheet, stage: RehearsalStage) -> dict[str, Any]:
    below = {part: [_kept(one, stage) for one in sheet.printed[part]] for part in BELOW}
    return {
        "month": f"{sheet.month:%Y-%m}",
        "closed": (local(sheet.until) - INSTANT).date().isoformat(),
        "rows": [_row(one, stage) for one in sheet.lines.all()],
        **below,
        "set_aside": sheet.printed["set_aside"],
        "greatest": sheet.printed.get("greatest"),
        "sum": str(sheet.sum),
        "together": str(sheet.together),
    }


def _row(line: SheetLine, stage: RehearsalStage) -> dict[str, Any]:
    formula = kept.formula_of(line.formula)
    return {
        "sort": line.sort, "fact_month": f"{line.fact_month:%Y-%m}", "rule": line.rule, "article": line.article,
        "key": naming.worded(line.key, stage), "systems": line.systems,
        "events": [naming.worded(one, stage) for one in line.events],
        "said": naming.worded(line.said.get(LANGUAGE, ""), stage),
        "formula": str(formula) if formula is not None else None, "amount": str(line.amount),
        "held": line.held, "settled_on": line.settled_on.isoformat(),
    }  # fmt: skip


def _kept(one: dict[str, Any], stage: RehearsalStage) -> dict[str, Any]:
    formula = kept.formula_of(one["formula"])
    found = {
        "key": _called(one, stage), "unpriced": not one["rule"], "fact_month": one["month"],
        "said": naming.worded(one["said"].get(LANGUAGE, ""), stage),
        "formula": str(formula) if formula is not None else None, "amount": one["amount"],
    }  # fmt: skip
    if "by" in one:
        found["by"] = naming.worded(one["by"], stage)
    return found | ({"why": one["why"]} if "why" in one else {})


def _called(one: dict[str, Any], stage: RehearsalStage) -> str:
    """What nobody prices is called by its month."""
    head, scope, *_rest = one["key"].split("/")
    return naming.worded(one["key"], stage) if one["rule"] else f"{head}/{scope}/{one['month']}"


def _settlement(stage: RehearsalStage) -> dict[str, str]:
    found = deduction(stage.contract)
    return {
        "instalment": str(found.instalment), "claimed": str(found.claimed), "held": str(found.held),
        "objected": str(found.objected), "apart": str(found.apart), "deductible": str(found.deductible),
        "paid": str(found.paid), "receivable": str(found.receivable), "formula": str(found),
        "paid_words": money.capitals(found.paid), "deductible_words": money.capitals(found.deductible),
    }  # fmt: skip


def _of_agency(stage: RehearsalStage) -> Iterator[dict[str, Any]]:
    """What the agency owes: computed and shown, netted with nothing."""
    names = dict(stage.contract.systems.values_list("code", "name"))
    by = pricing_of(stage.contract)
    for one in claims_of(stage.contract, stage.now):
        if one.of_agency and by is not None:
            said = explain.worded(narrator.facts(one, by), names)
            yield {
                "key": naming.worded(one.key, stage), "formula": str(one.formula), "amount": str(one.amount),
                "said": naming.worded(said, stage),
            }  # fmt: skip


def _otherwise(stage: RehearsalStage) -> Iterator[dict[str, Any]]:
    """What the facts come to by the other answer of each open question, beside what counts."""
    by = pricing_of(stage.contract)
    if by is None:
        return
    asked = stage.terms.interpretations if stage.terms is not None else ()
    for one in beside.readings(facts_of(stage.contract, stage.now), by):
        yield {
            "question": one.switch.key, "answer": one.value,
            "words": answered(one.switch.key, one.value, asked), "key": naming.worded(one.claim.key, stage),
            "formula": str(one.claim.formula) if one.claim.formula else None,
            "amount": str(one.claim.amount) if one.claim.amount is not None else None,
            "counts": str(sum((each.amount or money.ZERO for each in one.counts), money.ZERO)),
        }  # fmt: skip


def answered(question: str, answer: str, asked: Iterable[InterpretationTerms]) -> str:
    """As the contract words both; of the readings that were not chosen its rows do not say which is which. "": it says
    nothing of the question."""
    one = next((one for one in asked if one.key == question), None)
    if one is None:
        return ""
    others = [words for value, words in one.readings.items() if value != one.value]
    only = others[0] if len(others) == 1 else gettext("by another reading")
    return f"{one.question}{one.readings.get(answer, only)}"


def _rights(stage: RehearsalStage) -> Iterator[dict[str, Any]]:
    """Rights to terminate that a finding gave, with their last day; those whose ground was set aside among them."""
    ids = {number: row for row, number in stage.tickets.items()}
    clocks = Deadline.objects.filter(ticket__contract=stage.contract, code=TERMINATE.code).select_related("ticket")
    given = {one.ticket_id: one for one in _settled(stage)}
    for clock in clocks.order_by("started_at"):
        named, number = given.get(clock.ticket_id), clock.ticket.number
        ground = named.data.get(RIGHT_AT.name) or "" if named is not None else ""
        orders = sorted(naming.orders(clock.ticket)) or [number]
        yield {
            "ground": ARTICLES.get(ground, ground), "finding": number,
            "events": [ids.get(one, one) for one in orders],
            "known": local(clock.started_at).date().isoformat(),
            "last_day": (local(clock.due_at) - ONE_DAY).date().isoformat(), "state": clock.ticket.state,
        }  # fmt: skip


def _settled(stage: RehearsalStage) -> QuerySet[Endorsement]:
    """What second persons named when they settled findings, in the order in which they did; what was taken back is told
    by what stands of it elsewhere."""
    given = Endorsement.objects.filter(name=LEVEL_NAMED.name, ticket__contract=stage.contract)
    return given.filter(ticket__kind=Finding.kind).select_related("ticket").order_by("at", "id")


def _levels(stage: RehearsalStage) -> Iterator[dict[str, Any]]:
    """Events of annex 1 at the level at which a second person settled them."""
    ids = {number: row for row, number in stage.tickets.items()}
    for one in _settled(stage).filter(voided_at=None):
        level = one.data.get(CLOSED_AT.name) or one.data.get(RIGHT_AT.name) or ""
        if level in ("A", "B"):
            number = one.ticket.number
            yield {"event": ids.get(number, number), "level": level, "day": one.ticket.fields[HAPPENED_ON.name]}
