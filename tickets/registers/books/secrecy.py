"""保密与培训台账 (9.4, 15.4): who works on the project, since when they are bound to secrecy and trained."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as _

from tickets.lifecycle.bounds import TODAY, answer_to, not_after, not_before
from tickets.lifecycle.certificates import FAR_OFF, LONG_AGO
from tickets.lifecycle.fields import Day, Text, today
from tickets.lifecycle.kinds.staffing.questions import BADGE
from tickets.lifecycle.parties import AC, AL, PD, PL, SA
from tickets.registers.register import WITHIN_REACH, EntryFlag, OrderNumber, Register


def _unsigned(values: Mapping[str, Any], _today: date) -> bool:
    return "signed_on" not in values


def _before_signing(values: Mapping[str, Any], _today: date) -> bool:
    signed = values.get("signed_on")
    return signed is not None and values["access_from"] < signed


def _untrained(values: Mapping[str, Any], _today: date) -> bool:
    return "training_on" not in values


class Secrecy(Register):
    """Badge numbers, never a person's name. Access without a signed contract is flagged, not refused."""

    code, position = "secrecy", 20
    title = "Secrecy and training"
    help = "Each badge with access: when the secrecy contract was signed, when its holder was trained."
    articles = ("9.4", "15.3", "15.4")
    enters, confirms, tells = (PD, PL), (AC, AL), (SA,)
    scan = "Signed secrecy contract"
    flags = (
        EntryFlag(_("Access without a signed secrecy contract"), _unsigned),
        EntryFlag(_("Access before the secrecy contract was signed"), _before_signing),
        EntryFlag(_("No training on record"), _untrained, grave=False),
    )

    badge = BADGE
    duty = Text("Post or task", example="驻场运维", required=False)
    signed_on = Day(
        "Secrecy contract signed on", within=(not_before(LONG_AGO), not_after(TODAY)), example=today(-30),
        required=False,
    )  # fmt: skip
    training_on = Day("Trained on", within=(not_before(LONG_AGO), not_after(TODAY)), example=today(-20), required=False)
    access_from = Day("Access from", within=WITHIN_REACH, example=today(-10))
    access_to = Day(
        "Access until", within=(not_before(answer_to(access_from)), not_after(FAR_OFF)), example=today(300),
        required=False,
    )  # fmt: skip
    by_order = OrderNumber("By which work order", example=None, required=False)

    about, span = (badge,), (access_from, access_to)
