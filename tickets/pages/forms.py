"""The forms of tickets: what a kind asks for, made of the fields that the kind declares.

What was typed is kept word for word, right or wrong: a refused form comes back as it was sent. `actions` alone
judges it, and its refusal is put beside the controls.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.utils import ErrorDict
from django.http import HttpRequest, QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets import ledger
from tickets.errors import Refusal
from tickets.lifecycle.fields import LONG, SHORT, Dated, Field
from tickets.lifecycle.form_fields import CodesFormField, OfferedFormField, RowsFormField
from tickets.lifecycle.kind import Kind
from tickets.lifecycle.kinds.change.questions import TO_SYSTEM
from tickets.lifecycle.questions import LINES, SCOPE
from tickets.lifecycle.reports import FACT_EVIDENCE, HAPPENED_AT, LATE_REASON
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.steps import Step
from tickets.lifecycle.widgets import SPARE_ROWS, Bounded, InstantInput, Paragraphs
from tickets.models import Contract, System
from tickets.pages import wording
from tickets.pages.icons import icon

#: The button below a table that asks for more rows.
MORE = "more"
#: The button that asks what the typed instant does to the clocks.
PREVIEW = "preview"
#: What only a late entry says. It stands behind 「不是现在？」: whoever acts in time meets none of it.
LATE = frozenset({HAPPENED_AT.name, LATE_REASON.name, FACT_EVIDENCE.name})
PASSWORD = "password"  # noqa: S105  # the name of a control


def is_final(request: HttpRequest) -> bool:
    """It was sent to be acted on, not to ask for more rows of a table."""
    return request.method == "POST" and MORE not in request.POST


def sent_version(request: HttpRequest) -> int:
    """The version of the ticket that the person saw; -1, which no ticket has, for anything else."""
    raw = request.POST.get("version", "")
    return int(raw) if raw.isascii() and raw.isdecimal() else -1


class Renderer(TemplatesSetting):
    form_template_name = "tickets/form/_form.html"
    field_template_name = "tickets/form/_field.html"


class Control(BoundField):
    @property
    def auto_id(self) -> str:
        return str(self.form.auto_id) % self.name


class AskedForm(forms.Form):
    """`asks` as controls `f-<name>`. Their ids begin with `owner`, as one page may carry several forms."""

    default_renderer = Renderer
    bound_field_class = Control
    use_required_attribute = False
    #: The controls that stay folded until they are asked for.
    folded: frozenset[str] = LATE

    def __init__(self, asks: Iterable[Field[Any]], owner: str, data: QueryDict | None = None, **options: Any) -> None:
        super().__init__(data, auto_id=f"{owner}-%s", **options)
        self.owner = owner
        self.asks = tuple(asks)
        self.asked = {one.name: one.form_field() for one in self.asks}
        self.fields.update(self.asked)
        self.refusal: Refusal | None = None
        #: A form sent twice acts once; one that comes back is another.
        self.key = uuid4().hex
        #: Where it says what a typed instant does to the clocks; "" where it cannot be asked. And what it said.
        self.preview_at = ""
        self.preview: Sequence[Any] | None = None
        for field in self.asked.values():
            if isinstance(field, RowsFormField) and data and MORE in data:
                field.spare(SPARE_ROWS * 2)

    @property
    def status(self) -> int:
        return self.refusal.status if self.refusal else 200

    @property
    def shown(self) -> list[BoundField]:
        return [self[name] for name in self.fields if name not in self.folded]

    @property
    def behind(self) -> list[BoundField]:
        """The controls that are folded away."""
        return [self[name] for name in self.fields if name in self.folded]

    @property
    def folds_instant(self) -> bool:
        """Among them is when it happened; else only why it is entered late, as the time itself is asked for."""
        return any(isinstance(control.field.widget, InstantInput) for control in self.behind)

    @property
    def unfolded(self) -> bool:
        """Something was typed there, or is amiss with it."""
        return any(control.errors or (self.is_bound and control.data) for control in self.behind)

    def add_prefix(self, field_name: str) -> str:
        if isinstance(self.fields.get(field_name), forms.FileField):
            return f"s-{field_name}"
        return f"f-{field_name}" if field_name in self.asked else field_name

    def full_clean(self) -> None:
        """Nothing is judged here."""
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}

    def typed(self) -> dict[str, Any]:
        """What was typed into the fields that the kind asks for, raw."""
        return {name: self[name].data for name in self.asked}

    def refuse(self, refusal: Refusal) -> None:
        """Put each sentence beside the control that it is about."""
        self.refusal = refusal
        for name, sentences in refusal.errors.items():
            place = self.place(name)
            self.add_error(place if place in self.fields else None, sentences)
        if not refusal.errors:
            self.add_error(None, refusal.message)

    def place(self, name: str) -> str:
        """The control for what the door calls `name`."""
        return name

    def problems(self) -> Iterator[tuple[str, str]]:
        """(anchor, sentence) in the order of the form: whoever works down the summary works down the page."""
        for name in self.fields:
            control = self[name]
            for sentence in control.errors:
                yield _anchor(control), wording.pair(control.label, sentence)
        yield from (("", str(sentence)) for sentence in self.non_field_errors())

    def bound_by(self, scene: Scene) -> None:
        """Let the calendars offer only the days and instants that the scene lets pass."""
        for one in self.asks:
            control = self.asked[one.name].widget
            if isinstance(one, Dated) and isinstance(control, Bounded):
                control.limit(*one.span(scene))

    def offer(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        """The codes and words to choose from, where they depend on the ticket."""
        field = self.fields.get(name)
        if isinstance(field, forms.ChoiceField):
            field.choices = choices
        elif isinstance(field, OfferedFormField | CodesFormField):
            field.offer(choices)


def _anchor(control: BoundField) -> str:
    """Where a link of the summary leads: the first control of a group or table."""
    return control.id_for_label or str(control.subwidgets[0].id_for_label)


class TicketForm(AskedForm):
    """A ticket's own content."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=SHORT, widget=forms.TextInput({"id": "title"}))

    def __init__(self, kind: type[Kind], contract: Contract, *args: Any, **options: Any) -> None:
        super().__init__(kind.opening.asks, "new", *args, **options)
        table = self.fields.get(LINES.name)
        if isinstance(table, RowsFormField):
            table.offer("line", [(line.code, line_words(line)) for line in ledger.balances(contract)])
        for name in (SCOPE.name, TO_SYSTEM.name):
            self.offer(name, [(one.code, one.name) for one in contract.systems.all() if one.gone_since is None])


