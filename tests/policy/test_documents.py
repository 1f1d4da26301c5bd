"""A contract is made of documents, and where two of them word a duty differently the higher one counts (G20)."""

import pytest

from tests.policy.small_contract import written
from tickets.lifecycle.known import KNOWN
from tickets.policy.contract_files import parse
from tickets.policy.tables import FileError
from tickets.policy.types import RANKS, ClauseTerms, DocumentSort, Wording

CODE = "staff.replace"
DOCUMENTS = """
[documents.contract]
sort = "contract"
title = "合同"

[documents.bid]
sort = "bid"
title = "投标文件"

[documents.tender]
sort = "tender"
title = "招标文件"
"""


def supplement(code: str, day: str) -> str:
    head = f'\n[documents.{code}]\nsort = "supplement"\ntitle = "补充合同"\nnumber = "{code.upper()}"\n'
    return f"{head}signed_on = 2026-02-01\neffective_on = {day}\n"


def says(source: str, limit: str) -> str:
    return f'\n[clauses."{CODE}".says.{source}]\narticle = "1"\nlimit = "{limit}"\ntext = "另一种写法"\n'


def clause(*parts: str) -> ClauseTerms:
    terms = parse(written() + DOCUMENTS + "".join(parts), KNOWN)
    return next(one for one in terms.clauses if one.code == CODE)


def faults(*parts: str) -> list[str]:
    with pytest.raises(FileError) as refused:
        clause(*parts)
    return [one.key for one in refused.value.problems]


def test_the_order_is_that_of_the_contract() -> None:
    assert sorted(RANKS, key=RANKS.__getitem__) == [
        DocumentSort.SUPPLEMENT, DocumentSort.CONTRACT, DocumentSort.AWARD, DocumentSort.BID, DocumentSort.TENDER,
    ]  # fmt: skip


def test_what_a_lower_document_says_does_not_count_and_is_kept() -> None:
    found = clause(says("bid", "1 working day"))
    assert (str(found.limit), found.source) == ("3 working days", "")
    assert found.outranked == (Wording("bid", "1", "1 working day", "另一种写法"),)


def test_a_supplementary_contract_outranks_the_contract() -> None:
    found = clause(supplement("bc-1", "2026-02-10"), says("bc-1", "5 working days"), says("tender", "9 working days"))
    assert (str(found.limit), found.article, found.text, found.source) == ("5 working days", "1", "另一种写法", "bc-1")
    assert [(one.source, one.limit) for one in found.outranked] == [
        ("", "3 working days"),
        ("tender", "9 working days"),
    ]


def test_of_two_supplementary_contracts_the_later_one_counts() -> None:
    both = supplement("bc-1", "2026-02-10") + supplement("bc-2", "2026-02-20")
    assert clause(both, says("bc-2", "6 working days"), says("bc-1", "5 working days")).source == "bc-2"


def test_what_a_document_does_not_say_is_as_in_the_clause() -> None:
    found = clause(supplement("bc-1", "2026-02-10"), f'\n[clauses."{CODE}".says.bc-1]\nlimit = "5 working days"\n')
    assert (found.title, found.text, found.party) == (CODE, "约定", "provider")


@pytest.mark.parametrize("key", ["number", "signed_on", "effective_on"])
def test_a_supplementary_contract_says_its_number_and_its_days(key: str) -> None:
    lines = supplement("bc-1", "2026-02-10").splitlines()
    short = "\n".join(line for line in lines if not line.startswith(key)) + "\n"
    assert faults(short) == [f"documents.bc-1.{key}"]


def test_a_source_is_a_document_of_the_file() -> None:
    assert faults(says("letter", "1 working day")) == [f"clauses.{CODE}.source"]


def test_there_is_one_contract_and_each_number_once() -> None:
    assert faults('\n[documents.second]\nsort = "contract"\ntitle = "合同"\n') == ["documents.second.sort"]
    twice = supplement("bc-1", "2026-02-10") + supplement("bc-2", "2026-02-10").replace('"BC-2"', '"BC-1"')
    assert faults(twice) == ["documents.bc-2.number"]


def test_a_fault_of_the_clause_is_told_once() -> None:
    text = (written() + DOCUMENTS + says("bid", "1 working day")).replace('title_en = "staff.replace"', "")
    with pytest.raises(FileError) as refused:
        parse(text, KNOWN)
    assert [one.key for one in refused.value.problems] == [f"clauses.{CODE}.title_en"]
