"""What the consoles share: whose a page is, the hand that acts, and a fresh proof before what is grave."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import confirm, record
from accounts.doors.hands import Hand
from accounts.models import User
from tickets.pages.parts.asked import LONGEST
from tickets.pages.parts.visit import Visit, everybodys

#: Rows on one page of a list.
SIZE = 50


def console(*roles: str) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Only for administrators of these sorts: to everybody else the page is not there."""

    def guard(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, here: Visit, **kwargs: Any) -> HttpResponseBase:
            if here.standing.roles.isdisjoint(roles):
                raise Http404
            return view(request, here, **kwargs)

        return everybodys(guarded)

    return guard


def hand(request: HttpRequest, here: Visit) -> Hand:
    return Hand(here.user, here.now, record.address_of(request))


def person_of(pk: int) -> User:
    """Raises Http404."""
    return get_object_or_404(User.objects.select_related("unit"), pk=pk)


def part(request: HttpRequest, rows: QuerySet[Any]) -> Page[Any]:
    """The page of the list that the address asks for; for one that there is not, the nearest, and a word about it."""
    pages, asked = Paginator(rows, SIZE), request.GET.get("page")
    shown = pages.get_page(asked)
    if asked and asked != str(shown.number):
        said = _("The list has no page “%(asked)s”: this is page %(number)d of %(all)d.")
        messages.warning(request, said % {"asked": asked[:LONGEST], "number": shown.number, "all": pages.num_pages})
    return shown


def query(request: HttpRequest) -> str:
    """The address's query without the page, for the links to the others."""
    kept = request.GET.copy()
    kept.pop("page", None)
    return kept.urlencode()


def put(form: forms.Form, refusal: ValidationError) -> None:
    """Each sentence of a door beside the control that it is about."""
    by_field = refusal.message_dict if hasattr(refusal, "error_dict") else {"": refusal.messages}
    for name, sentences in by_field.items():
        form.add_error(name if name in form.fields else None, sentences)


class FilterForm(forms.Form):
    """What a list is narrowed by."""

    def __init__(self, data: QueryDict, **options: Any) -> None:
        super().__init__(data, **options)
        for field in self.fields.values():
            field.widget.attrs["class"] = "control"

    def said(self) -> Iterator[tuple[str, str]]:
        """(label, words) of each filter that asks for something. The form is valid."""
        for name, value in self.cleaned_data.items():
            if value:
                choices = dict(getattr(self.fields[name], "choices", ())) if isinstance(value, str) else {}
                yield str(self.fields[name].label), str(choices.get(value, value))


class ProvenForm(forms.Form):
    """Asks for the password once more, unless the session gave one within a quarter of an hour.

    People who sign in elsewhere have no password here; their sign-in vouches for them."""

    password = forms.CharField(
        label=gettext_lazy("Your password"),
        help_text=gettext_lazy("Once more, because what follows is grave."),
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )

    def __init__(self, request: HttpRequest, here: Visit, *, grave: bool = True, **options: Any) -> None:
        super().__init__(request.POST if request.method == "POST" else None, **options)
        self.request, self.user = request, here.user
        if not grave or not here.user.has_usable_password() or confirm.recently(request, here.user, here.now):
            del self.fields["password"]
        else:
            self.order_fields([*(name for name in self.fields if name != "password"), "password"])

    def clean_password(self) -> str:
        """Last, so that what else is wrong is said without it. Raises ValidationError."""
        typed = str(self.cleaned_data["password"])
        if not confirm.prove(self.request, self.user, typed):
            raise ValidationError(_("The password is not right."))
        return typed
