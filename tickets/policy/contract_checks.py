"""What must hold across the tables of a contract file: sums, references, completeness. Pure.

Each rule is judged only where what it reads was readable, so that one slip is not told twice.
"""

from collections import Counter
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from tickets.policy.handles import CLAUSE_KINDS, PARAMETERS
from tickets.policy.tables import Problems
from tickets.policy.types import (
    Basis,
    ClauseKind,
    ClauseTerms,
    ContractTerms,
    InstalmentTerms,
    InterpretationTerms,
    Party,
    Problem,
    Warn,
)

CENT = Decimal("0.01")

NOT_A_CODE = "The code may have small letters, digits, _ and - only, at most %(most)s."
ENDS_FIRST = "The term ends on %(ends)s, before it begins on %(starts)s."
NOTHING_THERE = "At least one is needed."
NO_ORGANIZATION = "There is no organization with the code “%(code)s” in this file."
TWO_SIDES = "“%(code)s” is %(first)s already; nobody stands on two sides."
UNUSED = "Neither a party nor a system refers to it."
SAME_NAME = "“%(name)s” is there twice."
NO_LINE = "There is no catalogue line with the code “%(code)s”."
QUANTITY_FOR_UNIT = "A unit needs a quantity."
AMOUNTS_DIFFER = "The instalments come to %(sum)s, the contract's amount is %(amount)s."
SHARES_DIFFER = "The shares come to %(sum)s %%, not 100 %%."
SHARE_DIFFERS = "%(share)s %% of %(amount)s is %(due)s, not %(given)s."
OUT_OF_ORDER = "Instalments are numbered 1, 2, 3 …; here is %(number)s in place %(place)s."
UNKNOWN_HANDLE = "No machine knows a clause “%(code)s”."
ABSENT_HANDLE = "The clause is missing: a machine starts it or asks for it."
WRONG_SORT = "This clause is a %(sort)s in the machines."
FORWARD = "A clock counts forward; “before” belongs to a gate or an advice."
BACKWARD = "A gate or an advice counts backward from a day: say “… before”."
NO_PENALTY = (
    "A judgement is an internal target: it has no consequence and does not escalate to the authority."
)
RULE_STAYS = "Only a duty of the contract escalates to the authority."
WARN_MINUTES = "Minutes and hours warn by “minutes”, days and months by “days” or “long”."
NOT_A_PARTY = "This party is no party of the contract."
NO_INTERPRETATION = "There is no interpretation “%(code)s” in this file."
NAMED_TWICE = "“%(name)s” is named twice."
KEY_AND_VALUE = "key and value go together."
UNKNOWN_PARAMETER = "No rule reads “%(key)s”. Known are: %(known)s."
OUT_OF_BOUNDS = "“%(value)s” is not allowed for %(key)s. Allowed: %(bounds)s."
ABSENT_PARAMETER = "No interpretation gives the parameter %(key)s."
TWO_VALUES = "The parameter %(key)s has a value already."

MORE_THAN_WITHIN = (
    "%(item)s: %(quantity)s %(unit)s, but %(other)s has only %(bound)s. Have both sides check it."
)
NO_EFFECTIVE_DAY = (
    "The contract's text gives no day of effect; clocks that start there wait until it is entered."
)

CODE_LENGTH = 40
CODE_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_-")


def check(terms: ContractTerms, problems: Problems) -> None:
    """Note everything in `terms` that does not fit together."""
    _term(terms, problems)
    _codes(terms, problems)
    _organizations(terms, problems)
    _systems(terms, problems)
    _catalogue(terms, problems)
    _instalments(terms, problems)
    _clauses(terms, problems)
    _parameters(terms.interpretations, problems)


