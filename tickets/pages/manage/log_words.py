"""The acts of the system log in words, by what they are about."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts import record
from accounts.doors.hands import Power
from tickets import audit, exports
from tickets.operating.backups import making

ACTS: Final[dict[str, Promise]] = {
    record.SIGNED_IN: gettext_lazy("Signed in"),
    record.SIGN_IN_FAILED: gettext_lazy("Sign-in failed"),
    record.CONFIRMATION_FAILED: gettext_lazy("Confirmation of identity failed"),
    record.SIGN_IN_LOCKED: gettext_lazy("Sign-in refused: locked"),
    record.SIGNED_OUT: gettext_lazy("Signed out"),
    record.SESSION_EXPIRED: gettext_lazy("Session ran out"),
    record.PASSWORD_CHANGED: gettext_lazy("Password changed"),
    record.MAIL_CONFIRMED: gettext_lazy("Mail address confirmed"),
    record.TOKEN_CREATED: gettext_lazy("Token made"),
    Power.ADD_UNIT: gettext_lazy("Unit made"),
    Power.EDIT_UNIT: gettext_lazy("Unit changed"),
    Power.ADD_PERSON: gettext_lazy("Account made"),
    Power.EDIT_PERSON: gettext_lazy("Person changed"),
    Power.RENAME_ACCOUNT: gettext_lazy("Account name changed"),
    Power.REGISTER_PHONE: gettext_lazy("Telephone registered"),
    Power.STOP: gettext_lazy("Account disabled"),
    Power.RESTORE: gettext_lazy("Account restored"),
    Power.GRANT: gettext_lazy("Role granted"),
    Power.TAKE: gettext_lazy("Role taken"),
    Power.SUBSTITUTE: gettext_lazy("Substitute set"),
    Power.END_SUBSTITUTE: gettext_lazy("Substitution ended"),
    Power.RESET_PASSWORD: gettext_lazy("Password reset"),
    Power.UNLOCK: gettext_lazy("Lock lifted"),
    Power.RESET_FACTOR: gettext_lazy("Second factor reset"),
    Power.END_SESSIONS: gettext_lazy("Signed out everywhere"),
    Power.REVOKE_TOKEN: gettext_lazy("Token revoked"),
    Power.REVIEW: gettext_lazy("Rights reviewed"),
    Power.RETRY_DELIVERY: gettext_lazy("Notice sent again"),
    Power.HASTEN_DELIVERY: gettext_lazy("Notice sent at once"),
    Power.CANCEL_DELIVERY: gettext_lazy("Delivery cancelled"),
    Power.RUN_TASK: gettext_lazy("Periodic task run at once"),
    Power.RETRY_CLOCK: gettext_lazy("Clock tried again at once"),
    Power.ENTER_GROUP: gettext_lazy("Group entered"),
    Power.TEST_GROUP: gettext_lazy("Group sent a test"),
    Power.STOP_GROUP: gettext_lazy("Group stopped"),
    Power.START_GROUP: gettext_lazy("Group started"),
    Power.END_GROUP: gettext_lazy("Group ended"),
    Power.PROPOSE_TERMS: gettext_lazy("Edition proposed"),
    Power.RELEASE_TERMS: gettext_lazy("Edition released"),
    Power.REJECT_TERMS: gettext_lazy("Edition rejected"),
    Power.WITHDRAW_TERMS: gettext_lazy("Edition withdrawn"),
    record.LOG_EXPORTED: gettext_lazy("System log taken out"),
    "contact_addresses": gettext_lazy("Addresses of notices changed"),
    "notice_choices": gettext_lazy("Channels of notices chosen"),
    "notice_hours": gettext_lazy("Quiet hours changed"),
    "download": gettext_lazy("File downloaded"),
    "export": gettext_lazy("List exported"),
    "finding": gettext_lazy("Finding made out"),
    exports.PACKED: gettext_lazy("Evidence pack made"),
    "report_handed_in": gettext_lazy("Signed report handed in"),
    "report_sent": gettext_lazy("Report sent"),
    "register_entered": gettext_lazy("Entered in a register"),
    "register_corrected": gettext_lazy("Register corrected"),
    "register_annulled": gettext_lazy("Entry of a register annulled"),
    "register_confirmed": gettext_lazy("Entry of a register confirmed"),
    "register_returned": gettext_lazy("Entry of a register returned"),
    "register_withdrawn": gettext_lazy("Entry of a register taken back"),
    "sample_drawn": gettext_lazy("Sample drawn"),
    "sample_looked_at": gettext_lazy("Order of a sample looked at"),
    "outages_imported": gettext_lazy("Entries of monitoring taken over"),
    "outage_said": gettext_lazy("Entry of monitoring spoken of"),
    "calendar_feed_issued": gettext_lazy("Calendar address issued"),
    "calendar_feed_revoked": gettext_lazy("Calendar address revoked"),
    "load_contract": gettext_lazy("Contract loaded"),
    "load_calendar": gettext_lazy("Calendar loaded"),
    "fees_entered": gettext_lazy("Table of fees entered"),
    "fees_agreed": gettext_lazy("Table of fees agreed to"),
    "fees_withdrawn": gettext_lazy("Table of fees taken back"),
    "sheet_closed": gettext_lazy("Sheet of a month closed"),
    "finding_notice": gettext_lazy("Notice of findings numbered"),
    "sheet_printed": gettext_lazy("Sheet of a month printed"),
    "propose_extension": gettext_lazy("Extension proposed"),
    "agree_extension": gettext_lazy("Extension agreed"),
    "withdraw_extension": gettext_lazy("Extension withdrawn"),
    "baseline": gettext_lazy("Register put on record"),
    "demo": gettext_lazy("Demo loaded"),
    making.MADE: gettext_lazy("Backup made"),
    audit.RESTORED: gettext_lazy("Restored from a backup"),
    audit.MIGRATED_BESIDE: gettext_lazy("Database migrated beside running processes"),
}
FAILURES: Final = (record.SIGN_IN_FAILED, record.SIGN_IN_LOCKED, record.CONFIRMATION_FAILED)
SIGN_INS: Final = (record.SIGNED_IN, *FAILURES, record.SIGNED_OUT, record.SESSION_EXPIRED)
CONTRACTS: Final = (
    Power.PROPOSE_TERMS,
    Power.RELEASE_TERMS,
    Power.REJECT_TERMS,
    Power.WITHDRAW_TERMS,
    "load_contract",
    "load_calendar",
)
REGISTERS: Final = tuple(act for act in ACTS if act.startswith("register_"))
#: What the list may be narrowed to -> its acts.
GROUPS: Final[dict[str, tuple[Promise, tuple[str, ...]]]] = {
    "administrators": (gettext_lazy("Acts of administrators"), tuple(Power)),
    "sign_ins": (gettext_lazy("Sign-ins and sign-outs"), SIGN_INS),
    "failures": (gettext_lazy("Failed sign-ins"), FAILURES),
    "contracts": (gettext_lazy("Contracts and calendars"), CONTRACTS),
    "registers": (gettext_lazy("Registers"), REGISTERS),
    "downloads": (gettext_lazy("Downloads"), ("download", "export", "finding", exports.PACKED, record.LOG_EXPORTED)),
}


def act(name: str) -> str:
    """A name that no release since 0.1 knows is shown as it is."""
    return str(ACTS.get(name, name))
