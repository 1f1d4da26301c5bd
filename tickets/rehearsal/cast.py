"""The people of a rehearsal, made up and saying so by their names: of each role two, so that there is a second."""

from collections.abc import Iterator
from typing import Final

from accounts import roles
from accounts.models import Membership, Organization, User
from tickets.models import Contract

SEATS: Final = {
    roles.AGENCY_CLERK: "经办员", roles.AGENCY_LEAD: "单位负责人", roles.AGENCY_FINANCE: "财务人员",
    roles.PROVIDER_DESK: "服务台", roles.PROVIDER_ENGINEER: "工程师", roles.PROVIDER_LEAD: "项目负责人",
    roles.AUTHORITY_OFFICER: "备案经办人", roles.SUPERVISOR_AUDITOR: "监管审计员",
}  # fmt: skip
EACH: Final = 2


def gather(contract: Contract) -> dict[str, list[User]]:
    """Role -> its people, who are made where they are missing. A contract that names no such party has none of them."""
    return {role: list(_of(role, unit)) for role in SEATS if (unit := contract.party(roles.PARTY[role])) is not None}


def _of(role: str, unit: Organization) -> Iterator[User]:
    for n in range(1, EACH + 1):
        made = {"name": f"演练·{SEATS[role]}{n}", "demo": True, "unit": unit, "password": "!"}
        user, _made = User.objects.get_or_create(username=f"{role}_{n}", defaults=made)
        Membership.objects.get_or_create(user=user, organization=unit, role=role)
        yield user
