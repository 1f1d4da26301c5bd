"""What must hold across the tables of a contract file: sums, references, completeness. Pure.
Each rule is judged only where what it reads was readable, so that one slip is not told twice."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from tickets.policy import documents, interpretation_checks, penalty_checks
from tickets.policy.known import Known, KnownDuty
from tickets.policy.lengths import CODE_LENGTH, LENGTHS, MOST_PEOPLE, MOST_POINTS, MOST_QUANTITY
from tickets.policy.tables import NOT_ONE_OF, Problems
from tickets.policy.types import (
    Basis,
    ClauseKind,
    ClauseTerms,
    ContractTerms,
    Party,
    Problem,
    ScoreItemTerms,
    Unit,
    Warn,
)

CENT = Decimal("0.01")
DAYS = (Unit.DAY, Unit.NATURAL_DAY, Unit.WORKING_DAY)

TOO_LONG = "The text has %(length)s characters; there is room for %(most)s."
NOT_A_NUMBER = "The number stands in addresses: no “/”, no space at either end, nothing that cannot be printed."
NOT_A_CODE = "The code may have small letters, digits, _ and - only, at most %(most)s."
ENDS_FIRST = "The term ends on %(ends)s, before it begins on %(starts)s."
NOTHING_THERE = "At least one is needed."
NO_ORGANIZATION = "There is no organization with the code “%(code)s” in this file."
TWO_SIDES = "“%(code)s” is %(first)s already; nobody stands on two sides."
UNUSED = "Neither a party nor a system refers to it."
RUNNING_UNPROVED = "Say since when it runs, and running_source, the paper that says so; or neither."
RUNNING_TOO_LATE = "The term ends on %(ends)s: only what ran by then is taken over."
SAME_NAME = "“%(name)s” is there twice."
NO_SYSTEM = "There is no system with the code “%(code)s”."
TWO_STOCKS = "The opening stock of this line and system is there already."
NO_LINE = "There is no catalogue line with the code “%(code)s”."
QUANTITY_FOR_UNIT = "A unit needs a quantity."
AMOUNTS_DIFFER = "The instalments come to %(sum)s, the contract's amount is %(amount)s."
SHARES_DIFFER = "The shares come to %(sum)s %%, not 100 %%."
SHARE_DIFFERS = "%(share)s %% of %(amount)s is %(due)s, not %(given)s."
OUT_OF_ORDER = "Instalments are numbered 1, 2, 3 …; here is %(number)s in place %(place)s."
UNKNOWN_DUTY = "No kind of work orders has a duty “%(code)s”."
ABSENT_DUTY = "The clause is missing. These kinds run on it: %(kinds)s."
WRONG_SORT = "This duty is a %(sort)s."
NOT_ASKED = "No field “%(field)s” of this sort is asked for where the clock starts. There are: %(asked)s."
UNIT_BESIDE_NUMBER = "limit_unit belongs beside a limit_from that names a number of days, and nowhere else."
DAYS_UNIT = "A number of days is counted in day, natural_day or working_day."
FORWARD = "A clock counts forward; “before” belongs to a gate or an advice."
TARGET_OF_A_CLOCK = "Only a clock has a target, and it counts forward from the same start."
BACKWARD = "A gate or an advice counts backward from a day: say “… before”."
NO_PENALTY = "A judgement is an internal target: it has no consequence and does not escalate to the authority."
RULE_STAYS = "Only a duty of the contract escalates to the authority."
WARN_MINUTES = "Minutes and hours warn by “minutes”, days and months by “days” or “long”."
NOT_A_PARTY = "This party is no party of the contract."
NO_ONE_MOVER = "“mover” is for a clock that starts only where one party alone must move. Name the party."
NO_INTERPRETATION = "There is no interpretation “%(code)s” in this file."
NAMED_TWICE = "“%(name)s” is named twice."
NO_ITEMS = "The sheet scores nothing: at least one item is needed."
MARK_BEYOND = "The pass mark is %(mark)s, but all items together have only %(most)s points."
NOT_LATER = "Each number counts from a later day than the one before."
OUT_OF_BOUNDS = "“%(value)s” is not allowed for %(key)s. Allowed: %(bounds)s."

MORE_THAN_WITHIN = "%(item)s: %(quantity)s %(unit)s, but %(other)s has only %(bound)s. Have both sides check it."
NO_EFFECTIVE_DAY = "The contract's text gives no day of effect; clocks that start there wait until it is entered."

#: Codes become addresses and keys of fields: plain ASCII.
CODE = re.compile(rf"[a-z0-9_-]{{1,{CODE_LENGTH}}}")
#: What no contract is without.
TABLES = ("systems", "catalogue", "instalments", "kinds", "clauses", "interpretations")


def check(terms: ContractTerms, known: Known, problems: Problems) -> None:
    """Note everything in `terms` that does not fit together, or lacks what its kinds run on."""
    if problems.clean("starts", "ends") and terms.ends <= terms.starts:
        problems.note("ends", ENDS_FIRST, starts=terms.starts, ends=terms.ends)
    _number(terms, problems)
    _lengths(terms, problems)
    _codes(terms, problems)
    _organizations(terms, problems)
    _systems(terms, problems)
    _catalogue(terms, problems)
    _opening_stock(terms, problems)
    _score_sheet(terms, problems)
    _head_count(terms, problems)
    _instalments(terms, problems)
    _kinds(terms, known, problems)
    _clauses(terms, known, problems)
    interpretation_checks.check(terms, known, problems)
    documents.check(terms, problems)
    penalty_checks.check(terms, known, problems)
    for table in TABLES:
        if not getattr(terms, table) and problems.clean(table):
            problems.note(table, NOTHING_THERE)


def warnings(terms: ContractTerms) -> tuple[Problem, ...]:
    """What looks odd but is lawful: quantities that do not fit one another (G17), no day of effect (G14)."""
    found = Problems()
    lines = {line.code: line for line in terms.catalogue}
    for line in terms.catalogue:
        bound = lines[line.within] if line.within else line
        if line.quantity is not None and bound.quantity is not None and line.quantity > bound.quantity:
            figures = {"item": line.item, "quantity": line.quantity, "unit": line.unit}
            bounds = {"other": bound.item, "bound": bound.quantity}
            found.note(f"catalogue.{line.code}.quantity", MORE_THAN_WITHIN, **figures, **bounds)
    if terms.effective_on is None:
        found.note("effective_on", NO_EFFECTIVE_DAY)
    return tuple(found.found)


def _number(terms: ContractTerms, problems: Problems) -> None:
    """The contract's page has its number in the address, where a “/” would end it."""
    number = terms.number
    if "/" in number or number != number.strip() or not number.isprintable():
        problems.note("number", NOT_A_NUMBER)


