"""Sole writer of the contract's and the calendar's rows.

A clause row never changes: a clause that reads otherwise becomes a new edition, and what began under the old
one keeps it. What was changed is handed back, so that whoever called can record it.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from accounts.doors.units import of_code, reads_like
from accounts.models import Organization
from tickets import attendance, ledger, priced, scores
from tickets.datelaw.types import local, midnight
from tickets.errors import Invalid, WrongState
from tickets.lifecycle.kinds.go_live import GoLive
from tickets.lifecycle.known import KNOWN
from tickets.models import CalendarYear, Clause, Contract, Ticket
from tickets.policy import calendar_files
from tickets.policy import types as policy
from tickets.register.reading import SCORE_SHEET, clauses, counted

RowValues = dict[str, Any]


@dataclass(frozen=True, slots=True)
class TermChange:
    """One value of a contract that is another now, in words; "" where there was none or none is left."""

    key: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading did. Neither created nor changed: the same terms were loaded before."""

    contract: Contract
    created: bool
    changes: tuple[TermChange, ...] = ()

    @property
    def unchanged(self) -> bool:
        return not self.created and not self.changes


@transaction.atomic
def load(terms: policy.ContractTerms, *, now: datetime) -> Loaded:
    """Bring the rows of one contract in line with checked terms. Idempotent. Raises Invalid where an organization is
    another one here, or where work refers to what the terms drop."""
    contract = Contract.objects.select_for_update().filter(number=terms.number).first()
    _refuse_what_is_not_in_effect(terms, now)
    values = asdict(terms) | {"warnings": ()}  # which follow from the others
    digest = hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()
    if contract and contract.digest == digest:
        return Loaded(contract, created=False)
    if forgotten := ledger.forgets(terms):
        raise Invalid(" ".join(forgotten))
    units = _organizations(terms)
    row = {party.value: units[code] for party, code in terms.parties.items()} | own_row(terms)
    stamp = {"digest": digest, "loaded_at": now}
    if contract is None:
        contract = Contract.objects.create(number=terms.number, **row, **stamp)
        _children(contract, terms, units, now)
        return Loaded(contract, created=True)
    changes, _stamped = _amend(contract, row), _amend(contract, stamp)
    return Loaded(contract, created=False, changes=(*changes, *_children(contract, terms, units, now)))


@transaction.atomic
def load_calendar(year: calendar_files.AnnouncedYear, *, now: datetime) -> frozenset[int]:
    """Add one announced year, or an amendment of it. The years that count otherwise from now on, if any.

    Raises Invalid where that version is there with other days, or a newer one is there already.
    """
    before = counted().get(year.year)
    _refuse_conflict(before, year)
    row = {"source": year.source, "terms": year.as_data(), "loaded_at": now}
    CalendarYear.objects.get_or_create(year=year.year, version=year.version, defaults=row)
    return frozenset() if before == year else frozenset({year.year})


def own_row(terms: policy.ContractTerms) -> RowValues:
    """The columns of the contract itself, its parties apart."""
    row = _row(terms, "title", "signed_on", "effective_on", "starts", "ends", "amount", "kinds")
    row |= {"documents": [_written(one) for one in terms.documents], SCORE_SHEET: scores.sheet_row(terms.score_sheet)}
    return row | {"head_count": attendance.promise_rows(terms.head_count)}


def _written(document: policy.DocumentTerms) -> dict[str, str]:
    values = asdict(document).items()
    return {name: value.isoformat() if isinstance(value, date) else str(value or "") for name, value in values}


def _refuse_what_is_not_in_effect(terms: policy.ContractTerms, now: datetime) -> None:
    """The old duties run on until a supplementary contract takes effect (17): so long its edition is not loaded."""
    for one in terms.documents:
        if one.sort is policy.DocumentSort.SUPPLEMENT and one.effective_on and one.effective_on > local(now).date():
            message = _("%(key)s: it takes effect on %(day)s. Until then the old duties run on; load the file then.")
            raise Invalid(message % {"key": f"documents.{one.code}", "day": one.effective_on})


def _organizations(terms: policy.ContractTerms) -> dict[str, Organization]:
    """The units of the file, made where they are new. A code means one unit in all contracts."""
    kinds = {code: party.value for party, code in terms.parties.items()}
    units = {}
    for each in terms.organizations:
        made = {"name": each.name, "short_name": each.short_name, "kind": kinds.get(each.code, "vendor")}
        unit = of_code(each.code) or Organization.objects.create(code=each.code, **made)
        if unit.code != each.code:
            raise Invalid(f"organizations.{each.code}: {reads_like(unit)}")
        if (unit.name, unit.kind) != (made["name"], made["kind"]):
            message = _("organizations.%(code)s: this code belongs to “%(name)s” (%(kind)s) here.")
            raise Invalid(message % {"code": each.code, "name": unit.name, "kind": unit.kind})
        units[each.code] = unit
    return units


