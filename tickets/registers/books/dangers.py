"""隐患告知 (3.6, 3.7): a hidden danger that the provider has found and tells of. It asks nobody to act by a day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as _

from tickets.lifecycle.bounds import TERM_STARTS, TODAY, not_after, not_before
from tickets.lifecycle.fields import SENTENCE, Choice, Day, LongText, Text, today
from tickets.lifecycle.parties import AC, AL, PD, PE, PL, SA
from tickets.lifecycle.tables import SystemCode
from tickets.registers.register import EntryFlag, OrderNumber, Register


def _left(values: Mapping[str, Any], _today: date) -> bool:
    return bool(values["removed"] == "no")


class Dangers(Register):
    """The agency confirms that it was told. What somebody is to do about it is an order, which the entry may name."""

    code, position = "dangers", 80
    title = "Hidden dangers told"
    help = "What the provider’s monitoring found before it broke: told to the agency, which confirms that it knows."
    articles = ("3.6", "3.7")
    enters, confirms, tells = (PD, PE, PL), (AC, AL), (SA,)
    scan = "Record of the danger"
    flags = (EntryFlag(_("The danger is not removed yet"), _left, grave=False),)

    system = SystemCode("Information system", example=None, required=False, hint="Left empty: the whole platform.")
    danger = Text("Hidden danger", example="门户网站证书链即将失效")
    effect = LongText("What was found, and what may come of it", example=SENTENCE)
    advice = LongText("What is advised", example=None, required=False)
    found_on = Day("Found on", within=(not_before(TERM_STARTS), not_after(TODAY)), example=today())
    removed = Choice("Is it removed?", {"yes": "Removed", "no": "Not yet"}, example="no")
    by_order = OrderNumber("By which work order it is removed", example=None, required=False)

    about, span = (danger,), (found_on, None)