class FilingForm(TicketForm):
    """A new ticket. The whole contract has no code."""

    system = forms.ChoiceField(label=gettext_lazy("Information system"), widget=forms.Select({"id": "system"}))

    def __init__(
        self, kind: type[Kind], contract: Contract, systems: Collection[System | None], *args: Any, **options: Any
    ) -> None:
        super().__init__(kind, contract, *args, **options)
        self.fields["title"].help_text = _("One sentence that says what is to be done.")
        named = {system.code: system.name for system in systems if system}
        whole = _("Whole contract") if None in systems and not kind.system_required else _("Choose…")
        self.offer("system", [("", whole), *sorted(named.items())])


def line_words(line: Any) -> str:
    """`vCPU（CPU，余 466）`: the unit if the line has one, and what the contract still holds."""
    if line.left is None:
        return wording.remark(line.item, line.unit)
    said = _("%(unit)s, %(left)d left") if line.unit else _("%(left)d left")
    return wording.remark(line.item, said % {"unit": line.unit, "left": line.left})


class StepForm(AskedForm):
    """One step: its fields, its files, an opinion, and the password where it cannot be undone."""

    def __init__(self, step: Step, *args: Any, **options: Any) -> None:
        super().__init__(step.asks, step.name, *args, **options)
        self.step = step
        #: Left empty, an instant that may be left out is now.
        self.folded = LATE | {one.name for one in (step.reports.at if step.reports else ()) if not one.required}
        for slot in step.slots:
            self.fields[slot.name] = forms.FileField(label=wording.slot(slot.name), required=slot in step.needs)
        opinion = Paragraphs(rows=3, **{"aria-required": "true"} if step.why else {})
        self.fields["comment"] = forms.CharField(label=_("Opinion"), max_length=LONG, required=step.why, widget=opinion)
        if step.grave:
            control = forms.PasswordInput({"class": "short", "autocomplete": "current-password"})
            hint = _("Your password once more: this cannot be undone")
            self.fields[PASSWORD] = forms.CharField(label=_("Password"), help_text=hint, widget=control)
        self.order_fields([name for name in self.fields if name not in self.folded])

    def mark_filled(self, names: Mapping[str, str]) -> None:
        """`names`: the file that already fills a slot for this step, by slot."""
        for slot in self.step.slots:
            if name := names.get(slot.name):
                said = _("%(name)s is here already; choose a file only to replace it.") % {"name": name}
                self.fields[slot.name].help_text = format_html("{} {}", icon("file-check"), said)
