"""One request of one signed-in person: who, in which capacities, at which instant. Read once, passed down."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django_htmx.http import HttpResponseClientRefresh

from accounts.models import User
from tickets import clock, permissions, queries
from tickets.datelaw.types import ZONE
from tickets.models import Contract, Ticket
from tickets.pages.parts import asked, kept
from tickets.permissions import Standing

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Visit:
    user: User
    now: datetime

    @cached_property
    def standing(self) -> Standing:
        return permissions.standing(self.user, self.now)

    @property
    def today(self) -> date:
        return self.now.astimezone(ZONE).date()

    def tickets(self) -> QuerySet[Ticket]:
        """What the person may see; anything else is a 404."""
        return self._visible.all()

    @cached_property
    def _visible(self) -> QuerySet[Ticket]:
        return permissions.visible(self.standing)

    def contracts(self) -> QuerySet[Contract]:
        return permissions.contracts(self.standing)

    def roles_held(self) -> list[queries.RoleHeld]:
        """What `queries.todo` looks for: one's own roles and those that are lent."""
        return [
            queries.RoleHeld(one.role, one.unit, one.principal or self.user.pk, one.kinds)
            for one in self.standing.capacities
        ]


def visit(request: HttpRequest) -> Visit:
    """The visit behind `request`, loaded once. Only for signed-in people."""
    kept: Visit | None = request.__dict__.get("visit")
    if kept is None:
        user = request.user
        if not isinstance(user, User):
            raise TypeError("only a signed-in person has a visit")
        kept = request.__dict__["visit"] = Visit(user, clock.now())
    return kept


def page(view: View) -> View:
    """Of the rooms in which orders are handled and overseen. The three administrators hold no orders (三员分立,
    GB/T 22239-2019 8.1.5): they are shown whose room it is, and the way to their own desk."""

    @wraps(view)
    def of_orders(request: HttpRequest, here: Visit, **kwargs: Any) -> HttpResponseBase:
        if here.standing.administers:
            return render(request, "tickets/parts/room_of_orders.html", status=403)
        return view(request, here, **kwargs)

    return everybodys(of_orders)


def everybodys(view: View) -> View:
    """Only for signed-in people, administrators among them, and kept in no cache; the view takes the visit after the
    request."""

    @wraps(view)
    def visited(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if "\0" in request.path_info or _holds_null(request.GET) or _holds_null(request.POST):
            raise BadRequest("a null character: no person types one, and PostgreSQL takes none")
        if request.method == "GET" and not request.htmx:  # type: ignore[attr-defined]  # django-htmx adds it
            request.__dict__["passed_over"] = list(asked.known(view).faults(request.GET))
        return view(request, visit(request), **kwargs)

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if request.htmx and not request.user.is_authenticated:  # type: ignore[attr-defined]  # django-htmx adds it
            return HttpResponseClientRefresh()  # a poll of a page left open: the whole page goes to the sign-in
        return login_required(visited)(request, **kwargs)

    return kept.keeps(never_cache(guarded))


def _holds_null(sent: QueryDict) -> bool:
    return any("\0" in value for _name, values in sent.lists() for value in values)
