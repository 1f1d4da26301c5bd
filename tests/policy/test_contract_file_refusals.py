"""A contract file with a fault is refused, and the fault is named by its key."""

from pathlib import Path

import pytest

from tickets.lifecycle.known import KNOWN
from tickets.policy import contract_checks as checks
from tickets.policy import contract_files, tables, toml_faults, types
from tickets.policy import interpretation_checks as answers
from tickets.policy.contract_files import CONTRACTS, parse
from tickets.policy.tables import FileError
from tickets.policy.types import Problem

GOOD = (CONTRACTS / "FW2025091703.toml").read_text(encoding="utf-8")

ACCEPT = '[clauses."common.accept"]\narticle = "9.1"'
SENSING = "energy-sensing"
STOCK = '[[opening_stock]]\nsystem = "{system}"\nline = "{line}"\nquantity = {quantity}\nsource = "清单"\n\n'
STAFF = '[[head_count]]\nsince = {since}\npeople = {people}\nsource = "约定"\n\n'
TRIAL = 'key = "go_live.trial_days"\nvalue = 30'
EFFECT = 'key = "notice.effect"\nvalue = "entry"'
DEMAND = 'key = "migration.counted_from"\nvalue = "demand"\nfixed = true'

#: What is written, what is written instead, the key at fault, the message.
FAULTS = [
    ("number = ", "nummer = ", "nummer", tables.UNKNOWN_KEY),
    ("number = ", "nummer = ", "number", tables.MISSING),
    ('number = "FW2025091703"', 'number = ""', "number", tables.NOT_TEXT),
    ('number = "FW2025091703"', "number = 17", "number", tables.NOT_TEXT),
    ("ends = 2026-10-09", 'ends = "soon"', "ends", tables.NOT_A_DAY),
    (
        'name = "北京市城市运行监测平台"',
        'name = "北京市城市运行监测平台"\nrunning_since = 2025-10-10',
        "systems.city-operation.running_since",
        checks.RUNNING_UNPROVED,
    ),
    (
        'name = "北京市城市运行监测平台"',
        'name = "北京市城市运行监测平台"\nrunning_since = 2026-10-10\nrunning_source = "移交清单"',
        "systems.city-operation.running_since",
        checks.RUNNING_TOO_LATE,
    ),
    ("ends = 2026-10-09", "ends = 2026-10-09T00:00:00", "ends", tables.NOT_A_DAY),
    ("ends = 2026-10-09", "ends = 2025-10-09", "ends", checks.ENDS_FIRST),
    ("ends = 2026-10-09", "ends = 2025-10-10", "ends", checks.ENDS_FIRST),
    ('amount = "1203010.38"', "amount = 1203010.38", "amount", tables.NOT_MONEY),
    ('amount = "1203010.38"', 'amount = "1,203,010.38"', "amount", tables.NOT_MONEY),
    ('amount = "1203010.38"', 'amount = "-1.00"', "amount", tables.NOT_MONEY),
    ('amount = "1203010.38"', 'amount = "NaN"', "amount", tables.NOT_MONEY),
    ('amount = "1203010.38"', 'amount = "1203010.39"', "instalments", checks.AMOUNTS_DIFFER),
    ('amount = "481204.15"', 'amount = "481204.16"', "instalments", checks.AMOUNTS_DIFFER),
    ('amount = "481204.15"', 'amount = "481200.00"', "instalments.2.amount", checks.SHARE_DIFFERS),
    ("share = 40", "share = 41", "instalments", checks.SHARES_DIFFER),
    ("share = 40", "share = 0", "instalments.2.share", tables.NOT_A_NUMBER),
    ("number = 2", "number = 3", "instalments.2.number", checks.OUT_OF_ORDER),
    ("kinds = [", "kinds = []\nothers = [", "kinds", checks.NOTHING_THERE),
    ("kinds = [", 'kinds = "restart"\nothers = [', "kinds", tables.NOT_A_LIST),
    ("kinds = [", 'kinds = ["repair", ', "kinds", tables.NOT_ONE_OF),
    ("kinds = [", 'kinds = ["restart", ', "kinds", checks.NAMED_TWICE),
    ('agency = "bj-city-operation"', "", "parties.agency", tables.MISSING),
    ('agency = "bj-city-operation"', 'agency = "bj-city"', "parties.agency", checks.NO_ORGANIZATION),
    ('agency = "bj-city-operation"', 'agency = "unicom-beijing"', "parties.provider", checks.TWO_SIDES),
    ("[parties]", '[parties]\nbank = "x"', "parties.bank", tables.UNKNOWN_KEY),
    ("[parties]", f"{STAFF.format(since='2026-01-01', people=0)}[parties]", "head_count.1.people", tables.NOT_A_NUMBER),
    (
        "[parties]",
        f"{STAFF.format(since='2026-01-01', people=1001)}[parties]",
        "head_count.1.people",
        checks.OUT_OF_BOUNDS,
    ),
    (
        "[parties]",
        f"{STAFF.format(since='2026-01-01', people=6) * 2}[parties]",
        "head_count.2.since",
        checks.NOT_LATER,
    ),
    (
        "[systems.energy-sensing]",
        "[organizations.idle]\nname = 'x'\n[systems.energy-sensing]",
        "organizations.idle",
        checks.UNUSED,
    ),
    (
        ACCEPT,
        f"{STOCK.format(system='mail', line='vcpu', quantity=1)}{ACCEPT}",
        "opening_stock.1.system",
        checks.NO_SYSTEM,
    ),
    (
        ACCEPT,
        f"{STOCK.format(system=SENSING, line='gold', quantity=1)}{ACCEPT}",
        "opening_stock.1.line",
        checks.NO_LINE,
    ),
    (
        ACCEPT,
        f"{STOCK.format(system=SENSING, line='vcpu', quantity=0)}{ACCEPT}",
        "opening_stock.1.quantity",
        tables.NOT_A_NUMBER,
    ),
    (
        ACCEPT,
        f"{STOCK.format(system=SENSING, line='vcpu', quantity=1) * 2}{ACCEPT}",
        "opening_stock.2",
        checks.TWO_STOCKS,
    ),
    (
        ACCEPT,
        f"{STOCK.format(system=SENSING, line='vcpu', quantity=2**31)}{ACCEPT}",
        "opening_stock.1.quantity",
        checks.OUT_OF_BOUNDS,
    ),
    ("[systems.energy-sensing]", "[systems.Energy]", "systems.Energy", checks.NOT_A_CODE),
    (
        'name = "北京市能源运行综合监测系统"\nimportant = false',
        'name = "系统"\nimportant = "no"',
        "systems.energy-monitoring.important",
        tables.NOT_A_FLAG,
    ),
    (
        'name = "北京市能源运行综合监测系统"',
        'name = "北京市能源运行综合监测系统"\nvendor = "nobody"',
        "systems.energy-monitoring.vendor",
        checks.NO_ORGANIZATION,
    ),
    (
        'name = "北京市城市运行监测平台"',
        'name = "北京市能源运行综合监测系统"',
        "systems.city-operation.name",
        checks.SAME_NAME,
    ),
    ("quantity = 470", "quantity = -1", "catalogue.vcpu.quantity", tables.NOT_A_NUMBER),
    ("quantity = 470", "quantity = true", "catalogue.vcpu.quantity", tables.NOT_A_NUMBER),
    ("quantity = 470", "", "catalogue.vcpu.quantity", checks.QUANTITY_FOR_UNIT),
    ('unit = "CPU"\n', "", "catalogue.vcpu.unit", tables.MISSING),
    ('within = "internet_ip"', 'within = "ipv6"', "catalogue.waf_ip.within", checks.NO_LINE),
    ('[clauses."common.accept"]', '[clauses."common.acept"]', "clauses.common.acept", checks.UNKNOWN_DUTY),
    ('[clauses."common.accept"]', '[clauses."common.acept"]', "clauses.common.accept", checks.ABSENT_DUTY),
    (ACCEPT, f'{ACCEPT}\nsort = "gate"', "clauses.common.accept.sort", checks.WRONG_SORT),
    (ACCEPT, f'{ACCEPT}\nsort = "alarm"', "clauses.common.accept.sort", tables.NOT_ONE_OF),
    (ACCEPT, f'{ACCEPT}\ntarget = "soon"', "clauses.common.accept.target", types.NOT_A_LIMIT),
    (ACCEPT, f'{ACCEPT}\ntarget = "1 month before"', "clauses.common.accept.target", checks.TARGET_OF_A_CLOCK),
    (ACCEPT, f"{ACCEPT}\nescalates = true", "clauses.common.accept.escalates", checks.NO_PENALTY),
    (ACCEPT, f'{ACCEPT}\nconsequence = "20%"', "clauses.common.accept.consequence", checks.NO_PENALTY),
    (ACCEPT, f"{ACCEPT}\nroll = true", "clauses.common.accept.roll", contract_files.ROLL_IDLE),
    (ACCEPT, f'{ACCEPT}\nlimit_from = "end_date"', "clauses.common.accept.limit", contract_files.LIMIT_OR_FIELD),
    (ACCEPT, f'{ACCEPT}\nlimit_unit = "day"', "clauses.common.accept.limit_unit", checks.UNIT_BESIDE_NUMBER),
    (ACCEPT, f'{ACCEPT}\nanchor_later = "dawn"', "clauses.common.accept.anchor_later", checks.NOT_ASKED),
    (ACCEPT, f'{ACCEPT}\nanchor_earlier = ["dawn"]', "clauses.common.accept.anchor_earlier", checks.NOT_ASKED),
    (ACCEPT, f'{ACCEPT}\npauses = "force"', "clauses.common.accept.pauses", tables.NOT_A_LIST),
    (ACCEPT, f'{ACCEPT}\npauses = ["holiday"]', "clauses.common.accept.pauses", tables.NOT_ONE_OF),
    (ACCEPT, f'{ACCEPT}\npauses = ["force_majeure"]', "clauses.common.accept.pauses", contract_files.UNLISTED_REASON),
    (ACCEPT, f'{ACCEPT}\npauses = ["third_party", "third_party"]', "clauses.common.accept.pauses", checks.NAMED_TWICE),
    ('limit = "5 days"', "", "clauses.staff.replace.limit", contract_files.LIMIT_OR_FIELD),
    ('limit = "5 days"', 'limit = "5 dayz"', "clauses.staff.replace.limit", types.NOT_A_LIMIT),
    ('limit = "5 days"', 'limit = "0 days"', "clauses.staff.replace.limit", types.NOT_A_LIMIT),
    ('limit = "5 days"', 'limit = "5 working days before"', "clauses.staff.replace.limit", checks.FORWARD),
    ('limit = "5 days"', 'limit = "5 minutes"', "clauses.staff.replace.warn", checks.WARN_MINUTES),
    ('limit = "5 days"\nroll = true', 'limit = "5 days"', "clauses.staff.replace.roll", contract_files.ROLL_NEEDED),
    (
        'limit = "6 months before"',
        'limit = "6 months"\nroll = true',
        "clauses.provider_exit.notice.limit",
        checks.BACKWARD,
    ),
    (
        'limit = "6 months before"',
        'limit_from = "end_date"',
        "clauses.provider_exit.notice.limit_from",
        checks.BACKWARD,
    ),
    ('limit_from = "days"', 'limit_from = "weeks"', "clauses.change.expand_again.limit_from", checks.NOT_ASKED),
    (
        'limit_unit = "natural_day"\nroll = true',
        "",
        "clauses.change.expand_again.limit_unit",
        checks.UNIT_BESIDE_NUMBER,
    ),
    (
        'limit_unit = "natural_day"\nroll = true',
        'limit_unit = "minute"',
        "clauses.change.expand_again.limit_unit",
        checks.DAYS_UNIT,
    ),
    ('limit_unit = "natural_day"', 'limit_unit = "week"', "clauses.change.expand_again.limit_unit", tables.NOT_ONE_OF),
    (
        'title = "人员更换"\ntitle_en = "Replacement of staff"\nparty = "provider"',
        'title = "人员更换"\ntitle_en = "Replacement of staff"\nparty = "vendor"',
        "clauses.staff.replace.party",
        checks.NOT_A_PARTY,
    ),
    (
        'title_en = "Replacement of staff"\nparty = "provider"',
        'title_en = "Replacement of staff"\nparty = "supplier"',
        "clauses.staff.replace.party",
        tables.NOT_ONE_OF,
    ),
    (
        'party = "provider"\nbasis = "contract"\nlimit = "5 days"',
        'party = "provider"\nbasis = "habit"\nlimit = "5 days"',
        "clauses.staff.replace.basis",
        tables.NOT_ONE_OF,
    ),
    (
        'party = "provider"\nbasis = "contract"\nlimit = "5 days"',
        'party = "provider"\nbasis = "rule"\nlimit = "5 days"',
        "clauses.staff.replace.escalates",
        checks.RULE_STAYS,
    ),
    (
        "[interpretations.M16]",
        "[interpretations.M999]",
        "clauses.incident.handle.interpretations",
        checks.NO_INTERPRETATION,
    ),
    (TRIAL, 'key = "go_live.days"\nvalue = 30', "interpretations.M12.key", answers.UNKNOWN_READING),
    (TRIAL, 'key = "go_live.days"\nvalue = 30', "interpretations", answers.ABSENT_READING),
    (TRIAL, 'key = "go_live.trial_days"\nvalue = 366', "interpretations.M12.value", answers.NOT_LAWFUL),
    (TRIAL, 'key = "go_live.trial_days"\nvalue = "30"', "interpretations.M12.value", answers.NOT_LAWFUL),
    (TRIAL, 'key = "go_live.trial_days"\nvalue = true', "interpretations.M12.value", contract_files.NOT_A_VALUE),
    (TRIAL, 'key = "go_live.trial_days"\nvalue = 3.5', "interpretations.M12.value", contract_files.NOT_A_VALUE),
    (TRIAL, 'key = "go_live.trial_days"', "interpretations.M12.value", tables.MISSING),
    (TRIAL, "value = 30", "interpretations.M12.key", tables.MISSING),
    (TRIAL, 'key = "restart.permit_max_hours"\nvalue = 30', "interpretations.M13.key", answers.TWO_ANSWERS),
    (TRIAL, f"{TRIAL}\nfixed = true", "interpretations.M12.fixed", answers.NOT_FIXED),
    ('words = "{value}天，', 'words = "30天，', "interpretations.M12.words", answers.NO_PLACE),
    ('words = "{value}天，', 'wards = "{value}天，', "interpretations.M12.words", contract_files.WORDS_OR_READINGS),
    (EFFECT, EFFECT.replace("entry", "signature"), "interpretations.M2.value", answers.NOT_LAWFUL),
    (EFFECT, f"{EFFECT}\nwords = '进入时'", "interpretations.M2.words", contract_files.WORDS_OR_READINGS),
    (EFFECT, f"{EFFECT}\nfixed = true", "interpretations.M2.fixed", answers.NOT_FIXED),
    ('receipt = "乙方签收时', 'later = "乙方签收时', "interpretations.M2.readings", answers.NOT_WORDED),
    (DEMAND, DEMAND.replace('"demand"', '"order"'), "interpretations.Q7.value", answers.NOT_LAWFUL),
    (DEMAND, DEMAND.replace("\nfixed = true", ""), "interpretations.Q7.fixed", answers.FIXED_NEEDED),
    (
        'key = "counting.natural_days"\nvalue = "roll"',
        'key = "counting.natural_days"\nvalue = "stay"',
        "clauses.change.expand.roll",
        answers.CONTRADICTION,
    ),
    (
        'key = "switchover.counted_from"\nvalue = "end_date"',
        'key = "switchover.counted_from"\nvalue = "notice"',
        "clauses.switchover.move.anchor_later",
        answers.CONTRADICTION,
    ),
    (
        'key = "incident.counted_from"\nvalue = "earliest"',
        'key = "incident.counted_from"\nvalue = "report"',
        "clauses.incident.handle.anchor_earlier",
        answers.CONTRADICTION,
    ),
    (
        'key = "incident.on_site"\nvalue = "when_called"',
        'key = "incident.on_site"\nvalue = "every_fault"',
        "clauses.incident.onsite.anchor_earlier",
        answers.CONTRADICTION,
    ),
]


