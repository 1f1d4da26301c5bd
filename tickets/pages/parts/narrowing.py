"""The filters of a list as its page has them: a form whose answers stand in the address."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any, ClassVar, Final

from django import forms
from django.db.models import QuerySet
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tickets.models import Clause
from tickets.pages.parts import keyset, wording
from tickets.pages.parts.moments import full

#: What the address holds beside the filters: where in the list somebody stands.
PLACES: Final = (keyset.AFTER, keyset.BEFORE)
PAGE_SIZE: Final = 50


class ListForm:
    """For a set of filters (`tickets.filters.ListFilter`), beside it. `always`: those that the form always shows."""

    always: ClassVar[tuple[str, ...]] = ()
    filters: dict[str, Any]
    data: QueryDict
    queryset: QuerySet[Any]
    qs: QuerySet[Any]
    form: Any
    errors: Any
    now: datetime

    def found(self) -> QuerySet[Any]:
        """Nothing where something asked means nothing: what was not asked for is not shown instead."""
        return self.qs if self.is_valid() else self.queryset.none()  # type: ignore[attr-defined]  # of the filters

    def asked(self) -> list[str]:
        """The filters that the address names."""
        return [name for name in self.filters if self.data.get(name)]

    def controls(self) -> list[BoundField]:
        """Those that are always there, and whichever else the address names."""
        rest = [name for name in self.asked() if name not in self.always]
        shown = [self.form[name] for name in (*self.always, *rest)]
        for one in shown:
            one.field.widget.attrs["class"] = "control"
        return shown

    def choose(self, name: str, known: Iterable[tuple[str, str]]) -> None:
        """A list instead of a line of text. What the address says beyond it stays said."""
        asked, choices = self.data.get(name, ""), list(known)
        extra = [(asked, asked)] if asked and asked not in dict(choices) else []
        self.form[name].field.widget = forms.Select(choices=[("", _("All")), *choices, *extra])

    def part(self, order: tuple[str, str]) -> dict[str, Any]:
        """What `tickets/parts/list.html` says around the rows: `found` holds the ids of this part, in this order.

        The hour is the form's own; `rows`, `heading` and `whole`, where the unfiltered list stands, come from the page.
        """
        rows, asked = self.found(), self.data
        found = keyset.part(rows, order, PAGE_SIZE, asked)
        return {
            "found": found,
            "total": keyset.total(rows, order, found),
            "most": keyset.MOST,
            "controls": self.controls(),
            "problems": list(self.problems()),
            "filtered": any(value for name, value in asked.items() if name not in PLACES),
            "query": without(asked, *PLACES),
            "now": self.now,
        }

    def problems(self) -> Iterator[tuple[str, str]]:
        """(control, sentence) of each fault; no control where the address names what is not known."""
        for name, sentences in self.errors.items():
            for sentence in sentences:
                if name in self.filters:
                    yield self.form[name].id_for_label, wording.pair(self.form[name].label, sentence)
                else:
                    yield "", sentence

    def said(self) -> Iterator[tuple[str, str]]:
        """(label, words) of each filter that asks for something."""
        for name in self.filters:
            if asked := self.data.get(name):
                control = self.form[name]
                choices = dict(getattr(control.field.widget, "choices", ()))
                yield str(control.label), str(choices[asked] if asked in choices else self._meant(name, asked))

    def _meant(self, name: str, asked: str) -> str:
        """An instant as people write it; all else as it was typed."""
        value = self.form.cleaned_data.get(name)
        return full(value) if isinstance(value, datetime) else asked

    @property
    def status(self) -> int:
        return 400 if self.errors.keys() - self.filters.keys() else 200


def without(query: QueryDict, *names: str) -> str:
    """The address's query but for these."""
    kept = query.copy()
    for name in names:
        kept.pop(name, None)
    return kept.urlencode()


def clauses_of(contracts: Collection[int]) -> list[tuple[str, str]]:
    """(code, title) of the clauses of these contracts that are no internal targets."""
    title = "title" if (get_language() or "zh").startswith("zh") else "title_en"
    found = Clause.objects.filter(contract__in=contracts).exclude(basis="judgement").order_by("code", "edition")
    return sorted(dict(found.values_list("code", title)).items())
