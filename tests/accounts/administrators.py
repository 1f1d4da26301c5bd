"""The three administrators in the unit that runs the service, and the hands with which they act."""

from datetime import UTC, datetime

from accounts import roles
from accounts.doors.hands import Hand
from accounts.models import Membership, Organization, User

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
#: Who acts -> the role; clerk: somebody who handles orders, shell: whoever has the shell.
ROLES = {
    "system": roles.SYSTEM_ADMIN,
    "security": roles.SECURITY_ADMIN,
    "audit": roles.AUDIT_ADMIN,
    "clerk": roles.AGENCY_CLERK,
}


def operator() -> Organization:
    defaults = {"name": "平台运营单位", "kind": "operator"}
    return Organization.objects.get_or_create(code="operator", defaults=defaults)[0]


def appoint(name: str, role: str, unit: Organization | None = None) -> User:
    person = User.objects.create_user(name, password="Plum-Orchard-41", name=f"演示·{name}")
    Membership.objects.create(user=person, organization=unit or operator(), role=role)
    return person


def hand(who: str) -> Hand:
    """Of the administrator of this sort, who is appointed where nobody is yet."""
    if who == "shell":
        return Hand(None, NOON)
    found = User.objects.filter(username=who).first()
    office = Organization.objects.filter(code="office").first() if who == "clerk" else None
    return Hand(found or appoint(who, ROLES[who], office), NOON)
