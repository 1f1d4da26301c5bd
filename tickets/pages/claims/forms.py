"""The small forms of a claim: one verb each, and the two by which a claim is raised."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.actions import Value, standing_value
from tickets.actions.claims.hearing import LONGEST_REASON
from tickets.clocks import claimed
from tickets.errors import Invalid
from tickets.lifecycle.form_fields import InstantFormField, ParagraphsFormField
from tickets.lifecycle.widgets import Paragraphs, Tiles, select
from tickets.models import Claim
from tickets.models.claims import PAUSE, TIME
from tickets.pages.claims import words
from tickets.pages.parts.forms import AskedForm, PaperField

START, END, WHY, VERDICT, EVIDENCE = "start", "end", "comment", "verdict", "evidence"
CLAIMED, CONTESTED, STANDING, OTHER = "claimed", "contested", "standing", "other"


@dataclass(frozen=True, slots=True)
class Verb:
    """What can be done to a claim. own: it names a value; weighs: it chooses between the values named; why: it must
    give a reason; proves: it is nothing without its file."""

    name: str
    label: Promise
    own: bool = False
    weighs: bool = False
    why: bool = False
    evidence: bool = False
    proves: bool = False


VERBS: Final = {
    one.name: one
    for one in (
        Verb("accept", gettext_lazy("It is so")),
        Verb("contest", gettext_lazy("The time is wrong"), own=True, why=True, evidence=True),
        Verb("refer", gettext_lazy("We cannot tell, to the supervisor")),
        Verb("decide", gettext_lazy("Decide the time"), weighs=True, why=True),
        Verb("review", gettext_lazy("Decide on review"), weighs=True, why=True),
        Verb("correct", gettext_lazy("Correct a slip"), own=True, why=True),
        Verb("end", gettext_lazy("End the pause")),
        Verb("prove", gettext_lazy("Hand in the proof"), evidence=True, proves=True),
        Verb("withdraw", gettext_lazy("Withdraw the claim")),
        Verb("ask_review", gettext_lazy("Ask for a review"), why=True, evidence=True),
    )
}


class ValueForm(AskedForm):
    """Whatever names a value: an instant, or a stretch, with a reason and evidence."""

    #: Whether it is about a time or a pause.
    about: str = TIME
    #: What the door calls a field -> what it is called here.
    names: ClassVar[Mapping[str, str]] = {"happened_at": START, "from": START, "to": END, "reason": WHY}

    def __init__(self, owner: str, data: QueryDict | None = None, **options: Any) -> None:
        super().__init__((), owner, data, **options)

    def ask_value(self, *, pause: bool, required: bool = False) -> None:
        label = _("Rests from") if pause else _("Happened at")
        self.fields[START] = InstantFormField(label=label, required=required)
        if pause:
            hint = _("Leave this empty while it still goes on.")
            self.fields[END] = InstantFormField(label=_("Rests until"), required=False, help_text=hint)

    def ask_why(self, *, required: bool) -> None:
        opinion = Paragraphs(rows=2, **{"aria-required": "true"} if required else {})
        label = _("Why") if required else _("Opinion")
        self.fields[WHY] = ParagraphsFormField(label=label, most=LONGEST_REASON, required=required, widget=opinion)

    def ask_evidence(self) -> None:
        self.fields[EVIDENCE] = PaperField(label=_("Evidence"), required=False)

    def value(self) -> Value | None:
        """What was typed; None where nothing was. Raises Invalid at the field."""
        start, end = (self.instant(name) if name in self.fields else None for name in (START, END))
        if start is None and end is not None:
            raise Invalid(_("Check what you entered."), {START: [_("Say from when it rests.")]})
        return Value(start, end) if start is not None else None

    def instant(self, name: str) -> Any:
        """The instant typed there. Raises Invalid at the field."""
        try:
            return self.fields[name].clean(self[name].data)
        except forms.ValidationError as wrong:
            raise Invalid(_("Check what you entered."), {name: list(wrong.messages)}) from wrong

    @property
    def why(self) -> str:
        return str(self.data.get(WHY, ""))

    def place(self, name: str) -> str:
        """The door names values and reasons by words of its own."""
        return self.names.get(name, name)


class ClaimForm(ValueForm):
    """One verb on one claim."""

    def __init__(self, verb: Verb, claim: Claim, data: QueryDict | None = None, **options: Any) -> None:
        super().__init__(f"c{claim.number}-{verb.name}", data, **options)
        self.verb, self.claim, self.about = verb, claim, claim.type
        if verb.weighs:
            offered = list(verdicts(claim))
            self.fields[VERDICT] = forms.ChoiceField(label=_("What stands"), choices=offered, widget=Tiles)
        if verb.own or verb.weighs:
            self.ask_value(pause=claim.type == PAUSE, required=verb.name == "correct")
            self.fields[START].help_text = _hint(verb, claim)
        self.ask_why(required=verb.why)
        if verb.evidence:
            self.ask_evidence()

    def verdict(self) -> Value:
        """The value that is decided on. Raises Invalid where none is chosen, or another is not named."""
        return verdict(self.claim, str(self.data.get(VERDICT, "")), self.value)


def verdict(claim: Claim, chosen: str, own: Callable[[], Value | None]) -> Value:
    """The value of that choice; `own` reads another time that was named. Raises Invalid at VERDICT or START."""
    if chosen == OTHER:
        if (named := own()) is not None:
            return named
        raise Invalid(_("Check what you entered."), {START: [_("Say which other time stands.")]})
    if chosen == STANDING:
        return standing_value(claim)
    said = {CLAIMED: claimed.claimed, CONTESTED: claimed.contested}.get(chosen)
    statement = said(claim) if said is not None else None
    if statement is None:
        raise Invalid(_("Check what you entered."), {VERDICT: [_("Choose which time stands.")]})
    return Value(statement.start, statement.end, nothing=statement.nothing, seen_at=statement.seen_at)


def verdicts(claim: Claim) -> Iterable[tuple[str, str]]:
    """The values to choose from, each with its words."""
    wanted, contest = claimed.claimed(claim), claimed.contested(claim)
    yield CLAIMED, _("As claimed: %(value)s") % {"value": words.value(claim, wanted)}
    if contest is not None and contest.valued:
        yield CONTESTED, _("As contested: %(value)s") % {"value": words.value(claim, contest)}
    yield STANDING, _("As it stands: %(value)s") % {"value": words.standing(claim)}
    yield OTHER, _("Another time, named below")


def _hint(verb: Verb, claim: Claim) -> str:
    if verb.weighs:
        return _("Only where another time stands.")
    if verb.name == "contest":
        return _("Your own time. Left empty: what stands now, %(value)s.") % {"value": words.standing(claim)}
    return ""


class TimeForm(ValueForm):
    """Another time claimed for a fact of the order."""

    name, address = "claim-time", "claim_time"
    title = gettext_lazy("Claim another time")
    leads = gettext_lazy("Something happened at another time than is written here.")

    def __init__(self, facts: Iterable[tuple[str, str]], data: QueryDict | None = None, **options: Any) -> None:
        super().__init__("time", data, **options)
        offered = list(facts)
        self.fields["fact"] = forms.ChoiceField(label=_("What happened"), choices=offered, widget=select(offered))
        self.ask_value(pause=False, required=True)
        self.ask_why(required=True)
        self.ask_evidence()


class PauseForm(ValueForm):
    """A pause of a clock, claimed or granted."""

    name, address, about = "claim-pause", "claim_pause", PAUSE
    title = gettext_lazy("Claim a pause")
    leads = gettext_lazy(
        "A clock rests, or rested, for a ground that its clause lists. Of your own side the other checks it; of the "
        "other side it counts at once."
    )

    def __init__(
        self,
        clocks: Iterable[tuple[str, str]],
        grounds: Iterable[tuple[str, str]],
        data: QueryDict | None = None,
        **options: Any,
    ) -> None:
        super().__init__("pause", data, **options)
        for name, label, offered in (("clause", _("Clock"), list(clocks)), ("ground", _("Ground"), list(grounds))):
            self.fields[name] = forms.ChoiceField(label=label, choices=offered, widget=select(offered))
        self.ask_value(pause=True, required=True)
        self.ask_why(required=True)
        self.ask_evidence()
