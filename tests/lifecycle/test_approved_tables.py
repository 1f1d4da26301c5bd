"""A machine changes only when somebody has read the change in its approved table."""

import pytest

from tests.lifecycle.approve import APPROVED
from tests.lifecycle.table import table
from tickets.lifecycle import KINDS

RENEW = "read the difference; if it is meant, renew with: python -m tests.lifecycle.approve"


@pytest.mark.parametrize("kind", KINDS)
def test_the_machine_is_as_approved(kind: str) -> None:
    approved = (APPROVED / f"{kind}.txt").read_text(encoding="utf-8")
    assert table(KINDS[kind]).splitlines() == approved.splitlines(), RENEW


def test_no_table_is_left_over() -> None:
    assert {path.stem for path in APPROVED.glob("*.txt")} == set(KINDS)
