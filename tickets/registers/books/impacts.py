"""平台影响 (3.4, annex 1): how much of the platform an outage hit, which no contract of one agency can tell."""

from tickets.lifecycle.bounds import TERM_STARTS, TODAY, not_after, not_before
from tickets.lifecycle.fields import Day, Money, Number, Text, today
from tickets.lifecycle.parties import AL, AO, PL, SA
from tickets.registers.register import Register


class Impacts(Register):
    """Said by supervisor and authority with evidence: the systems of one contract are no share of the platform."""

    code, position = "impacts", 70
    title = "Impact on the platform"
    help = "Of an outage: the share of the platform’s systems that it hit, people affected, loss, with evidence."
    articles = ("3.4", "A1")
    enters, confirms, tells = (SA, AO), (AO, SA), (AL, PL)
    scan = "Evidence of the impact"
    scan_needed = True

    outage = Text("Outage", example="GD-2026-000001", hint="The number of its work order, or what monitoring calls it.")
    outage_on = Day("Day of the outage", within=(not_before(TERM_STARTS), not_after(TODAY)), example=today())
    share = Number("Systems of the platform that were down, in per cent", least=0, most=100, example=12)
    people = Number("People affected", example=None, required=False)
    loss = Money("Loss", example=None, required=False)
    source = Text("Where the figures come from", example="云平台监管月度通报")

    about, span = (outage,), (outage_on, None)
