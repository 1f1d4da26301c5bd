"""Sums: rounded once, half up to the cent; shared out without a cent lost; and in capitals as the contract writes them.
Pure."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

CENTS: Final = 100
ZERO: Final = Decimal("0.00")
DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
PLACES: Final = ("", "拾", "佰", "仟")
GROUPS: Final = ("", "万", "亿", "万亿")


def rounded(amount: Fraction) -> Decimal:
    """To the cent, half up: away from zero on either side of it."""
    cents = int(abs(amount) * CENTS + Fraction(1, 2))
    return of_cents(cents if amount >= 0 else -cents)


def of_cents(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)


def shared(total: Decimal, weights: Sequence[int | Fraction]) -> tuple[Decimal, ...]:
    """The total in these proportions: cents by the largest remainder, of equal ones to the earlier."""
    cents, sum_of_weights = int(total * CENTS), sum(map(Fraction, weights))
    exact = [cents * Fraction(weight) / sum_of_weights for weight in weights]
    whole = [int(one) for one in exact]
    by_remainder = sorted(range(len(exact)), key=lambda place: (whole[place] - exact[place], place))
    for place in by_remainder[: cents - sum(whole)]:
        whole[place] += 1
    return tuple(map(of_cents, whole))


def capitals(amount: Decimal) -> str:
    """`1203010.38`: 壹佰贰拾万叁仟零壹拾元叁角捌分. 整 stands after 元 alone; what is taken back begins with 负."""
    cents = int(abs(amount) * CENTS)
    yuan, rest = divmod(cents, CENTS)
    jiao, fen = divmod(rest, 10)
    said = f"{_whole(yuan)}元" if yuan or not rest else ""
    said += "整" if not rest else ""
    said += f"{DIGITS[jiao]}角" if jiao else "零" if fen and yuan else ""
    return ("负" if amount < 0 else "") + said + (f"{DIGITS[fen]}分" if fen else "")


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
