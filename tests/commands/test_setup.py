"""A bare production database begins with one command: unit, three administrators, the first contract."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Membership, Organization, User
from tests.settings import ROOT
from tickets.models import AuditEntry, Contract

FILE = """
contract = "{contract}"
[unit]
code = "operator"
name = "政务云工单运营中心"
[administrators.system]
username = "sys1"
name = "王系统"
[administrators.security]
username = "sec1"
name = "李安全"
email = "sec1@example.cn"
[administrators.audit]
username = "aud1"
name = "赵审计"
"""
CONTRACT = ROOT / "tickets/policy/contracts/FW2025091703.toml"
ANSWERS = ["", "政务云工单运营中心", "sys1", "王系统", "", "sec1", "李安全", "", "aud1", "赵审计", "", ""]


def run(*words: object) -> str:
    out = StringIO()
    call_command("setup", *words, stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "first.toml"
    path.write_text(FILE.format(contract=CONTRACT), "utf-8")
    return path


def test_a_file_makes_unit_administrators_and_contract(db, file: Path, client) -> None:
    said = run(file)
    roles = Membership.objects.values_list("user__username", "role", "organization__code")
    assert set(roles) == {
        ("sys1", "system_admin", "operator"),
        ("sec1", "security_admin", "operator"),
        ("aud1", "audit_admin", "operator"),
    }
    assert Contract.objects.exists()
    password = next(line.split()[-1] for line in said.splitlines() if "  sys1  " in line)
    assert client.post("/accounts/login/", {"login": "sys1", "password": password}).status_code == 302
    assert AuditEntry.objects.filter(action="role_granted", actor=None).count() == 3


def test_it_asks_where_no_file_is_named(db, monkeypatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("\n".join(ANSWERS) + "\n"))
    run()
    assert Organization.objects.get().code == "operator"
    assert User.objects.count() == 3


def test_nobody_who_answers_is_said(db, monkeypatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(""))
    with pytest.raises(CommandError, match="终端"):
        run()


def test_it_begins_once(db, file: Path) -> None:
    run(file)
    with pytest.raises(CommandError, match="/manage/"):
        run(file)


@pytest.mark.parametrize(
    ("changed", "into", "said"),
    [
        ('username = "aud1"\n', "", r"\[administrators.audit\] username"),
        ('name = "政务云工单运营中心"\n', "", r"\[unit\] name"),
        ('"aud1"', '"SYS1"', "已有账号"),
        ("[unit]", "[unit", "first.toml"),
        ('"operator"', '"a b"', "."),
    ],
)
def test_a_mistake_makes_nothing(db, file: Path, changed: str, into: str, said: str) -> None:
    file.write_text(file.read_text("utf-8").replace(changed, into), "utf-8")
    with pytest.raises(CommandError, match=said):
        run(file)
    assert not User.objects.exists()
    assert not Organization.objects.exists()


def test_a_contract_with_faults_is_found_before_anything_is_made(db, file: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("number = 1\n", "utf-8")
    for name in ("bad.toml", "absent.toml"):
        file.write_text(FILE.format(contract=name), "utf-8")
        with pytest.raises(CommandError):
            run(file)
        assert not User.objects.exists()
        assert not Organization.objects.exists()
    file.write_text(FILE.format(contract=CONTRACT), "utf-8")
    assert "  sys1  " in run(file)


def test_each_answer_is_checked_at_once_and_its_field_is_named(db, monkeypatch) -> None:
    answers = [
        "a b", "operator", "政务云工单运营中心", "sys 1", "sys1", "王系统", "sys1", "",
        "SYS1", "sec1", "李安全", "sec1@example.cn", "aud1", "赵审计", "sec1@example.cn", "aud1@example.cn",
        "absent.toml", "",
    ]  # fmt: skip
    monkeypatch.setattr("sys.stdin", StringIO("\n".join(answers) + "\n"))
    said = run().splitlines()
    for field in ("代码", "账号", "邮箱"):
        assert any(field in line and len(line) > 20 for line in said), said
    assert set(User.objects.values_list("username", flat=True)) == {"sys1", "sec1", "aud1"}
    assert Organization.objects.get().code == "operator"


def test_the_part_of_the_file_at_fault_is_named(db, file: Path) -> None:
    file.write_text(file.read_text("utf-8").replace("sec1@example.cn", "sec1"), "utf-8")
    with pytest.raises(CommandError, match=r"\[administrators.security\] email"):
        run(file)
