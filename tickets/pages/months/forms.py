"""What is typed once for all findings of a stage, and read beside each of them."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.actions import MeantAct
from tickets.errors import Refusal
from tickets.lifecycle.fields import LONG
from tickets.lifecycle.form_fields import ParagraphsFormField
from tickets.lifecycle.kinds.finding import Finding
from tickets.lifecycle.kinds.finding.questions import CHOSEN_RULE, IMPACT, WEIGHED
from tickets.lifecycle.papers import EVIDENCE
from tickets.lifecycle.widgets import Paragraphs
from tickets.pages.months.rows import MonthRow
from tickets.pages.months.stages import ANSWER, JUDGE, SERVE, SETTLE, MonthStage
from tickets.pages.parts import wording
from tickets.pages.parts.forms import PASSWORD, AskedForm, PaperField

#: The box of a reason, by what the door calls it; and the slot of what is handed in.
REASONS: Final = {JUDGE.name: Finding.finding_reason, SETTLE.name: WEIGHED}
SLOTS: Final = {JUDGE.name: EVIDENCE, SERVE.name: Finding.finding_notice}
#: Of what the service makes itself where nothing is chosen.
MADE: Final = {
    JUDGE.name: gettext_lazy(
        "Without a file the service attaches what it has on record of these events, as one PDF for all of them."
    ),
    SERVE.name: gettext_lazy("Without a file the service makes one notice, numbers it, and attaches it to each."),
}
#: One word for all: none of the three holds, or all is agreed to, but where a row says otherwise.
AT_ONCE: Final = {JUDGE.name: "unharmed", ANSWER.name: "agreed"}


class StageForm(AskedForm):
    """A reason, a file, the password: once for all that is ticked."""

    def __init__(self, stage: MonthStage, *, secret: bool, data: QueryDict | None = None, **options: Any) -> None:
        super().__init__((), f"m-{stage.name}", data, **options)
        self.stage, self.sent = stage, data if data is not None else QueryDict()
        self.box = "reason"
        self.phrases = list(stage.phrases)
        if (reason := REASONS.get(stage.name)) is not None:
            widget = Paragraphs(rows=2, **{"aria-required": "true"})
            self.fields["reason"] = ParagraphsFormField(label=reason.label, most=LONG, widget=widget)
        if (slot := SLOTS.get(stage.name)) is not None:
            label = wording.slot(slot.name)
            self.fields[slot.name] = PaperField(label=label, required=False, help_text=MADE[stage.name])
        if stage.grave and secret:
            hint = _("Once more, because what follows is grave: once for all that is ticked.")
            control = forms.PasswordInput({"class": "short", "autocomplete": "current-password"})
            self.fields[PASSWORD] = forms.CharField(label=_("Password"), help_text=hint, widget=control)

    @property
    def at_once(self) -> str:
        return AT_ONCE.get(self.stage.name, "")

    @property
    def all_at_once(self) -> bool:
        return self.at_once in self.sent

    @property
    def slot(self) -> str:
        slot = SLOTS.get(self.stage.name)
        return slot.name if slot is not None else ""

    def place(self, name: str) -> str:
        """The door names the field of the reason, and a file that it does not take."""
        reason = REASONS.get(self.stage.name)
        if reason is not None and name == reason.name:
            return "reason"
        return self.slot if name == "file" and self.slot else name

    def blame(self, row: MonthRow, refusal: Refusal) -> None:
        """What is said of the common boxes stands there, once; all else beside the finding."""
        self.refusal = self.refusal or refusal
        for name, sentences in refusal.errors.items():
            place = self.place(name)
            if place not in self.fields:
                row.faults += sentences
                continue
            for sentence in sentences:
                if sentence not in self.errors.get(place, ()):
                    self.add_error(place, sentence)
        if not refusal.errors:
            row.faults.append(refusal.message)


def sent_for(number: str, data: QueryDict) -> Mapping[str, str]:
    """What was sent for one finding, by its name without the number."""
    end = f"-{number}"
    return {name.removesuffix(end): str(data[name]) for name in data if name.endswith(end)}


def step_meant(form: StageForm, row: MonthRow) -> str:
    """The step that was asked for; "": none, the finding is left as it is."""
    said = row.sent.get("step", "")
    if form.stage is ANSWER:
        said = said or (row.sent.get("agreement", "") if form.all_at_once else "")
        return said if form.stage.step(said) else ""
    return said if row.ticked and form.stage.step(said) else ""


def meant(form: StageForm, row: MonthRow, step: str) -> MeantAct:
    version = row.sent.get("version", "")
    return MeantAct(
        ticket=row.ticket,
        step=step,
        key=row.sent.get("key", ""),
        version=int(version) if version.isascii() and version.isdecimal() and len(version) < 16 else -1,
        fields=_fields(form, row, step),
    )


def _fields(form: StageForm, row: MonthRow, step: str) -> dict[str, Any]:
    if step == Finding.assess.name:
        words = {one.name: row.sent.get(one.name) or ("no" if form.all_at_once else "") for one in IMPACT}
        own = row.sent.get("reason", "").strip()
        return {**(words if row.impacts else {}), Finding.finding_reason.name: own or form.sent.get("reason", "")}
    if step == Finding.object_finding.name:
        return {Finding.defence.name: row.sent.get("defence", "")}
    if step in (Finding.accept_with_rule.name, Finding.propose_rule.name, Finding.propose_other_rule.name):
        return {CHOSEN_RULE.name: row.sent.get("rule", "")}
    return {WEIGHED.name: form.sent.get("reason", "")} if form.stage is SETTLE else {}