def _lengths(terms: ContractTerms, problems: Problems) -> None:
    """Every text fits the column that takes it."""
    for where, part in _parts(terms):
        for name, most in LENGTHS[type(part)].items():
            length = len(getattr(part, name))
            if length > most:
                key = where if name == "code" else f"{where}.{name}".lstrip(".")
                problems.note(key, TOO_LONG, length=length, most=most)


def _parts(terms: ContractTerms) -> Iterator[tuple[str, object]]:
    """Each part of the file, and where it stands."""
    yield "", terms
    for place, each in enumerate(terms.instalments, start=1):
        yield f"instalments.{place}", each
    for place, stock in enumerate(terms.opening_stock, start=1):
        yield f"opening_stock.{place}", stock
    for place, promised in enumerate(terms.head_count, start=1):
        yield f"head_count.{place}", promised
    for table in ("organizations", "systems", "catalogue", "clauses", "interpretations", "documents"):
        for part in getattr(terms, table):
            yield f"{table}.{part.code}", part
    for row in terms.penalties.rules if terms.penalties is not None else ():
        yield f"penalties.rules.{row.code}", row
    if terms.score_sheet is not None:
        yield "score_sheet", terms.score_sheet
        yield from ((f"score_sheet.items.{each.code}", each) for each in terms.score_sheet.items)


def _codes(terms: ContractTerms, problems: Problems) -> None:
    for table in ("organizations", "systems", "catalogue", "documents"):
        for each in getattr(terms, table):
            if not CODE.fullmatch(each.code):
                problems.note(f"{table}.{each.code}", NOT_A_CODE, most=CODE_LENGTH)


def _organizations(terms: ContractTerms, problems: Problems) -> None:
    known = {each.code for each in terms.organizations}
    seen: dict[str, str] = {}
    for party, code in terms.parties.items():
        if not code:
            continue
        if code not in known:
            problems.note(f"parties.{party}", NO_ORGANIZATION, code=code)
        if code in seen:
            problems.note(f"parties.{party}", TWO_SIDES, code=code, first=seen[code])
        seen.setdefault(code, party.value)
    idle = known - set(seen) - {each.vendor for each in terms.systems}
    for code in sorted(idle) if problems.clean("parties", "systems") else ():
        problems.note(f"organizations.{code}", UNUSED)


def _systems(terms: ContractTerms, problems: Problems) -> None:
    known = {each.code for each in terms.organizations}
    names: set[str] = set()
    for system in terms.systems:
        where = f"systems.{system.code}"
        if system.vendor and system.vendor not in known:
            problems.note(f"{where}.vendor", NO_ORGANIZATION, code=system.vendor)
        if system.name in names:
            problems.note(f"{where}.name", SAME_NAME, name=system.name)
        names.add(system.name)
        if (system.running_since is None) != (not system.running_source):
            problems.note(f"{where}.running_since", RUNNING_UNPROVED)
        if system.running_since is not None and problems.clean("ends") and system.running_since > terms.ends:
            problems.note(f"{where}.running_since", RUNNING_TOO_LATE, ends=terms.ends.isoformat())


