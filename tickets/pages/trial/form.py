"""What a trial asks: a clause or a limit, the start, pauses. Each fault stands at its field."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tickets import register
from tickets.datelaw import explain, reckoning
from tickets.datelaw.calendar import Calendar
from tickets.datelaw.types import ENDS_FIRST, Due, PauseSpan
from tickets.errors import PolicyError
from tickets.lifecycle.form_fields import InstantFormField, WholeFormField
from tickets.lifecycle.widgets import Tick, select
from tickets.models import Clause, Contract
from tickets.pages.parts import wording
from tickets.pages.parts.forms import Renderer
from tickets.policy.types import MAX_LIMIT, Limit, Unit

#: Pauses that a form has room for: one more than are filled in.
MOST_PAUSES: Final = 12
#: Any number by which a unit is named in the plural.
SEVERAL: Final = 2
UNITS: Final = (Unit.WORKING_DAY, Unit.NATURAL_DAY, Unit.DAY, Unit.HOUR, Unit.MINUTE, Unit.MONTH)


@dataclass(frozen=True, slots=True)
class Trial:
    """What came out: the due with its steps, by which calendar, and for which clause."""

    due: Due
    calendar: Calendar
    clause: Clause | None


class TrialForm(forms.Form):
    """Sent by its address, so that an answer can be kept and shown to others."""

    default_renderer = Renderer
    use_required_attribute = False
    clause = forms.ChoiceField(label=_("Clause"), required=False)
    number = WholeFormField(least=1, most=MAX_LIMIT, label=_("Limit"), required=False)
    unit = forms.ChoiceField(label=_("Unit of the limit"), required=False)
    roll = forms.BooleanField(
        label=_("A last day on a rest day moves to the next working day"), required=False, widget=Tick
    )
    start = InstantFormField(label=_("Begins at"))

    def __init__(self, contracts: Iterable[Contract], data: QueryDict | None, now: datetime) -> None:
        super().__init__(data, initial={"start": now, "unit": Unit.WORKING_DAY.value, "roll": True})
        self.clauses = _offered(contracts)
        words = {unit.value: explain.limit(Limit(SEVERAL, unit)).replace(str(SEVERAL), "").strip() for unit in UNITS}
        self._choose("clause", [("", _("another limit")), *((key, _named(one)) for key, one in self.clauses.items())])
        self._choose("unit", list(words.items()))
        filled = sum(1 for n in range(MOST_PAUSES) if data and (data.get(f"from_{n}") or data.get(f"to_{n}")))
        self.pauses = [(f"from_{n}", f"to_{n}") for n in range(min(filled + 1, MOST_PAUSES))]
        for number, (start, end) in enumerate(self.pauses, 1):
            self.fields[start] = InstantFormField(label=_("Pause %(n)d, from") % {"n": number}, required=False)
            self.fields[end] = InstantFormField(label=_("Pause %(n)d, to") % {"n": number}, required=False)

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        field.widget = select(choices)
        field.choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """Either a clause or a limit; both ends of each pause."""
        typed: dict[str, Any] = super().clean() or {}
        if not typed.get("clause") and not typed.get("number") and "number" not in self.errors:
            self.add_error("number", str(_("Choose a clause, or write a limit.")))
        for start, end in self.pauses:
            if typed.get(end) and not typed.get(start) and start not in self.errors:
                self.add_error(start, str(_("Write when the pause begins.")))
            if typed.get(start) and not typed.get(end) and end not in self.errors:
                self.add_error(end, str(_("Write when the pause ends.")))
        return typed

    def answer(self) -> Trial | None:
        """By the engine that every clock runs by. None: there are faults, at their fields."""
        if not self.is_valid():
            return None
        try:
            limit = self._limit()
        except PolicyError as error:
            self.add_error("number", explain.refusal(error))
            return None
        clause = self.clauses.get(self.cleaned_data["clause"])
        calendar = register.calendar_of(clause.contract) if clause else register.calendar()
        try:
            due = reckoning.due(self.cleaned_data["start"], limit, calendar, self._spans(), explain=True)
        except PolicyError as error:
            at = self._pause_of(error) if error.msgid == ENDS_FIRST else "start"
            self.add_error(at, explain.refusal(error))
            return None
        return Trial(due, calendar, clause)

    def _limit(self) -> Limit:
        """Raises PolicyError."""
        clause = self.clauses.get(self.cleaned_data["clause"])
        if clause is not None and clause.limit is not None:
            return clause.limit
        typed = self.cleaned_data
        return Limit.parse(f"{typed['number']} {typed['unit'] or Unit.WORKING_DAY}", roll=typed["roll"])

    def _spans(self) -> list[PauseSpan]:
        typed = self.cleaned_data
        return [PauseSpan(typed[start], typed[end]) for start, end in self.pauses if typed.get(start)]

    def _pause_of(self, error: PolicyError) -> str:
        wrong = error.params.get("end")
        return next((end for _start, end in self.pauses if self.cleaned_data.get(end) == wrong), self.pauses[0][1])

    def problems(self) -> Iterator[tuple[str, str]]:
        """(control, sentence) of each fault."""
        for name, sentences in self.errors.items():
            for sentence in sentences:
                yield self[name].id_for_label, wording.pair(self[name].label, sentence)

    def spans(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[start], self[end]) for start, end in self.pauses]


def _offered(contracts: Iterable[Contract]) -> dict[str, Clause]:
    """`contract:code` -> the clause in force, of those whose limit stands in the contract itself. One query."""
    clauses = Clause.objects.filter(contract__in=contracts, current=True, limit_n__isnull=False)
    listed = clauses.select_related("contract").order_by("contract__number", "article", "code")
    return {f"{one.contract.number}:{one.code}": one for one in listed}


def _named(clause: Clause) -> str:
    limit = explain.limit(clause.limit) if clause.limit else ""
    where = f"{clause.contract.number} {wording.article(clause.article)}"
    return f"{wording.clause_title(clause)} {limit} · {where}"
