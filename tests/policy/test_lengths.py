"""What a contract file says fits the columns that take it, and its number the address of its page."""

from collections.abc import Iterator
from itertools import takewhile

import pytest
from django.db import models
from django.urls import reverse

from accounts.models import Organization
from tests.policy.small_contract import SHIPPED
from tickets.lifecycle.known import KNOWN
from tickets.models import CatalogueLine, Clause, Contract, Instalment, Interpretation, System
from tickets.policy import contract_checks as checks
from tickets.policy.contract_files import parse
from tickets.policy.lengths import LENGTHS, MOST_QUANTITY
from tickets.policy.tables import FileError
from tickets.policy.types import OrganizationTerms, Problem

GOOD = next(path for path in SHIPPED if path.stem == "FW2025091703").read_text(encoding="utf-8")

#: Each model that the register fills: the header of one of its parts in the file, and how messages name the part.
PARTS: dict[type[models.Model], tuple[str, str]] = {
    Contract: ("", ""),
    Organization: ("[organizations.unicom-beijing]", "organizations.unicom-beijing"),
    System: ("[systems.city-operation]", "systems.city-operation"),
    CatalogueLine: ("[catalogue.vcpu]", "catalogue.vcpu"),
    Instalment: ("[[instalments]]", "instalments.1"),
    Clause: ('[clauses."common.accept"]', "clauses.common.accept"),
    Interpretation: ("[interpretations.M12]", "interpretations.M12"),
}
#: What the register gives of its own.
OWN = {(Contract, "digest"), (Organization, "kind")}
#: Columns that are named otherwise than the key.
KEYS = {"target_unit": "target"}
#: Keys whose words stand in a list of their own, so that no free text of any length is taken.
LISTED = {
    (Clause, name)
    for name in (
        "party", "basis", "sort", "limit_unit", "limit_from", "target_unit", "anchor_later", "pause_basis", "warn",
        "source",
    )
} | {(Interpretation, "key")}  # fmt: skip

Column = tuple[type[models.Model], str, int]


def columns() -> Iterator[Column]:
    """Every column of characters that a contract file fills, and how many it takes."""
    for model in PARTS:
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField) and (model, field.name) not in OWN:
                assert field.max_length
                yield model, field.name, field.max_length


def named(column: Column) -> str:
    return f"{column[0].__name__}.{column[1]}"


def free(column: Column) -> bool:
    model, name, _most = column
    return (model, name) not in LISTED and name != "code"


def written(model: type[models.Model], name: str, text: str) -> tuple[str, str]:
    """The file with this text there, and the key by which a problem with it is named."""
    header, where = PARTS[model]
    if name == "code":
        table = where.partition(".")[0]
        return GOOD.replace(header, f'[{table}."{text}"]', 1), f"{table}.{text}"
    key = KEYS.get(name, name)
    before, _, after = GOOD.partition(header) if header else ("", "", GOOD)
    block = list(takewhile(lambda line: not line.startswith("["), after.splitlines()))
    kept = [line for line in block if not line.startswith(f"{key} = ")]
    rest = after.splitlines()[len(block) :]
    return "\n".join([f'{before}{header}\n{key} = "{text}"', *kept, *rest]), f"{where}.{key}".lstrip(".")


def problems(text: str) -> list[Problem]:
    try:
        parse(text, KNOWN)
    except FileError as error:
        return list(error.problems)
    return []


@pytest.mark.parametrize("column", list(columns()), ids=named)
def test_a_text_longer_than_its_column_is_refused_at_its_key(column: Column):
    model, name, most = column
    text, key = written(model, name, "x" * (most + 1))
    (found, *_others) = [each for each in problems(text) if each.key == key]
    assert "x" * (most + 1) in text.splitlines()[found.line - 1]


@pytest.mark.parametrize("column", list(filter(free, columns())), ids=named)
def test_a_text_as_long_as_its_column_is_taken_and_one_more_is_told_so(column: Column):
    model, name, most = column
    assert problems(written(model, name, "字" * most)[0]) == []
    text, key = written(model, name, "字" * (most + 1))
    told = [(each.key, each.msgid, each.params) for each in problems(text)]
    assert told == [(key, checks.TOO_LONG, {"length": most + 1, "most": most})]


def test_the_code_of_an_interpretation_is_told_at_its_table():
    (found,) = (each for each in problems(written(Interpretation, "code", "M" * 11)[0]) if each.key.endswith("M" * 11))
    assert found.msgid == checks.TOO_LONG


def test_the_columns_of_an_organization_are_as_long_as_the_file_may_write():
    lengths = {name: Organization._meta.get_field(name).max_length for name in LENGTHS[OrganizationTerms]}
    assert lengths == LENGTHS[OrganizationTerms]


def test_a_quantity_that_no_column_holds_is_refused():
    text = GOOD.replace("quantity = 470", f"quantity = {MOST_QUANTITY}", 1)
    assert problems(text) == []
    (found,) = problems(text.replace(str(MOST_QUANTITY), str(MOST_QUANTITY + 1)))
    assert (found.key, found.msgid) == ("catalogue.vcpu.quantity", checks.OUT_OF_BOUNDS)


@pytest.mark.parametrize("number", ["FW2025091703", "ZX2026-0031", "泰政采〔2025〕12号", "京 A&B#1?%2F+", "X" * 40])
def test_a_number_that_passes_has_an_address(number: str):
    assert problems(written(Contract, "number", number)[0]) == []
    assert reverse("contract", args=[number])


@pytest.mark.parametrize("number", ["2025/12", "/", " X1", "X1 ", "　X1", r"X1\n", r"X\t1", r"X\u200b1", r"X\u00001"])
def test_a_number_that_no_address_can_hold_is_refused(number: str):
    text, _key = written(Contract, "number", number)
    (found,) = problems(text)
    assert (found.key, found.msgid) == ("number", checks.NOT_A_NUMBER)
    assert text.splitlines()[found.line - 1] == f'number = "{number}"'
