"""会商纪要: a lead lists claims with the value on which both sides agreed; the other side's lead reads and agrees."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tickets import actions, queries
from tickets.actions import Value
from tickets.actions.claims.minutes import LONGEST
from tickets.errors import Invalid, Refusal
from tickets.lifecycle.form_fields import InstantFormField, ParagraphsFormField
from tickets.lifecycle.widgets import Paragraphs, Tiles
from tickets.models import Claim, Minutes, Statement
from tickets.models.claims import PAUSE
from tickets.pages.claims import words
from tickets.pages.claims.cards import ClaimCard
from tickets.pages.claims.forms import CLAIMED, CONTESTED, END, OTHER, STANDING, START, VERDICT, ValueForm, verdict
from tickets.pages.claims.listing import MOST, Question, of_ids, rounds_of, rows
from tickets.pages.minutes.agreeing import agreed, as_said
from tickets.pages.parts import wording
from tickets.pages.parts.asked import asks
from tickets.pages.parts.forms import PREVIEW
from tickets.pages.parts.visit import Visit, page
from tickets.pages.ticket.acts import asked_alone, shown_alone

TEXT = "minutes"
#: What may be the id of a row: no longer than the database takes.
NUMBER = re.compile("[0-9]{1,18}")
#: What the door calls a value of one claim, behind `claims.<id>.`.
PARTS = {"happened_at": START, "from": START, "to": END}


class MinutesForm(ValueForm):
    """For each claim the value that stands, and one text."""

    def __init__(self, claims: Sequence[Claim], data: QueryDict | None = None) -> None:
        super().__init__("minutes", data)
        self.claims = claims
        for claim in claims:
            self._ask(claim)
        opinion = Paragraphs(rows=4, **{"aria-required": "true"})
        hint = _("What was talked over, when, and on what evidence. It stands on record with every order.")
        self.fields[TEXT] = ParagraphsFormField(
            label=_("Minutes of the talk"), most=LONGEST, widget=opinion, help_text=hint
        )

    def _ask(self, claim: Claim) -> None:
        offered = list(values_for(claim))
        label = _("%(what)s: what stands") % {"what": words.subject(claim)}
        self.fields[_name(claim, VERDICT)] = forms.ChoiceField(label=label, choices=offered, widget=Tiles)
        pause, hint = claim.type == PAUSE, _("Only where another time stands.")
        label = _("Rests from") if pause else _("Happened at")
        self.fields[_name(claim, START)] = InstantFormField(label=label, required=False, help_text=hint)
        if pause:
            hint = _("Leave this empty while it still goes on.")
            self.fields[_name(claim, END)] = InstantFormField(label=_("Rests until"), required=False, help_text=hint)

    def controls(self, claim: Claim) -> list[Any]:
        return [self[name] for part in (VERDICT, START, END) if (name := _name(claim, part)) in self.fields]

    @property
    def text(self) -> str:
        return str(self.data.get(TEXT, ""))

    def values(self, *, worded: bool = True) -> list[tuple[int, Value]]:
        """What is to stand of each claim. Raises Invalid with everything that is amiss; worded: with the text, too."""
        found, errors = list[tuple[int, Value]](), actions.errors_of_minutes(self.text) if worded else {}
        for claim in self.claims:
            try:
                found.append((claim.pk, self._value(claim)))
            except Invalid as refusal:
                errors |= {name if "-" in name else _name(claim, name): said for name, said in refusal.errors.items()}
        if errors:
            raise Invalid(_("Check what you entered."), errors)
        return found

    def _value(self, claim: Claim) -> Value:
        return verdict(claim, str(self.data.get(_name(claim, VERDICT), "")), lambda: self._other(claim))

    def _other(self, claim: Claim) -> Value | None:
        named = [_name(claim, part) for part in (START, END)]
        start, end = (self.instant(name) if name in self.fields else None for name in named)
        return Value(start, end) if start is not None else None

    def place(self, name: str) -> str:
        """`claims.5.to` of the door is `c5-end` here."""
        of_claim, _dot, part = name.rpartition(".")
        return f"c{of_claim.removeprefix('claims.')}-{PARTS.get(part, part)}" if of_claim else name


def _name(claim: Claim, part: str) -> str:
    return f"c{claim.pk}-{part}"


def values_for(claim: Claim) -> Iterator[tuple[str, str]]:
    """The values to choose from, each with its words."""
    yield CLAIMED, _("It is so: %(value)s") % {"value": words.wanted(claim)}
    said, stands = words.contest(claim), words.standing(claim)
    if said and said != stands:
        told = {"side": wording.party(claim.answered_by), "value": said}
        yield CONTESTED, _("As the %(side)s says: %(value)s") % told
    entered = claim.fact is not None and claim.fact.standing_at == claim.fact.entered_at
    kept = _("As entered: %(value)s") if entered else _("As it stands: %(value)s")
    yield STANDING, kept % {"value": stands}
    yield OTHER, _("Another time, agreed on and named below")


@page
@asks("claims")
def new_minutes(request: HttpRequest, here: Visit) -> HttpResponseBase:
    """The claims that were ticked, each with both readings and one choice; sent, they wait for the other side."""
    asked = _asked(here, request.POST if request.method == "POST" else request.GET)
    if request.method != "POST":
        asked = [one for one in asked if one.unsettled]
    if not asked:
        messages.error(request, _("Tick the times first that the minutes are to settle."))
        return redirect("checks")
    form = MinutesForm(asked, request.POST if request.method == "POST" else None)
    form.preview_at = reverse("minutes_new")
    if request.method == "POST":
        taken = _previewed if PREVIEW in request.POST else _proposed
        try:
            return taken(request, here, form)
        except Refusal as refusal:
            form.refuse(refusal)
    return _shown(request, here, form)


def _shown(request: HttpRequest, here: Visit, form: MinutesForm) -> HttpResponse:
    if asked_alone(request):
        return shown_alone(request, form)
    asked = form.claims
    context = {"form": form, "rows": _with_controls(rows(asked, here), form), "claims": _ids(asked)}
    return render(request, "tickets/minutes/new.html", context, status=form.status)


def _asked(here: Visit, sent: QueryDict) -> list[Claim]:
    """The claims named, of orders that the person sees and speaks for as a lead."""
    named = [int(one) for one in sent.get("claims", "").split(",") if NUMBER.fullmatch(one)][:MOST]
    seen = set(Claim.objects.filter(pk__in=named, ticket__in=here.tickets()).values_list("pk", flat=True))
    found = of_ids([pk for pk in dict.fromkeys(named) if pk in seen])
    return [claim for claim in found if here.standing.acting(claim.ticket, queries.LEADS) is not None]


def _ids(claims: Iterable[Claim]) -> str:
    return ",".join(str(claim.pk) for claim in claims)


def _with_controls(
    listed: Iterable[Question], form: MinutesForm
) -> list[tuple[Question, list[tuple[ClaimCard, list[Any]]]]]:
    return [(row, [(card, form.controls(card.claim)) for card in row.cards]) for row in listed]


def _previewed(request: HttpRequest, here: Visit, form: MinutesForm) -> HttpResponse:
    """What the values would make of the clocks; nothing is proposed. Raises Refusal."""
    by_pk = {one.pk: one for one in form.claims}
    meant = actions.meant_together(form.values(worded=False), actor=here.user, now=here.now)
    values = {pk: as_said(by_pk[pk], value) for pk, value in meant.items()}
    form.preview = agreed(form.claims, values, rounds_of(form.claims), here.now)
    return _shown(request, here, form)


def _proposed(request: HttpRequest, here: Visit, form: MinutesForm) -> HttpResponse:
    """Raises Refusal. A form sent twice proposes once."""
    values = form.values()
    typed = {name: request.POST.getlist(name) for name in form.fields}
    once = actions.once(here.user, request.POST.get("key") or None, request.path, _ids(form.claims), typed)
    done = actions.settle_together(values, text=form.text, actor=here.user, now=here.now, once=once)
    messages.success(request, _("The minutes are proposed and wait for the lead of the other side."))
    return redirect("minutes", done.pk)


@page
def minutes(request: HttpRequest, here: Visit, pk: int) -> HttpResponseBase:
    found = get_object_or_404(queries.minutes(here.tickets()), pk=pk)
    if request.method == "POST":
        return _answered(request, here, found)
    proposed: list[Statement] = found.proposed  # type: ignore[attr-defined]  # as `queries.minutes` fetches it
    values = {one.claim_id: one for one in proposed}
    claims = of_ids([one.claim_id for one in proposed])
    rounds = rounds_of(claims)
    listed = [
        (row, [(card, words.value(card.claim, values[card.claim.pk])) for card in row.cards])
        for row in rows(claims, here, rounds)
    ]
    offered, said = actions.offered_on_minutes(found, claims, here.standing), _said(found, claims)
    context = {"minutes": found, "rows": listed, "offered": offered, "said": said}
    if found.waiting and not said.overtaken:
        context["agreed"] = agreed(claims, values, rounds, here.now)
    return render(request, "tickets/minutes/page.html", context)


@dataclass(frozen=True, slots=True)
class SaidMinutes:
    """Minutes in words: who proposed them, and whether one of their claims was settled meanwhile."""

    minutes: Minutes
    proposer: str
    agreer: str
    taker: str
    overtaken: bool
    claims: Sequence[Claim]


def _said(found: Minutes, claims: Sequence[Claim]) -> SaidMinutes:
    return SaidMinutes(
        found,
        words.in_name_of(wording.person(found.proposed_by), found.proposed_for),
        words.in_name_of(wording.person(found.agreed_by), found.agreed_for),
        words.in_name_of(wording.person(found.withdrawn_by), found.withdrawn_for),
        found.waiting and not all(one.unsettled for one in claims),
        claims,
    )


def _answered(request: HttpRequest, here: Visit, found: Minutes) -> HttpResponse:
    """Agreed to by the other side, or taken back by the side that proposed."""
    try:
        if request.POST.get("answer") == "agree":
            actions.agree_minutes(found.pk, actor=here.user, now=here.now)
            messages.success(request, _("The minutes are agreed: every time in them stands."))
        else:
            actions.withdraw_minutes(found.pk, actor=here.user, now=here.now)
            messages.success(request, _("The minutes are taken back."))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("minutes", found.pk)


def minutes_waiting(here: Visit) -> dict[str, list[SaidMinutes]]:
    """For a lead: the minutes that wait for their agreement, and those of their own side that wait for the other."""
    seen, roles = here.tickets(), here.roles_held()
    return {
        "to_agree": _listed(queries.agreeable(seen, roles)),
        "proposed": _listed(queries.proposed(seen, roles)),
    }


def _listed(found: QuerySet[Minutes]) -> list[SaidMinutes]:
    listed = found.order_by("proposed_at", "id")[:MOST]
    return [_said(one, [said.claim for said in one.proposed]) for one in listed]  # type: ignore[attr-defined]  # as above
