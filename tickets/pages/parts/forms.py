"""The forms of tickets: what a kind asks for, made of the fields that the kind declares.

What was typed is kept word for word, right or wrong: a refused form comes back as it was sent. `actions` alone
judges it, and its refusal is put beside the controls.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.utils import ErrorDict
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from tickets import actions, ledger, priced
from tickets.attachments import types
from tickets.errors import KeyReused, Refusal
from tickets.lifecycle import phrases
from tickets.lifecycle.fields import LONG, SHORT, Dated, Field, LongText
from tickets.lifecycle.form_fields import (
    CodesFormField,
    LineFormField,
    OfferedFormField,
    ParagraphsFormField,
    RowsFormField,
)
from tickets.lifecycle.kind import Kind
from tickets.lifecycle.kinds.finding import contract_rules
from tickets.lifecycle.kinds.finding.questions import CLOCK, EVENT
from tickets.lifecycle.papers import Paper
from tickets.lifecycle.reports import FACT_EVIDENCE, HAPPENED_AT, LATE_REASON
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.steps import Step
from tickets.lifecycle.tables import ConsentNumber, Lines, RuleCode, SystemCode, Systems, Table
from tickets.lifecycle.widgets import SPARE_ROWS, Bounded, InstantInput, Paragraphs
from tickets.models import Contract, System
from tickets.pages.parts import wording
from tickets.pages.parts.icons import icon
from tickets.policy.types import Basis

#: The button below a table that asks for more rows.
MORE = "more"
#: The button that keeps a form half filled.
SAVE = "save"
#: The button that asks what the typed instant does to the clocks.
PREVIEW = "preview"
#: What only a late entry says. It stands behind 「不是现在？」: whoever acts in time meets none of it.
LATE = frozenset({HAPPENED_AT.name, LATE_REASON.name, FACT_EVIDENCE.name})
#: More than any number that a form of ours carries has.
MOST_DIGITS = 16
PASSWORD = "password"  # noqa: S105  # the name of a control


def is_final(request: HttpRequest) -> bool:
    """It was sent to be acted on, not to ask for more rows of a table."""
    return request.method == "POST" and MORE not in request.POST


def sent_version(request: HttpRequest) -> int:
    """The version of the ticket that the person saw; -1, which no ticket has, for anything else."""
    return sent_number(request, "version")


def sent_number(request: HttpRequest, name: str) -> int:
    """A number that a form carries along; -1 for anything else."""
    raw = request.POST.get(name, "")
    return int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < MOST_DIGITS else -1


class Renderer(TemplatesSetting):
    form_template_name = "tickets/parts/form/_form.html"
    field_template_name = "tickets/parts/form/_field.html"


class Control(BoundField):
    @property
    def auto_id(self) -> str:
        return str(self.form.auto_id) % self.name

    @property
    def asked_if(self) -> tuple[str, str] | None:
        """The control on the same page whose answer raises this question, and the answers that do."""
        declared: dict[str, Field[Any]] = vars(self.form)["declared"]
        asked = declared[self.name].asked_if if self.name in declared else None
        if asked is None or asked.field.name not in declared:
            return None
        return f"f-{asked.field.name}", " ".join(asked.answers)


class PaperField(forms.FileField):
    """A file: the browser offers what is taken, and a phone its camera beside."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"help_text": types.told()} | options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"accept": types.ACCEPT}


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
        self.declared = {one.name: one for one in self.asks}
        self.asked = {one.name: one.form_field() for one in self.asks}
        self.fields.update(self.asked)
        self.refusal: Refusal | None = None
        #: The address of the page names it: it stands open.
        self.opened = False
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
        return any(control.errors or control.value() for control in self.behind)

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
        if isinstance(refusal, KeyReused):
            said = _("What you sent a moment ago was done: see %(number)s. What stands here now has not been sent.")
            self.add_error(None, said % {"number": refusal.number})
            return
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
                names_it = str(control.label) in str(sentence)
                yield _anchor(control), str(sentence) if names_it else wording.pair(control.label, sentence)
        yield from (("", str(sentence)) for sentence in self.non_field_errors())

    def bound_by(self, scene: Scene) -> None:
        """Let the calendars offer only the days and instants that the scene lets pass."""
        for one in self.asks:
            control = self.asked[one.name].widget
            if isinstance(one, Dated) and isinstance(control, Bounded):
                control.limit(*one.span(scene))

    def mark_filled(self, names: Mapping[str, str]) -> None:
        """`names`: the file that fills a slot already, by slot."""
        for slot, field in self.fields.items():
            if isinstance(field, forms.FileField) and (name := names.get(slot)):
                said = _("%(name)s is here already; choose a file only to replace it.") % {"name": name}
                field.help_text = format_html("{} {}", icon("file-check"), said)

    def offer(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        """The codes and words to choose from, where they depend on the ticket."""
        field = self.fields.get(name)
        if isinstance(field, forms.ChoiceField):
            field.choices = choices
        elif isinstance(field, OfferedFormField | CodesFormField):
            field.offer(choices)

    def offer_cells(self, name: str, column: str, choices: Iterable[tuple[str, str]]) -> None:
        """The same for a column of a table."""
        table = self.fields.get(name)
        if isinstance(table, RowsFormField):
            table.offer(column, choices)


@dataclass(frozen=True, slots=True)
class BesideBox:
    """The box of a form beside the steps: the form's `owner`, the box's name as it is sent, its label and its id."""

    owner: str
    name: str
    label: Promise
    anchor: str


class BesideForm(AskedForm):
    """A form that the page's own template draws, as it was sent: a comment, a question to a colleague."""

    def __init__(self, box: BesideBox | None, data: QueryDict) -> None:
        super().__init__((), box.owner if box else "", data)
        self.box = box.name if box else ""
        if box:
            self.fields[box.name] = forms.CharField(label=str(box.label), widget=forms.Textarea({"id": box.anchor}))

    @property
    def errors_in_box(self) -> bool:
        return bool(self.box and self[self.box].errors)


def _anchor(control: BoundField) -> str:
    """Where a link of the summary leads: the first control of a group or table."""
    return control.id_for_label or str(control.subwidgets[0].id_for_label)


class TicketForm(AskedForm):
    """A ticket's own content, all of it or one page of it."""

    title = LineFormField(label=gettext_lazy("Title"), most=SHORT, widget=forms.TextInput({"id": "title"}))

    def __init__(
        self,
        kind: type[Kind],
        contract: Contract,
        *args: Any,
        asks: Iterable[Field[Any]] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(kind.opening.asks if asks is None else asks, "new", *args, **options)
        for one in self.asks:
            self._offer_in_rows(one, contract)
        for one in self.asks:
            if isinstance(one, Systems | SystemCode):
                self.offer(one.name, [(own.code, own.name) for own in contract.systems.all() if own.gone_since is None])
            if isinstance(one, ConsentNumber):
                consents = actions.usable_consents(contract)
                self.offer(one.name, [(each.number, f"{each.number} {each.title}") for each in consents])
        for one in self.asks:
            if one.asked_if is not None and (one.required or one.needed):  # where it arises it must be answered
                self.asked[one.name].required = True

    def _offer_in_rows(self, one: Field[Any], contract: Contract) -> None:
        table = self.fields.get(one.name)
        if not isinstance(table, RowsFormField):
            return
        if isinstance(one, Lines):
            table.offer("line", [(line.code, line_words(line)) for line in ledger.balances(contract)])
        for column in one.columns if isinstance(one, Table) else ():
            if isinstance(column, RuleCode):
                known = contract_rules.of_tables(priced.tables(contract))
                table.offer(column.name, contract_rules.offered(known, column.sides))
        if one.name == EVENT.name:
            clocks = contract.clauses.filter(current=True).exclude(basis=Basis.JUDGEMENT).order_by("id")
            table.offer(CLOCK, [(clause.code, wording.clause_title(clause)) for clause in clocks])


class FilingForm(TicketForm):
    """One page of a new ticket. The first asks for title and system: the whole contract has no code. slots: the papers
    that are handed in with it, and whether they must be."""

    system = forms.ChoiceField(label=gettext_lazy("Information system"), widget=forms.Select({"id": "system"}))
    #: What would come of filing it now, where that was asked.
    outcome: actions.FilingPreview | None = None

    def __init__(
        self,
        kind: type[Kind],
        contract: Contract,
        systems: Collection[System | None],
        *args: Any,
        slots: Mapping[str, bool],
        folded: frozenset[str],
        first: bool,
        **options: Any,
    ) -> None:
        super().__init__(kind, contract, *args, **options)
        self.folded = folded
        self.fields["title"].help_text = _("Left empty, it is made of system and kind.")
        self.fields["title"].required = False
        named = {system.code: system.name for system in systems if system}
        whole = _("Whole contract") if None in systems and not kind.system_required else _("Choose…")
        self.offer("system", [("", whole), *sorted(named.items())])
        for slot, needed in slots.items():
            self.fields[slot] = PaperField(label=wording.slot(slot), required=needed)
            if kind.opening.at_once:
                said = {"label": _("Photo or screenshot"), "help_text": _("A phone takes one here.")}
                self.fields[slot] = PaperField(required=needed, **said)
        if not first:
            del self.fields["title"], self.fields["system"]
        elif kind.opening.at_once:
            del self.fields["title"]
        self.order_fields(["system", "title"])


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
            self.fields[slot.name] = PaperField(label=wording.slot(slot.name), required=slot in step.needs)
        written = [one for one in step.asks if isinstance(one, LongText) and not one.needed]
        if step.why or not [one for one in written if one.name not in self.folded]:  # one box to write in, not two
            opinion = Paragraphs(rows=3, **{"aria-required": "true"} if step.why else {})
            self.fields["comment"] = ParagraphsFormField(
                label=_("Opinion"), most=LONG, required=step.why, widget=opinion
            )
        if step.grave:
            control = forms.PasswordInput({"class": "short", "autocomplete": "current-password"})
            hint = _("Once more, because what follows is grave.")
            self.fields[PASSWORD] = forms.CharField(label=_("Password"), help_text=hint, widget=control)
        self.order_fields([name for name in self.fields if name not in self.folded])
        #: The box to write in, and what people mostly write in it.
        self.box = "comment" if "comment" in self.fields else next((one.name for one in written), "")
        self.phrases = [pgettext("phrase", text) for text in phrases.of(step)]

    def offer_papers(self, number: str) -> None:
        """Beside each slot whose paper the service fills in: the way to that form, to be printed and sealed."""
        for slot in self.step.slots:
            if isinstance(slot.paper, Paper):
                field = self.fields[slot.name]
                said = _("Print “%(paper)s”, to be signed and sealed") % {"paper": wording.slot(slot.name)}
                href = reverse("print_paper", args=[number, slot.name])
                field.help_text = format_html(
                    '{}<br><a href="{}">{} {}</a>', field.help_text, href, icon("printer"), said
                )
