"""`manage.py load_calendar FILE [--check]`."""

from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from tickets.datelaw.types import ZONE
from tickets.models import AuditEntry, CalendarYear
from tickets.policy import calendar_files

pytestmark = pytest.mark.django_db

NOTICE = """
year = 2027
version = 1
source = "测试通知2027"
make_up = [2027-01-09]

[[off]]
first = 2027-01-01
last = 2027-01-03
name = "元旦"
name_en = "New Year"
"""


def run(file: Path, *options: str) -> str:
    out = StringIO()
    with override("en"):
        call_command("load_calendar", str(file), *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    file = tmp_path / "2027.toml"
    file.write_text(NOTICE, encoding="utf-8")
    return file


def test_it_loads_a_year(notice):
    assert run(notice) == "2027.1: loaded.\n"
    assert CalendarYear.objects.get().year == 2027


def test_loading_again_changes_nothing(notice):
    run(notice)
    assert run(notice) == "2027.1: nothing changed.\n"
    assert CalendarYear.objects.count() == 1


def test_a_year_is_in_the_system_log_once(notice):
    run(notice)
    run(notice)
    entry = AuditEntry.objects.get(action="load_calendar")
    assert (entry.data["version"], entry.data["terms"]["make_up"]) == ("2027.1", ["2027-01-09"])


def test_open_deadlines_follow_the_notice_and_the_audit_says_so(notice, clock_at, world):
    world.at(datetime(2026, 12, 28, 10, 0, tzinfo=ZONE))
    ticket = world.take(world.file("staff_replacement"), "submit", "issue_demand")
    assert (world.clock(ticket, "staff.replace").due_at, world.clock(ticket, "staff.replace").provisional) == (
        datetime(2027, 1, 5, tzinfo=ZONE),
        True,
    )
    notice.write_text(NOTICE.replace("last = 2027-01-03", "last = 2027-01-05"), encoding="utf-8")
    clock_at(world.now)
    assert run(notice).endswith("Deadlines worked out anew: 1.\n")
    moved = world.clock(ticket, "staff.replace")
    assert (moved.due_at, moved.provisional) == (datetime(2027, 1, 7, tzinfo=ZONE), False)
    assert world.audit(ticket)[-1].action == "calendar"
    assert "Deadlines" not in run(notice)


def test_check_loads_nothing_and_says_what_stands_in_the_file(notice):
    assert run(notice, "--check").splitlines() == [
        "2027.1: the file is in order.",
        "2027: 3 days off, 1 weekend days worked.",
        "Off: New Year, Fri 1 January 2027 to Sun 3 January 2027",
        "Worked: Sat 9 January 2027",
    ]
    assert not CalendarYear.objects.exists()


def test_the_shipped_year_is_told_in_chinese_and_nothing_is_odd_about_it(capsys):
    call_command("load_calendar", str(calendar_files.SHIPPED / "2026.toml"), "--check")
    said = capsys.readouterr()
    assert "2026年：放假33天，补班6天。" in said.out
    assert "放假：春节，2026年2月15日（周日）至2026年2月23日（周一）" in said.out
    assert "补班：2026年9月20日（周日）" in said.out
    assert said.err == ""


def test_what_is_odd_is_noted_and_the_year_is_loaded_all_the_same(notice, capsys):
    with override("zh-hans"):
        call_command("load_calendar", str(notice))
    noted = capsys.readouterr().err
    assert "“国庆”" in noted
    assert "放假的工作日减去补班日为0天，法定节假日为13天" in noted
    assert CalendarYear.objects.exists()


@pytest.mark.parametrize("file", sorted(calendar_files.SHIPPED.glob("*.toml")), ids=lambda file: file.stem)
def test_the_shipped_years_can_be_loaded(file):
    run(file)
    assert CalendarYear.objects.get().year == int(file.stem)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("last = 2027-01-03", "last = 2026-12-31", "off[1].last"),
        ("make_up = [2027-01-09]", "make_up = [2027-01-11]", "make_up[1]"),
        ('source = "测试通知2027"', "", "source"),
        ("year = 2027", "yaer = 2027", "year"),
    ],
)
def test_a_fault_is_named_by_its_key_and_nothing_is_loaded(notice, old, new, key):
    assert old in NOTICE
    notice.write_text(NOTICE.replace(old, new), encoding="utf-8")
    with pytest.raises(CommandError) as refusal:
        run(notice)
    assert key in str(refusal.value)
    assert not CalendarYear.objects.exists()


def test_other_days_under_the_same_version_are_refused(notice):
    run(notice)
    notice.write_text(NOTICE.replace("2027-01-09", "2027-01-10"), encoding="utf-8")
    with pytest.raises(CommandError, match=r"Version 1 of 2027"):
        run(notice)
