"""Named slots for attachments, and those that several kinds ask for.

A kind declares a slot as a class attribute; here the name is given, as there is no class to give it.
"""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from tickets.lifecycle.named import Named


class Slot(Named):
    """label: English; its Chinese stands in the catalogue under the context "slot"."""

    def __init__(self, label: str, *, name: str = "") -> None:
        self.english, self.name = label, name

    @property
    def label(self) -> Promise:
        return pgettext_lazy("slot", self.english)


APPLICATION: Final = Slot("Application form (sealed)", name="application")
SUPPLEMENT: Final = Slot("Supplementary material", name="supplement")
FILING_RECEIPT: Final = Slot("Filing receipt", name="filing_receipt")
UNDO_RECORD: Final = Slot("Record of undoing", name="undo_record")
ERASURE_CERTIFICATE: Final = Slot("Certificate of erasure", name="erasure_certificate")
ACCESS_REVOCATION: Final = Slot("Record of revoked access", name="access_revocation")
EVIDENCE: Final = Slot("Evidence", name="evidence")
PAUSE_EVIDENCE: Final = Slot("Grounds for suspending", name="pause_evidence")
