"""One act, said in full before it is done: the page asks, and the button does it."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tickets.errors import Refusal
from tickets.pages.manage.room import put


@dataclass(frozen=True, slots=True)
class ActAsked:
    """title: the act, as its button says it; says: what follows of it; done: what is said after it. back: the page
    that asks, called `place` there. about: whom or what it is done to; grave: it takes something away."""

    title: str
    says: str
    done: str
    back: str
    place: str
    about: str = ""
    grave: bool = False


def confirmed(
    request: HttpRequest, question: ActAsked, form: forms.Form, does: Callable[[], object]
) -> HttpResponse:  # fmt: skip
    """Asked on a GET, done on a POST; what the door refuses stands on the page with what was typed. Where `does`
    answers a page, such as one with a password that is shown once, that is what follows."""
    if form.is_valid():
        try:
            came = does()
        except ValidationError as refusal:
            put(form, refusal)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            if isinstance(came, HttpResponse):
                return came
            messages.success(request, question.done)
            return redirect(question.back)
    return render(request, "tickets/manage/ask.html", {"question": question, "form": form})
