"""The tables of penalties of a contract's file: what they say, and what is refused with the line at fault."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from tests.policy.small_contract import SHIPPED, written
from tickets.lifecycle.known import KNOWN
from tickets.policy import contract_checks, contract_files, tables
from tickets.policy import penalty_checks as checks
from tickets.policy.penalty_terms import BANDED, Base, Impact, PenaltyTerms, Per, Trigger
from tickets.policy.tables import FileError
from tickets.policy.types import Problem

FIRST, SECOND = (contract_files.read(path, KNOWN) for path in SHIPPED)
GOOD = SHIPPED[0].read_text(encoding="utf-8")
MINUTE = timedelta(minutes=1)

LOSS, ACCIDENT, INFLUENCE = Impact
#: Rows of FW2025091703: code, share, the word that must hold, the word that must not, the ends of the band in minutes.
ROWS = [
    ("A2.1", "200", LOSS, None, None),
    ("A2.2", "200", None, None, None),
    ("A2.3", "600", INFLUENCE, None, None),
    ("A2.4", "600", INFLUENCE, None, None),
    ("A2.5", "600", INFLUENCE, None, None),
    ("A2.6", "200", ACCIDENT, None, None),
    ("A2.7", "200", ACCIDENT, None, (15, 30)),
    ("A2.8", "200", ACCIDENT, None, (30, 60)),
    ("A2.9", "100", INFLUENCE, None, (30, 60)),
    ("A2.10", "200", INFLUENCE, None, (60, 120)),
    ("A2.11", "100", ACCIDENT, None, (60, 120)),
    ("A2.12", "200", ACCIDENT, None, (120, 240)),
    ("A3.1", "50", None, LOSS, None),
    ("A3.2", "20", None, None, None),
    ("A3.3", "20", None, None, None),
    ("A3.4", "20", None, None, None),
    ("A3.5", "30", None, None, None),
    ("A3.6", "60", None, None, None),
    ("A3.7", "50", None, INFLUENCE, None),
    ("A3.8", "30", None, INFLUENCE, (15, 30)),
    ("A3.9", "50", None, INFLUENCE, (30, 60)),
    ("A3.10", "30", None, INFLUENCE, (30, 60)),
    ("A3.11", "50", None, INFLUENCE, (60, 120)),
    ("A3.12", "30", None, INFLUENCE, (60, 120)),
    ("A3.13", "50", None, INFLUENCE, (120, 240)),
    ("12.5", "0.1", None, None, None),
    ("12.6", "0.01", None, None, None),
    ("15.11", "20", None, None, None),
]


def priced(terms) -> PenaltyTerms:
    assert terms.penalties is not None
    return terms.penalties


def told(text: str) -> list[Problem]:
    try:
        contract_files.parse(text, KNOWN)
    except FileError as error:
        return list(error.problems)
    return []


def test_the_first_contract_prices_what_its_annexes_say() -> None:
    found = [
        (
            rule.code,
            str(rule.share),
            rule.impact,
            rule.no_impact,
            rule.band and (rule.band.low // MINUTE, rule.band.high // MINUTE),
        )
        for rule in priced(FIRST).rules
    ]
    assert found == ROWS


def test_its_bands_are_open_at_their_ends() -> None:
    for rule in priced(FIRST).rules:
        assert rule.band is None or (rule.band.at_least, rule.band.at_most) == (None, None)


def test_the_rows_of_articles_are_by_the_day_and_of_the_whole_price() -> None:
    rows = {code: priced(FIRST).rule(code) for code in ("12.5", "12.6", "15.11")}
    assert {row.base for row in rows.values()} == {Base.TOTAL}
    assert [row.per for row in rows.values()] == [Per.DAY, Per.OPEN, Per.BREACH]


def test_the_second_contract_prices_otherwise_in_every_number() -> None:
    first, second = priced(FIRST), priced(SECOND)
    assert first.service_months != second.service_months
    for rule in second.rules:
        assert all(rule.share != other.share for other in first.of(rule.trigger)), rule.code
    assert [rule.code for rule in second.rules] == ["10.2", "10.2a", "10.5", "10.4"]
    assert second.rule("10.4").base is Base.DUE
    assert second.rule("10.5").duties == ("staff.replace", "migration.move", "switchover.move")
    assert not any(second.bands(trigger) for trigger in BANDED)


def test_a_contract_may_price_nothing() -> None:
    terms = contract_files.parse(written(), KNOWN)
    assert terms.penalties is None


@pytest.mark.parametrize("terms", [FIRST, SECOND], ids=lambda terms: terms.number)
def test_what_a_row_of_the_database_holds_reads_as_it_was_written(terms) -> None:
    assert PenaltyTerms.of_data(priced(terms).as_data()) == priced(terms)


def test_bands_stand_apart_and_in_order() -> None:
    for trigger in BANDED:
        bands = priced(FIRST).bands(trigger)
        assert all(one.high is not None and one.high <= two.low for one, two in pairwise(bands))


LONG, LONG_ARTICLE = "1" * 41, "penalties.rules.15.11.article"
A27 = '[penalties.rules."A2.7"]\ntrigger = "response"\nover = "15 minutes"\nunder = "30 minutes"\n'
#: What is written, what is written instead, the key at fault, the message.
FAULTS = [
    ("service_months = 12", "service_months = 0", "penalties.service_months", tables.NOT_A_NUMBER),
    ("service_months = 12", "", "penalties.service_months", tables.MISSING),
    ("service_months = 12", "service_months = 12\nfee = 1", "penalties.fee", tables.UNKNOWN_KEY),
    ("service_months = 12", 'service_months = 12\ngrounds = ["A9"]', "penalties.grounds", checks.NO_GROUND),
    ('trigger = "secrecy"', f'trigger = "secrecy"\narticle = "{LONG}"', LONG_ARTICLE, contract_checks.TOO_LONG),
    ('[penalties.rules."15.11"]', f'[penalties.rules."{LONG}"]', f"penalties.rules.{LONG}", contract_checks.TOO_LONG),
    ('trigger = "secrecy"', 'trigger = "secret"', "penalties.rules.15.11.trigger", tables.NOT_ONE_OF),
    ('share = "0.1%"', 'share = "0.1"', "penalties.rules.12.5.share", tables.NOT_PERCENT),
    ('share = "0.1%"', "share = 0.1", "penalties.rules.12.5.share", tables.NOT_PERCENT),
    ('share = "0.1%"', 'share = "0.0%"', "penalties.rules.12.5.share", tables.NOT_PERCENT),
    ('share = "0.1%"', 'share = "-1%"', "penalties.rules.12.5.share", tables.NOT_PERCENT),
    ('\nimpact = "grave_loss"', '\nimpact = "loss"', "penalties.rules.A2.1.impact", tables.NOT_ONE_OF),
    (
        '\nimpact = "grave_loss"',
        '\nimpact = "grave_loss"\nno_impact = "grave_loss"',
        "penalties.rules.A2.1.no_impact",
        checks.TWO_WORDS,
    ),
    (A27, A27.replace("15 minutes", "4 minutes"), "penalties.rules.A2.7", checks.BEGINS_IN_TIME),
    (A27, A27.replace("15 minutes", "30 minutes"), "penalties.rules.A2.7", checks.BAND_EMPTY),
    (A27, A27.replace("15 minutes", "1 day"), "penalties.rules.A2.7.over", tables.NOT_ELAPSED),
    (
        f'{A27}impact = "grave_accident"\nshare = "200%"\nduties = ["incident.respond"]',
        f'{A27}impact = "grave_accident"\nshare = "200%"\nduties = ["incident.respond", "incident.handle"]',
        "penalties.rules.A2.7.duties",
        checks.LIMITS_DIFFER,
    ),
    (A27, A27.replace("15 minutes", "14 minutes"), "penalties.rules.A3.8", checks.BANDS_OVERLAP),
    (A27, A27.replace("over", "at_least") + 'over = "15 minutes"\n', "penalties.rules.A2.7.at_least", checks.TWO_ENDS),
    (
        A27,
        A27.replace('over = "15 minutes"\nunder = "30 minutes"\n', ""),
        "penalties.rules.A2.7",
        checks.BAND_NEEDED,
    ),
    ('trigger = "secrecy"', 'trigger = "secrecy"\nover = "1 hour"', "penalties.rules.15.11", checks.BAND_IDLE),
    ('trigger = "secrecy"', 'trigger = "secrecy"\nper = "day"', "penalties.rules.15.11.per", checks.NOT_BY_THE_DAY),
    (
        'trigger = "late"\nbase = "total"',
        'trigger = "late"\nbase = "due"',
        "penalties.rules.12.5.base",
        checks.DUE_NEEDED,
    ),
    (
        'duties = ["change.expand", "change.expand_again"]',
        'duties = ["change.grow"]',
        "penalties.rules.A3.4.duties",
        checks.NO_DUTY,
    ),
    (
        '[penalties.rules."A3.6"]\ntrigger = "repeated_outages"',
        '[penalties.rules."A3.6"]\ntrigger = "long_outage"',
        "penalties.rules.A3.6",
        checks.SAME_ROW,
    ),
    ('key = "penalty.heaviest"', 'key = "penalty.lightest"', "interpretations", checks.ABSENT_ANSWER),
]


@pytest.mark.parametrize(("good", "bad", "key", "msgid"), FAULTS, ids=[f"{row[2]} {row[1][:30]}" for row in FAULTS])
def test_what_does_not_fit_is_refused_at_its_key(good: str, bad: str, key: str, msgid: str) -> None:
    assert GOOD.count(good) == 1
    found = {(each.key, each.msgid): each for each in told(GOOD.replace(good, bad))}
    assert (key, msgid) in found
    assert found[key, msgid].line > 0


def test_what_is_in_time_is_said_by_the_clause_alone() -> None:
    respond = GOOD.index('[clauses."incident.respond"]')
    text = GOOD[:respond] + GOOD[respond:].replace('limit = "5 minutes"', 'limit = "3 minutes"', 1)
    terms = contract_files.parse(text, KNOWN)
    assert priced(FIRST).in_time == {Trigger.RESPONSE: 5 * MINUTE, Trigger.RECOVERY: 30 * MINUTE}
    assert priced(terms).in_time == {Trigger.RESPONSE: 3 * MINUTE, Trigger.RECOVERY: 30 * MINUTE}


def test_no_rows_are_no_tables() -> None:
    bare = written() + "\n[penalties]\nservice_months = 12\n[penalties.rules]\n"
    assert ("penalties.rules", checks.NO_RULES) in [(each.key, each.msgid) for each in told(bare)]


def test_a_band_may_hold_its_ends() -> None:
    """“15 minutes or more, up to 30”: the next band then begins over 30."""
    text = GOOD
    for code in ("A2.7", "A3.8"):
        row = f'[penalties.rules."{code}"]\ntrigger = "response"\n'
        text = text.replace(f"{row}over", f"{row}at_least").replace(
            f'{row}at_least = "15 minutes"\nunder', f'{row}at_least = "15 minutes"\nat_most'
        )
    assert told(text) == []


def test_of_two_rows_with_equal_sums_the_earlier_of_the_file_stands_first() -> None:
    terms = priced(FIRST)
    assert terms.rank("A2.12") < terms.rank("A3.1") < terms.rank("A3.11") < terms.rank("12.5") < terms.rank("15.11")
    assert terms.rank("") == len(terms.rules)


def test_a_share_is_exact() -> None:
    late = priced(FIRST).of(Trigger.LATE)
    assert [replace(rule, text="").share for rule in late] == [Decimal("0.1")]
