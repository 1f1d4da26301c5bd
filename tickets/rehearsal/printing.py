"""What a rehearsal came to, in lines that a person can reckon again."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from tickets.pages.parts import sheet_words
from tickets.pages.parts.sheet_words import SORTS, WHY

Outcome = Mapping[str, Any]


def lines(found: Outcome) -> Iterator[str]:
    yield _("Rehearsal of %(contract)s, up to %(until)s") % {"contract": found["contract"], "until": found["until"]}
    for title, part in (
        (_("What was missed"), _missed(found["clocks"])),
        (_("Sheets of the months"), _sheets(found["sheets"])),
        (_("Settlement"), _settlement(found["settlement"])),
        (SORTS["of_agency"], _of_agency(found["of_agency"])),
        (_("Read otherwise"), _otherwise(found["otherwise"])),
        (_("Rights to terminate"), _rights(found)),
        (_("What came out otherwise than the script says"), _differences(found["differences"])),
        (_("What could not be played"), _remarks(found["remarks"])),
    ):
        told = list(part)
        if told:
            yield ""
            yield f"## {title}"
            yield from told


def _missed(clocks: Iterable[Outcome]) -> Iterator[str]:
    counted = list(clocks)
    late = [one for one in counted if one["late"]]
    yield _("Fell due: %(all)d. Missed: %(late)d.") % {"all": len(counted), "late": len(late)}
    for one in late:
        told = {
            "event": one["event"] or one["order"], "title": one["title"], "system": one["system"] or "—",
            "due": one["last_day"] or one["due"], "done": (one["done"] or "")[: 10 if one["last_day"] else None],
            "limit": one["limit"],
        }  # fmt: skip
        if one["minutes"] is not None:
            yield _minutes(told, one["minutes"], internal=one["internal"])
        elif one["days_late"] is None or not one["done"]:
            yield _("%(event)s · %(system)s · %(title)s: not done by %(due)s") % told
        else:
            yield _days(told, one["days_late"], internal=one["internal"])


def _minutes(told: Mapping[str, Any], net: str, *, internal: bool) -> str:
    said = _("%(event)s · %(system)s · %(title)s: agreed %(limit)s, took %(net)s minutes net") % {**told, "net": net}
    return said + _target(internal=internal)


def _target(*, internal: bool) -> str:
    return _(" (internal target, no penalty)") if internal else ""


def _days(told: Mapping[str, Any], days: int, *, internal: bool) -> str:
    said = _("%(event)s · %(system)s · %(title)s: last day %(due)s, done %(done)s, %(days)d days late")
    return said % {**told, "days": days} + _target(internal=internal)


def _sheets(sheets: Iterable[Outcome]) -> Iterator[str]:
    for sheet in sheets:
        yield ""
        yield _("%(month)s, closed on %(closed)s") % sheet
        for row in sheet["rows"]:
            head = f"  {SORTS[row['sort']]} {row['fact_month']} {row['key']}："
            yield f"{head}{row['said']} | {_formula(row)} = {row['amount']}"
            if row["held"]:
                yield "    " + sheet_words.held()
        yield from _below(sheet)
        yield "  " + _("Sum %(sum)s, together %(together)s") % sheet


def _formula(row: Outcome) -> str:
    return row["formula"] or _("as both sides agreed")


def _below(sheet: Outcome) -> Iterator[str]:
    for one in sheet["absorbed"]:
        yield "  - " + _("absorbed (12.3): %(key)s %(amount)s → %(by)s") % _kept(one)
    for one in sheet["unsettled"]:
        yield "  - " + _("for the sides to settle: %(key)s %(said)s") % _kept(one)
    for one in sheet["waiting"]:
        yield "  - " + _("not entered: %(key)s %(amount)s (%(why)s)") % (_kept(one) | {"why": WHY[one["why"]]})
    if sheet["greatest"]:
        yield "  - " + _("the set with the greatest sum would come to %(sum)s") % {"sum": sheet["greatest"]}


def _kept(one: Outcome) -> dict[str, Any]:
    return {**one, "amount": one["amount"] or _("no sum")}


def _settlement(found: Outcome) -> Iterator[str]:
    yield _("All sheets: %(claimed)s. Held back, not agreed on: %(held)s. Deductible: %(deductible)s.") % found
    yield _("Last instalment %(instalment)s; paid %(formula)s = %(paid)s (%(paid_words)s).") % found
    yield _("Claimed besides: max(0, %(deductible)s − %(instalment)s) = %(receivable)s.") % found


def _of_agency(owed: Iterable[Outcome]) -> Iterator[str]:
    for one in owed:
        yield f"{one['key']}：{one['said']} | {one['formula']} = {one['amount']}"


def _otherwise(others: Iterable[Outcome]) -> Iterator[str]:
    for one in others:
        amount = one["amount"] or _("no sum")
        told = {**one, "formula": f"{one['formula']} = {amount}" if one["formula"] else amount}
        told["words"] = one["words"] or f"{one['question']} = {one['answer']}"
        yield _("%(words)s: %(key)s %(formula)s, counted %(counts)s") % told


def _rights(found: Outcome) -> Iterator[str]:
    for one in found["rights"]:
        told = {**one, "events": ", ".join(one["events"])}
        yield _("%(ground)s (%(events)s): since %(known)s, until %(last_day)s 24:00") % told
    for one in found["levels"]:
        yield _("Level %(level)s: %(event)s on %(day)s") % one


def _differences(found: Iterable[Outcome]) -> Iterator[str]:
    for one in found:
        yield _("%(row)s (line %(line)d): %(key)s is %(said)s there, and came to %(came)s") % one


def _remarks(remarks: Iterable[Outcome]) -> Iterator[str]:
    for one in remarks:
        yield _("%(row)s (line %(line)d): %(said)s") % one if one["row"] else one["said"]


def months(found: Iterable[Outcome]) -> Iterator[str]:
    """What happened, by the tables that count and by those that are proposed."""
    listed = list(found)
    if not listed:
        yield _("Nothing that happened is priced.")
    for month in listed:
        sums = {"month": month["month"], "now": month["now"]["sum"], "proposed": month["proposed"]["sum"]}
        yield _("%(month)s: in force %(now)s, as proposed %(proposed)s") % sums
        for name, title in (("now", _("in force")), ("proposed", _("as proposed"))):
            for row in month[name]["rows"]:
                amount = row["amount"] or _("no sum")
                yield f"  {title} {row['key']}：{row['formula'] or ''} = {amount}"
