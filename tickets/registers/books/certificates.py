"""证照台账 (3.4, 9.16, 10.2(3)): the certificates that platform and provider must have, each with its last day."""

from tickets.lifecycle.certificates import CERTIFIED, ISSUER, NUMBER, SINCE, SORT, UNTIL
from tickets.lifecycle.parties import AC, AL, PD, PL, SA
from tickets.registers.register import OrderNumber, Register

#: So many days before its last day a certificate's renewal is asked for.
AHEAD = 60


class Certificates(Register):
    """A renewal is an order of its own, opened by the service; once accepted it stands here."""

    code, position = "certificates", 10
    title = "Certificates"
    help = "Test reports, reviews, SSL certificates, filings and qualifications, with their last day."
    articles = ("3.4", "9.16", "10.2(3)")
    enters, confirms, tells = (PD, PL), (AC, AL, SA), (PL,)
    scan, scan_needed, lapses = "Scan of the certificate", True, AHEAD

    certificate, certified = SORT, CERTIFIED
    certificate_no, issuer = NUMBER, ISSUER
    certificate_from, certificate_until = SINCE, UNTIL
    by_order = OrderNumber("Work order that carries the scan", example=None, required=False)

    about, span = (certificate, certified), (certificate_from, certificate_until)