def warnings(terms: ContractTerms) -> tuple[Problem, ...]:
    """What looks odd but is lawful: quantities that do not fit one another (G17), no day of effect (G14)."""
    found = Problems()
    bounds = {line.code: line for line in terms.catalogue}
    for line in terms.catalogue:
        bound = bounds[line.within] if line.within else line
        if line.quantity is not None and bound.quantity is not None and line.quantity > bound.quantity:
            found.note(
                f"catalogue.{line.code}.quantity",
                MORE_THAN_WITHIN,
                item=line.item,
                quantity=line.quantity,
                unit=line.unit,
                other=bound.item,
                bound=bound.quantity,
            )
    if terms.effective_on is None:
        found.note("effective_on", NO_EFFECTIVE_DAY)
    return tuple(found.found)


def _term(terms: ContractTerms, problems: Problems) -> None:
    if problems.clean("starts", "ends") and terms.ends <= terms.starts:
        problems.note("ends", ENDS_FIRST, starts=terms.starts, ends=terms.ends)


def _codes(terms: ContractTerms, problems: Problems) -> None:
    """Codes become addresses and keys of fields: plain ASCII."""
    named = {
        "organizations": [each.code for each in terms.organizations],
        "systems": [each.code for each in terms.systems],
        "catalogue": [each.code for each in terms.catalogue],
    }
    for table, codes in named.items():
        for code in codes:
            if not 0 < len(code) <= CODE_LENGTH or not CODE_LETTERS.issuperset(code):
                problems.note(f"{table}.{code}", NOT_A_CODE, most=CODE_LENGTH)


def _organizations(terms: ContractTerms, problems: Problems) -> None:
    known = {each.code for each in terms.organizations}
    seen: dict[str, Party] = {}
    for party, code in terms.parties.items():
        if not code:
            continue
        if code not in known:
            problems.note(f"parties.{party}", NO_ORGANIZATION, code=code)
        if code in seen:
            problems.note(f"parties.{party}", TWO_SIDES, code=code, first=seen[code].value)
        seen.setdefault(code, party)
    idle = known - set(seen) - {each.vendor for each in terms.systems}
    for code in sorted(idle) if problems.clean("parties", "systems") else ():
        problems.note(f"organizations.{code}", UNUSED)


def _systems(terms: ContractTerms, problems: Problems) -> None:
    _some("systems", terms.systems, problems)
    known = {each.code for each in terms.organizations}
    for system in terms.systems:
        if system.vendor and system.vendor not in known:
            problems.note(f"systems.{system.code}.vendor", NO_ORGANIZATION, code=system.vendor)
    _once("systems", ((each.code, each.name) for each in terms.systems), problems)


def _catalogue(terms: ContractTerms, problems: Problems) -> None:
    _some("catalogue", terms.catalogue, problems)
    known = {each.code for each in terms.catalogue}
    for line in terms.catalogue:
        where = f"catalogue.{line.code}"
        if line.within and line.within not in known:
            problems.note(f"{where}.within", NO_LINE, code=line.within)
        if line.unit and line.quantity is None and problems.clean(f"{where}.quantity"):
            problems.note(f"{where}.quantity", QUANTITY_FOR_UNIT)


def _instalments(terms: ContractTerms, problems: Problems) -> None:
    _some("instalments", terms.instalments, problems)
    if not terms.instalments or not problems.clean("amount", "instalments"):
        return
    for place, instalment in enumerate(terms.instalments, start=1):
        _instalment(instalment, place, terms.amount, problems)
    shares = sum(each.share for each in terms.instalments)
    amounts = sum((each.amount for each in terms.instalments), Decimal(0))
    if shares != 100:  # percent
        problems.note("instalments", SHARES_DIFFER, sum=shares)
    if amounts != terms.amount:
        problems.note("instalments", AMOUNTS_DIFFER, sum=amounts, amount=terms.amount)


def _instalment(instalment: InstalmentTerms, place: int, total: Decimal, problems: Problems) -> None:
    """The last fen of a split may fall on either instalment, so an amount may be one fen off its share."""
    if instalment.number != place:
        problems.note(f"instalments.{place}.number", OUT_OF_ORDER, number=instalment.number, place=place)
    due = (total * instalment.share / 100).quantize(CENT, ROUND_HALF_UP)
    if abs(due - instalment.amount) > CENT:
        figures = {"share": instalment.share, "amount": total, "due": due, "given": instalment.amount}
        problems.note(f"instalments.{place}.amount", SHARE_DIFFERS, **figures)


