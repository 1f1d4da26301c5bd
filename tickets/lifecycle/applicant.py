"""Who applies and who built the system, and an application that came on paper: what several kinds ask for alike."""

from typing import Final

from tickets.lifecycle.bounds import TERM_STARTS, TODAY, not_after, not_before
from tickets.lifecycle.fields import Day, Text
from tickets.lifecycle.papers import OUTSIDE, Slot
from tickets.lifecycle.topics import Topic

APPLICANT_PHONE: Final = Text("Applicant’s telephone", example=None, required=False, since=2, name="applicant_phone")
BUILDER: Final = Text("Builder of the system", example=None, required=False, since=2, name="builder")
BUILDER_CONTACT: Final = Text(
    "Contact of the builder", example=None, required=False, since=2, hint="Name and work phone", name="builder_contact"
)
#: A form leaves out what account and register say of it already.
APPLICANT: Final = (APPLICANT_PHONE, BUILDER, BUILDER_CONTACT)
APPLICANT_TOPIC: Final = Topic("Applicant and builder", APPLICANT)

PAPER_APPLICANT: Final = Text(
    "Applicant on paper", example=None, required=False, since=2, hint="Unit and name", name="paper_applicant"
)
PAPER_RECEIVED: Final = Day(
    "Paper received on",
    within=(not_before(TERM_STARTS), not_after(TODAY)),
    example=None,
    required=False,
    since=2,
    name="paper_received",
)
#: Folded away: an application that was made on paper is registered beside the one that is filed here.
ON_PAPER: Final = (PAPER_APPLICANT, PAPER_RECEIVED)
PAPER_APPLICATION: Final = Slot("Application on paper (scan)", name="paper_application", paper=OUTSIDE)
