"""The stages by which a kind's states are grouped on the page, in the order in which a kind lists them."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True)
class Stage:
    """english: its Chinese stands in the catalogue under the context "stage"."""

    code: str
    english: str

    @property
    def label(self) -> Promise:
        return pgettext_lazy("stage", self.english)


APPLICATION: Final = Stage("application", "Application")
FILING: Final = Stage("filing", "Filing")
ACCEPTANCE: Final = Stage("acceptance", "Acceptance")
PLANNING: Final = Stage("planning", "Planning")
RESOURCES: Final = Stage("resources", "Resources")
DEPLOYMENT: Final = Stage("deployment", "Deployment")
CONFIRMATION: Final = Stage("confirmation", "Confirmation")
CLOSING: Final = Stage("closing", "Closing")
PREPARATION: Final = Stage("preparation", "Preparation")
CHECK: Final = Stage("check", "Check")
WINDOW: Final = Stage("window", "Window")
OBSERVATION: Final = Stage("observation", "Observation")
IMPLEMENTATION: Final = Stage("implementation", "Implementation")
RETURN: Final = Stage("return", "Effect and return")
INVENTORY: Final = Stage("inventory", "Inventory")
HANDOVER: Final = Stage("handover", "Hand-over")
STABILITY: Final = Stage("stability", "Stability")
SHUTDOWN: Final = Stage("shutdown", "Shutdown and erasure")
OPINION: Final = Stage("opinion", "Opinion")
PERMISSION: Final = Stage("permission", "Permission")
SETTLEMENT: Final = Stage("settlement", "Settlement")
VERIFICATION: Final = Stage("verification", "Verification")
EXECUTION: Final = Stage("execution", "Execution")
NOMINATION: Final = Stage("nomination", "Nomination")
DEMAND: Final = Stage("demand", "Demand")
RESPONSE: Final = Stage("response", "Response")
HANDLING: Final = Stage("handling", "Handling")
INTERRUPTION: Final = Stage("interruption", "Interruption")
NEGOTIATION: Final = Stage("negotiation", "Negotiation")
SIGNING: Final = Stage("signing", "Signing")
NEW_EDITION: Final = Stage("new_edition", "New edition")
COURT: Final = Stage("court", "Court")
RECTIFYING: Final = Stage("rectifying", "Rectification")
EXAMINATION: Final = Stage("examination", "Examination")
OPEN_ITEMS: Final = Stage("open_items", "Open items")
INVOICING: Final = Stage("invoicing", "Invoice")
PAYMENT: Final = Stage("payment", "Payment")
SUSPENSION: Final = Stage("suspension", "Suspension")
RESTORATION: Final = Stage("restoration", "Restoration")
FINDING: Final = Stage("finding", "Assessment")
OBJECTION: Final = Stage("objection", "Notice and objection")
DECISION: Final = Stage("decision", "Decision")
TERMINATION: Final = Stage("termination", "Right to terminate")
REPORT: Final = Stage("report", "Report")
RECORDING: Final = Stage("recording", "Recording")
SCORING: Final = Stage("scoring", "Scoring")
