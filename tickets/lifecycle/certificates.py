"""What a certificate says (3.4, 9.16, 10.2(3)): in the register of certificates, and in the order that renews one."""

from datetime import timedelta
from typing import Final

from tickets.lifecycle.bounds import Point, after, answer_to, not_after, not_before
from tickets.lifecycle.fields import Choice, Day, Text, today
from tickets.policy.known import Switch

#: So many days before and after today a day of a certificate may lie: what is further off was mistyped.
FAR: Final = timedelta(days=30 * 365)
LONG_AGO: Final = Point("long_ago", "thirty years ago", lambda scene: scene.today - FAR)
FAR_OFF: Final = Point("far_off", "thirty years from today", lambda scene: scene.today + FAR)

#: Which of them a contract promises: their absence is a fault. A contract that was loaded before promises none.
ASKED_BY: Final = Switch("certificates.asked", ("none", "level3_and_review"))
ASKED: Final = {"none": (), "level3_and_review": ("level3", "security_review")}
#: Those without which the provider breaks the contract itself (3.4, 9.16, 10.2(3)); the others are kept in order.
BINDING: Final = ("level3", "security_review", "qualification")
#: Those that contracts ask for, by the word that their files use (`certificates = […]`).
SORTS: Final = {
    "level3": "Test report of level 3 of the classified protection",
    "security_review": "Security review of the cloud service",
    "ssl": "SSL certificate",
    "filing": "Filing of the website or address",
    "qualification": "Qualification or permit of the provider",
    "other": "Another certificate",
}

SORT: Final = Choice("Certificate", SORTS, example="level3", name="certificate")
CERTIFIED: Final = Text("What or whom it certifies", example="政务云平台", name="certified")
NUMBER: Final = Text("Number of the certificate", example="DJCP-2026-0187", name="certificate_no")
ISSUER: Final = Text("Issuer of the certificate", example="某等级测评机构", name="issuer")
SINCE: Final = Day(
    "Certificate valid from",
    within=(not_before(LONG_AGO), not_after(FAR_OFF)),
    example=today(),
    name="certificate_from",
)
UNTIL: Final = Day(
    "Certificate valid until",
    within=(after(answer_to(SINCE)), not_after(FAR_OFF)),
    example=today(365),
    name="certificate_until",
)
