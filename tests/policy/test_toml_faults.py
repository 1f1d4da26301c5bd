"""A file that is no TOML is refused with its place and what is amiss there, in the reader's language."""

import pytest
from django.utils.translation import override

from tickets.datelaw.explain import refusal
from tickets.errors import PolicyError
from tickets.policy import toml_faults
from tickets.policy.toml_faults import (
    NO_BRACKET,
    NO_CHARACTER,
    NO_END,
    NO_KEY,
    NO_QUOTE,
    NO_VALUE,
    OTHER,
    TWICE,
    document,
    fault,
)

#: The text -> what is said of it, and where.
BROKEN = [
    ("a = 1\na = 2\n", TWICE, 2),
    ("[a]\nb = 1\n[a]\n", TWICE, 3),
    ("a = {b = 1, b = 2}", TWICE, 1),
    ("year\n", NO_KEY, 1),
    ("a = 1\n= 3\n", NO_KEY, 2),
    ("a = 1\nb =\n", NO_VALUE, 2),
    ("a = “单位”", NO_VALUE, 1),
    ("a = True", NO_VALUE, 1),
    ("[a\nb = 1", NO_BRACKET, 1),
    ("a = [1, 2", NO_BRACKET, 1),
    ('a = 1\nb = "x\n', NO_CHARACTER, 2),
    ('a = 1\nb = "x', NO_QUOTE, 2),
    ("a = '''x", NO_QUOTE, 1),
    ('a = "\\q"', NO_CHARACTER, 1),
    ("a = 1 b = 2", NO_END, 1),
    ("a = 2026-13-01", NO_END, 1),
]


@pytest.mark.parametrize(("text", "said", "line"), BROKEN)
def test_each_fault_is_said_in_its_own_words_with_its_line(text: str, said: str, line: int) -> None:
    with pytest.raises(PolicyError) as refused:
        document(text)
    assert (refused.value.msgid, refused.value.params["line"]) == (said, line)


@pytest.mark.parametrize("said", sorted({*toml_faults.SAID.values(), OTHER}))
def test_no_english_reaches_a_chinese_reader(said: str) -> None:
    with override("zh-hans"):
        text = refusal(PolicyError(said, line=3, column=5))
    assert "第3行" in text
    assert said.partition(":")[0] not in text


def test_what_a_later_python_says_otherwise_still_has_its_place() -> None:
    told = fault("Something new (at line 7, column 2)", "")
    assert (told.msgid, told.params) == (OTHER, {"line": 7, "column": 2})


def test_a_good_text_is_its_tables() -> None:
    assert document('[a]\nb = "c"\n') == {"a": {"b": "c"}}
