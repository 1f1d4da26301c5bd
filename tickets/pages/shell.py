"""What stands around every page: menu, counts, text size. One query for both counts."""

from dataclasses import dataclass, replace

from django.conf import settings
from django.db.models import Count, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from accounts.roles import LABELS, PARTY
from tickets import actions, outbox, queries
from tickets.models import Notice, Ticket
from tickets.pages.visit import Visit, visit

TEXT_SIZE_COOKIE = "text-size"
TEXT_SIZES = ("100", "125", "150")


@dataclass(frozen=True, slots=True)
class MenuLink:
    name: str
    label: str
    icon: str
    url: str
    current: bool
    count: int = 0


@dataclass(frozen=True, slots=True)
class MenuGroup:
    label: str
    links: tuple[MenuLink, ...]


@dataclass(frozen=True, slots=True)
class Shell:
    """`groups` is the side menu, `bar` the phone's bottom bar. Empty for people who are not signed in."""

    demo: bool
    text_size: str
    next_text_size: str
    groups: tuple[MenuGroup, ...] = ()
    bar: tuple[MenuLink, ...] = ()
    unread: int = 0
    person: str = ""
    role: str = ""


def plain_shell(request: HttpRequest | None = None) -> Shell:
    """Without a query: for sign-in and error pages."""
    size = request.COOKIES.get(TEXT_SIZE_COOKIE, "") if request is not None else ""
    size = size if size in TEXT_SIZES else TEXT_SIZES[0]
    larger = TEXT_SIZES[(TEXT_SIZES.index(size) + 1) % len(TEXT_SIZES)]
    return Shell(settings.DEMO, size, larger)


def shell(request: HttpRequest) -> Shell:
    plain = plain_shell(request)
    if not isinstance(getattr(request, "user", None), User):
        return plain
    here = visit(request)
    todo, unread = request.__dict__.get("counts") or counts(here)
    groups = _groups(here, request.path, todo)
    links = {link.name: link for group in groups for link in group.links}
    return replace(plain, groups=groups, bar=_bar(links), unread=unread, person=str(here.user), role=_role(here))


def counts(here: Visit, *further: QuerySet[Ticket]) -> tuple[int, ...]:
    """Tickets that wait for the person, unread notices, and `further` rows. One query."""
    todo = queries.todo(here.tickets(), here.roles_held())
    unread = outbox.unread(here.user)
    found: QuerySet[User, tuple[int, ...]] = User.objects.filter(pk=here.user.pk).values_list(
        _count(todo), _count(unread), *(_count(rows) for rows in further)
    )
    return found.get()


def count_beside(request: HttpRequest, here: Visit, rows: QuerySet[Ticket]) -> int:
    """How many `rows` there are, asked together with the menu's counts, which are kept for the frame."""
    todo, unread, found = counts(here, rows)
    request.__dict__["counts"] = todo, unread
    return found


def _count(rows: QuerySet[Notice] | QuerySet[Ticket]) -> Coalesce:
    counted = rows.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def _role(here: Visit) -> str:
    return next((str(LABELS[one.role]) for one in here.standing.capacities), "")


def _groups(here: Visit, path: str, todo: int) -> tuple[MenuGroup, ...]:
    roles = here.standing.roles
    if not roles & set(PARTY):
        return (MenuGroup(_("Me"), (_link("profile", _("My account"), "circle-user", path),)),)
    work = [_link("todo", _("To do"), "inbox", path, todo), _link("tickets", _("Work orders"), "list-checks", path)]
    if actions.may_open_any(here.standing):
        work.append(_link("filing", _("File an order"), "file-plus", path))
    watch = (
        _link("board", _("Deadline board"), "layout-dashboard", path),
        _link("contracts", _("Contracts and clauses"), "scale", path),
        _link("flows", _("Flow diagrams"), "workflow", path),
    )
    me = (_link("notices", _("Notices"), "bell", path), _link("profile", _("My account"), "circle-user", path))
    return (MenuGroup(_("Handling"), tuple(work)), MenuGroup(_("Oversight"), watch), MenuGroup(_("Me"), me))


def _link(name: str, label: str, icon: str, path: str, count: int = 0) -> MenuLink:
    url = reverse(name)
    current = path == url if name in ("todo", "tickets") else path.startswith(url)
    if name == "tickets":
        current = path.startswith(url) and not path.startswith(reverse("filing"))
    return MenuLink(name, label, icon, url, current, count)


def _bar(links: dict[str, MenuLink]) -> tuple[MenuLink, ...]:
    """Five at most, filing in the middle, with shorter words."""
    short = {
        "todo": pgettext("bottom bar", "To do"),
        "tickets": pgettext("bottom bar", "Orders"),
        "filing": pgettext("bottom bar", "File"),
        "board": pgettext("bottom bar", "Board"),
        "profile": pgettext("bottom bar", "Me"),
    }
    found = (links.get(name) for name in short)
    return tuple(replace(link, label=short[link.name]) for link in found if link)
