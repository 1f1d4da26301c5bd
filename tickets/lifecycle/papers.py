"""Named slots for attachments, those that several kinds ask for, and the forms that the service makes for them.

A kind declares a slot as a class attribute; here the name is given, as there is no class to give it.
"""

from dataclasses import KW_ONLY, dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from tickets.lifecycle.named import Named
from tickets.policy.types import Party


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A form that the service fills in from the order, to be signed and sealed by hand and handed in again.

    All texts English, as in the catalogue. says: what it declares; it may name the %(contract)s, the %(system)s, the
    %(number)s and the %(kind)s of the order. by: who signs and seals it, whoever issues it first. to: whom it is
    addressed to. numbered: it has a number of its own among the issuer's documents. columns: of a table that is filled
    in by hand, blanks: what else is. What the step asks for stands on it by itself. course: it tells what was done.
    """

    title: str
    by: tuple[Party, ...]
    says: str = ""
    to: Party | None = None
    numbered: bool = False
    columns: tuple[str, ...] = ()
    blanks: tuple[str, ...] = ()
    course: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.title, self.says, *self.columns, *self.blanks)))


def on_form(english: str) -> Promise:
    """A text of a form in the reader's language."""
    return pgettext_lazy("paper", english)


class Outside:
    """Such a paper comes from elsewhere: another authority, a measuring tool, a contract, a photo."""


OUTSIDE: Final = Outside()
BOTH: Final = (Party.PROVIDER, Party.AGENCY)


@dataclass(eq=False)
class Slot(Named):
    """paper: the form that the service makes for it, or OUTSIDE."""

    context = "slot"

    english: str
    _: KW_ONLY
    paper: Paper | Outside
    name: str = ""


APPLICATION: Final = Slot(
    "Application form (sealed)",
    name="application",
    paper=Paper(
        title="Application and filing form of the government cloud: %(kind)s",
        says="Under %(contract)s we apply for “%(kind)s” of %(system)s. What is filled in and attached is true and"
        " whole. We ask for filing, and the provider to act on it.",
        by=(Party.AGENCY, Party.PROVIDER, Party.AUTHORITY, Party.SUPERVISOR),
        numbered=True,
    ),
)
SUPPLEMENT: Final = Slot("Supplementary material", name="supplement", paper=OUTSIDE)
FILING_RECEIPT: Final = Slot(
    "Filing receipt",
    name="filing_receipt",
    paper=Paper(
        title="Filing receipt of the government cloud",
        says="Your work order %(number)s (%(kind)s) on %(system)s has been received and is filed.",
        by=(Party.AUTHORITY,),
        to=Party.AGENCY,
        numbered=True,
    ),
)
UNDO_RECORD: Final = Slot(
    "Record of undoing",
    name="undo_record",
    paper=Paper(
        title="Record of undoing and reclaiming",
        says="What work order %(number)s had brought to %(system)s was undone and reclaimed as follows.",
        by=BOTH,
        columns=("Resource or setting", "How it was undone", "Done at", "Done by"),
    ),
)
ERASURE_CERTIFICATE: Final = Slot(
    "Certificate of erasure",
    name="erasure_certificate",
    paper=Paper(
        title="Certificate of erasure of data",
        says="We have erased the data concerned of %(system)s and their backups; they cannot be restored."
        " This is hereby certified.",
        by=(Party.PROVIDER,),
        to=Party.AGENCY,
        numbered=True,
    ),
)
ACCESS_REVOCATION: Final = Slot(
    "Record of revoked access",
    name="access_revocation",
    paper=Paper(
        title="Record of revoked accounts and access",
        by=BOTH,
        columns=("Account", "User of the account", "Access", "Revoked at", "Done by"),
    ),
)
AGREEMENT: Final = Slot(
    "Agreement of both sides",
    name="agreement",
    paper=Paper(
        title="Agreement of both sides",
        says="On work order %(number)s (%(kind)s) under %(contract)s both sides have agreed as follows.",
        by=BOTH,
        numbered=True,
        columns=("Matter", "What was agreed", "Remarks"),
    ),
)
EVIDENCE: Final = Slot("Evidence", name="evidence", paper=OUTSIDE)
PAUSE_EVIDENCE: Final = Slot("Grounds for suspending", name="pause_evidence", paper=OUTSIDE)
#: What belongs to an order and to no step: whatever else there is, and the supervisor's finding once it is signed.
OTHER: Final = Slot("Other file", name="other", paper=OUTSIDE)
SIGNED_FINDING: Final = Slot("Finding of a breach (signed and sealed)", name="signed_finding", paper=OUTSIDE)
OF_NO_STEP: Final = (OTHER, SIGNED_FINDING)