def _catalogue(terms: ContractTerms, problems: Problems) -> None:
    known = {each.code for each in terms.catalogue}
    for line in terms.catalogue:
        where = f"catalogue.{line.code}"
        if line.within and line.within not in known:
            problems.note(f"{where}.within", NO_LINE, code=line.within)
        if line.unit and line.quantity is None and problems.clean(f"{where}.quantity"):
            problems.note(f"{where}.quantity", QUANTITY_FOR_UNIT)
        if line.quantity is not None and line.quantity > MOST_QUANTITY:
            figures = {"value": line.quantity, "key": "quantity", "bounds": f"0–{MOST_QUANTITY}"}
            problems.note(f"{where}.quantity", OUT_OF_BOUNDS, **figures)


def _opening_stock(terms: ContractTerms, problems: Problems) -> None:
    systems, lines = {each.code for each in terms.systems}, {each.code for each in terms.catalogue}
    seen: set[tuple[str, str]] = set()
    for place, each in enumerate(terms.opening_stock, start=1):
        where = f"opening_stock.{place}"
        if each.system not in systems:
            problems.note(f"{where}.system", NO_SYSTEM, code=each.system)
        if each.line not in lines:
            problems.note(f"{where}.line", NO_LINE, code=each.line)
        if (each.system, each.line) in seen:
            problems.note(where, TWO_STOCKS)
        if each.quantity > MOST_QUANTITY:
            figures = {"value": each.quantity, "key": "quantity", "bounds": f"1–{MOST_QUANTITY}"}
            problems.note(f"{where}.quantity", OUT_OF_BOUNDS, **figures)
        seen.add((each.system, each.line))


def _score_sheet(terms: ContractTerms, problems: Problems) -> None:
    sheet = terms.score_sheet
    if sheet is None:
        return
    for each in sheet.items:
        _score_item(each, f"score_sheet.items.{each.code}", problems)
    _each_once("score_sheet.items", (each.words for each in sheet.items if each.words), problems)
    if not sheet.items and problems.clean("score_sheet.items"):
        problems.note("score_sheet.items", NO_ITEMS)
    elif sheet.pass_mark > sheet.most and problems.clean("score_sheet"):
        problems.note("score_sheet.pass_mark", MARK_BEYOND, mark=sheet.pass_mark, most=sheet.most)


def _score_item(item: ScoreItemTerms, where: str, problems: Problems) -> None:
    if not CODE.fullmatch(item.code):
        problems.note(where, NOT_A_CODE, most=CODE_LENGTH)
    if item.points > MOST_POINTS:
        figures = {"value": item.points, "key": "points", "bounds": f"1–{MOST_POINTS}"}
        problems.note(f"{where}.points", OUT_OF_BOUNDS, **figures)


def _head_count(terms: ContractTerms, problems: Problems) -> None:
    """Each counts from its day on, until the next one does."""
    before = date.min
    for place, each in enumerate(terms.head_count, start=1):
        where = f"head_count.{place}"
        if each.people > MOST_PEOPLE:
            figures = {"value": each.people, "key": "people", "bounds": f"1–{MOST_PEOPLE}"}
            problems.note(f"{where}.people", OUT_OF_BOUNDS, **figures)
        if each.since <= before and problems.clean(where):
            problems.note(f"{where}.since", NOT_LATER)
        before = each.since


def _instalments(terms: ContractTerms, problems: Problems) -> None:
    if not terms.instalments or not problems.clean("amount", "instalments"):
        return
    for place, each in enumerate(terms.instalments, start=1):
        if each.number != place:
            problems.note(f"instalments.{place}.number", OUT_OF_ORDER, number=each.number, place=place)
        due = (terms.amount * each.share / 100).quantize(CENT, ROUND_HALF_UP)
        if abs(due - each.amount) > CENT:  # the last fen of a split may fall on either
            figures = {"share": each.share, "amount": terms.amount, "due": due, "given": each.amount}
            problems.note(f"instalments.{place}.amount", SHARE_DIFFERS, **figures)
    shares = sum(each.share for each in terms.instalments)
    amounts = sum((each.amount for each in terms.instalments), Decimal(0))
    if shares != 100:  # percent
        problems.note("instalments", SHARES_DIFFER, sum=shares)
    if amounts != terms.amount:
        problems.note("instalments", AMOUNTS_DIFFER, sum=amounts, amount=terms.amount)


