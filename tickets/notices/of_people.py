"""Events of a person's own account: what an administrator changed, and who stands in for whom."""

from django.utils.translation import gettext_noop as _

from tickets.notices.events import SYSTEM, NoticeEvent

EVENTS = (
    NoticeEvent(
        "substitute_set",
        SYSTEM,
        _("%(substitute)s stands in for %(principal)s"),
        _(
            "%(substitute)s acts in the place of %(principal)s from %(starts)s until %(ends)s.\n"
            "Both names stand on whatever is done so."
        ),
        needs=("principal", "substitute", "starts", "ends"),
    ),
    NoticeEvent(
        "substitute_ended",
        SYSTEM,
        _("%(substitute)s no longer stands in for %(principal)s"),
        _("From now on %(substitute)s does not act in the place of %(principal)s any more."),
        needs=("principal", "substitute"),
    ),
    NoticeEvent(
        "roles_changed",
        SYSTEM,
        _("Your roles have changed"),
        _("The security administrator has changed your roles. Those that you hold now stand under “My account”."),
    ),
    NoticeEvent(
        "sign_in_reset",
        SYSTEM,
        _("Your way to sign in was reset"),
        _(
            "The security administrator has reset your password or second factor.\n"
            "If you did not ask for it, tell the security administrator at once."
        ),
        urgent=True,
    ),
)
