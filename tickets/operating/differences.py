"""What a file would change of what is in force, in the contract's language: 故障响应：30分钟 → 15分钟，合同第3.8条."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Sum
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from accounts.models import Organization
from tickets import ledger, priced, register
from tickets.clocks import readings
from tickets.datelaw import explain
from tickets.datelaw.calendar import Calendar
from tickets.datelaw.types import midnight
from tickets.models import CalendarYear, Clause, Contract, Deadline
from tickets.models.deadlines import ELAPSED
from tickets.operating import penalty_words, sheets, term_words
from tickets.outbox.words import place
from tickets.policy.calendar_files import AnnouncedYear
from tickets.policy.types import ContractTerms, Limit, Unit

#: So many open clocks are reckoned by the new days; beyond that they are only counted.
MOST_CLOCKS: Final = 2_000
LIMIT: Final = ("limit_n", "limit_unit", "limit_roll", "limit_from")
TARGET: Final = ("target_n", "target_unit")
SECTIONS: Final[dict[str, Promise]] = {
    "systems": gettext_lazy("Information system"),
    "catalogue": gettext_lazy("Line of the catalogue"),
    "instalments": gettext_lazy("Instalment"),
    "interpretations": gettext_lazy("Reading"),
}
#: Column -> what the contract calls it.
FIELDS: Final[dict[str, Promise]] = {
    "title": pgettext_lazy("contract", "Title"),
    "title_en": gettext_lazy("English title"),
    "article": pgettext_lazy("contract", "Article"),
    "party": gettext_lazy("Obliged side"),
    "basis": gettext_lazy("Basis"),
    "sort": gettext_lazy("Sort of clause"),
    "text": gettext_lazy("Words of the contract"),
    "summary": gettext_lazy("Summary"),
    "evidence": pgettext_lazy("contract", "Evidence"),
    "consequence": gettext_lazy("Consequence"),
    "pauses": gettext_lazy("Grounds of pauses"),
    "pause_basis": gettext_lazy("Basis of pauses"),
    "warn": gettext_lazy("Warnings"),
    "escalates": gettext_lazy("Escalates"),
    "interpretations": gettext_lazy("Readings"),
    "anchor_later": gettext_lazy("Begins at the latest"),
    "anchor_earlier": gettext_lazy("Begins at the earliest"),
    "signed_on": gettext_lazy("Signed on"),
    "effective_on": gettext_lazy("In force from"),
    "starts": gettext_lazy("Term begins"),
    "ends": gettext_lazy("Term ends"),
    "amount": gettext_lazy("Amount"),
    "kinds": gettext_lazy("Kinds of orders"),
    "name": gettext_lazy("Name of the system"),
    "important": gettext_lazy("Important"),
    "vendor": gettext_lazy("Developer"),
    "group": gettext_lazy("Group of the catalogue"),
    "category": gettext_lazy("Category"),
    "item": pgettext_lazy("contract", "Item"),
    "specification": gettext_lazy("Specification"),
    "unit": gettext_lazy("Unit of measure"),
    "quantity": gettext_lazy("Quantity"),
    "data_gb": gettext_lazy("Gigabytes of data a unit"),
    "share": gettext_lazy("Share"),
    "condition": gettext_lazy("Condition"),
    "question": gettext_lazy("Question"),
    "chosen": gettext_lazy("Reading chosen"),
    "others": gettext_lazy("Other readings"),
    "documents": gettext_lazy("Documents"),
    "source": gettext_lazy("Said by the document"),
    "outranked": gettext_lazy("Worded otherwise, not counted"),
}
#: Columns that nobody reads: the order of the file, and what rules look an answer up by. The words follow the value.
QUIET: Final = frozenset({"position", "key", "value"})
#: Lists of a clause of which is said what they gain and lose.
LISTS: Final = frozenset({"pauses", "interpretations", "anchor_earlier"})
Row = Mapping[str, Any]


def of_contract(terms: ContractTerms) -> list[str]:
    """One line a change; of a contract that is new here, what it brings."""
    contract = Contract.objects.filter(number=terms.number).first()
    if contract is None:
        told = {"title": terms.title, "n": len(terms.clauses), "systems": len(terms.systems)}
        return [_("New contract: %(title)s, with %(n)d clauses and %(systems)d information systems") % told]
    codes = {*terms.parties.values(), *(one.vendor for one in terms.systems)}
    questions = {one.code: one.question for one in contract.interpretations.all()}
    questions |= {one.code: one.question for one in terms.interpretations}
    units = {unit.code: unit for unit in Organization.objects.filter(code__in=codes)}
    return [
        *_own(contract, terms),
        *_clauses(contract, terms, questions),
        *_children(contract, register.children(terms, units)),
        *_taken_over(contract, terms),
        *_opening_stock(contract, terms),
        *penalty_words.differences(priced.held(contract), terms.penalties),
    ]


def _taken_over(contract: Contract, terms: ContractTerms) -> Iterator[str]:
    """Systems that ran before the contract came here."""
    held = dict(contract.systems.values_list("code", "live_since"))
    for one in terms.systems:
        if one.running_since is not None and held.get(one.code) != midnight(one.running_since):
            said = {"system": one.name, "day": explain.day(one.running_since), "source": one.running_source}
            yield _("%(system)s: in service since %(day)s, source: %(source)s") % said


def _opening_stock(contract: Contract, terms: ContractTerms) -> Iterator[str]:
    """A figure that is corrected is entered as the difference; one that the file no longer names stays."""
    entered = ledger.opening_stock(contract).values_list("system__code", "line__code").annotate(sum=Sum("quantity"))
    held = {(system, line): quantity for system, line, quantity in entered}
    systems = {one.code: one.name for one in terms.systems}
    lines = {one.code: one.item for one in terms.catalogue}
    for one in terms.opening_stock:
        if (old := held.get((one.system, one.line), 0)) != one.quantity:
            said = {"system": systems[one.system], "line": lines[one.line], "source": one.source}
            yield _("Opening stock of %(system)s, %(line)s: %(old)d → %(new)d, source: %(source)s") % {
                **said, "old": old, "new": one.quantity,
            }  # fmt: skip


def _own(contract: Contract, terms: ContractTerms) -> Iterator[str]:
    names = {unit.code: unit.name for unit in terms.organizations}
    for party, code in terms.parties.items():
        held: Organization = getattr(contract, party.value)
        if held.code != code:
            said = {"side": term_words.SIDES[party], "old": held.name, "new": names[code]}
            yield _("%(side)s: %(old)s → %(new)s") % said
    new = register.own_row(terms)
    coming = new.pop(register.SCORE_SHEET)
    for name, value in register.differing(contract, new).items():
        yield _changed(_("Contract"), name, value, new[name])
    yield from sheets.differences(contract.score_sheet, coming)


def _clauses(contract: Contract, terms: ContractTerms, questions: Mapping[str, str]) -> Iterator[str]:
    held = dict(register.clauses(contract))
    chinese = (get_language() or "zh").startswith("zh")
    for clause in terms.clauses:
        row, before = register.clause_row(clause), held.pop(clause.code, None)
        told = {"title": row["title"] if chinese else row["title_en"], "place": place(row["article"])}
        if before is None:
            yield _("New: %(title)s, %(limit)s, %(place)s") % {**told, "limit": _limit(row)}
            continue
        for line in _of_clause(before, row, told["title"], questions):
            yield _("%(line)s, %(place)s") % {"line": line, "place": told["place"]}
    for gone in held.values():
        told = {"title": gone.title_in(get_language()), "place": place(gone.article)}
        yield _("Dropped: %(title)s, %(place)s") % told


def _of_clause(before: Clause, row: Row, title: str, questions: Mapping[str, str]) -> Iterator[str]:
    old = register.differing(before, dict(row))
    held = {name: getattr(before, name) for name in row}
    if old.keys() & set(LIMIT):
        yield _("%(title)s: %(old)s → %(new)s") % {"title": title, "old": _limit(held), "new": _limit(row)}
    if old.keys() & set(TARGET):
        said = {"title": title, "old": _target(held), "new": _target(row)}
        yield _("%(title)s, internal target: %(old)s → %(new)s") % said
    for name, value in old.items():
        if name in LISTS:
            yield from _of_list(title, name, value, row[name], questions)
        elif name not in (*LIMIT, *TARGET):
            yield _changed(title, name, value, row[name])


def _of_list(title: str, name: str, old: list[str], new: list[str], questions: Mapping[str, str]) -> Iterator[str]:
    """A clause names the open questions that it is read by: they stand in words."""
    gained, lost = term_words.gained([questions.get(one, one) for one in old], [questions.get(one, one) for one in new])
    said = {"what": title, "field": FIELDS[name]}
    if gained:
        yield _("%(what)s, %(field)s, new: %(value)s") % {**said, "value": term_words.in_full(name, gained)}
    if lost:
        yield _("%(what)s, %(field)s, dropped: %(value)s") % {**said, "value": term_words.in_full(name, lost)}
    if not (gained or lost):
        yield _("%(what)s, %(field)s: in another order") % said


def _children(contract: Contract, wanted: Mapping[str, Mapping[Any, Row]]) -> Iterator[str]:
    tables = {
        "systems": contract.systems,
        "catalogue": contract.lines,
        "instalments": contract.instalments,
        "interpretations": contract.interpretations,
    }
    for section, rows in tables.items():
        handle = "number" if section == "instalments" else "code"
        present: dict[Any, Any] = {getattr(row, handle): row for row in rows.all()}  # type: ignore[attr-defined]
        for code, values in wanted[section].items():
            row = present.pop(code, None)
            said = {"what": SECTIONS[section], "name": str(row) if row else _name(values) or code}
            if row is None:
                yield _("New: %(what)s “%(name)s”") % said
                continue
            for name, old in register.differing(row, dict(values)).items():
                if name not in QUIET:
                    yield _changed(_("%(what)s “%(name)s”") % said, name, old, values[name])
        for row in present.values():
            yield _("Dropped: %(what)s “%(name)s”") % {"what": SECTIONS[section], "name": row}


def _name(values: Row) -> str:
    return next((str(values[name]) for name in ("name", "item", "condition", "question") if values.get(name)), "")


def _changed(what: str, name: str, old: object, new: object) -> str:
    before, after = term_words.pair(name, old, new)
    said = {"what": what, "field": FIELDS.get(name, name), "old": before, "new": after}
    return _("%(what)s, %(field)s: %(old)s → %(new)s") % said


def _limit(row: Row) -> str:
    if row["limit_n"] is None:
        return _("set by “%(field)s”") % {"field": term_words.in_full("limit_from", row["limit_from"])}
    return explain.limit(Limit(row["limit_n"], Unit(row["limit_unit"]), row["limit_roll"]))


def _target(row: Row) -> str:
    return explain.limit(Limit(row["target_n"], Unit(row["target_unit"]))) if row["target_n"] else "–"


def of_calendar(year: AnnouncedYear) -> list[str]:
    """The days that become rest days and working days."""
    if CalendarYear.objects.filter(year=year.year, version=year.version, terms=year.as_data()).exists():
        return []
    present, coming = register.calendar(), register.calendar_with(year)
    lines = [] if present.announced(date(year.year, 1, 1)) else [_("%(year)d is announced") % {"year": year.year}]
    rest, worked = _days(present, coming, year.year)
    lines += [_("Becomes a rest day: %(day)s") % {"day": explain.day(day)} for day in rest]
    lines += [_("Becomes a working day: %(day)s") % {"day": explain.day(day)} for day in worked]
    if not lines:
        lines = [_("The same days under version %(version)s, source: %(source)s") % _source(year)]
    return lines


def _source(year: AnnouncedYear) -> dict[str, str]:
    return {"version": str(year), "source": year.source}


def _days(present: Calendar, coming: Calendar, year: int) -> tuple[list[date], list[date]]:
    first, last = date(year, 1, 1), date(year, 12, 31)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    changed = [day for day in days if present.is_working(day) != coming.is_working(day)]
    return [day for day in changed if present.is_working(day)], [day for day in changed if coming.is_working(day)]


def moving(year: AnnouncedYear) -> str:
    """How many open clocks would fall due at another instant, as of now. Two queries."""
    coming = register.calendar_with(year)
    running = Deadline.objects.filter(stopped_at=None, breached_at=None).exclude(limit_unit__in=ELAPSED)
    ids = list(running.order_by("due_at").values_list("pk", flat=True)[: MOST_CLOCKS + 1])
    if len(ids) > MOST_CLOCKS:
        return _("More than %(n)d clocks of days are open and are reckoned anew") % {"n": MOST_CLOCKS}
    rows = readings.load(Deadline.objects.filter(pk__in=ids))
    moved = sum(readings.derive(row, coming.read_as_in(row.calendar)).legal != row.due_at for row in rows)
    return _("Open clocks that move: %(moved)d of %(n)d") % {"moved": moved, "n": len(rows)}