def _kinds(terms: ContractTerms, known: Known, problems: Problems) -> None:
    _each_once("kinds", terms.kinds, problems)
    for kind in terms.kinds:
        if kind not in known.kinds:
            problems.note("kinds", NOT_ONE_OF, value=kind, known=", ".join(known.kinds))


def _clauses(terms: ContractTerms, known: Known, problems: Problems) -> None:
    readings = {each.code for each in terms.interpretations}
    for clause in terms.clauses:
        where = f"clauses.{clause.code}"
        _duty(clause, where, known, problems)
        _direction(clause, where, problems)
        _weight(clause, where, problems)
        if clause.party not in (*terms.parties, Party.MOVER):
            problems.note(f"{where}.party", NOT_A_PARTY)
        for code in sorted(set(clause.interpretations) - readings):
            problems.note(f"{where}.interpretations", NO_INTERPRETATION, code=code)
        for key in ("interpretations", "pauses", "anchor_earlier"):
            _each_once(f"{where}.{key}", getattr(clause, key), problems)
    present = {each.code for each in terms.clauses}
    for code, kinds in known.duties_of(terms.kinds).items() if present else ():
        if code not in present:
            problems.note(f"clauses.{code}", ABSENT_DUTY, kinds=", ".join(kinds))


def _duty(clause: ClauseTerms, where: str, known: Known, problems: Problems) -> None:
    """Some kind knows the duty, whether or not the contract declares that kind."""
    duty = known.duties.get(clause.code)
    if duty is None:
        problems.note(where, UNKNOWN_DUTY, code=clause.code)
        return
    if clause.sort is not duty.kind:
        problems.note(f"{where}.sort", WRONG_SORT, sort=duty.kind.value)
    if clause.party is Party.MOVER and not duty.one_moves:
        problems.note(f"{where}.party", NO_ONE_MOVER)
    if clause.limit_from in duty.instants and clause.warn is not Warn.MINUTES and problems.clean(f"{where}.warn"):
        problems.note(f"{where}.warn", WARN_MINUTES)
    _fields(clause, where, duty, problems)
    if not problems.clean(f"{where}.limit_from", f"{where}.limit_unit"):
        return
    if (clause.limit_from in duty.numbers) != (clause.limit_unit is not None):
        problems.note(f"{where}.limit_unit", UNIT_BESIDE_NUMBER)
    elif clause.limit_unit is not None and clause.limit_unit not in DAYS:
        problems.note(f"{where}.limit_unit", DAYS_UNIT)


def _fields(clause: ClauseTerms, where: str, duty: KnownDuty, problems: Problems) -> None:
    """A clock can take its limit and its start only from what is known whenever it starts."""
    named = (
        ("limit_from", (clause.limit_from,), duty.days | duty.numbers | duty.instants),
        ("anchor_later", (clause.anchor_later,), duty.days | duty.instants),
        ("anchor_earlier", clause.anchor_earlier, duty.instants | (duty.days & {clause.anchor_later})),
    )
    for key, names, asked in named:
        for name in sorted({*names} - asked - {""}):
            problems.note(f"{where}.{key}", NOT_ASKED, field=name, asked=", ".join(sorted(asked)) or "–")


def _direction(clause: ClauseTerms, where: str, problems: Problems) -> None:
    """A clock counts forward, a gate and an advice backward; and the warnings fit the unit."""
    clock = clause.sort is ClauseKind.CLOCK
    if clause.target and (clause.target.unit.backward or not clock):
        problems.note(f"{where}.target", TARGET_OF_A_CLOCK)
    if clause.limit is None:
        if clause.limit_from and not clock:
            problems.note(f"{where}.limit_from", BACKWARD)
        return
    unit = clause.limit.unit
    if unit.backward is clock:
        problems.note(f"{where}.limit", FORWARD if clock else BACKWARD)
    if clock and unit.elapsed != (clause.warn is Warn.MINUTES) and problems.clean(f"{where}.warn"):
        problems.note(f"{where}.warn", WARN_MINUTES)


def _weight(clause: ClauseTerms, where: str, problems: Problems) -> None:
    """What a breach may lead to depends on where the limit comes from."""
    if not problems.clean(f"{where}.basis"):
        return
    if clause.basis is Basis.JUDGEMENT:
        for key in ("consequence", "escalates"):
            if getattr(clause, key):
                problems.note(f"{where}.{key}", NO_PENALTY)
    elif clause.basis is Basis.RULE and clause.escalates:
        problems.note(f"{where}.escalates", RULE_STAYS)


def _each_once(key: str, names: Iterable[str], problems: Problems) -> None:
    for name, times in Counter(names).items():
        if times > 1:
            problems.note(key, NAMED_TWICE, name=name)
