"""项目负责人 (4): each side names one, and tells the other of a change."""

from tickets.lifecycle.fields import Day, Text, today
from tickets.lifecycle.parties import AC, AL, PD, PL, SA
from tickets.registers.register import WITHIN_REACH, Register


class ProjectHeads(Register):
    """One a side: a new one takes the old one's place from their first day on."""

    code, position = "heads", 50
    title = "Heads of the project"
    help = "Who heads the project on each side, and from when. The other side is told of a change."
    articles = ("4",)
    sided = True
    enters, confirms, tells = (AC, AL, PD, PL), (AL, AC, PL, PD), (AC, AL, PD, PL, SA)
    scan = "Letter of appointment"

    post = Text("Post", example="项目经理")
    holder = Text(
        "Held by", example="manager", hint="The account or the job title, never the name or number of a private person."
    )
    head_from = Day("Head from", within=WITHIN_REACH, example=today())

    about, span = (), (head_from, None)
