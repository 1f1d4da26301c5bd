"""The register's rows: loading twice changes nothing, a clause that changed becomes a new edition."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from accounts.models import Organization
from tests.policy import small_contract
from tests.rows import make_ticket
from tickets import ledger, register
from tickets.errors import Invalid
from tickets.lifecycle import KINDS
from tickets.lifecycle.known import KNOWN
from tickets.management.demo import contracts
from tickets.models import CalendarYear, CatalogueLine, Clause, Contract, Interpretation, LedgerEntry, System, Ticket
from tickets.policy import calendar_files, contract_files
from tickets.policy.types import ContractTerms, Limit, OpeningStockTerms, Party, Positive, Unit

FIRST, SECOND = (contract_files.read(path, KNOWN) for path in small_contract.SHIPPED)
ORDER = list(KINDS).index
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 9, 1, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def read_as(key: str, value: int | str) -> ContractTerms:
    """The first contract with another answer to one question."""
    answers = tuple(replace(each, value=value) if each.key == key else each for each in FIRST.interpretations)
    return replace(FIRST, interpretations=answers)


def with_limit(terms: ContractTerms, code: str, limit: Limit) -> ContractTerms:
    return replace(
        terms, clauses=tuple(replace(each, limit=limit) if each.code == code else each for each in terms.clauses)
    )


def count_rows() -> dict[str, int]:
    tables = (Contract, System, CatalogueLine, Clause, Interpretation, Organization)
    return {table.__name__: table.objects.count() for table in tables}


def test_a_contract_is_loaded_with_everything_in_its_file():
    loaded = register.load(FIRST, now=NOW)
    contract = loaded.contract
    assert loaded.created
    assert (contract.starts, contract.ends, contract.amount) == (FIRST.starts, FIRST.ends, FIRST.amount)
    assert contract.agency.name == "北京市城市运行管理事务中心"
    assert contract.systems.count() == 3
    assert [line.code for line in contract.lines.all()] == [line.code for line in FIRST.catalogue]
    assert sum(part.amount for part in contract.instalments.all()) == contract.amount
    assert contract.interpretations.count() == len(FIRST.interpretations)


def test_the_parties_are_made_as_units_of_their_kind():
    contract = register.load(FIRST, now=NOW).contract
    kinds = [contract.agency.kind, contract.provider.kind, contract.authority.kind, contract.supervisor.kind]
    assert kinds == ["agency", "provider", "authority", "supervisor"]


def test_everyclause_row_reads_as_in_the_file():
    rows = register.clauses(register.load(FIRST, now=NOW).contract)
    assert set(rows) == {each.code for each in FIRST.clauses}
    for each in FIRST.clauses:
        row = rows[each.code]
        assert (row.limit, row.limit_from, row.party, row.basis) == (
            each.limit, each.limit_from, each.party, each.basis,
        )  # fmt: skip
        assert (tuple(row.pauses), row.escalates, row.edition) == (each.pauses, each.escalates, 1)


def test_a_limit_taken_from_a_number_of_days_keeps_its_unit():
    rows = register.clauses(register.load(SECOND, now=NOW).contract)
    second = rows["change.expand_again"]
    assert (second.limit, second.limit_from, second.limit_unit) == (None, "days", "working_day")


def test_an_internal_target_is_kept_beside_the_limit():
    clauses = tuple(
        replace(each, target=Limit(3, Unit.DAY)) if each.code == "staff.replace" else each for each in FIRST.clauses
    )
    rows = register.clauses(register.load(replace(FIRST, clauses=clauses), now=NOW).contract)
    assert rows["staff.replace"].target == Limit(3, Unit.DAY)
    assert rows["common.accept"].target is None


def test_loading_twice_changes_nothing():
    register.load(FIRST, now=NOW)
    before = count_rows()
    again = register.load(FIRST, now=LATER)
    assert again.unchanged
    assert again.changes == ()
    assert again.contract.loaded_at == NOW
    assert count_rows() == before


def test_two_contracts_stand_beside_each_other():
    first, second = register.load(FIRST, now=NOW).contract, register.load(SECOND, now=NOW).contract
    assert register.clauses(first)["staff.replace"].limit != register.clauses(second)["staff.replace"].limit
    assert first.agency != second.agency


def test_a_reissued_contract_shares_the_units_of_the_first():
    first = register.load(FIRST, now=NOW).contract
    copy = contracts.reissue(FIRST, number="DEMO", starts=date(2026, 1, 1))
    demo = register.load(copy, now=NOW).contract
    assert (demo.agency, demo.provider) == (first.agency, first.provider)
    assert Organization.objects.count() == 4


def test_a_changed_clause_becomes_a_new_edition_and_the_old_one_stays():
    contract = register.load(FIRST, now=NOW).contract
    old = register.clauses(contract)["staff.replace"]
    changed = with_limit(FIRST, "staff.replace", Limit(3, Unit.WORKING_DAY))
    loaded = register.load(changed, now=LATER)
    new = register.clauses(contract)["staff.replace"]
    assert [change.key for change in loaded.changes] == ["clauses.staff.replace"]
    assert (new.edition, new.limit, new.since) == (2, Limit(3, Unit.WORKING_DAY), LATER)
    old.refresh_from_db()
    assert (old.edition, old.current, old.limit) == (1, False, Limit(5, Unit.DAY))


def test_the_clauses_that_did_not_change_keep_their_edition():
    contract = register.load(FIRST, now=NOW).contract
    register.load(with_limit(FIRST, "staff.replace", Limit(3, Unit.DAY)), now=LATER)
    editions = {code: row.edition for code, row in register.clauses(contract).items()}
    assert editions.pop("staff.replace") == 2
    assert set(editions.values()) == {1}


def test_a_clause_that_changes_back_is_a_third_edition():
    contract = register.load(FIRST, now=NOW).contract
    register.load(with_limit(FIRST, "staff.replace", Limit(3, Unit.DAY)), now=LATER)
    register.load(FIRST, now=LATER)
    assert register.clauses(contract)["staff.replace"].edition == 3
    assert contract.clauses.filter(code="staff.replace", current=True).count() == 1


def test_a_clause_dropped_and_taken_up_again_goes_on_counting_its_editions():
    contract = register.load(FIRST, now=NOW).contract
    without = replace(FIRST, clauses=tuple(each for each in FIRST.clauses if each.code != "notice.advance"))
    (change,) = register.load(without, now=LATER).changes
    title = next(each.title for each in FIRST.clauses if each.code == "notice.advance")
    assert (change.key, change.old, change.new) == ("clauses.notice.advance", title, "")
    assert "notice.advance" not in register.clauses(contract)
    register.load(FIRST, now=LATER)
    assert register.clauses(contract)["notice.advance"].edition == 2


def test_a_change_of_clause_says_what_it_was_and_what_it_is():
    register.load(FIRST, now=NOW)
    (change,) = register.load(with_limit(FIRST, "staff.replace", Limit(3, Unit.DAY)), now=LATER).changes
    assert (change.key, change.old, change.new) == ("clauses.staff.replace", "limit_n: 5", "limit_n: 3")


def test_an_amended_term_and_amount_are_told():
    contract = register.load(FIRST, now=NOW).contract
    loaded = register.load(replace(FIRST, ends=date(2026, 12, 31), amount=Decimal("1300000.00")), now=LATER)
    told = {change.key: (change.old, change.new) for change in loaded.changes}
    assert told == {"ends": ("2026-10-09", "2026-12-31"), "amount": ("1203010.38", "1300000.00")}
    contract.refresh_from_db()
    assert contract.ends == date(2026, 12, 31)


def test_a_system_called_important_keeps_its_row():
    contract = register.load(FIRST, now=NOW).contract
    row = contract.systems.get(code="city-operation")
    loaded = register.load(contracts.with_system(FIRST, "city-operation", important=True), now=LATER)
    row.refresh_from_db()
    assert row.important
    assert [change.key for change in loaded.changes] == ["systems.city-operation.important"]


def test_a_catalogue_line_that_the_file_drops_goes():
    contract = register.load(FIRST, now=NOW).contract
    loaded = register.load(replace(FIRST, catalogue=FIRST.catalogue[:-1]), now=LATER)
    assert contract.lines.count() == len(FIRST.catalogue) - 1
    (change,) = loaded.changes
    assert (change.key, change.old, change.new) == ("catalogue.monitoring_interface", FIRST.catalogue[-1].item, "")


NO_RESTART = replace(FIRST, kinds=tuple(kind for kind in FIRST.kinds if kind != "restart"))
NO_CLOCKS = replace(
    NO_RESTART, clauses=tuple(each for each in FIRST.clauses if each.code not in ("restart.verify", "restart.execute"))
)


def restart_under(contract: Contract, **more: object) -> None:
    ticket = make_ticket(kind="restart")
    Ticket.objects.filter(pk=ticket.pk).update(contract=contract, **more)


def stocked(quantity: int, source: str = "移交清单") -> ContractTerms:
    return replace(FIRST, opening_stock=(OpeningStockTerms("city-operation", "vcpu", Positive(quantity), source),))


def test_the_ledger_begins_with_the_opening_stock_of_the_file_and_its_source():
    loaded = register.load(stocked(40), now=NOW)
    (entry,) = ledger.opening_stock(loaded.contract)
    assert (entry.system.code, entry.line.code, entry.quantity, entry.source) == (
        "city-operation",
        "vcpu",
        40,
        "移交清单",
    )
    assert register.load(stocked(40), now=LATER).unchanged


def test_a_corrected_opening_stock_is_told_and_entered_as_the_difference():
    register.load(stocked(40), now=NOW)
    changes = register.load(stocked(36, "移交清单（更正）"), now=LATER).changes
    assert [(one.key, one.old, one.new) for one in changes] == [
        ("opening_stock.city-operation.vcpu", "40", "36 (移交清单（更正）)")
    ]
    assert [entry.quantity for entry in LedgerEntry.objects.all()] == [40, -4]


def test_an_opening_stock_of_which_more_was_given_back_already_is_refused():
    contract = register.load(stocked(40), now=NOW).contract
    LedgerEntry.objects.create(
        line=contract.lines.get(code="vcpu"), system=contract.systems.get(code="city-operation"),
        source="清单", quantity=-38, after=2, at=NOW, note="returned",
    )  # fmt: skip
    with pytest.raises(Invalid, match="opening_stock"):
        register.load(stocked(1), now=LATER)


def test_a_kind_may_go_but_not_the_clauses_on_which_its_open_tickets_run():
    contract = register.load(FIRST, now=NOW).contract
    restart_under(contract)
    assert not register.load(NO_RESTART, now=LATER).unchanged
    with pytest.raises(Invalid, match=r"clauses\.restart\.execute"):
        register.load(NO_CLOCKS, now=LATER)
    assert {"restart.verify", "restart.execute"} <= register.clauses(contract).keys()


def test_the_clauses_go_once_its_tickets_are_closed():
    contract = register.load(FIRST, now=NOW).contract
    restart_under(contract, state="closed", closed_at=NOW)
    changed = {change.key for change in register.load(NO_CLOCKS, now=LATER).changes}
    assert changed == {"kinds", "clauses.restart.verify", "clauses.restart.execute"}


def test_a_code_that_belongs_to_another_unit_is_refused():
    Organization.objects.create(code=FIRST.parties[Party.AGENCY], name="另一单位", kind="agency")
    with pytest.raises(Invalid, match="bj-city-operation"):
        register.load(FIRST, now=NOW)
    assert not Contract.objects.exists()


def test_a_unit_does_not_change_sides_between_contracts():
    register.load(FIRST, now=NOW)
    sides = FIRST.parties | {Party.AGENCY: FIRST.parties[Party.PROVIDER], Party.PROVIDER: FIRST.parties[Party.AGENCY]}
    with pytest.raises(Invalid):
        register.load(replace(FIRST, number="SWAP", parties=sides), now=NOW)


def test_what_the_contract_answers_is_read_by_key():
    contract = register.load(SECOND, now=NOW).contract
    assert register.readings(contract) == small_contract.readings(SECOND)


def test_an_answer_stands_in_words_beside_the_other_readings():
    weekends = register.load(FIRST, now=NOW).contract.interpretations.get(code="Q1")
    assert (weekends.value, weekends.chosen[:2], [other[:3] for other in weekends.others]) == (
        "roll",
        "属于",
        ["不属于"],
    )
    trial = Interpretation.objects.get(key="go_live.trial_days")
    assert trial.chosen.startswith("30天")


def test_another_reading_is_told_as_a_change_with_its_words():
    register.load(FIRST, now=NOW)
    changes = {change.key: change for change in register.load(read_as("counting.weekends", "stay"), now=LATER).changes}
    assert set(changes) == {f"interpretations.Q1.{name}" for name in ("chosen", "others", "value")}
    assert (changes["interpretations.Q1.value"].old, changes["interpretations.Q1.value"].new) == ("roll", "stay")


def test_the_calendar_of_a_contract_counts_as_it_is_read():
    usual = register.load(FIRST, now=NOW).contract
    assert register.calendar_of(usual).version == "2025.1+2026.1"
    other = register.load(read_as("counting.weekends", "stay"), now=LATER).contract
    assert register.calendar_of(other).version == "2025.1+2026.1/w"
    assert register.calendar_as("2025.1+2026.1/w").counting == register.calendar_of(other).counting


def test_a_contract_without_answers_is_read_as_usual():
    """As one that was loaded by an earlier release."""
    contract = register.load(FIRST, now=NOW).contract
    contract.interpretations.update(key="", value=None)
    contract.digest = "of an earlier release"
    assert register.readings(contract) == {}
    assert register.calendar_of(contract) is register.calendar()


NOTICE_2027 = calendar_files.parse(
    {
        "year": 2027,
        "version": 1,
        "source": "测试通知2027",
        "off": [{"first": "2027-01-01", "last": "2027-01-03", "name": "元旦", "name_en": "New Year"}],
        "make_up": [],
    },
    file="2027.toml",
)


def test_without_rows_the_calendar_is_the_one_shipped():
    assert register.calendar().version == "2025.1+2026.1"


def test_a_loaded_year_counts_at_once():
    assert not register.calendar().announced(date(2027, 1, 4))
    assert register.load_calendar(NOTICE_2027, now=NOW) == frozenset({2027})
    assert register.calendar().announced(date(2027, 1, 4))


def test_loading_a_year_twice_changes_nothing():
    register.load_calendar(NOTICE_2027, now=NOW)
    assert register.load_calendar(NOTICE_2027, now=LATER) == frozenset()
    assert CalendarYear.objects.count() == 1


def test_loading_a_year_as_it_was_shipped_moves_no_date():
    for year in calendar_files.shipped():
        assert register.load_calendar(year, now=NOW) == frozenset()
    assert CalendarYear.objects.count() == len(calendar_files.shipped())
    assert register.calendar().version == "2025.1+2026.1"


def test_an_amendment_within_the_year_counts_from_its_loading():
    (amended,) = (
        replace(year, version=2, make_up=year.make_up[1:]) for year in calendar_files.shipped() if year.year == 2026
    )
    dropped = date(2026, 1, 4)
    assert register.calendar().is_working(dropped)
    assert register.load_calendar(amended, now=NOW) == frozenset({2026})
    assert not register.calendar().is_working(dropped)


def test_other_days_under_the_same_version_are_refused():
    register.load_calendar(NOTICE_2027, now=NOW)
    with pytest.raises(Invalid):
        register.load_calendar(replace(NOTICE_2027, source="别的通知"), now=LATER)


def test_the_version_shipped_cannot_be_loaded_with_other_days():
    (shipped,) = (year for year in calendar_files.shipped() if year.year == 2026)
    with pytest.raises(Invalid):
        register.load_calendar(replace(shipped, make_up=()), now=NOW)


def test_an_older_version_is_refused():
    register.load_calendar(replace(NOTICE_2027, version=2), now=NOW)
    with pytest.raises(Invalid):
        register.load_calendar(NOTICE_2027, now=LATER)


def test_the_calendar_costs_one_query_while_nothing_is_loaded(django_assert_num_queries):
    register.load_calendar(NOTICE_2027, now=NOW)
    first = register.calendar()
    with django_assert_num_queries(1):
        assert register.calendar() is first
