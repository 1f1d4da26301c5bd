"""What must hold of the interpretations of a contract file: each answers a question that a rule reads, with a value
that the rule obeys, and the clauses say the same. Pure."""

from collections.abc import Iterator

from tickets.policy.known import Governed, Known
from tickets.policy.tables import Problems
from tickets.policy.types import PLACE, ClauseTerms, ContractTerms, InterpretationTerms, Unit

UNKNOWN_READING = "No rule reads “%(key)s”. Known are: %(known)s."
NOT_LAWFUL = "“%(value)s” is not allowed for %(key)s. Allowed: %(bounds)s."
FIXED_NEEDED = "This release keeps the reading “%(value)s” of %(key)s and no other: say fixed = true."
NOT_FIXED = "%(key)s can be read in several ways: it is not fixed."
ABSENT_READING = "No interpretation answers %(key)s. These kinds rest on it: %(kinds)s."
ABSENT_ANSWER = "No interpretation answers %(key)s, which every contract does."
TWO_ANSWERS = "%(key)s has an answer already."
NO_PLACE = "The words must hold {value}, where the number goes."
NOT_WORDED = "The words of the reading “%(value)s” are missing."
CONTRADICTION = "%(key)s is read as “%(value)s” in this file: here “%(held)s” would have to stand."


def check(terms: ContractTerms, known: Known, problems: Problems) -> None:
    """Note each interpretation that no rule obeys, each question left open, and each clause that says otherwise."""
    answered: set[str] = set()
    for each in terms.interpretations:
        where = f"interpretations.{each.code}"
        if not problems.clean(f"{where}.key", f"{where}.value"):
            continue
        if each.key in answered:
            problems.note(f"{where}.key", TWO_ANSWERS, key=each.key)
        answered.add(each.key)
        _answer(each, where, known, problems)
        _words(each, where, known, problems)
    _open_questions(terms, answered, known, problems)
    _clauses(terms, known, problems)


def _answer(each: InterpretationTerms, where: str, known: Known, problems: Problems) -> None:
    asked = known.readings.get(each.key)
    if asked is None:
        problems.note(f"{where}.key", UNKNOWN_READING, key=each.key, known=", ".join(sorted(known.readings)))
    elif not asked.admits(each.value):
        problems.note(f"{where}.value", NOT_LAWFUL, value=each.value, key=each.key, bounds=asked.lawful)
    elif asked.fixed and not each.fixed:
        problems.note(f"{where}.fixed", FIXED_NEEDED, value=each.value, key=each.key)
    elif each.fixed and not asked.fixed:
        problems.note(f"{where}.fixed", NOT_FIXED, key=each.key)


def _words(each: InterpretationTerms, where: str, known: Known, problems: Problems) -> None:
    """The words follow the value: those of a number hold its place, each word that may stand has its own."""
    if not problems.clean(f"{where}.words", f"{where}.readings"):
        return
    if isinstance(each.value, int):
        if PLACE not in each.words:
            problems.note(f"{where}.words", NO_PLACE)
        return
    asked = known.readings.get(each.key)
    for value in getattr(asked, "values", (each.value,)):
        if value not in each.readings:
            problems.note(f"{where}.readings", NOT_WORDED, value=value)


def _open_questions(terms: ContractTerms, answered: set[str], known: Known, problems: Problems) -> None:
    """A default that nobody sees is none: what the code reads, the contract says."""
    for key, kinds in known.readings_of(terms.kinds).items() if terms.interpretations else ():
        if key in answered:
            continue
        if kinds:
            problems.note("interpretations", ABSENT_READING, key=key, kinds=", ".join(kinds))
        else:
            problems.note("interpretations", ABSENT_ANSWER, key=key)


def _clauses(terms: ContractTerms, known: Known, problems: Problems) -> None:
    """Where clauses carry a reading out, they say the same as its interpretation."""
    values = {each.key: each.value for each in terms.interpretations}
    clauses = {each.code: each for each in terms.clauses}
    for rule in _governed(terms, known):
        clause, value = clauses.get(rule.duty), values.get(rule.switch.key)
        if clause is None or value not in rule.held:
            continue
        where = f"clauses.{rule.duty}.{rule.column}"
        if getattr(clause, rule.column) != rule.held[str(value)] and problems.clean(where):
            problems.note(where, CONTRADICTION, key=rule.switch.key, value=value, held=_said(rule.held[str(value)]))


def _governed(terms: ContractTerms, known: Known) -> Iterator[Governed]:
    yield from known.governed
    if known.natural_days is not None:
        rolls = {"roll": True, "stay": False}
        for clause in terms.clauses:
            if _unit(clause) is Unit.NATURAL_DAY:
                yield Governed(known.natural_days, clause.code, "roll", rolls)


def _unit(clause: ClauseTerms) -> Unit | None:
    return clause.limit.unit if clause.limit else clause.limit_unit


def _said(held: object) -> str:
    """As the file would say it."""
    if isinstance(held, bool):
        return str(held).lower()
    return ", ".join(held) if isinstance(held, tuple) else str(held)
