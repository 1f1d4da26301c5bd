"""A contract file into frozen terms. Pure: reading, then the checks across tables, all problems at once."""

import calendar
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from tickets.errors import PolicyError
from tickets.policy import contract_checks
from tickets.policy.known import Known
from tickets.policy.tables import NOT_ONE_OF, NOT_READABLE, FileError, Problems, TomlTable, load
from tickets.policy.types import (
    UNLISTED_REASONS,
    Basis,
    CatalogueTerms,
    ClauseKind,
    ClauseTerms,
    ContractTerms,
    InstalmentTerms,
    InterpretationTerms,
    Limit,
    OrganizationTerms,
    Party,
    PauseReason,
    Problem,
    SystemTerms,
    Unit,
    Warn,
)

CONTRACTS = Path(__file__).parent / "contracts"

UNLISTED_REASON = "“%(ground)s” holds for every clock and is not listed."
LIMIT_OR_FIELD = "A clause has either a limit or limit_from, and exactly one of them."
ROLL_NEEDED = "Say whether a last day on a rest day rolls: roll = true or false."
ROLL_IDLE = "roll means nothing for this limit: only day, natural_day and month can end on a rest day and roll."

PARTIES = (Party.AGENCY, Party.PROVIDER, Party.AUTHORITY, Party.SUPERVISOR)
ROLLING = (Unit.DAY, Unit.NATURAL_DAY, Unit.MONTH)


def shipped() -> tuple[Path, ...]:
    """The contract files that come with the code, by number."""
    return tuple(sorted(CONTRACTS.glob("*.toml")))


