"""The people of the demo, made up and saying so by their names, and the units that no contract brings."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from accounts import mailboxes, roles
from accounts.models import Membership, Organization, User
from tickets.models import Contract
from tickets.policy.types import OrganizationTerms

OPERATOR = ("demo-operator", "政务云工单平台运营单位（演示）", "平台运营单位")
#: The developer whose people see one system of the demo contract and nothing else.
DEVELOPER = OrganizationTerms("demo-developer", "示例软件开发有限公司（演示）", "示例软件")


@dataclass(frozen=True, slots=True)
class Player:
    """One demo account. `place`: a party of the demo contract, "operator", "vendor", or "outsider"."""

    username: str
    name: str
    place: str
    role: str
    #: Made up: there is no such exchange.
    phone: str = ""


CAST = (
    Player("clerk", "演示·经办员", "agency", roles.AGENCY_CLERK, "010-00000001"),
    Player("lead", "演示·单位负责人", "agency", roles.AGENCY_LEAD, "010-00000002"),
    Player("finance", "演示·财务人员", "agency", roles.AGENCY_FINANCE),
    Player("desk", "演示·服务台", "provider", roles.PROVIDER_DESK),
    Player("engineer", "演示·工程师", "provider", roles.PROVIDER_ENGINEER),
    Player("manager", "演示·项目负责人", "provider", roles.PROVIDER_LEAD),
    Player("officer", "演示·备案经办人", "authority", roles.AUTHORITY_OFFICER),
    Player("auditor", "演示·监管审计员", "supervisor", roles.SUPERVISOR_AUDITOR),
    Player("vendor", "演示·开发商", "vendor", roles.VENDOR),
    Player("outsider", "演示·外单位经办员", "outsider", roles.AGENCY_CLERK),
    Player("sysadmin", "演示·系统管理员", "operator", roles.SYSTEM_ADMIN),
    Player("secadmin", "演示·安全管理员", "operator", roles.SECURITY_ADMIN),
    Player("auditadmin", "演示·审计管理员", "operator", roles.AUDIT_ADMIN),
)
#: A second lead on either side: where a second person must agree, or one passes on to a colleague.
SECONDS = (
    Player("lead2", "演示·单位副职负责人", "agency", roles.AGENCY_LEAD, "010-00000003"),
    Player("manager2", "演示·项目副负责人", "provider", roles.PROVIDER_LEAD),
)


def gather(contract: Contract, outside: Contract, players: Iterable[Player] = CAST) -> int:
    """Make the accounts that are missing, with their one role each; answers how many were made."""
    places = _places(contract, outside)
    return sum(_enrol(player, places[player.place]) for player in players)


def _places(contract: Contract, outside: Contract) -> dict[str, Organization]:
    code, name, short_name = OPERATOR
    operator, _made = Organization.objects.get_or_create(
        code=code, defaults={"name": name, "short_name": short_name, "kind": "operator", "demo": True}
    )
    parties = {party: getattr(contract, party) for party in ("agency", "provider", "authority", "supervisor")}
    developer = Organization.objects.get(code=DEVELOPER.code)
    return parties | {"operator": operator, "vendor": developer, "outsider": outside.agency}


def _enrol(player: Player, place: Organization) -> bool:
    user, made = User.objects.get_or_create(
        username=player.username, defaults={"name": player.name, "phone": player.phone, "demo": True, "unit": place}
    )
    if user.demo:
        _set_password(user, made=made)
        Membership.objects.get_or_create(user=user, organization=place, role=player.role)
    return made


def _set_password(user: User, *, made: bool) -> None:
    """All demo accounts follow `DEMO_PASSWORD`, so that what the start prints is true."""
    if made or not user.check_password(settings.DEMO_PASSWORD):
        user.set_password(settings.DEMO_PASSWORD)
        user.save(update_fields=["password", "past_passwords"])


def make_reachable() -> None:
    """Addresses come last: nobody is mailed today about what the sample tickets say happened weeks ago."""
    for user in mailboxes.unreached().filter(demo=True):
        mailboxes.vouch(user, f"{user.username}@demo.invalid")
