"""The roles that people hold in their units, and the party that each acts for."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

AGENCY_CLERK = "agency_clerk"
AGENCY_LEAD = "agency_lead"
AGENCY_FINANCE = "agency_finance"
PROVIDER_DESK = "provider_desk"
PROVIDER_ENGINEER = "provider_engineer"
PROVIDER_LEAD = "provider_lead"
AUTHORITY_OFFICER = "authority_officer"
SUPERVISOR_AUDITOR = "supervisor_auditor"
VENDOR = "vendor"
SYSTEM_ADMIN = "system_admin"
SECURITY_ADMIN = "security_admin"
AUDIT_ADMIN = "audit_admin"

#: The three separate administrators (三员分立, GB/T 22239-2019 8.1.5): disjoint, without work orders.
ADMINS = frozenset({SYSTEM_ADMIN, SECURITY_ADMIN, AUDIT_ADMIN})

LABELS: dict[str, Promise] = {
    AGENCY_CLERK: _("Agency clerk"),
    AGENCY_LEAD: _("Agency lead"),
    AGENCY_FINANCE: _("Agency finance"),
    PROVIDER_DESK: _("Provider service desk"),
    PROVIDER_ENGINEER: _("Provider engineer"),
    PROVIDER_LEAD: _("Provider lead"),
    AUTHORITY_OFFICER: _("Authority officer"),
    SUPERVISOR_AUDITOR: _("Supervisor auditor"),
    VENDOR: _("System developer"),
    SYSTEM_ADMIN: _("System administrator"),
    SECURITY_ADMIN: _("Security administrator"),
    AUDIT_ADMIN: _("Audit administrator"),
}

#: The party of a contract that a role acts for, by which its name begins. Administrators act for none.
PARTY: dict[str, str] = {role: role.partition("_")[0] for role in LABELS if role not in ADMINS}


def opposed(role: str, other: str) -> bool:
    """Whether one person may not hold both: using agency and provider answer to one another under a contract, and the
    supervisor, who audits all sides, belongs to none of them."""
    sides = {PARTY[role], PARTY[other]}
    return len(sides) > 1 and (sides == {"agency", "provider"} or "supervisor" in sides)


def opposed_to(held: Iterable[str]) -> frozenset[str]:
    """The roles that nobody may hold, or stand in for, who holds one of these."""
    mine = PARTY.keys() & set(held)
    return frozenset(role for role in PARTY if any(opposed(role, one) for one in mine))


#: The sorts of units in which a role is held: of its party; the administrators in that of the operator, or of the
#: authority where it runs the service itself. Triggers of the database say the same (migration 0009).
UNITS: dict[str, frozenset[str]] = {role: frozenset({party}) for role, party in PARTY.items()} | dict.fromkeys(
    ADMINS, frozenset({"operator", "authority"})
)
