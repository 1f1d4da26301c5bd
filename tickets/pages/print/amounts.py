"""Sums and days as papers write them: 人民币大写 beside the figures, 2026年3月2日 in full."""

import re
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from tickets.datelaw.types import ZONE
from tickets.pages.parts.moments import dated, day
from tickets.penalties import money

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
    """With the currency, as papers say it."""
    return f"人民币{money.capitals(amount)}"