def _row(part: Any, *names: str) -> RowValues:
    """What a row takes over from a part of the file: plain words and lists."""
    return {name: _plain(getattr(part, name)) for name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value.value if isinstance(value, StrEnum) else value


def children(terms: policy.ContractTerms, units: Mapping[str, Organization]) -> dict[str, dict[Any, RowValues]]:
    """Table -> code -> the columns of its row, as the terms have them; clauses apart: `clause_row`."""
    line = ("group", "category", "item", "specification", "unit", "quantity", "data_gb")
    reading = ("question", "chosen", "others", "key", "value")
    return {
        "systems": {
            each.code: _row(each, "name", "important") | {"vendor": units.get(each.vendor)} for each in terms.systems
        },
        "catalogue": {
            each.code: _row(each, *line) | {"position": n} for n, each in enumerate(terms.catalogue, start=1)
        },
        "instalments": {each.number: _row(each, "share", "amount", "condition") for each in terms.instalments},
        "interpretations": {each.code: _row(each, *reading) for each in terms.interpretations},
    }


def _children(
    contract: Contract, terms: policy.ContractTerms, units: Mapping[str, Organization], now: datetime
) -> list[TermChange]:
    """Bring everything under the contract in line."""
    rows = children(terms, units)
    return [
        *_sync("systems", contract.systems, rows["systems"]),
        *_sync("catalogue", contract.lines, rows["catalogue"]),
        *_sync("instalments", contract.instalments, rows["instalments"], handle="number"),
        *_sync("interpretations", contract.interpretations, rows["interpretations"]),
        *_editions(contract, terms, now),
        *_taken_over(contract, terms, now),
        *_opening_stock(contract, terms, now),
        *(TermChange(*told) for told in priced.enter(contract, terms, now=now)),
    ]


def _taken_over(contract: Contract, terms: policy.ContractTerms, now: datetime) -> Iterator[TermChange]:
    """Systems that ran before the contract came here are in service since the day that the file names, and need no
    order to go live; where an order tells of that it stays. A day to come is that of no system that was taken over;
    what is loaded before the term begins, as every rehearsal is, may name any of its days."""
    today = local(now).date()
    latest = today if today > terms.starts else terms.ends
    for one in terms.systems:
        if one.running_since is not None and one.running_since > latest:
            message = _(
                "systems.%(code)s.running_since: %(day)s is still to come. What goes live later is put into service by"
                " an order of its own (“%(kind)s”)."
            )
            day = one.running_since.isoformat()
            raise Invalid(message % {"code": one.code, "day": day, "kind": GoLive.label()})
    rows = {row.code: row for row in contract.systems.all()}
    told = {one.code: midnight(one.running_since) for one in terms.systems if one.running_since is not None}
    moved = {code: since for code, since in told.items() if rows[code].live_since != since}
    if not moved:
        return
    orders = Ticket.objects.filter(contract=contract, kind=GoLive.kind, state=GoLive.closed.code)
    by_order = set(orders.values_list("system__code", flat=True))
    for one in terms.systems:
        if one.code in moved:
            key, row = f"systems.{one.code}.running_since", rows[one.code]
            if one.code in by_order:
                raise Invalid(_("%(key)s: an order tells of when it went live.") % {"key": key})
            old, row.live_since = row.live_since, moved[one.code]
            row.save(update_fields=["live_since"])
            before = local(old).date().isoformat() if old is not None else ""
            yield TermChange(key, before, f"{one.running_since} ({one.running_source})")


def _opening_stock(contract: Contract, terms: policy.ContractTerms, now: datetime) -> Iterator[TermChange]:
    """The ledger begins with what the systems ran with; a corrected figure is a further entry."""
    try:
        entered = ledger.enter_opening_stock(contract, terms.opening_stock, now=now)
    except WrongState as error:
        raise Invalid(f"opening_stock: {error.message}") from error
    for entry in entered:
        key = f"opening_stock.{entry.system.code}.{entry.line.code}"
        yield TermChange(key, str((entry.after or 0) - entry.quantity), f"{entry.after} ({entry.source})")


def clause_row(clause: policy.ClauseTerms) -> RowValues:
    row = _row(clause, "article", "title", "title_en", "limit_from", "anchor_later", "escalates")
    row |= _row(clause, "text", "summary", "evidence", "consequence", "party", "basis", "sort", "pause_basis", "warn")
    row |= _row(clause, "anchor_earlier", "pauses", "interpretations", "source")
    row |= {"outranked": [asdict(one) for one in clause.outranked]}
    limit, target = clause.limit, clause.target
    return row | {
        "target_n": target and target.n,
        "target_unit": target.unit.value if target else "",
        "limit_n": limit and limit.n,
        "limit_unit": str((limit.unit if limit else clause.limit_unit) or ""),
        "limit_roll": clause.roll,
    }


def _sync(what: str, rows: Any, wanted: Mapping[Any, RowValues], *, handle: str = "code") -> Iterator[TermChange]:
    """Make the rows of one table as wanted: amended, added, and dropped where nothing refers to them."""
    present = {getattr(row, handle): row for row in rows.all()}
    added = {code: row for code, row in wanted.items() if code not in present}
    rows.model.objects.bulk_create(
        rows.model(contract=rows.instance, **{handle: code}, **row) for code, row in added.items()
    )
    for code, row in wanted.items():
        if code in present:
            yield from _amend(present[code], row, under=f"{what}.{code}.")
        else:
            yield TermChange(f"{what}.{code}", "", _words(row))
    for code in present.keys() - wanted.keys():
        _drop(f"{what}.{code}", present[code])
        yield TermChange(f"{what}.{code}", str(present[code]), "")


def _amend(row: models.Model, values: RowValues, *, under: str = "") -> list[TermChange]:
    """Set what differs and save only that."""
    old = differing(row, values)
    for name in old:
        setattr(row, name, values[name])
    if old:
        row.save(update_fields=list(old))
    return [TermChange(under + name, _word(value), _word(values[name])) for name, value in old.items()]


def differing(row: models.Model, values: RowValues) -> RowValues:
    """What the row holds where it is not as in `values`."""
    held = {name: getattr(row, name) for name in values}
    return {name: value for name, value in held.items() if value != values[name]}


def _drop(key: str, row: models.Model) -> None:
    try:
        row.delete()
    except ProtectedError as error:
        raise _referred_to(key) from error


def _refuse_what_open_tickets_run_on(contract: Contract, dropped: Iterable[str]) -> None:
    """A kind may be taken out of a contract; the clauses of its open tickets stay until they are closed."""
    running = Ticket.objects.filter(contract=contract, closed_at__isnull=True, kind__in=KNOWN.kinds).order_by()
    duties = {duty for kind in running.values_list("kind", flat=True).distinct() for duty in KNOWN.kinds[kind].duties}
    for code in sorted(duties & set(dropped)):
        raise _referred_to(f"clauses.{code}")


def _referred_to(key: str) -> Invalid:
    return Invalid(_("%(key)s: the file drops it, but work orders refer to it.") % {"key": key})


def _editions(contract: Contract, terms: policy.ContractTerms, now: datetime) -> Iterator[TermChange]:
    """A new row for each clause that is new or reads otherwise; the one before stays, current no more."""
    present, fresh, replaced = dict(clauses(contract)), [], []
    # the last edition may belong to a clause that was dropped once
    last = dict(contract.clauses.values_list("code").order_by("code").annotate(last=models.Max("edition")))
    for clause in terms.clauses:
        row, before = clause_row(clause), present.pop(clause.code, None)
        old = differing(before, row) if before else {}
        if before and not old:
            continue
        if before:
            replaced.append(before.pk)
        edition = last.get(clause.code, 0) + 1
        fresh.append(Clause(contract=contract, code=clause.code, edition=edition, since=now, **row))
        yield TermChange(f"clauses.{clause.code}", _words(old), _words({name: row[name] for name in old or row}))
    _refuse_what_open_tickets_run_on(contract, present)
    for code, before in present.items():
        replaced.append(before.pk)
        yield TermChange(f"clauses.{code}", str(before), "")
    Clause.objects.filter(pk__in=replaced).update(current=False)
    Clause.objects.bulk_create(fresh)


def _refuse_conflict(before: calendar_files.AnnouncedYear | None, year: calendar_files.AnnouncedYear) -> None:
    """A version once in use never means other days: certificates name it."""
    if before is None or before.version < year.version or before == year:
        return
    if before.version > year.version:
        message = _("Version %(version)s of %(year)s counts already; give the amendment a higher version.")
    else:
        message = _("Version %(version)s of %(year)s counts with other days; give the amendment a new version.")
    raise Invalid(message % {"version": before.version, "year": year.year})


def _words(row: Mapping[str, object]) -> str:
    return "; ".join(f"{name}: {_word(value)}" for name, value in row.items())


def _word(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
