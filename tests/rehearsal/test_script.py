"""The script of a rehearsal: a file of rows, read strictly; every fault is told with its line."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from django.utils.translation import override

from tickets.datelaw.types import ZONE
from tickets.lifecycle.known import KNOWN
from tickets.policy import contract_files
from tickets.policy.types import SystemTerms
from tickets.rehearsal import rows, script
from tickets.rehearsal.script import ScriptError

HEAD = "id,at,kind,system,data,text\n"
FAULT = "F01,2026-03-02T09:00,fault,energy,reported=2026-03-02T09:00;recovered=2026-03-02T09:25,全部按时\n"

FILE = contract_files.CONTRACTS / "ZX2026-0031.toml"
#: The second contract, with its one system under a short name.
TERMS = replace(contract_files.read(FILE, KNOWN), systems=(SystemTerms("energy", "能源系统"),))


def problems(text: str) -> list[str]:
    with override("en"), pytest.raises(ScriptError) as refused:
        rows.check(script.parse(text), TERMS)
    return list(refused.value.problems)


def test_a_row_says_what_happened_when_by_the_clock_of_beijing() -> None:
    (event,) = script.parse(HEAD + FAULT)
    assert (event.id, event.kind, event.system, event.line) == ("F01", "fault", "energy", 2)
    assert event.instant("recovered") == datetime(2026, 3, 2, 9, 25, tzinfo=ZONE)
    assert (event.instant("alarm"), event.get("impact"), event.text) == (None, "", "全部按时")
    rows.check([event])


def test_rows_are_played_by_their_time_whatever_their_order_in_the_file() -> None:
    earlier = FAULT.replace("F01,2026-03-02", "F00,2026-03-01")
    assert [one.id for one in script.parse(HEAD + FAULT + earlier)] == ["F00", "F01"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("X,2026-03-02T09:00,flood,,,", "Line 3: X: there is no kind “flood”. There are: acceptance, "),
        (
            "X,2026-03-02T09:00,staff,,finished=2026-03-05,",
            "Line 3: X: staff knows no finished. It knows: demanded, done.",
        ),
        ("X,2026-03-02T09:00,assessment,,month=2026-02,", "Line 3: X: assessment needs score."),
        ("X,yesterday,staff,,,", "Line 3: “yesterday” is no instant; write 2026-03-05T22:00."),
        ("X,2026-03-02T09:00,staff,,done,", "Line 3: “done” is no key=value."),
        (",2026-03-02T09:00,staff,,,", "Line 3: a row needs an id and a kind."),
        ("F01,2026-03-02T09:00,staff,,,", "Line 3: the id F01 stands on line 2 already."),
        (
            "X,2026-03-02T09:00,assessment,,month=March;score=80,",
            "Line 3: X: month: “March” is no month; write 2026-03.",
        ),
        ("X,2026-03-02T09:00,staff,,done=soon,", "Line 3: X: done: “soon” is no day; write 2026-03-05."),
        (
            "X,2026-03-02T09:00,fault,energy,reported=noon,",
            "Line 3: X: reported: “noon” is no instant; write 2026-03-05T22:00.",
        ),
        (
            "X,2026-03-02T09:00,rectify,,ground=12.9;last=2026-03-05;result=passed,",
            "Line 3: X: ground: one of 12.4(1), ",
        ),
        ("X,2026-03-02T09:00,payment,,number=first;paid=2026-03-05,", "Line 3: X: number: “first” is no number."),
        ("X,2026-03-02T09:00,complaint,energy,about=F99,", "Line 3: X: about: no row has the id F99."),
        ("X,2026-03-02T09:00,staff,water,,", "Line 3: X: there is no system “water” here. There are: energy, total."),
        (
            "X,2026-03-02T09:00,fault,,reported=2026-03-02T09:00,",
            "Line 3: X: there is no system “” here. There are: energy",
        ),
        ("X,2026-03-02T09:00,allocation,,water=1.00,", "Line 3: X: allocation knows no water. It knows: energy."),
        ("X,2026-03-02T09:00,allocation,,energy=much,", "Line 3: X: energy: “much” is no number."),
        ("X,2026-03-02T09:00,parameter,,important=water,", "Line 3: X: important: there is no system “water” here."),
        ("X,2026-03-02T09:00,parameter,,penalty.daily=both,", "Line 3: X: penalty.daily: one of "),
        (
            "X,2026-03-02T09:00,decision,,target=X;field=located;value=2026-03-02,",
            "Line 3: X: target: X is no row of the kind fault.",
        ),
        (
            "X,2026-03-02T09:00,problem,,notices=F01,",
            "Line 3: X: notices: F01 is no row of the kind supervisor_notice.",
        ),
        (
            "X,2026-03-02T09:00,objection,,target=A3.8;decided=2026-03-05;result=maybe,",
            "Line 3: X: result: one of dismissed, upheld.",
        ),
        ("X,2026-03-02T09:00,assessment,,month=2026-02;score=80.5,", "Line 3: X: score: “80.5” is no number."),
        (
            "X,2026-03-02T09:00,unattended,,from=2026-03-02T09:00;to=2026-03-02T11:00;loss=some,",
            "Line 3: X: loss: one of yes, no.",
        ),
        (
            "X,2026-03-02T09:00,fault,energy,reported=2026-03-02T09:00;outage=2026-03-02T10:00/2026-03-02T09:00,",
            "Line 3: X: outage: “2026-03-02T10:00/2026-03-02T09:00” is no stretch",
        ),
    ],
)
def test_what_is_wrong_with_a_row_is_told_with_its_line(row: str, said: str) -> None:
    (problem,) = problems(HEAD + FAULT + row + "\n")
    assert problem.startswith(said)


def test_a_file_without_its_columns_or_not_in_utf8_is_refused(tmp_path: Path) -> None:
    assert problems("id,when\n") == ["Line 1: these columns are missing: at, kind, system, data."]
    file = tmp_path / "year.csv"
    file.write_bytes(HEAD.encode("utf-16"))
    with pytest.raises(ScriptError):
        script.read(file)
    with pytest.raises(ScriptError):
        script.read(tmp_path / "none.csv")


def test_every_fault_is_told_at_once() -> None:
    wrong = "X,2026-03-02T09:00,flood,,,\nY,2026-03-02T09:00,staff,,finished=1,\n"
    assert len(problems(HEAD + wrong)) == 2
