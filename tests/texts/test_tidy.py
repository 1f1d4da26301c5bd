"""What is typed is tidied as it was meant, once and for all; nothing that can be seen is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.texts.nasty import CONTROLS, LINES
from texts import tidy


@pytest.mark.parametrize("name", LINES)
def test_one_line_is_tidied(name: str) -> None:
    pasted, kept = LINES[name]
    assert tidy.line(pasted) == kept


@pytest.mark.parametrize("mark", ["\r", "\r\n", "\n", "\u2028", "\u2029", "\x0b", "\x0c", "\x85"])
def test_every_break_of_lines_is_one_in_a_text_of_several(mark: str) -> None:
    assert tidy.paragraphs(f"一{mark}二{mark}{mark}三{mark}") == "一\n二\n\n三"


def test_paragraphs_stay_set_in_as_chinese_ones_are() -> None:
    assert tidy.paragraphs("第一段。\n　　第二段。") == "第一段。\n　　第二段。"


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("ｃｌｅｒｋ", "clerk"),
        (" clerk\u200b ", "clerk"),
        ("ａｐｐ－０１", "app-01"),
        ("app—01", "app-01"),
        ("app\u221201", "app-01"),
        ("ａ＠ｂ．ｃｎ", "a@b.cn"),
        ("a@b。cn", "a@b.cn"),
        ("＋８６　１３８（００００）００００", "+86 138(0000)0000"),
        ("张三", "张三"),
    ],
)
def test_a_code_is_folded_to_what_a_keyboard_for_it_writes(pasted: str, kept: str) -> None:
    assert tidy.code(pasted) == kept


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("１６", "16"),
        ("1,203", "1203"),
        ("１，２０３．５０", "1203.50"),
        ("1 203 010", "1203010"),
        ("-4", "-4"),
        ("－４", "-4"),
        ("12,34", "12,34"),
        ("1,2,3", "1,2,3"),
        ("", ""),
    ],
)
def test_a_figure_loses_the_signs_between_its_thousands_and_no_others(written: str, read: str) -> None:
    assert tidy.figure(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-11-26", "2026-11-26"),
        ("2026/11/26", "2026-11-26"),
        ("2026.11.26", "2026-11-26"),
        ("2026年11月26日", "2026-11-26"),
        ("2026 年 1 月 6 日", "2026-01-06"),
        ("20261126", "2026-11-26"),
        ("２０２６－１１－２６", "2026-11-26"),
        ("2026年1月6日9时", "2026-01-06T09:00"),
        ("2026年1月6日 9时5分", "2026-01-06T09:05"),
        ("2026/1/6 9：30", "2026-01-06T09:30"),
        ("2026-01-06T09:30:00+08:00", "2026-01-06T09:30:00+08:00"),
        ("2026-01/06", "2026-01/06"),
        ("26.1.2026", "26.1.2026"),
        ("202611260", "202611260"),
        ("明天", "明天"),
    ],
)
def test_a_day_is_read_as_people_write_it(written: str, read: str) -> None:
    assert tidy.moment(written) == read


@pytest.mark.parametrize(("text", "code"), CONTROLS.items())
def test_what_is_left_and_nobody_wants_is_named_with_its_place(text: str, code: str) -> None:
    found = tidy.unwanted(tidy.line(text))
    assert found
    assert (found.code, found.place) == (code, 3)


def test_half_a_character_is_unwanted_and_a_whole_one_is_not() -> None:
    assert tidy.unwanted("\ud83d")
    assert not tidy.unwanted("\U0001f600")


@given(st.text(st.one_of(st.characters(), st.sampled_from("".join(one for one, _kept in LINES.values())))))
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    for way in (tidy.line, tidy.paragraphs, tidy.code):
        assert way(way(text)) == way(text)


@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S"))))
def test_whatever_can_be_seen_stays_but_for_the_width_of_letters_and_digits(text: str) -> None:
    narrow = text.translate({code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0).isalnum()})
    assert tidy.line(text) == narrow
