"""What people send about times: an answer to a claim, a claim of their own. Each calls one verb of `actions`."""

from collections.abc import Callable
from typing import BinaryIO, Final, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tickets import actions
from tickets.actions import Value
from tickets.errors import Invalid, Refusal
from tickets.models import AuditEntry, Claim, Fact, Ticket
from tickets.pages.claims import cards
from tickets.pages.claims.forms import EVIDENCE, START, VERBS, ClaimForm, PauseForm, TimeForm, ValueForm
from tickets.pages.parts import wording
from tickets.pages.parts.visit import Visit, page
from tickets.pages.ticket.acts import sent
from tickets.pages.ticket.view import fetch, ticket_page

Done = Callable[[ClaimForm, Visit], Claim]


def _valued(verb: Callable[..., Claim], value: Callable[[ClaimForm], Value | None]) -> Done:
    def done(form: ClaimForm, here: Visit) -> Claim:
        return verb(form.claim.pk, value=value(form), actor=here.user, now=here.now, comment=form.why)

    return done


def _plain(verb: Callable[..., Claim]) -> Done:
    def done(form: ClaimForm, here: Visit) -> Claim:
        return verb(form.claim.pk, actor=here.user, now=here.now, comment=form.why)

    return done


DOES: Final[dict[str, Done]] = {
    "accept": _plain(actions.accept_claim),
    "contest": _valued(actions.contest_claim, ClaimForm.value),
    "refer": _plain(actions.refer),
    "decide": _valued(actions.decide_claim, ClaimForm.verdict),
    "review": _valued(actions.review_claim, ClaimForm.verdict),
    "correct": _valued(actions.correct_claim, ClaimForm.value),
    "end": _plain(actions.end_pause),
    "prove": _plain(actions.prove_claim),
    "withdraw": _plain(actions.withdraw_claim),
    "ask_review": _plain(actions.ask_review),
}


@sent
@page
def claim_act(request: HttpRequest, here: Visit, number: str, claim: str, verb: str) -> HttpResponseBase:
    """One verb on one claim of the order."""
    ticket = fetch(here, number)
    claims = cards.of_ticket(ticket)
    found = next((one for one in claims if str(one.number) == claim), None)
    if found is None or verb not in VERBS:
        raise Http404
    form = ClaimForm(VERBS[verb], found, request.POST, files=request.FILES)
    return _done(request, here, ticket, form, lambda: DOES[verb](form, here), _label(verb, found, claims))


def _label(verb: str, claim: Claim, claims: list[Claim]) -> str:
    """What was done, and to how many, where several times are one question."""
    label = str(VERBS[verb].label)
    together = [one for one in claims if one is not claim and cards.asked_as_one(claim, one)]
    if verb not in cards.ANSWERS or not together:
        return label
    return wording.remark(label, _("%(n)d times answered together") % {"n": len(together) + 1})


@sent
@page
def claim_time(request: HttpRequest, here: Visit, number: str) -> HttpResponseBase:
    """Another time claimed for something that happened."""
    ticket = fetch(here, number)
    happened = actions.claimable(ticket, Fact.objects.filter(ticket=ticket), AuditEntry.objects.filter(ticket=ticket))
    form = TimeForm(cards.offered_facts(happened), request.POST, files=request.FILES)
    name, _colon, count = str(request.POST.get("fact", "")).partition(":")

    def claimed() -> Claim:
        value = form.value() or Value()
        if value.start is None:
            raise Invalid(_("Check what you entered."), {START: [_("Say when it happened.")]})
        nth = int(count) if count.isdecimal() else None
        return actions.claim_time(
            ticket, fact=name, number=nth, value=value, reason=form.why, actor=here.user, now=here.now
        )

    return _done(request, here, ticket, form, claimed, _("Claim another time"))


@sent
@page
def claim_pause(request: HttpRequest, here: Visit, number: str) -> HttpResponseBase:
    """A pause claimed, or granted to the other side."""
    ticket = fetch(here, number)
    rows = {row.code: row for row in ticket.deadlines.select_related("clause")}
    form = PauseForm(*cards.offered_pauses(rows), request.POST, files=request.FILES)
    code, ground = (str(request.POST.get(name, "")) for name in ("clause", "ground"))

    def claimed() -> Claim:
        value = form.value() or Value()
        if value.start is None:
            raise Invalid(_("Check what you entered."), {START: [_("Say from when it rests.")]})
        return actions.claim_pause(
            ticket, code=code, ground=ground, value=value, reason=form.why, actor=here.user, now=here.now
        )

    return _done(request, here, ticket, form, claimed, _("Claim a pause"))


def _done(
    request: HttpRequest, here: Visit, ticket: Ticket, form: ValueForm, act: Callable[[], Claim], label: str
) -> HttpResponse:
    """The evidence first, kept whatever comes of the act; then back to the order, or to the form with what is amiss."""
    try:
        _hand_in(here, ticket, form)
        act()
    except Refusal as refusal:
        form.refuse(refusal)
        return ticket_page(request, here, fetch(here, ticket.number), form)
    messages.success(request, _("Done: %(action)s.") % {"action": label})
    return redirect("ticket", ticket.number)


def _hand_in(here: Visit, ticket: Ticket, form: ValueForm) -> None:
    """As evidence of the time where the order's state takes such, else as another file of the order."""
    file = form.files.get(form.add_prefix(EVIDENCE))
    if file is None and isinstance(form, ClaimForm) and form.verb.proves:
        raise Invalid(_("Check what you entered."), {EVIDENCE: [_("Attach the proof.")]})
    if file is None:
        return
    slots = actions.open_slots(ticket, here.standing)
    slot = next((one for one in actions.EVIDENCE_SLOTS[form.about] if one in slots), "other")
    stream = cast("BinaryIO", file.file)  # Django leaves its kind open
    actions.attach(ticket, slot, name=file.name or "", stream=stream, actor=here.user, now=here.now, anew=True)
