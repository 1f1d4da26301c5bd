"""Sums and days as papers write them: 人民币大写 beside the figures, 2026年3月2日 in full."""

import re
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from tickets.datelaw.types import ZONE
from tickets.pages.parts.moments import dated, day

DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
PLACES: Final = ("", "拾", "佰", "仟")
GROUPS: Final = ("", "万", "亿", "万亿")
#: As a sum stands in a field (`lifecycle.fields.Money`).
SUM: Final = re.compile(r"¥([\d,]+\.\d\d)")
#: As a day or an instant stands there.
DAY: Final = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d(:\d\d)?)?")


def on_paper(words: str) -> str:
    """The words of a field as paper says them: a sum with its capitals, a day in full, anything else as it is."""
    if DAY.fullmatch(words):
        at = datetime.fromisoformat(words).replace(tzinfo=ZONE)
        return dated(at) if ":" in words else day(at)
    found = SUM.fullmatch(words)
    if not found:
        return words
    told = {"figures": words, "capitals": capitals(Decimal(found[1].replace(",", "")))}
    return _("%(figures)s (in capitals: %(capitals)s)") % told


def capitals(amount: Decimal) -> str:
    """`1203010.38`: 壹佰贰拾万叁仟零壹拾元叁角捌分; whole yuan end in 整."""
    fen = int((amount * 100).to_integral_value())
    yuan, rest = divmod(fen, 100)
    jiao, fen = divmod(rest, 10)
    said = f"{_whole(yuan)}元" if yuan or not rest else ""
    if not rest:
        return f"人民币{said}整"
    gap = "零" if yuan and not jiao else ""
    tenths = f"{DIGITS[jiao]}角" if jiao else ""
    return f"人民币{said}{gap}{tenths}" + (f"{DIGITS[fen]}分" if fen else "整")


def _whole(yuan: int) -> str:
    """Groups of four digits; a gap of zeros within or between them is said once."""
    if not yuan:
        return DIGITS[0]
    said, gap = "", False
    for place in range(len(GROUPS) - 1, -1, -1):
        four = yuan // 10_000**place % 10_000
        if not four:
            gap = bool(said)
            continue
        said += "零" * (bool(said) and (gap or four < 1000)) + _four(four) + GROUPS[place]
        gap = False
    return said


def _four(number: int) -> str:
    said, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            said += ("零" if gap and said else "") + DIGITS[digit] + PLACES[place]
        gap = not digit
    return said
