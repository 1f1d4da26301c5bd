"""Named slots for attachments, and those that several kinds ask for.

A kind declares a slot as a class attribute; here the name is given, as there is no class to give it.
"""

from dataclasses import KW_ONLY, dataclass
from typing import Final

from tickets.lifecycle.named import Named


@dataclass(eq=False)
class Slot(Named):
    context = "slot"

    english: str
    _: KW_ONLY
    name: str = ""


APPLICATION: Final = Slot("Application form (sealed)", name="application")
SUPPLEMENT: Final = Slot("Supplementary material", name="supplement")
FILING_RECEIPT: Final = Slot("Filing receipt", name="filing_receipt")
UNDO_RECORD: Final = Slot("Record of undoing", name="undo_record")
ERASURE_CERTIFICATE: Final = Slot("Certificate of erasure", name="erasure_certificate")
ACCESS_REVOCATION: Final = Slot("Record of revoked access", name="access_revocation")
EVIDENCE: Final = Slot("Evidence", name="evidence")
PAUSE_EVIDENCE: Final = Slot("Grounds for suspending", name="pause_evidence")