def read(path: Path, known: Known) -> ContractTerms:
    """Read and check one file. Raises FileError with every problem, each with its key and line."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FileError((Problem(str(path), NOT_READABLE, {"error": _why(error)}),)) from error
    return parse(text, known)


def parse(text: str, known: Known) -> ContractTerms:
    """Terms from the text of a file, judged by what the code knows. Raises FileError.

    What is odd but lawful is in `warnings`.
    """
    document, lines = load(text)
    problems = Problems()
    terms = _contract(TomlTable(document, "", problems), known)
    contract_checks.check(terms, known, problems)
    problems.refuse(lines)
    return replace(terms, warnings=contract_checks.warnings(terms))


def reissue(terms: ContractTerms, *, number: str, starts: date) -> ContractTerms:
    """The same terms under another number, beginning on `starts` and as long as the first.

    A term of whole months keeps its months (2025-10-10 to 2026-10-09 is twelve); any other keeps its days.
    """
    months = _whole_months(terms.starts, terms.ends)
    length = terms.ends - terms.starts
    ends = _months_on(starts, months) - timedelta(days=1) if months else starts + length
    return replace(terms, number=number, starts=starts, ends=ends, signed_on=None, effective_on=None)


def with_system(
    terms: ContractTerms, code: str, *, important: bool, vendor: OrganizationTerms | None = None
) -> ContractTerms:
    """The terms with one system called important or not, and served by a vendor of its own."""
    served = vendor.code if vendor else ""
    systems = tuple(
        replace(each, important=important, vendor=served) if each.code == code else each for each in terms.systems
    )
    added = (vendor,) if vendor and vendor not in terms.organizations else ()
    return replace(terms, systems=systems, organizations=(*terms.organizations, *added))


def _contract(table: TomlTable, known: Known) -> ContractTerms:
    terms = ContractTerms(
        number=table.text("number"),
        title=table.text("title"),
        parties=_parties(table.table("parties")),
        starts=table.day("starts"),
        ends=table.day("ends"),
        amount=table.money("amount"),
        kinds=table.names("kinds", optional=False),
        signed_on=table.optional_day("signed_on"),
        effective_on=table.optional_day("effective_on"),
        organizations=tuple(_organization(code, each) for code, each in table.tables("organizations")),
        systems=tuple(_system(code, each) for code, each in table.tables("systems")),
        catalogue=tuple(_line(code, each) for code, each in table.tables("catalogue")),
        instalments=tuple(_instalment(each) for each in table.rows("instalments")),
        clauses=tuple(_clause(code, each, known) for code, each in table.tables("clauses")),
        interpretations=tuple(_interpretation(code, each) for code, each in table.tables("interpretations")),
    )
    table.close()
    return terms


def _parties(table: TomlTable) -> dict[Party, str]:
    parties = {party: table.text(party) for party in PARTIES}
    table.close()
    return parties


def _organization(code: str, table: TomlTable) -> OrganizationTerms:
    terms = OrganizationTerms(code, table.text("name"), table.text("short_name", optional=True))
    table.close()
    return terms


def _system(code: str, table: TomlTable) -> SystemTerms:
    terms = SystemTerms(code, table.text("name"), table.flag("important"), table.text("vendor", optional=True))
    table.close()
    return terms


def _line(code: str, table: TomlTable) -> CatalogueTerms:
    quantity = table.optional_number("quantity")
    terms = CatalogueTerms(
        code=code,
        group=table.text("group"),
        category=table.text("category"),
        item=table.text("item"),
        unit=table.text("unit", optional=quantity is None),
        quantity=quantity,
        specification=table.text("specification", optional=True),
        within=table.text("within", optional=True),
    )
    table.close()
    return terms


def _instalment(table: TomlTable) -> InstalmentTerms:
    terms = InstalmentTerms(
        number=table.number("number", least=1),
        share=table.number("share", least=1),
        amount=table.money("amount"),
        condition=table.text("condition"),
    )
    table.close()
    return terms


def _interpretation(code: str, table: TomlTable) -> InterpretationTerms:
    terms = InterpretationTerms(
        code=code,
        question=table.text("question"),
        chosen=table.text("chosen"),
        others=table.names("others"),
        key=table.text("key", optional=True),
        value=table.optional_number("value"),
    )
    table.close()
    return terms


def _clause(code: str, table: TomlTable, known: Known) -> ClauseTerms:
    limit, limit_from, limit_unit, rolls = _limit(table)
    duty = known.duties.get(code)
    terms = ClauseTerms(
        code=code,
        article=table.text("article"),
        title=table.text("title"),
        title_en=table.text("title_en"),
        party=table.member("party", Party) or Party.AGENCY,
        basis=table.member("basis", Basis) or Basis.JUDGEMENT,
        sort=table.member("sort", ClauseKind, duty.kind if duty else ClauseKind.CLOCK) or ClauseKind.CLOCK,
        limit=limit,
        limit_from=limit_from,
        limit_unit=limit_unit,
        limit_roll=rolls,
        target=_figures(table, "target"),
        anchor_later=table.text("anchor_later", optional=True),
        anchor_earlier=table.names("anchor_earlier"),
        pauses=_grounds(table),
        pause_basis=table.member("pause_basis", Basis, Basis.JUDGEMENT) or Basis.JUDGEMENT,
        warn=table.member("warn", Warn, Warn.DAYS) or Warn.DAYS,
        escalates=table.flag("escalates"),
        text=table.text("text"),
        evidence=table.text("evidence"),
        consequence=table.text("consequence", optional=True),
        interpretations=table.names("interpretations"),
    )
    table.close()
    return terms


def _limit(table: TomlTable) -> tuple[Limit | None, str, Unit | None, bool]:
    """The limit in figures, or the field that gives it with its unit, and whether the last day rolls."""
    limit_from = table.text("limit_from", optional=True)
    unit = table.member("limit_unit", Unit) if table.has("limit_unit") else None
    if table.has("limit") == table.has("limit_from"):
        table.note("limit", LIMIT_OR_FIELD)
    limit = _figures(table, "limit")
    rolls = _rolls(table, limit.unit if limit else unit)
    return limit and replace(limit, roll=rolls), limit_from, unit, rolls


def _figures(table: TomlTable, key: str) -> Limit | None:
    """The limit under this key, None where there is none."""
    words = table.text(key, optional=True)
    try:
        return Limit.parse(words) if words else None
    except PolicyError as error:
        table.note(key, error.msgid, **error.params)
        return None


def _rolls(table: TomlTable, unit: Unit | None) -> bool:
    """Civil Code 203 lets a contract say otherwise, so a file says it wherever it can matter."""
    if unit in ROLLING and not table.has("roll"):
        table.note("roll", ROLL_NEEDED)
    if unit not in ROLLING and table.has("roll") and table.problems.clean(table.at("limit")):
        table.note("roll", ROLL_IDLE)
    return table.flag("roll")


def _grounds(table: TomlTable) -> tuple[str, ...]:
    for ground in table.names("pauses"):
        if ground not in set(PauseReason):
            known = ", ".join(each for each in PauseReason if each not in UNLISTED_REASONS)
            table.note("pauses", NOT_ONE_OF, value=ground, known=known)
        elif ground in UNLISTED_REASONS:
            table.note("pauses", UNLISTED_REASON, ground=ground)
    return table.names("pauses")


def _whole_months(starts: date, ends: date) -> int:
    """The months from `starts` up to `ends` inclusive, or 0 if they are not whole."""
    after = ends + timedelta(days=1)
    months = (after.year - starts.year) * 12 + after.month - starts.month
    return months if _months_on(starts, months) == after else 0


def _months_on(day: date, months: int) -> date:
    """The corresponding day, else the month's end (Civil Code 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _why(error: OSError | UnicodeDecodeError) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
