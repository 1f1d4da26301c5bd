"""What the codes in an order's fields stand for: lines of the catalogue, systems. And where pages stand."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from django.urls import reverse

from tickets import priced
from tickets.lifecycle.kinds.assessment import SHEET
from tickets.lifecycle.kinds.change.questions import TO_SYSTEM
from tickets.lifecycle.kinds.finding import contract_rules
from tickets.lifecycle.kinds.finding.questions import EVENT, RULES
from tickets.lifecycle.kinds.reclaim import AGREED, PROPOSED
from tickets.lifecycle.questions import ALSO, CONCERNED, LINES, SCOPE
from tickets.models import Contract
from tickets.pages.parts import wording

#: Stands for the number in an address that many orders share: to put theirs in is cheaper than to build each anew.
ANY_NUMBER: Final = "GD-0000-000000"


@cache
def address(page: str) -> str:
    """Where a page stands that has but one address."""
    return reverse(page)


def sheet_of(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The score sheet of an order, whose codes its steps go by; nothing where it has none."""
    return {SHEET.name: fields[SHEET.name]} if SHEET.name in fields else {}


def names_in(contract: Contract, fields: Mapping[str, Any]) -> dict[str, str]:
    """Four queries at most; none where the fields hold no codes."""
    of_lines = fields.keys() & {LINES.name, PROPOSED.name, AGREED.name}
    lines = contract.lines.values_list("code", "item", "unit") if of_lines else ()
    names = {code: wording.remark(item, unit) for code, item, unit in lines}
    if fields.keys() & {SCOPE.name, TO_SYSTEM.name} or any(fields.get(one.name) for one in (ALSO, CONCERNED)):
        names |= dict(contract.systems.values_list("code", "name"))
    if fields.get(RULES.name):
        names |= contract_rules.labels(contract_rules.of_tables(priced.tables(contract)))
    if fields.get(EVENT.name):
        names |= {clause.code: wording.clause_title(clause) for clause in contract.clauses.filter(current=True)}
    names |= {row["item_code"]: row["item_words"] for row in fields.get(SHEET.name) or () if row}
    if SHEET.name in fields:
        names |= dict(contract.systems.values_list("code", "name"))
    return names