def refused(text: str) -> tuple[Problem, ...]:
    with pytest.raises(FileError) as refusal:
        parse(text, KNOWN)
    return refusal.value.problems


@pytest.mark.parametrize(("old", "new", "key", "message"), FAULTS, ids=[f"{row[2]}: {row[1]!r}" for row in FAULTS])
def test_a_fault_is_named_by_its_key(old, new, key, message):
    assert old in GOOD
    found = refused(GOOD.replace(old, new, 1))
    assert (key, message) in [(problem.key, problem.msgid) for problem in found]


def test_a_problem_names_the_line_of_its_key():
    text = GOOD.replace('limit = "5 days"', 'limit = "5 dayz"', 1)
    (problem,) = refused(text)
    assert text.splitlines()[problem.line - 1] == 'limit = "5 dayz"'


def test_a_missing_key_is_placed_at_the_table_that_lacks_it():
    text = GOOD.replace('title_en = "Replacement of staff"\n', "")
    (problem,) = refused(text)
    assert text.splitlines()[problem.line - 1] == '[clauses."staff.replace"]'


def test_a_row_of_a_list_is_counted_from_one():
    text = GOOD.replace("share = 40", 'share = "forty"')
    (problem,) = refused(text)
    assert (problem.key, text.splitlines()[problem.line - 1]) == ("instalments.2.share", 'share = "forty"')


