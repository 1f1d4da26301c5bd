"""廉政举报渠道 (18): where each side is told of what its own people took or gave."""

from tickets.lifecycle.bounds import answer_to, not_after, not_before
from tickets.lifecycle.certificates import FAR_OFF
from tickets.lifecycle.fields import Choice, Day, Text, today
from tickets.lifecycle.parties import AC, AL, AO, PD, PL, SA
from tickets.registers.register import WITHIN_REACH, Register


class Integrity(Register):
    """Of offices, never of a private person."""

    code, position = "integrity", 70
    title = "Channels for integrity complaints"
    help = "Where a breach of integrity is reported on each side: an office’s telephone, mailbox or address."
    articles = ("18",)
    sided = True
    enters, confirms, tells = (AC, AL, PD, PL), (AC, AL, PD, PL), (AC, AL, PD, PL, AO, SA)

    channel = Choice(
        "Channel",
        {"telephone": "Telephone", "mail": "Mailbox", "letter": "Letters", "web": "Web page"},
        example="telephone",
    )
    place = Text("Number or address", example="010-00000000", hint="Of an office, never of a private person.")
    open_from = Day("Open from", within=WITHIN_REACH, example=today())
    open_to = Day(
        "Open until", within=(not_before(answer_to(open_from)), not_after(FAR_OFF)), example=None, required=False
    )

    about, span = (channel,), (open_from, open_to)
