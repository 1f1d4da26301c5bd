"""The roles by the short names of the machines' tables."""

from typing import Final

from accounts import roles
from tickets.policy.types import Party

AC: Final = roles.AGENCY_CLERK
AL: Final = roles.AGENCY_LEAD
AF: Final = roles.AGENCY_FINANCE
PD: Final = roles.PROVIDER_DESK
PE: Final = roles.PROVIDER_ENGINEER
PL: Final = roles.PROVIDER_LEAD
AO: Final = roles.AUTHORITY_OFFICER
SA: Final = roles.SUPERVISOR_AUDITOR
VE: Final = roles.VENDOR
#: The sweep. What it does reads "lapsed", never "approved".
SYS: Final = "system"

#: Who is meant where the tables say "agency" or "provider".
AGENCY: Final = (AC, AL)
PROVIDER: Final = (PD, PL)
#: The two parties of the contract.
OTHER_PARTY: Final = {Party.AGENCY.value: Party.PROVIDER, Party.PROVIDER.value: Party.AGENCY}
