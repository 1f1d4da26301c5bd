"""What people send from a ticket: a step, a comment, a reminder, a file, a corrected filing number.

Each calls one action and goes back to the ticket; a refusal shows the ticket again with everything typed.
"""

from collections.abc import Callable
from functools import wraps
from typing import BinaryIO, cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts import confirm, record
from tickets import actions, attachments, queries
from tickets.datelaw import explain
from tickets.errors import Invalid, Refusal
from tickets.lifecycle.steps import Step
from tickets.models import Attachment, Ticket
from tickets.pages.claims.previewing import previewed
from tickets.pages.parts import wording
from tickets.pages.parts.forms import (
    PASSWORD,
    PREVIEW,
    AskedForm,
    BesideBox,
    BesideForm,
    StepForm,
    sent_number,
    sent_version,
)
from tickets.pages.parts.turn import way_to
from tickets.pages.parts.visit import Visit, page
from tickets.pages.ticket.view import fetch, ticket_page

#: Answers what came of it, where that is not what usually does.
Deed = Callable[[HttpRequest, Visit, Ticket], str | None]
#: A document that may load and run nothing. Chromium shows no PDF in a sandbox: its own viewer is one.
SHOWN_POLICY = {
    True: "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
    False: "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'",
}


def sent(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """What is sent is never fetched: a reload or a change of language after a refusal leads to the ticket."""

    @wraps(view)
    def posted(request: HttpRequest, number: str, **kwargs: str) -> HttpResponseBase:
        if request.method != "POST":
            return redirect("ticket", number)
        return view(request, number=number, **kwargs)

    return posted


@sent
@page
def act(request: HttpRequest, here: Visit, number: str, name: str) -> HttpResponse:
    ticket = fetch(here, number)
    step = ticket.machine.by_step.get(name)
    if step is None:
        raise Http404
    form = StepForm(step, request.POST, files=request.FILES)
    if PREVIEW in request.POST:
        return _previewed(request, here, ticket, form)
    try:
        moved = _perform(request, here, ticket, form)
    except Refusal as refusal:
        form.refuse(refusal)
        return ticket_page(request, here, fetch(here, number), form)
    messages.success(request, _done(here, step, moved))
    return redirect("ticket", number)


def _done(here: Visit, step: Step, moved: Ticket) -> SafeString:
    """What happened, and the way to what is most urgent next."""
    words = _("Done: %(action)s. The order is now “%(state)s”.")
    told = words % {"action": wording.action(step.name), "state": moved.stage.label}
    waiting = queries.todo(here.roles_held(), here.now).exclude(ticket=moved.pk).select_related("ticket")
    following = waiting.first()
    if following is None:
        return format_html("{} {}", told, _("Nothing else waits for you."))
    ticket = following.ticket
    step = ticket.machine.by_step[following.step]
    link = way_to(reverse("ticket", args=[ticket.number]), step, ticket.machine, ticket.state)
    return format_html('{} <a href="{}">{}</a>', told, link, _("Next: %(order)s") % {"order": ticket})


def _previewed(request: HttpRequest, here: Visit, ticket: Ticket, form: StepForm) -> HttpResponse:
    """What the step would make of the clocks, beside the form as it was sent; nothing is done, but files are kept."""
    alone = asked_alone(request)
    try:
        if not alone and sent_version(request) == ticket.version:
            _hand_in_all(here, ticket, form)
        said, comment = form.typed(), request.POST.get("comment", "")
        seen = actions.preview_step(ticket, form.step.name, said, actor=here.user, now=here.now, comment=comment)
        form.preview = previewed(seen, ticket, here.now)
    except Refusal as refusal:
        form.refuse(refusal)
    return shown_alone(request, form) if alone else ticket_page(request, here, fetch(here, ticket.number), form)


def asked_alone(request: HttpRequest) -> bool:
    """The page stays where it is: only the preview is asked for."""
    return bool(request.htmx)  # type: ignore[attr-defined]  # django-htmx adds it


def shown_alone(request: HttpRequest, form: AskedForm) -> HttpResponse:
    return render(request, "tickets/parts/form/_preview.html", {"form": form, "problems": list(form.problems())})


def _perform(request: HttpRequest, here: Visit, ticket: Ticket, form: StepForm) -> Ticket:
    """Files first, each kept whatever comes of the step; then the step itself. Raises Refusal."""
    version = sent_version(request)
    if form.step.grave:
        check_password(request, here)
    if version == ticket.version:
        _hand_in_all(here, ticket, form)
    return actions.perform(
        ticket,
        form.step.name,
        actor=here.user,
        now=here.now,
        key=request.POST.get("key") or None,
        version=version,
        comment=request.POST.get("comment", ""),
        where=here.standing,
        **form.typed(),
    )


def check_password(request: HttpRequest, here: Visit) -> None:
    """People who sign in elsewhere have no password here; their sign-in vouches for them. Raises Invalid."""
    typed = request.POST.get(PASSWORD, "")
    if here.user.has_usable_password() and not confirm.password_right(here.user, typed):
        raise Invalid(_("Check what you entered."), {PASSWORD: [_("The password is not right.")]})


def _hand_in_all(here: Visit, ticket: Ticket, form: StepForm) -> None:
    for slot in form.step.slots:
        hand_in(here, ticket, slot.name, form[slot.name].data)


def hand_in(here: Visit, ticket: Ticket, slot: str, file: UploadedFile | None) -> None:
    """With a step; what is said against the file stands beside its slot."""
    if file is None:
        return
    try:
        _keep(here, ticket, slot, file)
    except Invalid as refused:
        sentences = [sentence for found in refused.errors.values() for sentence in found]
        raise Invalid(refused.message, {slot: sentences or [refused.message]}) from refused


def _keep(here: Visit, ticket: Ticket, slot: str, file: UploadedFile) -> Attachment:
    stream = cast("BinaryIO", file.file)  # Django leaves its kind open
    return actions.attach(ticket, slot, name=file.name or "", stream=stream, actor=here.user, now=here.now)


def beside(said: Promise, box: BesideBox | None = None) -> Callable[[Deed], Callable[..., HttpResponseBase]]:
    """An act beside the machine: done and `said`, or refused with the reason, on the page it came from. box: what is
    written in it stands there again."""

    def posted(deed: Deed) -> Callable[..., HttpResponseBase]:
        @sent
        @page
        def view(request: HttpRequest, here: Visit, number: str) -> HttpResponse:
            try:
                told = deed(request, here, fetch(here, number))
            except Refusal as refusal:
                form = BesideForm(box, request.POST)
                form.refuse(refusal)
                return ticket_page(request, here, fetch(here, number), form)
            messages.success(request, told or str(said))
            target = request.POST.get("next", "")
            if url_has_allowed_host_and_scheme(target, allowed_hosts=None):
                return HttpResponseRedirect(target)
            return redirect("ticket", number)

        return view

    return posted


@beside(gettext_lazy("Reminded. Whoever has to move was told."))
def remind(request: HttpRequest, here: Visit, ticket: Ticket) -> None:
    actions.remind(ticket, actor=here.user, now=here.now, comment=request.POST.get("comment", ""))


@beside(
    gettext_lazy("Your comment stands in the order."), BesideBox("talk", "comment", gettext_lazy("Comment"), "talk")
)
def comment(request: HttpRequest, here: Visit, ticket: Ticket) -> None:
    actions.comment(ticket, request.POST.get("comment", ""), actor=here.user, now=here.now)


@beside(
    gettext_lazy("Thank you. It stands in the order."),
    BesideBox("rate", "comment", gettext_lazy("In one line"), "rating-line"),
)
def rate(request: HttpRequest, here: Visit, ticket: Ticket) -> None:
    actions.rate(ticket, sent_number(request, "degree"), request.POST.get("comment", ""), actor=here.user, now=here.now)


@beside(gettext_lazy("The file is in the order."))
def attach(request: HttpRequest, here: Visit, ticket: Ticket) -> str:
    file = request.FILES.get("file")
    if file is None:
        raise Invalid(_("Choose a file first."))
    kept = _keep(here, ticket, request.POST.get("slot", ""), file)
    if kept.at == here.now:
        return ""
    told = _("This file is there already, as version %(version)d of %(day)s. Nothing was added.")
    return told % {"version": kept.version, "day": explain.moment(kept.at)}


@beside(
    gettext_lazy("The filing was corrected; both records are kept."),
    BesideBox("filing", "comment", gettext_lazy("Reason"), "new-filing-why"),
)
def correct_filing(request: HttpRequest, here: Visit, ticket: Ticket) -> None:
    given = {one.name: request.POST[one.name] for one in actions.FILED if one.name in request.POST}
    actions.correct_filing(ticket, actor=here.user, now=here.now, comment=request.POST.get("comment", ""), **given)


@require_GET
@page
def file(request: HttpRequest, here: Visit, pk: int) -> HttpResponseBase:
    """Download only, under the name it came with; for those who see the ticket."""
    return _handed_out(request, here, _seen(here, pk), as_attachment=True)


@require_GET
@page
def show_file(request: HttpRequest, here: Visit, pk: int) -> HttpResponseBase:
    """A picture or a PDF in the browser, as a document of its own that may load and run nothing."""
    found = _seen(here, pk)
    try:
        if not attachments.shown(found):
            raise Http404
    except FileNotFoundError as lost:
        raise Http404 from lost
    response = _handed_out(request, here, found, as_attachment=False)
    response.headers["Content-Security-Policy"] = SHOWN_POLICY[found.content_type != "application/pdf"]
    return response


def _seen(here: Visit, pk: int) -> Attachment:
    return get_object_or_404(Attachment.objects.filter(ticket__in=here.tickets()).select_related("ticket"), pk=pk)


def _handed_out(request: HttpRequest, here: Visit, found: Attachment, *, as_attachment: bool) -> FileResponse:
    try:
        stream = actions.hand_out(found, actor=here.user, now=here.now, address=record.address_of(request))
    except FileNotFoundError as lost:
        raise Http404 from lost
    response = FileResponse(stream, as_attachment=as_attachment, filename=found.name, content_type=found.content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@sent
@page
def follow(_request: HttpRequest, here: Visit, number: str) -> HttpResponse:
    """Keep an eye on the order from now on, or no longer."""
    ticket = fetch(here, number)
    if actions.follows(ticket, here.user):
        actions.unfollow(ticket, here.user)
    else:
        actions.follow(ticket, here.user, here.now)
    return redirect("ticket", number)
