"""The first instalment (付款, 7.2(1)), paid and received. The last one waits for the acceptance."""

from collections.abc import Iterator

from tickets.management.demo.contracts import DEMO
from tickets.management.demo.script import Story, Today, cue

WHOLE_CONTRACT = ""


def stories(today: Today) -> Iterator[Story]:
    invoice = {"invoice_no": "25117000000123456789", "invoice_on": today.day("24w 10:00"), "invoice_sum": "721806.23"}
    cues = (
        cue("25w 09:30", "finance", "open", instalment=1),
        cue("24w 10:20", "desk", "submit_invoice", **invoice),
        cue("23w 15:00", "finance", "accept_invoice"),
        cue("21w 11:00", "lead", "approve_payment"),
        cue("19w 16:00", "finance", "register_payment", paid_on=today.day("19w 16:00"), voucher_no="付字0187号"),
        cue("18w 09:40", "desk", "confirm_receipt", received_on=today.day("18w 09:40")),
    )
    yield Story("payment", DEMO, WHOLE_CONTRACT, "首付款", cues, "closed")
