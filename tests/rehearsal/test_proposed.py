"""What happened, priced by a proposed file beside the tables that count; and a script that is made at random."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.utils.translation import override

from tests.settlement.stories import signed, slow
from tests.world import World
from tickets.lifecycle.known import KNOWN
from tickets.models import PenaltyEdition
from tickets.policy import contract_files
from tickets.policy.penalty_terms import Percent
from tickets.policy.types import ContractTerms
from tickets.rehearsal import chance, loaded, play, proposed, rows

FILE = contract_files.CONTRACTS / "FW2025091703.toml"


def doubled(terms: ContractTerms, code: str) -> ContractTerms:
    assert terms.penalties is not None
    rules = [replace(one, share=Percent(one.share * 2)) if one.code == code else one for one in terms.penalties.rules]
    return replace(terms, penalties=replace(terms.penalties, rules=tuple(rules)))


def test_each_month_is_priced_both_ways_and_nothing_is_written(world: World) -> None:
    signed(world)
    slow(world)
    editions = PenaltyEdition.objects.count()
    terms = doubled(loaded.terms(world.contract), "A3.8")
    (month,) = proposed.compared(world.contract, terms, world.now)
    assert (month["month"], month["now"]["sum"], month["proposed"]["sum"]) == ("2026-03", "7465.12", "14930.25")
    assert [row["formula"] for row in month["proposed"]["rows"]] == ["298604.95 ÷ 12 × 60%"]
    assert PenaltyEdition.objects.count() == editions


def test_the_same_file_comes_to_the_same_sums(world: World) -> None:
    signed(world)
    slow(world)
    (month,) = proposed.compared(world.contract, loaded.terms(world.contract), world.now)
    assert month["now"] == month["proposed"]


def test_the_command_prints_both_sums(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    with override("zh-hans"):
        call_command("rehearse", world.contract.number, edition=FILE)
    assert "均不计违约金" in capsys.readouterr().out


def test_what_is_rolled_is_a_script_like_any_other_and_the_same_for_the_same_number() -> None:
    terms = contract_files.read(FILE, KNOWN)
    first, again, other = (chance.script(terms, seed) for seed in (1, 1, 2))
    assert first == again != other
    rows.check(first)
    assert {one.kind for one in first} >= {"fault", "assessment", "allocation"}
    assert len({one.id for one in first}) == len(first)
    during = play.span(terms, first, None, None)
    assert during.first <= terms.starts
    assert during.last >= terms.ends
    fees = next(one.data for one in first if one.kind == "allocation")
    assert sum(map(Decimal, fees.values())) == terms.amount
