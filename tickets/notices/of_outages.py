"""Events of what monitoring reports: one side says what it is, the other is asked."""

from typing import Final

from django.utils.translation import gettext_noop as _

from tickets.notices.events import CHECKS, COPIES, NoticeEvent

ABOUT: Final = ("actor", "system", "contract", "starts")
#: What leads to the register of outages.
OUTAGE_EVENTS: Final = ("outage_false_alarm", "outage_taken", "outage_confirmed", "outage_contested")

EVENTS = (
    NoticeEvent(
        "outage_false_alarm",
        CHECKS,
        _("Said to be a false alarm: %(system)s, %(starts)s"),
        _(
            "%(actor)s says that what monitoring saw of %(system)s from %(starts)s (contract %(contract)s) was a false"
            " alarm.\n%(text)s\nYour side confirms or contests it; silence is not consent."
        ),
        needs=ABOUT,
    ),
    NoticeEvent(
        "outage_taken",
        CHECKS,
        _("Said to be an outage: %(system)s, %(starts)s"),
        _(
            "%(actor)s says that what monitoring saw of %(system)s from %(starts)s (contract %(contract)s) was an"
            " outage, of which no order tells.\n%(text)s\nYour side confirms or contests it; silence is not consent."
        ),
        needs=ABOUT,
    ),
    NoticeEvent(
        "outage_confirmed",
        COPIES,
        _("Confirmed: what monitoring saw of %(system)s, %(starts)s"),
        _(
            "%(actor)s confirmed what you said of an entry of monitoring: %(system)s from %(starts)s (contract"
            " %(contract)s).\n%(text)s"
        ),
        needs=ABOUT,
    ),
    NoticeEvent(
        "outage_contested",
        CHECKS,
        _("Contested: what monitoring saw of %(system)s, %(starts)s"),
        _(
            "%(actor)s contests what you said of an entry of monitoring: %(system)s from %(starts)s (contract"
            " %(contract)s). It waits to be checked again.\n%(text)s"
        ),
        needs=ABOUT,
    ),
)
