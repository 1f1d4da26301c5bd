"""`manage.py import_outages FILE [--check]`."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from tests.world import World
from tickets import clock
from tickets.models import AuditEntry, MonitoredOutage

HEAD = "system,from,to,source id,probe\n"


@pytest.fixture
def now(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(clock, "now", lambda: world.now)
    return world


def run(folder: Path, text: str | bytes, *options: str) -> tuple[str, str]:
    file = folder / "监测.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    out, err = StringIO(), StringIO()
    with override("en"):
        try:
            call_command("import_outages", str(file), "--contract", "DEMO", *options, stdout=out, stderr=err)
        except CommandError as error:
            return str(error), err.getvalue()
    return out.getvalue(), err.getvalue()


def line(world: World, source: str = "M-1", begins: str = "2026-03-02 09:30", ends: str = "2026-03-02 09:50") -> str:
    return f"{world.system.code},{begins},{ends},{source},7\n"


def test_it_takes_a_file_over_once_and_says_so(now: World, tmp_path: Path) -> None:
    text = HEAD + line(now) + line(now, "M-2", ends="")
    assert run(tmp_path, text)[0] == "DEMO: 2 new, 0 put right, 0 as they stood, 0 dealt with.\n"
    assert run(tmp_path, text)[0] == "DEMO: 0 new, 0 put right, 2 as they stood, 0 dealt with.\n"
    assert [one.data["taken"] for one in AuditEntry.objects.filter(action="outages_imported")] == [2]


def test_checked_only_nothing_is_taken_over(now: World, tmp_path: Path) -> None:
    assert run(tmp_path, HEAD + line(now), "--check")[0] == "DEMO: 1 new, 0 put right, 0 as they stood, 0 dealt with.\n"
    assert not MonitoredOutage.objects.exists()


def test_each_bad_row_is_named_by_row_and_column(now: World, tmp_path: Path) -> None:
    refusal, said = run(tmp_path, HEAD + line(now) + line(now, "M-2", begins="soon") + f"x,,,{'M' * 101}\n")
    assert refusal == "2 rows are to be put right. Nothing was taken over."
    assert [one.partition(",")[0] for one in said.splitlines()] == ["Row 3", "Row 4", "Row 4", "Row 4"]
    assert "from: " in said.splitlines()[0]
    assert not MonitoredOutage.objects.exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "lacks"),
        (HEAD, "empty"),
        ("system,from,to\n", "source id"),
        ("系统,from\n", "lacks"),
        ("system,from,to,source id,to\n", "repeats"),
        ("信息系统,开始时间,结束时间,来源编号\n".encode("gb18030"), "GBK"),
    ],
)
def test_what_is_no_such_list_is_refused_in_one_line(now: World, tmp_path: Path, text: str, said: str) -> None:
    refusal, rest = run(tmp_path, text)
    assert said in refusal
    assert rest == ""


def test_the_chinese_head_is_known_in_any_order(now: World, tmp_path: Path) -> None:
    text = f"来源编号;结束时间;开始时间;信息系统\nM-1;2026-03-02 09:50;2026-03-02 09:30;{now.system.code}\n"
    assert "1 new" in run(tmp_path, text)[0]


def test_where_there_are_several_contracts_one_is_named(now: World, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(HEAD + line(now))
    with pytest.raises(CommandError, match="--contract"), override("en"):
        call_command("import_outages", str(file))
    with pytest.raises(CommandError, match="NONE"), override("en"):
        call_command("import_outages", str(file), contract="NONE")
    with pytest.raises(CommandError, match=r"gone\.csv"), override("en"):
        call_command("import_outages", str(tmp_path / "gone.csv"), contract="DEMO")
