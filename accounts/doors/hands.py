"""Who acts, and which of the three administrators may do what (三员分立, GB/T 22239-2019 8.1.5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts import roles
from accounts.models import Membership, User


class Power(StrEnum):
    """What an administrator does. The value is the event under which the system log keeps it."""

    ADD_UNIT = "unit_added"
    EDIT_UNIT = "unit_changed"
    ADD_PERSON = "account_created"
    EDIT_PERSON = "account_changed"
    RENAME_ACCOUNT = "account_renamed"
    REGISTER_PHONE = "phone_registered"
    STOP = "account_disabled"
    RESTORE = "account_enabled"
    GRANT = "role_granted"
    TAKE = "role_taken"
    SUBSTITUTE = "substitute_set"
    END_SUBSTITUTE = "substitute_ended"
    RESET_PASSWORD = "password_reset"  # noqa: S105  # an event's name
    UNLOCK = "lock_lifted"
    RESET_FACTOR = "second_factor_reset"
    END_SESSIONS = "sessions_ended"
    REVOKE_TOKEN = "token_revoked"  # noqa: S105  # an event's name
    REVIEW = "rights_reviewed"
    RETRY_DELIVERY = "delivery_retried"
    HASTEN_DELIVERY = "delivery_hastened"
    CANCEL_DELIVERY = "delivery_cancelled"
    RUN_TASK = "task_hastened"
    RETRY_CLOCK = "clock_hastened"
    ENTER_GROUP = "group_channel_entered"
    TEST_GROUP = "group_channel_tested"
    STOP_GROUP = "group_channel_stopped"
    START_GROUP = "group_channel_started"
    END_GROUP = "group_channel_ended"
    PROPOSE_TERMS = "terms_proposed"
    RELEASE_TERMS = "terms_released"
    REJECT_TERMS = "terms_rejected"
    WITHDRAW_TERMS = "terms_withdrawn"


#: Power -> whose it is. The audit administrator changes nothing, so nothing here is theirs. An account may be stopped
#: by either: the security administrator stops the one in danger, and only the system administrator brings it back. A
#: contract's edition that one has proposed another of the two sorts releases: with one of each there is a second
#: person, and the number of accounts, which one of them makes, decides nothing.
POWERS: Final[Mapping[Power, frozenset[str]]] = {
    **dict.fromkeys(
        (
            Power.ADD_UNIT,
            Power.EDIT_UNIT,
            Power.ADD_PERSON,
            Power.EDIT_PERSON,
            Power.RENAME_ACCOUNT,
            Power.REGISTER_PHONE,
            Power.RESTORE,
            Power.RETRY_DELIVERY,
            Power.HASTEN_DELIVERY,
            Power.CANCEL_DELIVERY,
            Power.RUN_TASK,
            Power.RETRY_CLOCK,
            Power.ENTER_GROUP,
            Power.TEST_GROUP,
            Power.STOP_GROUP,
            Power.START_GROUP,
            Power.END_GROUP,
            Power.PROPOSE_TERMS,
        ),
        frozenset({roles.SYSTEM_ADMIN}),
    ),
    **dict.fromkeys(
        (Power.STOP, Power.RELEASE_TERMS, Power.REJECT_TERMS, Power.WITHDRAW_TERMS),
        frozenset({roles.SYSTEM_ADMIN, roles.SECURITY_ADMIN}),
    ),
    **dict.fromkeys(
        (
            Power.GRANT,
            Power.TAKE,
            Power.SUBSTITUTE,
            Power.END_SUBSTITUTE,
            Power.RESET_PASSWORD,
            Power.UNLOCK,
            Power.RESET_FACTOR,
            Power.END_SESSIONS,
            Power.REVOKE_TOKEN,
            Power.REVIEW,
        ),
        frozenset({roles.SECURITY_ADMIN}),
    ),
}
#: What everybody may do for themselves as well.
OWN: Final = frozenset({Power.SUBSTITUTE, Power.END_SUBSTITUTE, Power.END_SESSIONS, Power.REVOKE_TOKEN})
#: What nobody does to themselves: another administrator, or whoever has the shell, does it.
NEVER_OWN: Final = frozenset(
    {Power.STOP, Power.RESTORE, Power.GRANT, Power.TAKE, Power.RESET_PASSWORD, Power.RESET_FACTOR}
)
#: What needs a fresh proof of who one is.
GRAVE: Final = NEVER_OWN | {Power.SUBSTITUTE, Power.REVIEW, Power.RELEASE_TERMS, Power.ENTER_GROUP, Power.END_GROUP}


@dataclass(frozen=True, slots=True)
class Hand:
    """Who acts, when, and from where. `user` None: whoever has the shell."""

    user: User | None
    now: datetime
    address: str = ""

    def may(self, act: Power, whom: User | None = None) -> bool:
        """Whether the act is theirs, upon `whom` (None: upon no person)."""
        if self.user is None:
            return True
        own = whom is not None and whom.pk == self.user.pk
        if own and act in OWN:
            return True
        return not (own and act in NEVER_OWN) and held(self.user, POWERS[act])

    def require(self, act: Power, whom: User | None = None) -> None:
        """Raises PermissionDenied where the act is not theirs."""
        if not self.may(act, whom):
            raise PermissionDenied(_("This is not yours to do: each administrator has acts of their own."))


def held(user: User, wanted: frozenset[str]) -> bool:
    """Whether an active person holds one of these roles. One query."""
    return user.is_active and Membership.objects.filter(user=user, role__in=wanted).exists()


def refuse_last(person: User) -> None:
    """Raises ValidationError where an administrator is the last active one of their sort: nobody could take the place
    by the service's own means. All of that sort are locked meanwhile, the person among them and always in one order:
    whoever comes second sees what the first has done. Called before a lock on the person alone."""
    mine = Membership.objects.filter(user=person, role__in=roles.ADMINS).first()
    if mine is None:
        return
    of_sort = Membership.objects.filter(role=mine.role)
    list(User.objects.select_for_update().filter(pk__in=of_sort.values("user")).order_by("pk").values_list("pk"))
    if not of_sort.filter(user__is_active=True).exclude(user=person).exists():
        said = _("%(name)s is the last active %(role)s: appoint another one first.")
        raise ValidationError(said % {"name": person, "role": roles.LABELS[mine.role]}, code="last_administrator")
