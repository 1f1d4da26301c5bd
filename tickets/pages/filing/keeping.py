"""What is typed saves itself: one answer to the script, whatever form it stands on."""

from datetime import datetime

from django.http import JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tickets import actions
from tickets.datelaw.types import local
from tickets.errors import KeyReused, Refusal
from tickets.models import SavedForm


def kept(typed: SavedForm, now: datetime, at: str) -> JsonResponse:
    """Keep it; a sentence for the page, and `at`, where the form stands from now on."""
    try:
        actions.save_form(typed, now=now)
    except KeyReused as refusal:
        where = reverse("ticket", args=[refusal.number])
        return JsonResponse({"said": refusal.message, "over": where}, status=refusal.status)
    except Refusal as refusal:
        return not_kept(refusal)
    return JsonResponse({"said": _("Saved by itself at %(time)s") % {"time": f"{local(now):%H:%M:%S}"}, "at": at})


def not_kept(refusal: Refusal) -> JsonResponse:
    return JsonResponse({"said": refusal.message}, status=refusal.status)
