"""A contract file into frozen terms. Pure: reading, then the checks across tables, all problems at once."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from texts import files
from tickets.policy import contract_checks, documents, penalty_files
from tickets.policy.known import Known
from tickets.policy.tables import (
    MISSING,
    NOT_A_TEXT,
    NOT_ONE_OF,
    NOT_READABLE,
    NOT_UTF8,
    FileError,
    Problems,
    TomlTable,
    load,
)
from tickets.policy.types import (
    UNLISTED_REASONS,
    CatalogueTerms,
    ClauseKind,
    ClauseTerms,
    ContractTerms,
    DocumentTerms,
    HeadCountTerms,
    InstalmentTerms,
    InterpretationTerms,
    OpeningStockTerms,
    OrganizationTerms,
    Party,
    PauseReason,
    Problem,
    ScoreItemTerms,
    ScoreSheetTerms,
    SystemTerms,
    Unit,
)

CONTRACTS = Path(__file__).parent / "contracts"

UNLISTED_REASON = "“%(ground)s” holds for every clock and is not listed."
LIMIT_OR_FIELD = "A clause has either a limit or limit_from, and exactly one of them."
WORDS_OR_READINGS = "A number stands with “words”, a word with “readings”: exactly one of them."
NOT_A_VALUE = "A whole number or a word in quotes is expected."
ROLL_NEEDED = "Say whether a last day on a rest day rolls: roll = true or false."
ROLL_IDLE = "roll means nothing for this limit: only day, natural_day and month can end on a rest day and roll."

PARTIES = (Party.AGENCY, Party.PROVIDER, Party.AUTHORITY, Party.SUPERVISOR)
#: These stand together: a document that says one of them says them all.
LIMITING = {"limit", "limit_from", "limit_unit", "roll"}
ROLLING = (Unit.DAY, Unit.NATURAL_DAY, Unit.MONTH)


def read(path: Path, known: Known) -> ContractTerms:
    """Read and check one file. Raises FileError with every problem, each with its key and line."""
    try:
        text = files.read(path)
    except OSError as error:
        raise FileError((Problem(path.name, NOT_READABLE, {"error": error.strerror or str(error)}),)) from error
    except files.NotUtf8Error as error:
        msgid = NOT_UTF8 if error.encoding else NOT_A_TEXT
        raise FileError((Problem(path.name, msgid, {"encoding": error.encoding}),)) from error
    return parse(text, known)


def parse(text: str, known: Known) -> ContractTerms:
    """Terms from the text of a file, judged by what the code knows. Raises FileError.
    What is odd but lawful is in `warnings`."""
    document, lines = load(text)
    problems = Problems()
    terms = _contract(TomlTable(document, "", problems), known)
    contract_checks.check(terms, known, problems)
    problems.refuse(lines)
    return replace(terms, warnings=contract_checks.warnings(terms))


def _contract(table: TomlTable, known: Known) -> ContractTerms:
    papers = tuple(each.read(DocumentTerms, code=code) for code, each in _part(table, "documents"))
    clauses = tuple(_prevailing(code, each, known, papers) for code, each in table.tables("clauses"))
    return table.read(
        ContractTerms,
        parties=_parties(table.table("parties")),
        organizations=tuple(each.read(OrganizationTerms, code=code) for code, each in table.tables("organizations")),
        systems=tuple(each.read(SystemTerms, code=code) for code, each in table.tables("systems")),
        catalogue=tuple(_line(code, each) for code, each in table.tables("catalogue")),
        instalments=tuple(each.read(InstalmentTerms) for each in table.rows("instalments")),
        documents=papers,
        clauses=clauses,
        interpretations=tuple(_interpretation(code, each) for code, each in table.tables("interpretations")),
        opening_stock=_opening_stock(table),
        head_count=_head_count(table),
        score_sheet=_score_sheet(table.table("score_sheet")) if table.has("score_sheet") else None,
        penalties=penalty_files.read(table.table("penalties"), clauses) if table.has("penalties") else None,
        warnings=(),
    )


def _part(table: TomlTable, key: str) -> Iterator[tuple[str, TomlTable]]:
    """The tables under a key that may be left out."""
    return table.tables(key) if table.has(key) else iter(())


def _opening_stock(table: TomlTable) -> tuple[OpeningStockTerms, ...]:
    rows = table.rows("opening_stock") if table.has("opening_stock") else ()
    return tuple(each.read(OpeningStockTerms) for each in rows)


def _head_count(table: TomlTable) -> tuple[HeadCountTerms, ...]:
    rows = table.rows("head_count") if table.has("head_count") else ()
    return tuple(each.read(HeadCountTerms) for each in rows)


def _score_sheet(table: TomlTable) -> ScoreSheetTerms:
    items = tuple(each.read(ScoreItemTerms, code=code) for code, each in table.tables("items"))
    return table.read(ScoreSheetTerms, items=items)


def _parties(table: TomlTable) -> dict[Party, str]:
    parties = {party: table.value(party, str) for party in PARTIES}
    table.close()
    return parties


def _line(code: str, table: TomlTable) -> CatalogueTerms:
    line = table.read(CatalogueTerms, code=code)
    if line.quantity is not None and not table.has("unit"):
        table.note("unit", MISSING)
    return line


def _prevailing(code: str, table: TomlTable, known: Known, papers: tuple[DocumentTerms, ...]) -> ClauseTerms:
    """The duty as the highest document words it (G20). What another says differently stands under `says`: what it does
    not say is as in the clause itself."""
    others = list(_part(table, "says"))
    own = _clause(code, table, known)
    if not table.problems.clean(table.where):  # which is told once, not for each document that says the rest
        return own
    said = [_clause(code, _said(table, source, each), known) for source, each in others]
    return documents.prevailing((own, *said), papers)


def _said(table: TomlTable, source: str, other: TomlTable) -> TomlTable:
    """The whole clause as this document words it."""
    replaced = {"says", "source"} | (LIMITING if LIMITING & set(other.data) else set())
    kept = {key: value for key, value in table.data.items() if key not in replaced}
    return TomlTable({**kept, **other.data, "source": source}, other.where, other.problems)


def _clause(code: str, table: TomlTable, known: Known) -> ClauseTerms:
    """The limit stands in figures, or a field gives it; whether the last day rolls stands beside either."""
    if table.has("limit") == table.has("limit_from"):
        table.note("limit", LIMIT_OR_FIELD)
    rolls = table.has("roll") and table.value("roll", bool)
    duty = known.duties.get(code)
    usual = duty.kind if duty else ClauseKind.CLOCK
    sort = table.value("sort", ClauseKind) if table.has("sort") else usual
    terms = table.read(ClauseTerms, code=code, sort=sort, limit_roll=rolls, pauses=_grounds(table), outranked=())
    _check_roll(table, terms.limit.unit if terms.limit else terms.limit_unit)
    return replace(terms, limit=terms.limit and replace(terms.limit, roll=rolls))


def _interpretation(code: str, table: TomlTable) -> InterpretationTerms:
    """A number is worded by `words`, a word by the `readings`: exactly one of both stands there."""
    if table.has("words") == table.has("readings"):
        table.note("words", WORDS_OR_READINGS)
    readings = table.table("readings") if table.has("readings") else None
    given = {value: readings.value(value, str) for value in readings.data} if readings else {}
    return table.read(InterpretationTerms, code=code, value=_value(table), readings=given)


def _value(table: TomlTable) -> int | str:
    value = table.data.get("value")
    if not table.has("value"):
        table.note("value", MISSING)
    elif type(value) not in (int, str):
        table.note("value", NOT_A_VALUE)
    return value if isinstance(value, int | str) else ""


def _check_roll(table: TomlTable, unit: Unit | None) -> None:
    """Civil Code 203 lets a contract say otherwise, so a file says it wherever it can matter."""
    if unit in ROLLING and not table.has("roll"):
        table.note("roll", ROLL_NEEDED)
    if unit not in ROLLING and table.has("roll") and table.problems.clean(table.at("limit")):
        table.note("roll", ROLL_IDLE)


def _grounds(table: TomlTable) -> tuple[str, ...]:
    grounds = table.value("pauses", tuple[str, ...]) if table.has("pauses") else ()
    for ground in grounds:
        if ground not in set(PauseReason):
            known = ", ".join(each for each in PauseReason if each not in UNLISTED_REASONS)
            table.note("pauses", NOT_ONE_OF, value=ground, known=known)
        elif ground in UNLISTED_REASONS:
            table.note("pauses", UNLISTED_REASON, ground=ground)
    return grounds
