"""Two administrators change one row: whoever comes second sees both versions and chooses, as on an order."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from django import forms
from django.core import signing
from django.http import HttpRequest

from accounts.doors.hands import Power
from accounts.doors.log import ChangedMeanwhileError
from accounts.models import Organization
from tickets.models import AuditEntry
from tickets.pages.manage.room import put
from tickets.pages.parts.clashes import Clash, given_up, takes_theirs

#: Of the form: the row as it was opened, and as it was shown beside what was typed.
OPENED: Final = "opened"
SHOWN: Final = "shown"
SALT: Final = "seen-row"


class Merging:
    """One form over one row. `face`: what the form changes of it, as it stands now, field by field."""

    def __init__(self, request: HttpRequest, face: Mapping[str, str], act: Power, **whom: str) -> None:
        self.sent = request.POST
        self.opened = _seen(request.POST.get(OPENED)) if request.method == "POST" else dict(face)
        self.shown = _seen(request.POST[SHOWN]) if SHOWN in request.POST else None
        self.act, self.whom, self.status = act, whom, 200

    @property
    def seen(self) -> dict[str, str]:
        """What whoever sends it has read: the door refuses it where something else stands by now."""
        return self.opened if self.shown is None else self.shown

    def theirs(self) -> dict[str, str]:
        """The fields of which the other's version was chosen."""
        return {name: self.seen[name] for name in given_up(self.sent) if name in self.seen}

    def refused(self, form: forms.Form, refusal: ChangedMeanwhileError) -> None:
        put(form, refusal)
        self.shown, self.status = dict(refusal.now), 409

    def context(self, form: forms.Form) -> dict[str, Any]:
        """For the template."""
        hidden = {OPENED: self.opened} | ({} if self.shown is None else {SHOWN: self.shown})
        sealed = {name: signing.dumps(face, salt=SALT) for name, face in hidden.items()}
        return {"form": form, "sealed": sealed, "clashes": list(self._clashes(form))}

    def _clashes(self, form: forms.Form) -> Iterator[Clash]:
        if self.shown is None:
            return
        by, at = self._last()
        for name, now in self.shown.items():
            mine = str(form[name].value() or "")
            if now not in (self.opened.get(name), mine):
                words, theirs = _in_words(form[name], mine), _in_words(form[name], now)
                chosen = takes_theirs(self.sent, name)
                yield Clash(name, str(form[name].label), words, theirs, by, at, takes_theirs=chosen)

    def _last(self) -> tuple[str, datetime | None]:
        """Who changed it last, and when. One query."""
        asked = {f"data__{name}": value for name, value in self.whom.items()}
        rows = AuditEntry.objects.filter(ticket=None, action=self.act.value, **asked).select_related("actor")
        last = rows.order_by("-seq").first()
        return (str(last.actor), last.at) if last and last.actor else ("", None)


def _in_words(control: forms.BoundField, value: str) -> str:
    """As the control shows it: of a code what it is called."""
    if isinstance(control.field, forms.ModelChoiceField):
        value = str(Organization.objects.filter(code=value).first() or "")
    return str(value or "–")


def _seen(text: str | None) -> dict[str, str]:
    """What the page gave; nothing where it was made up."""
    try:
        found: dict[str, str] = signing.loads(text or "", salt=SALT)
    except signing.BadSignature:
        return {}
    return found
