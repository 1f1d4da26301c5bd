"""`verify_audit`: a count and status 0, or each fault and status 1."""

import json
import re

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from tests.audit.test_verify import entries, superuser
from tests.rows import NOW, make_ticket, put_register_on_record, write_down
from tickets import audit
from tickets.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def filled() -> None:
    for number in ("GD-1", "GD-2"):
        ticket = make_ticket(number)
        for action in ("open", "submit", "approve"):
            write_down(ticket, action, now=NOW, actor=None, unit=None)
    put_register_on_record()


def test_an_untouched_audit_is_counted(capsys):
    call_command("verify_audit")
    entries, rows = capsys.readouterr().out.splitlines()
    assert entries == "审计记录7条，链3条，均与写入时一致。"
    assert re.fullmatch(r"工单2件等数据8行（用时\d+\.\d秒）、附件0个（用时\d+\.\d秒），均与审计记载一致。", rows)


def test_each_fault_is_a_line_and_the_status_is_one(capsys):
    with superuser():
        entries().filter(ticket__number="GD-1", seq=2).update(action="refuse")
        entries().filter(ticket__number="GD-2", seq=3).delete()
    with pytest.raises(CommandError) as refused:
        call_command("verify_audit")
    assert refused.value.returncode == 1
    assert capsys.readouterr().err.splitlines() == ["GD-1/2: 已被改动", "GD-2/3: 被截断"]
    assert "2处" in str(refused.value)


def test_an_export_is_written_and_can_be_held_against_the_audit_later(tmp_path, capsys):
    file = tmp_path / "audit.jsonl"
    call_command("verify_audit", export=file)
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    kinds = [next(iter(line)) for line in lines]
    assert [kinds.count(kind) for kind in ("entry", "head", "summary")] == [7, 3, 1]
    call_command("verify_audit", against=file)
    with superuser():
        entries().filter(ticket__number="GD-1").delete()
    with pytest.raises(CommandError):
        call_command("verify_audit", against=file)


@pytest.mark.parametrize("option", ["export", "against"])
def test_a_file_that_cannot_be_used_is_one_clear_line(tmp_path, option):
    with pytest.raises(CommandError, match="nowhere"):
        call_command("verify_audit", **{option: tmp_path / "nowhere" / "audit.jsonl"})


def test_a_file_that_is_no_export_is_one_clear_line(tmp_path):
    file = tmp_path / "other.txt"
    file.write_text("not json\n")
    with pytest.raises(CommandError, match=r"other\.txt"):
        call_command("verify_audit", against=file)


def test_the_system_log_is_named_as_people_know_it(capsys: pytest.CaptureFixture[str]) -> None:
    audit.log_system("signed_in", now=NOW)
    with superuser():
        AuditEntry.objects.filter(action="signed_in").update(action="signed_out")
    with pytest.raises(CommandError):
        call_command("verify_audit")
    with override("en"), pytest.raises(CommandError):
        call_command("verify_audit")
    assert capsys.readouterr().err.splitlines() == ["系统日志/2: 已被改动", "system log/2: entry changed"]
