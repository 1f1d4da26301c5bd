"""`manage.py load_contract FILE [--check]`: every problem on a line of its own, then nothing is loaded."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from accounts.models import Organization
from tests.policy import small_contract
from tickets.models import AuditEntry, Clause, Contract

FIRST, SECOND = small_contract.SHIPPED

pytestmark = pytest.mark.django_db


def run(file: Path, *options: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    with override("en"):
        call_command("load_contract", str(file), *options, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def faulty(tmp_path: Path, **replacements: str) -> Path:
    text = SECOND.read_text(encoding="utf-8")
    for old, new in replacements.values():
        assert old in text
        text = text.replace(old, new)
    file = tmp_path / "contract.toml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("file", [FIRST, SECOND], ids=lambda file: file.stem)
def test_it_loads_a_shipped_contract(file):
    out, _err = run(file)
    assert out == f"{file.stem}: loaded.\n"
    assert Contract.objects.get().number == file.stem


def test_loading_again_changes_nothing():
    run(SECOND)
    out, err = run(SECOND)
    assert out == "ZX2026-0031: nothing changed.\n"
    assert {line.split(" has ")[1] for line in err.splitlines()} == {"no people in its roles yet."}


def test_check_reads_the_file_and_loads_nothing():
    out, _err = run(SECOND, "--check")
    assert out == "ZX2026-0031: the file is in order.\n"
    assert not Contract.objects.exists()


def test_what_looks_odd_is_printed_and_loaded_all_the_same():
    _out, err = run(FIRST)
    assert "catalogue.waf_ip.quantity" in err
    assert Contract.objects.filter(number="FW2025091703").exists()


def test_a_changed_file_says_what_changed(tmp_path):
    run(SECOND)
    out, _err = run(faulty(tmp_path, limit=('limit = "8 days"', 'limit = "9 days"')))
    assert out == "clauses.staff.replace: limit_n: 8 → limit_n: 9\nZX2026-0031: brought up to date.\n"
    assert Clause.objects.get(code="staff.replace", current=True).edition == 2


def test_each_load_that_changed_something_is_in_the_system_log(tmp_path):
    run(SECOND)
    run(SECOND)
    run(faulty(tmp_path, limit=('limit = "8 days"', 'limit = "9 days"')))
    first, second = AuditEntry.objects.filter(action="load_contract").order_by("seq")
    assert first.data["changes"] == {}
    assert second.data["changes"] == {"clauses.staff.replace": ["limit_n: 8", "limit_n: 9"]}
    assert second.data["digest"] == Contract.objects.get().digest != first.data["digest"]


def test_every_problem_has_its_line_and_key_and_nothing_is_loaded(tmp_path):
    file = faulty(tmp_path, ends=("ends = 2027-11-30", "ends = 2026-05-31"), limit=('"8 days"', '"8 dayz"'))
    err = StringIO()
    with override("en"), pytest.raises(CommandError, match=r"\.toml has faults: 2"):
        call_command("load_contract", str(file), stderr=err)
    written = file.read_text(encoding="utf-8").splitlines()
    places = [f"line {written.index(line) + 1}" for line in ("ends = 2026-05-31", 'limit = "8 dayz"')]
    told = [line.partition(": ")[0] for line in err.getvalue().splitlines()]
    assert told == [f"{places[0]}, ends", f"{places[1]}, clauses.staff.replace.limit"]
    assert not Contract.objects.exists()


def test_problems_are_told_in_chinese_where_chinese_is_spoken(tmp_path):
    file = faulty(tmp_path, ends=("ends = 2027-11-30", "ends = 2026-05-31"))
    err = StringIO()
    with override("zh-hans"), pytest.raises(CommandError):
        call_command("load_contract", str(file), stderr=err)
    assert "服务期限止于2026年5月31日" in err.getvalue()


def test_a_file_that_is_not_there_is_one_line(tmp_path):
    with pytest.raises(CommandError):
        run(tmp_path / "none.toml")


def test_a_unit_known_by_another_name_is_refused_in_one_line():
    Organization.objects.create(code="demo-archives", name="另一单位", kind="agency")
    with pytest.raises(CommandError, match=r"organizations\.demo-archives"):
        run(SECOND)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    file = tmp_path / "small.toml"
    file.write_text(small_contract.written(), encoding="utf-8")
    return file


def test_a_contract_of_three_kinds_is_in_order_and_is_loaded_with_them(small: Path):
    assert run(small, "--check")[0] == "XS-2026-001: the file is in order.\n"
    assert run(small)[0] == "XS-2026-001: loaded.\n"
    contract = Contract.objects.get()
    assert contract.kinds == list(small_contract.KINDS)
    assert set(contract.clauses.values_list("code", flat=True)) == set(small_contract.LIMITS)


def test_a_clause_that_a_declared_kind_lacks_is_named_with_the_kinds(small: Path):
    small.write_text(small_contract.written(limits=small_contract.without("restart.verify")), encoding="utf-8")
    err = StringIO()
    with override("zh-hans"), pytest.raises(CommandError):
        call_command("load_contract", str(small), stderr=err)
    assert "clauses.restart.verify：缺少此条款，下列工单以其为依据：restart。" in err.getvalue()


def test_a_file_of_before_that_declares_no_kinds_is_told_so(small: Path):
    text = small.read_text(encoding="utf-8")
    small.write_text("\n".join(line for line in text.splitlines() if not line.startswith("kinds")), encoding="utf-8")
    err = StringIO()
    with override("en"), pytest.raises(CommandError):
        call_command("load_contract", str(small), stderr=err)
    assert err.getvalue() == "kinds: The key is missing.\n"
