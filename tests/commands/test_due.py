"""The command `due`: one answer, a file of them, and one clear line for a mistake."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

VECTORS = Path(__file__).parent.parent / "datelaw" / "vectors.csv"


def asked(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    call_command("due", *arguments, "--json")
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "batch.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_it_prints_the_reasoning(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("due", "2026-10-09", "1 month")

    assert capsys.readouterr().out.splitlines() == [
        "起算时间为2026年10月9日（周五）00:00，开始的当日不计入（《民法典》第201条）。",
        "满1个月的对应日为2026年11月9日（周一）（《民法典》第202条）。",
        "应于2026年11月9日（周一）24时前完成，2026年11月10日（周二）00:00即为超期。",
    ]


def test_json_prints_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    answer = asked(capsys, "2026-02-10T11:00", "7 natural days")

    assert list(answer) == ["start", "limit", "nominal_last_day", "last_day", "due_at", "provisional", "steps"]
    assert answer["start"] == "2026-02-10T11:00:00+08:00"
    assert answer["limit"] == "7 natural days"
    assert (answer["nominal_last_day"], answer["last_day"]) == ("2026-02-17", "2026-02-24")
    assert answer["due_at"] == "2026-02-25T00:00:00+08:00"
    assert answer["provisional"] is False
    assert all(isinstance(step, str) for step in answer["steps"])


def test_minutes_and_hours_have_no_last_day(capsys: pytest.CaptureFixture[str]) -> None:
    answer = asked(capsys, "2026-09-30T23:58:30", "5 minutes")

    assert (answer["nominal_last_day"], answer["last_day"]) == (None, None)
    assert answer["due_at"] == "2026-10-01T00:03:30+08:00"


@pytest.mark.parametrize(
    ("arguments", "due_at"),
    [
        (("2025-11-03T09:30", "5 days", "--no-roll"), "2025-11-09T00:00:00+08:00"),
        (("2026-10-12", "5 days", "--pause", "2026-10-14/2026-10-16"), "2026-10-20T00:00:00+08:00"),
        (
            # the second pause begins at 02:30 in Shanghai
            (
                "2026-10-12",
                "3 hours",
                *("--pause", "2026-10-12T01:00/2026-10-12T02:00"),
                *("--pause", "2026-10-11T18:30:00Z/2026-10-12T03:30+08:00"),
            ),
            "2026-10-12T05:00:00+08:00",
        ),
        (("2026-10-08T16:30:00Z", "20 working days"), "2026-11-06T00:00:00+08:00"),
        (("2026-10-09", "20", "working", "days"), "2026-11-06T00:00:00+08:00"),
    ],
)
def test_options_and_zones(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], due_at: str) -> None:
    assert asked(capsys, *arguments)["due_at"] == due_at


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("yesterday", "5 days"), "“yesterday”不是日期或时间"),
        (("2026-13-01", "5 days"), "“2026-13-01”不是日期或时间"),
        (("2026-10-09", "5 fortnights"), "5 fortnights"),
        (("2026-10-09", "0 days"), "0 days"),
        (("1800-01-01", "5 days"), "1992年至2200年"),
        (("2026-10-09", "10000 months"), "1992年至2200年"),
        (("2026-10-09", "5 days", "--pause", "2026-10-10"), "“2026-10-10”不是暂停区间"),
        (("2026-10-09", "5 days", "--pause", "2026-10-10/soon"), "“soon”不是日期或时间"),
        (("2026-10-09", "5 days", "--pause", "2026-10-12/2026-10-10"), "早于开始时间"),
        (("2026-10-09",), "START和LIMIT"),
        ((), "START和LIMIT"),
        (("--batch", "batch.csv"), "--json"),
        (("2026-10-09", "5 days", "--batch", "batch.csv", "--json"), "--batch"),
        (("--batch", "none.csv", "--json"), "none.csv"),
    ],
)
def test_a_mistake_is_one_clear_line(arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("due", *arguments)

    assert message in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_batch_answers_every_vector_as_the_single_call_does(capsys: pytest.CaptureFixture[str], file) -> None:
    with VECTORS.open(encoding="utf-8", newline="") as text:
        vectors = list(csv.DictReader(text))
    rows = "".join(f"{row['start']},{row['limit']}\n" for row in vectors)
    call_command("due", batch=file("start,limit\n" + rows), json=True)
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert [answer["due_at"] for answer in answers] == [row["expected_due"] for row in vectors]
    assert answers == [asked(capsys, row["start"], row["limit"]) for row in vectors]


def test_a_batch_takes_rolls_and_pauses(capsys: pytest.CaptureFixture[str], file) -> None:
    text = (
        "start,limit,roll,pauses\n"
        "2025-11-03T09:30,5 days,no,\n"
        "2025-11-03T09:30,5 days,yes,\n"
        "2025-11-03T09:30,5 days,,2025-11-05/2025-11-06;2025-11-07/2025-11-08\n"
    )
    call_command("due", batch=file(text), json=True)
    last_days = [json.loads(line)["last_day"] for line in capsys.readouterr().out.splitlines()]

    assert last_days == ["2025-11-08", "2025-11-10", "2025-11-10"]


def test_a_bad_line_is_answered_in_its_place_and_the_others_too(capsys: pytest.CaptureFixture[str], file) -> None:
    text = (
        "\ufeffstart,limit,roll,pauses\n"
        "2026-10-09,1 month,,\n"
        "never,1 month,,\n"
        ",1 month,,\n"
        "2026-10-09,,,\n"
        "2026-10-09,1 month,perhaps,\n"
        "2026-10-09,1 month,,2026-10-10\n"
        "2026-10-09,1 month,,,more\n"
        "2026-10-09\n"
        "2026-10-09,2 months\n"
    )
    with pytest.raises(CommandError, match="7"):
        call_command("due", batch=file(text), json=True)
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert [list(answer) == ["error"] for answer in answers] == [False, *[True] * 7, False]
    assert all(isinstance(answer["error"], str) and answer["error"] for answer in answers[1:-1])


def test_an_open_quotation_mark_spoils_its_own_line_alone(capsys: pytest.CaptureFixture[str], file) -> None:
    text = 'start,limit\n"2026-10-09,1 month\n2026-10-09,2 months\n2026-10-09,"3" months\n"2026-10-09","1 month"\n'
    with pytest.raises(CommandError, match="2"):
        call_command("due", batch=file(text), json=True)
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert ["error" in answer for answer in answers] == [True, False, True, False]
    assert answers[0]["error"] == "本行引号没有配对。"


def test_what_excel_leaves_behind_says_nothing(capsys: pytest.CaptureFixture[str], file) -> None:
    text = "\ufeffstart,limit,,\r\n2026/10/9,1 month,,\r\n,,,\r\n ,　,\r\n\r\n２０２６－１０－０９，\r\n"
    with pytest.raises(CommandError, match="1"):  # the full-width comma parts nothing: that line says one value
        call_command("due", batch=file(text), json=True)
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [next(iter(answer)) for answer in answers] == ["start", "error"]
    assert answers[0]["last_day"] == "2026-11-09"


@pytest.mark.parametrize(
    "text", ["", "day,limit\n", "start\n", "start,limit,color\n", "start,limit,limit\n", "limit,start,limit\n"]
)
def test_a_batch_with_other_columns_is_refused(file, text: str) -> None:
    with pytest.raises(CommandError, match=r"start,limit\[,roll\]\[,pauses\]"):
        call_command("due", batch=file(text), json=True)


def test_a_batch_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "batch.csv"
    path.write_bytes("start,limit\n2026-10-09,1 个月\n".encode("gb18030"))

    with pytest.raises(CommandError, match=r"batch\.csv：文件编码为GBK，请另存为UTF-8。"):
        call_command("due", batch=path, json=True)


@pytest.mark.process
def test_from_the_shell_a_mistake_is_one_line_on_standard_error(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, settings.BASE_DIR / "manage.py", "due", "never", "5 days"],
        env=os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path / 'none.sqlite3'}"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert run.returncode == 1
    assert run.stdout == ""
    assert len(run.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "none.sqlite3").exists()
