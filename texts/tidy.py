"""What people type and paste, as they meant it: pages, REST and commands tidy it here, once, before they judge it.

Running text keeps Chinese punctuation, rare characters and emoji; it loses what nobody sees, and full-width letters and
digits become ordinary ones. A code (number, account, search, telephone) is folded further: punctuation and dashes too.
What is stored is never tidied again.
"""

import re
from dataclasses import dataclass
from typing import Final

_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_LETTERS_AND_DIGITS: Final = {code: to for code, to in _FULL_WIDTH.items() if chr(to).isalnum()}
#: The ideographic full stop stands where a Chinese keyboard writes a point: 2026。11。26.
_CODE: Final = _FULL_WIDTH | {ord("。"): "."} | dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣"), "-")
_BREAK: Final = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
#: Blanks of other widths. The ideographic one sets in a paragraph and stays there; behind words it is a blank.
_BLANK: Final = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f]|(?<=\\S)\u3000")
_BLANKS: Final = re.compile("[ \t\u3000]+")
#: Marks of width and direction, and the like: nobody sees them, and two texts that differ by one look the same.
_UNSEEN: Final = re.compile("[\xad\u034f\u061c\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
#: They mean something inside an emoji or behind a character, and nothing elsewhere.
_JOINER, _VARIANT, _TAG = "\u200d", "\ufe00-\ufe0f\U000e0100-\U000e01ef", "\U000e0020-\U000e007f"
_EMOJI: Final = "\xa9\xae\u203c-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_IDLE: Final = (
    re.compile(f"(?<![\U0001f3f4{_TAG}])[{_TAG}]+"),
    re.compile(f"(?:(?<=[\\s{_JOINER}])|^)[{_VARIANT}]+"),
    re.compile(f"(?<![{_EMOJI}{_VARIANT}{_TAG}]){_JOINER}|{_JOINER}(?![{_EMOJI}])"),
)
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Unwanted:
    """A character that no text may hold. place: how many characters into the text, from 1."""

    character: str
    place: int

    @property
    def code(self) -> str:
        return f"U+{ord(self.character):04X}"


def line(text: str) -> str:
    """Running text in one line: a title, a name."""
    return _BLANKS.sub(" ", paragraphs(text).replace("\n", " ")).strip()


def paragraphs(text: str) -> str:
    """Running text over several lines, without blanks at either end."""
    text = _UNSEEN.sub("", _BREAK.sub("\n", text))
    for idle in _IDLE:
        text = idle.sub("", text)
    return _BLANK.sub(" ", text).translate(_LETTERS_AND_DIGITS).strip()


def code(text: str) -> str:
    """Letters, digits and signs as a keyboard for them writes them: a number, an account, what is searched for."""
    return line(text).translate(_CODE).strip()


def unwanted(text: str) -> Unwanted | None:
    """The first control character that tidying leaves, or half of a character that is none alone."""
    found = _CONTROL.search(text)
    return Unwanted(found.group(), found.start() + 1) if found else None


def figure(text: str) -> str:
    """A number without the signs that set thousands apart: of １，２０３ or 1 203 it is 1203."""
    plain = code(text)
    return re.sub("[, ']", "", plain) if _THOUSANDS.fullmatch(plain) else plain


def moment(text: str) -> str:
    """A day, or a day and a time of it, as ISO 8601 writes it: of 2026年3月1日 9：30 it is 2026-03-01T09:30. What is
    none comes back as a `code`."""
    plain = code(text)
    if (day := next(filter(None, (one.match(plain) for one in _DAYS)), None)) is None:
        return plain
    year, month, number = day["year"], int(day["month"]), int(day["day"])
    rest = plain[day.end() :].strip().removeprefix("T")
    rest = _HOUR.sub(lambda hour: f"{int(hour[1]):02}:{int(hour[2] or 0):02}", rest, count=1)
    return f"{year}-{month:02}-{number:02}" + (f"T{rest}" if rest else "")


_THOUSANDS: Final = re.compile(r"[-+]?\d{1,3}([, ']\d{3})+(\.\d+)?", re.ASCII)
_DAYS: Final = tuple(
    re.compile(rf"(?P<year>\d{{4}}){written}", re.ASCII)
    for written in (
        r"(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})(?!\d)",
        r" ?年 ?(?P<month>\d{1,2}) ?月 ?(?P<day>\d{1,2}) ?日",
        r"(?P<month>\d{2})(?P<day>\d{2})(?!\d)",
    )
)
_HOUR: Final = re.compile(r"(\d{1,2})(?:[时点:])(?:(\d{1,2})分?)?", re.ASCII)
