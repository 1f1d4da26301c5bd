"""What somebody typed is no formula, in whatever table it goes out."""

import pytest

from texts import formulas


@pytest.mark.parametrize("text", ["=1+1", "+86 10", "-1", "@sum", "\t=1", "\r=1", "\n=1"])
def test_what_begins_like_a_formula_is_marked_as_text(text: str) -> None:
    assert formulas.looks_like_one(text)
    assert formulas.harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "1+1", "关于扩容的申请", "a=b", " =1"])
def test_any_other_text_stays_as_it_is(text: str) -> None:
    assert formulas.harmless(text) == text