def _clauses(terms: ContractTerms, problems: Problems) -> None:
    _some("clauses", terms.clauses, problems)
    known = {each.code for each in terms.interpretations}
    for clause in terms.clauses:
        where = f"clauses.{clause.code}"
        _handle(clause, where, problems)
        _weight(clause, where, problems)
        if clause.party not in terms.parties:
            problems.note(f"{where}.party", NOT_A_PARTY)
        for code in sorted(set(clause.interpretations) - known):
            problems.note(f"{where}.interpretations", NO_INTERPRETATION, code=code)
        for key in ("interpretations", "pauses", "anchor_earlier"):
            for name, times in Counter(getattr(clause, key)).items():
                if times > 1:
                    problems.note(f"{where}.{key}", NAMED_TWICE, name=name)
    absent = set(CLAUSE_KINDS) - {each.code for each in terms.clauses} if terms.clauses else set()
    for code in sorted(absent):
        problems.note(f"clauses.{code}", ABSENT_HANDLE)


def _handle(clause: ClauseTerms, where: str, problems: Problems) -> None:
    """The machines know the handle, and its limit counts in the direction that its sort asks for."""
    if clause.code not in CLAUSE_KINDS:
        problems.note(where, UNKNOWN_HANDLE, code=clause.code)
    elif clause.sort is not CLAUSE_KINDS[clause.code]:
        problems.note(f"{where}.sort", WRONG_SORT, sort=CLAUSE_KINDS[clause.code].value)
    unit = clause.limit.unit if clause.limit else None
    if unit is None:
        if clause.sort is not ClauseKind.CLOCK and clause.limit_from:
            problems.note(f"{where}.limit_from", BACKWARD)
        return
    if unit.backward != (clause.sort is not ClauseKind.CLOCK):
        problems.note(f"{where}.limit", FORWARD if unit.backward else BACKWARD)
    misfit = clause.sort is ClauseKind.CLOCK and unit.elapsed != (clause.warn is Warn.MINUTES)
    if misfit and problems.clean(f"{where}.warn"):
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


def _parameters(interpretations: tuple[InterpretationTerms, ...], problems: Problems) -> None:
    _some("interpretations", interpretations, problems)
    seen: set[str] = set()
    for each in interpretations:
        where = f"interpretations.{each.code}"
        if bool(each.key) != (each.value is not None) and problems.clean(f"{where}.value"):
            problems.note(where, KEY_AND_VALUE)
        elif each.key:
            _parameter(each, where, seen, problems)
    for key in sorted(set(PARAMETERS) - seen) if interpretations else ():
        problems.note("interpretations", ABSENT_PARAMETER, key=key)


def _parameter(each: InterpretationTerms, where: str, seen: set[str], problems: Problems) -> None:
    bounds = PARAMETERS.get(each.key)
    if bounds is None:
        problems.note(f"{where}.key", UNKNOWN_PARAMETER, key=each.key, known=", ".join(sorted(PARAMETERS)))
    elif each.key in seen:
        problems.note(f"{where}.key", TWO_VALUES, key=each.key)
    elif each.value is not None and not bounds.admits(each.value):
        problems.note(f"{where}.value", OUT_OF_BOUNDS, value=each.value, key=each.key, bounds=str(bounds))
    seen.add(each.key)


def _some(key: str, rows: tuple[object, ...], problems: Problems) -> None:
    if not rows and problems.clean(key):
        problems.note(key, NOTHING_THERE)


def _once(key: str, named: Iterable[tuple[str, str]], problems: Problems) -> None:
    seen: set[str] = set()
    for code, name in named:
        if name in seen:
            problems.note(f"{key}.{code}.name", SAME_NAME, name=name)
        seen.add(name)
