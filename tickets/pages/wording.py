"""Codes as people read them. A code without words is shown as it is: a missing label never fails a page."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from accounts.roles import LABELS, PARTY
from tickets.lifecycle import KINDS, words
from tickets.models import Clause


def kind(code: str) -> str:
    return str(words.KINDS.get(code, code))


def state(code: str) -> str:
    return str(words.STATES.get(code, code))


def action(code: str) -> str:
    return str(words.ACTIONS.get(code, code))


def field(name: str) -> str:
    return str(words.FIELDS.get(name, name))


def slot(name: str) -> str:
    return str(words.SLOTS.get(name, name))


def pause_reason(name: str) -> str:
    return str(words.PAUSE_REASONS.get(name, name))


def kind_help(code: str) -> str:
    return str(words.KIND_HELP.get(code, ""))


def role(code: str) -> str:
    return str(LABELS.get(code, code))


def party(name: str) -> str:
    return {
        "agency": pgettext("party", "Agency"),
        "provider": pgettext("party", "Provider"),
        "authority": pgettext("party", "Authority"),
        "supervisor": pgettext("party", "Supervisor"),
        "vendor": pgettext("party", "Developer"),
    }.get(name, name)


def basis(name: str) -> str:
    return {
        "contract": pgettext("basis", "Contract"),
        "rule": pgettext("basis", "Rule"),
        "judgement": pgettext("basis", "Internal target"),
    }.get(name, name)


def article(number: str) -> str:
    """Where in the contract; appendices begin with a letter."""
    if number[:1].isdigit():
        return _("Art. %(number)s") % {"number": number}
    return _("Appendix %(number)s") % {"number": number}


def clause_title(clause: Clause, *, chinese: bool) -> str:
    return clause.title_in("zh-hans" if chinese else "en")


def waiting_for(kind_code: str, state_code: str) -> str:
    """The roles whose move is next, in words."""
    roles = sorted(KINDS[kind_code].waits_for(state_code), key=list(LABELS).index)
    return listed(role(one) for one in roles)


def waiting_briefly(kind_code: str, state_code: str) -> str:
    """One role by its name, several by the parties they stand for: a list has little room."""
    roles = sorted(KINDS[kind_code].waits_for(state_code), key=list(LABELS).index)
    if len(roles) == 1:
        return role(roles[0])
    return listed(dict.fromkeys(party(PARTY[one]) for one in roles if one in PARTY))


def pair(label: object, words: object) -> str:
    """`Due: 24:00` with the colon of the language."""
    return _("%(label)s: %(words)s") % {"label": label, "words": words}


def remark(words: object, aside: object) -> str:
    """`vCPU (core)` with the brackets of the language."""
    return _("%(words)s (%(aside)s)") % {"words": words, "aside": aside}


def listed(things: Iterable[object]) -> str:
    return _(", ").join(str(one) for one in things)


def person(user: User | None) -> str:
    """The person's name; the service itself where nobody acted."""
    return str(user) if user is not None else _("System")
