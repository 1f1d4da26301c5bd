"""成果清单 (11.4): what was made under the contract and is the agency's."""

from tickets.lifecycle.bounds import TERM_STARTS, TODAY, not_after, not_before
from tickets.lifecycle.fields import Choice, Day, Text, today
from tickets.lifecycle.parties import AC, AL, PD, PL
from tickets.registers.register import OrderNumber, Register


class Deliverables(Register):
    """Documents, data and programs made for the agency, each with the day on which it was handed over."""

    code, position = "deliverables", 40
    title = "Works of the contract"
    help = "Documents, data and programs made under the contract: they are the agency’s. When each was handed over."
    articles = ("11.4",)
    enters, confirms, tells = (PD, PL), (AC, AL), (PL,)
    scan = "The work, or the record of its hand-over"

    work = Text("Name of the work", example="系统迁移实施方案")
    sort = Choice(
        "Sort of work",
        {"document": "Document", "data": "Data", "program": "Program or script", "other": "Something else"},
        example="document",
    )
    edition = Text("Version", example="V1.0", required=False)
    handed_on = Day("Handed over on", within=(not_before(TERM_STARTS), not_after(TODAY)), example=today())
    by_order = OrderNumber("Made under which work order", example=None, required=False)

    about, span = (work, edition), (handed_on, None)
