"""What stands around every page: menu, counts, text size. One query for both counts."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from accounts.roles import LABELS, PARTY, SUPERVISOR_AUDITOR
from tickets import actions, outbox, queries
from tickets.models import Ticket
from tickets.pages.visit import Visit, visit

TEXT_SIZE_COOKIE = "text-size"
TEXT_SIZES = ("100", "125", "150")
#: Of the menu: one, and those below one heading.
Link = dict[str, Any]
Group = tuple[str, list[Link]]


def plain_shell(request: HttpRequest | None) -> dict[str, Any]:
    """Without a query: for sign-in and error pages; that of a failed server has no request either."""
    size = request.COOKIES.get(TEXT_SIZE_COOKIE, "") if request is not None else ""
    size = size if size in TEXT_SIZES else TEXT_SIZES[0]
    larger = TEXT_SIZES[(TEXT_SIZES.index(size) + 1) % len(TEXT_SIZES)]
    return {"demo": settings.DEMO, "text_size": size, "next_text_size": larger}


def shell(request: HttpRequest) -> dict[str, Any]:
    """`groups` is the side menu, `bar` the phone's bottom bar. Neither is there for people who are not signed in."""
    plain = plain_shell(request)
    if not isinstance(getattr(request, "user", None), User):
        return plain
    here = visit(request)
    todo, unread, checks = request.__dict__.get("counts") or counts(here)
    groups = _groups(here, request.path, todo, checks)
    role = next((LABELS[one.role] for one in here.standing.capacities), "")
    return plain | {
        "groups": groups,
        "bar": _bar(groups),
        "unread": unread,
        "checks": checks,
        "person": here.user,
        "role": role,
    }


def counts(here: Visit, *further: QuerySet[Ticket]) -> tuple[int, ...]:
    """Tickets that wait for the person, unread notices, times to check, and `further` rows. One query."""
    todo = queries.todo(here.tickets(), here.roles_held())
    checking = _checking(here) if may_check(here) else Value(0)
    found: QuerySet[User, tuple[int, ...]] = User.objects.filter(pk=here.user.pk).values_list(
        _count(todo), _count(outbox.unread(here.user)), checking, *(_count(rows) for rows in further)
    )
    return found.get()


def _checking(here: Visit) -> Combinable:
    """What the page of times has to ask: its questions, each one row, and the minutes of the other side."""
    seen, roles = here.tickets(), here.roles_held()
    questions = _count(queries.checks(seen, roles), queries.QUESTION)
    if here.standing.roles.isdisjoint(queries.LEADS):
        return questions
    return questions + _count(queries.agreeable(seen, roles))


def may_check(here: Visit) -> bool:
    """Whether times can wait for this person at all."""
    return bool(here.standing.roles & queries.CHECKERS.keys())


def count_beside(request: HttpRequest, here: Visit, rows: QuerySet[Ticket]) -> int:
    """How many `rows` there are, asked together with the menu's counts, which are kept for the frame."""
    *kept, found = counts(here, rows)
    request.__dict__["counts"] = kept
    return found


def _count(rows: QuerySet[Any], each: Combinable | None = None) -> Coalesce:
    """How many rows, or how many different values of `each` they have."""
    counted = Count("pk") if each is None else Count(each, distinct=True)
    return Coalesce(Subquery(rows.order_by().annotate(one=Value(1)).values("one").annotate(n=counted).values("n")), 0)


def _groups(here: Visit, path: str, todo: int, checks: int) -> list[Group]:
    roles = here.standing.roles
    if not roles & set(PARTY):
        return [(_("Me"), [_link("profile", _("My account"), "circle-user", path)])]
    work = [_link("todo", _("To do"), "inbox", path, todo), _link("tickets", _("Work orders"), "list-checks", path)]
    if may_check(here):
        work.append(_link("checks", _("Times to check this week"), "clock-check", path, checks))
    if actions.may_open_any(here.standing):
        work.append(_link("filing", _("File an order"), "file-plus", path))
    watch = [
        _link("board", _("Deadline board"), "layout-dashboard", path),
        _link("contracts", _("Contracts and clauses"), "scale", path),
        _link("flows", _("Flow diagrams"), "workflow", path),
    ]
    if SUPERVISOR_AUDITOR in roles:
        watch.insert(1, _link("recheck", _("Reckoned again"), "calculator", path))
    me = [_link("notices", _("Notices"), "bell", path), _link("profile", _("My account"), "circle-user", path)]
    return [(_("Handling"), work), (_("Oversight"), watch), (_("Me"), me)]


def _link(name: str, label: str, icon: str, path: str, count: int = 0) -> Link:
    url = reverse(name)
    current = path == url if name == "todo" else path.startswith(url)
    if name == "tickets":
        current = current and not path.startswith(reverse("filing"))
    return {"name": name, "label": label, "icon": icon, "url": url, "current": current, "count": count}


def _bar(groups: Iterable[Group]) -> list[Link]:
    """Five at most, filing in the middle, with shorter words."""
    short = {
        "todo": pgettext("bottom bar", "To do"),
        "tickets": pgettext("bottom bar", "Orders"),
        "filing": pgettext("bottom bar", "File"),
        "board": pgettext("bottom bar", "Board"),
        "profile": pgettext("bottom bar", "Me"),
    }
    found = {link["name"]: link for _label, links in groups for link in links}
    return [found[name] | {"label": label} for name, label in short.items() if name in found]