def test_all_problems_are_told_at_once_in_the_order_of_the_file():
    text = GOOD.replace("ends = 2026-10-09", "ends = 2024-10-09")
    text = text.replace("share = 40", "share = 30").replace('limit = "5 days"', 'limit = "five days"', 1)
    found = refused(text)
    assert [problem.key for problem in found] == [
        "ends",
        "instalments",
        "instalments.2.amount",
        "clauses.staff.replace.limit",
    ]
    assert [problem.line for problem in found] == sorted(problem.line for problem in found)


def test_a_slip_in_one_figure_is_not_told_again_by_the_sums():
    assert [problem.key for problem in refused(GOOD.replace('amount = "721806.23"', 'amount = "0,7 M"'))] == [
        "instalments.1.amount"
    ]


def test_a_table_of_parties_that_is_empty_lacks_each_of_them():
    text = "\n\n".join(block for block in GOOD.split("\n\n") if not block.startswith("[parties]"))
    found = refused(text.replace("[organizations.bj-city", "[parties]\n\n[organizations.bj-city", 1))
    assert {problem.key for problem in found} >= {f"parties.{party}" for party in contract_files.PARTIES}


def test_a_table_that_is_missing_is_told_once():
    found = [(problem.key, problem.msgid) for problem in refused('number = "X"\n')]
    missing = [
        "title",
        "parties",
        "starts",
        "ends",
        "amount",
        "kinds",
        "organizations",
        "systems",
        "catalogue",
        "instalments",
        "clauses",
        "interpretations",
    ]
    assert sorted(found) == sorted((key, tables.MISSING) for key in missing)


