"""互备记录 (A2.2): that system and data stand by at another provider's cloud, and when that was last tried."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as _

from tickets.lifecycle.bounds import TERM_STARTS, TODAY, not_after, not_before
from tickets.lifecycle.fields import Choice, Day, LongText, Text, today
from tickets.lifecycle.parties import AC, AL, PD, PE, PL, SA
from tickets.lifecycle.tables import SystemCode
from tickets.registers.register import EntryFlag, OrderNumber, Register


def _failed(values: Mapping[str, Any], _today: date) -> bool:
    return bool(values["outcome"] != "taken_over")


class Backups(Register):
    """The newest check of a system is how it stands."""

    code, position = "backups", 60
    title = "Mutual backup"
    help = "That systems and data stand by at another provider, and how the last check of it went."
    articles = ("A2.2",)
    enters, confirms, tells = (PD, PE, PL), (AC, AL, SA), (SA,)
    scan = "Record of the check"
    flags = (EntryFlag(_("The last check failed"), _failed),)

    system = SystemCode("Information system", example=None, required=False, hint="Left empty: the whole contract.")
    extent = Choice(
        "What stands by", {"both": "System and data", "system": "The system alone", "data": "The data alone"},
        example="both",
    )  # fmt: skip
    partner = Text("Where it stands by", example="另一家政务云服务商")
    checked_on = Day("Checked on", within=(not_before(TERM_STARTS), not_after(TODAY)), example=today())
    outcome = Choice(
        "Outcome of the check", {"taken_over": "It takes over", "partly": "In part", "failed": "It does not take over"},
        example="taken_over",
    )  # fmt: skip
    remarks = LongText("Remarks on the check", example=None, required=False)
    by_order = OrderNumber("Under which work order it was checked", example=None, required=False)

    about, span = (system, extent), (checked_on, None)
