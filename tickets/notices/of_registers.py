"""Events of the registers of contracts: they lead to the register's own page."""

from django.utils.translation import gettext_noop as _

from tickets.notices.events import COPIES, DUTIES, QUESTION, NoticeEvent

ABOUT = ("actor", "contract", "register", "says", "side", "names")

EVENTS = (
    NoticeEvent(
        "register_entered",
        DUTIES,
        _("To confirm in “%(register)s” of contract %(contract)s: %(subject)s"),
        _(
            "%(actor)s made an entry in the register “%(register)s” of contract %(contract)s: %(subject)s. It counts "
            "once a second person confirms it. Look at it and confirm it, or return it with a reason."
        ),
        needs=ABOUT,
        until=QUESTION,
    ),
    NoticeEvent(
        "register_confirmed",
        COPIES,
        _("“%(register)s” of contract %(contract)s: %(subject)s"),
        _(
            "%(actor)s confirmed an entry in the register “%(register)s” of contract %(contract)s: %(subject)s. It "
            "counts from now on."
        ),
        needs=ABOUT,
    ),
    NoticeEvent(
        "register_returned",
        DUTIES,
        _("Returned in “%(register)s” of contract %(contract)s: %(subject)s"),
        _(
            "%(actor)s returned an entry in the register “%(register)s” of contract %(contract)s: %(subject)s. Make "
            "it anew, as it is right.\n%(text)s"
        ),
        needs=ABOUT,
    ),
)
#: What leads to the page of its register.
OF_REGISTERS = tuple(event.name for event in EVENTS)