def test_a_list_of_something_else_than_tables_is_refused():
    found = [(problem.key, problem.msgid) for problem in refused("instalments = [1]\n")]
    assert ("instalments", tables.NOT_A_TABLE) in found


def test_a_code_written_twice_is_refused_with_its_line():
    (problem,) = refused(GOOD + '\n[clauses."staff.replace"]\n')
    assert problem.msgid == toml_faults.TWICE
    assert problem.params["line"] == GOOD.count("\n") + 2


def test_a_refusal_reads_as_its_problems_one_a_line():
    text = GOOD.replace("ends = 2026-10-09", "ends = 2024-10-09").replace("share = 40", 'share = "forty"')
    with pytest.raises(FileError) as refusal:
        parse(text, KNOWN)
    assert [line.partition(": ")[0].partition(", ")[2] for line in str(refusal.value).splitlines()] == [
        "ends",
        "instalments.2.share",
    ]


@pytest.mark.parametrize("emptied", ["systems", "catalogue", "clauses", "interpretations"])
def test_a_contract_with_an_empty_table_is_refused(emptied):
    kept = [block for block in GOOD.split("\n\n") if f"[{emptied}." not in block]
    text = "\n\n".join(kept).replace("[parties]", f"[{emptied}]\n\n[parties]")
    assert (emptied, checks.NOTHING_THERE) in [(problem.key, problem.msgid) for problem in refused(text)]


def test_a_file_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(FileError) as refusal:
        contract_files.read(tmp_path / "none.toml", KNOWN)
    assert "No such file" in str(refusal.value.problems[0])


def test_a_file_in_another_encoding_is_refused(tmp_path: Path):
    file = tmp_path / "gbk.toml"
    file.write_bytes(GOOD.encode("gb18030"))
    with pytest.raises(FileError) as refusal:
        contract_files.read(file, KNOWN)
    (problem,) = refusal.value.problems
    assert (problem.key, problem.msgid, problem.params) == ("gbk.toml", tables.NOT_UTF8, {"encoding": "GBK"})


def test_the_mark_that_windows_puts_in_front_is_no_fault(tmp_path: Path):
    file = tmp_path / "marked.toml"
    file.write_text(GOOD, encoding="utf-8-sig")
    assert contract_files.read(file, KNOWN) == contract_files.parse(GOOD, KNOWN)


def test_a_judgement_never_makes_a_penalty_in_any_clause():
    terms = parse(GOOD, KNOWN)
    assert not [
        each.code for each in terms.clauses if each.basis == "judgement" and (each.escalates or each.consequence)
    ]
