"""`manage.py rehearse`: a term on a virtual clock, in a database that is thrown away. Live data is never touched."""

import csv
import json
import re
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from tests.world import World
from tickets import register
from tickets.lifecycle.known import KNOWN
from tickets.models import Contract, Ticket
from tickets.policy import contract_files
from tickets.policy.known import Switch
from tickets.rehearsal import loaded
from tickets.rehearsal.outcome import answered

FILE = contract_files.CONTRACTS / "FW2025091703.toml"
SCRIPT = """id,at,kind,system,data,text
F02,2025-10-22T14:00,fault,energy-sensing,{stamps},变慢
Y06,2025-10-28T16:00,allocation,,{fees},双方签署
"""
STAMPS = "reported=2025-10-22T14:00;responded=2025-10-22T14:18;located=2025-10-22T14:20;recovered=2025-10-22T14:25"
FEES = "energy-monitoring=553126.40;energy-sensing=351279.03;city-operation=298604.95"


@pytest.fixture
def script(tmp_path: Path) -> Path:
    file = tmp_path / "script.csv"
    file.write_text(SCRIPT.format(stamps=STAMPS, fees=FEES), encoding="utf-8")
    return file


@pytest.mark.process
@pytest.mark.timeout(600)
def test_it_plays_a_contract_and_prints_what_it_came_to(
    world: World, script: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mean of 18 minutes: 30 % of the month of that system."""
    as_json, as_csv = tmp_path / "outcome.json", tmp_path / "lines.csv"
    known = Contract.objects.count()
    with CaptureQueriesContext(connection) as asked, override("zh-hans"):
        call_command("rehearse", str(FILE), script=script, last=date(2025, 11, 20), json=as_json, csv=as_csv)
    said = capsys.readouterr().out
    assert "F02 · energy-sensing · 故障响应" in said
    assert "351279.03 ÷ 12 × 30% = 8781.98" in said
    assert json.loads(as_json.read_text(encoding="utf-8"))["settlement"]["claimed"] == "8781.98"
    (line,) = csv.DictReader(as_csv.read_text(encoding="utf-8-sig").splitlines())
    assert (line["sheet"], line["key"], line["amount"]) == ("2025-10", "A3.8/energy-sensing/2025-10", "8781.98")
    assert [one["sql"] for one in asked.captured_queries] == []
    assert (Contract.objects.count(), Ticket.objects.count()) == (known, 0)


def test_it_is_played_in_no_database_but_its_own(world: World, tmp_path: Path) -> None:
    with override("en"), pytest.raises(CommandError, match="never in this one"):
        call_command("rehearse", scratch=tmp_path)


@pytest.mark.django_db
@pytest.mark.parametrize(("named", "said"), [("FW-0", "neither a contract nor a file"), (None, "Name the contract")])
def test_a_contract_that_is_not_there_is_told(named: str | None, said: str) -> None:
    with override("en"), pytest.raises(CommandError, match=said):
        call_command("rehearse", *filter(None, [named]))


def test_a_script_with_faults_is_played_by_nobody(script: Path) -> None:
    script.write_text(SCRIPT.format(stamps="noticed=1", fees=FEES), encoding="utf-8")
    with (
        override("en"),
        pytest.raises(CommandError, match=r"Line 2: F02: fault knows no noticed(.|\n)*F02: fault needs reported"),
    ):
        call_command("rehearse", str(FILE), script=script)


def test_the_terms_of_a_loaded_contract_are_read_from_its_rows(world: World) -> None:
    """Loaded again they change nothing: what is rehearsed is what counts."""
    for contract in Contract.objects.order_by("number"):
        again = register.load(loaded.terms(contract), now=world.now)
        assert (again.created, again.changes) == (False, ())


def test_no_reading_of_a_loaded_contract_is_told_by_its_code(world: World) -> None:
    asked = loaded.terms(world.contract).interpretations
    switches = [one for one in KNOWN.readings.values() if isinstance(one, Switch)]
    told = [answered(one.key, value, asked) for one in switches for value in one.values]
    assert any(told)
    assert [words for words in told if re.search("[a-z]", words)] == []
