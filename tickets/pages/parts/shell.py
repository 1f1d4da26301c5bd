"""What stands around every page: menu, counts, text size. One query for both counts."""

from collections.abc import Hashable, Iterable
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.db.models import F, IntegerField, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.models import User
from accounts.roles import ADMINS, AUDIT_ADMIN, LABELS, PARTY, SECURITY_ADMIN, SUPERVISOR_AUDITOR, SYSTEM_ADMIN
from tickets import actions, nights, queries, supervision
from tickets.lifecycle.kinds.incident import Incident
from tickets.outbox import lives
from tickets.pages.parts.naming import address
from tickets.pages.parts.visit import Visit, visit
from tickets.permissions import Standing
from tickets.prepared import SOME_HOUR, Prepared

TEXT_SIZE_COOKIE = "text-size"
TEXT_SIZES = ("100", "125", "150")
SCHEME_COOKIE = "scheme"
#: Scheme -> the media for which the dark colours are linked; paper stays white.
SCHEMES = {"auto": "screen and (prefers-color-scheme: dark)", "light": "", "dark": "screen"}
#: Whoever has so many has many: nobody counts further.
MANY = 100
PEOPLE = ("manage_people", gettext_lazy("People"), "users")
EDITIONS = ("operations_editions", gettext_lazy("Contracts and calendars"), "file-check")
#: Administrator -> the pages below the desk: address, label, icon.
CONSOLES: Final = {
    SYSTEM_ADMIN: (
        PEOPLE,
        ("manage_units", gettext_lazy("Units"), "building-2"),
        ("operations_deliveries", gettext_lazy("Undelivered notices"), "send"),
        ("operations_channels", gettext_lazy("Channels of notices"), "megaphone"),
        EDITIONS,
        ("operations_tasks", gettext_lazy("Periodic tasks"), "repeat"),
        ("operations_clocks", gettext_lazy("Clocks put off"), "timer-off"),
    ),
    SECURITY_ADMIN: (
        PEOPLE,
        ("manage_locks", gettext_lazy("Locks"), "lock"),
        ("manage_substitutions", gettext_lazy("Substitutions"), "user-check"),
        ("manage_review", gettext_lazy("Review of rights"), "clipboard-check"),
        EDITIONS,
    ),
    AUDIT_ADMIN: (
        ("manage_log", gettext_lazy("System log"), "scroll-text"),
        ("manage_chains", gettext_lazy("Chains of work orders"), "link"),
    ),
}
#: Of the menu: one, and those below one heading.
Link = dict[str, Any]
Group = tuple[str, list[Link]]


def plain_shell(request: HttpRequest | None) -> dict[str, Any]:
    """Without a query: for sign-in and error pages; that of a failed server has no request either."""
    cookies = request.COOKIES if request is not None else {}
    size = cookies.get(TEXT_SIZE_COOKIE, "")
    size = size if size in TEXT_SIZES else TEXT_SIZES[0]
    larger = TEXT_SIZES[(TEXT_SIZES.index(size) + 1) % len(TEXT_SIZES)]
    scheme = cookies.get(SCHEME_COOKIE, "auto")
    scheme = scheme if scheme in SCHEMES else "auto"
    dark = {"scheme": scheme, "dark_media": SCHEMES[scheme]}
    return {"demo": settings.DEMO, "text_size": size, "next_text_size": larger, **dark}


def shell(request: HttpRequest) -> dict[str, Any]:
    """`groups` is the side menu, `bar` the phone's bottom bar. Neither is there for people who are not signed in."""
    plain = plain_shell(request)
    if not isinstance(getattr(request, "user", None), User):
        return plain
    here = visit(request)
    todo, unread, checks = counts(here)
    groups = _groups(here, request.path, todo, checks)
    role = next((LABELS[one.role] for one in here.standing.capacities), "")
    return plain | {
        "groups": groups,
        "bar": _bar(groups),
        "searches": not here.standing.roles <= ADMINS,
        "unread": many(unread),
        "checks": checks,
        "person": here.user,
        "session": settings.SESSION_IDLE_SECONDS,
        "role": role,
        "last_night": nights.linked(here.standing.roles, here.now),
    }


def counts(here: Visit) -> tuple[int, int, int]:
    """Tickets that wait for the person, unread notices and times to check, each up to `MANY`. One query.

    What it asks hangs on the person and the hour alone, so it is put together once.
    """
    ((todo, unread, checks),) = _question(here.standing, places(here.standing)).ask(here.now)
    return min(todo, MANY), unread, checks


def places(standing: Standing) -> Hashable:
    """The contracts by which the question looks: with another one it is another question."""
    return tuple((place, tuple(ids)) for place, ids in sorted(standing.contracts.items()))


def at_some_hour(standing: Standing) -> Visit:
    """The visit for which a question that is kept is put together."""
    here = Visit(standing.user, SOME_HOUR)
    here.__dict__["standing"] = standing
    return here


@lru_cache(maxsize=1024)
def _question(standing: Standing, _places: Hashable) -> Prepared:
    here = at_some_hour(standing)
    found = User.objects.filter(pk=here.user.pk).values_list(
        _to_do(here),
        Tally(lives.unread(here.user, here.now).order_by("-id")),
        _checking(here) if may_check(here) else Value(0),
    )
    return Prepared.of(found)


def _to_do(here: Visit) -> Combinable:
    """What the page of duties holds. A part that nothing could ever fit would make nothing of the whole sum."""
    turns, roles = queries.todo(here.roles_held(), here.now).order_by(), here.standing.capacities
    duties = Tally(turns, F("ticket"), rows_each=len(roles)) + Tally(queries.consultations(here.user))
    if supervision.may_wait(here.standing.roles):
        duties += Tally(supervision.waiting(here.roles_held()))
    if (fees := actions.fees_to_agree_on(here.user, here.roles_held())) is not None:
        duties += Tally(fees)
    if may_decide(here):
        duties += Tally(queries.decisions(here.tickets(), here.roles_held()), queries.QUESTION)
    return duties


OF_ALL: Final = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
OF_EACH: Final = "(SELECT COUNT(DISTINCT one) FROM (%(subquery)s) AS counted)"


class Tally(Subquery):
    """How many rows there are, or different values of `each` in them; no further than to `most`.

    rows_each: no value has more rows than these, so that a look at as many times `most` of them tells enough. Rows that
    are put in an order are taken in it: where an index gives it, none beyond the last of them is read.
    """

    #: Who has no contract at all has a question that no database needs to be asked.
    empty_result_set_value = 0

    def __init__(
        self, rows: QuerySet[Any], each: Combinable | None = None, *, most: int = MANY, rows_each: int = 0
    ) -> None:
        ordered = rows if rows.query.order_by else rows.order_by()
        wanted = ordered.annotate(one=each if each is not None else F("pk")).values("one")
        if each is not None and not rows_each:
            wanted = wanted.order_by().distinct()
        template = OF_EACH if rows_each else OF_ALL
        super().__init__(wanted[: most * max(1, rows_each)], output_field=IntegerField(), template=template)


def _checking(here: Visit) -> Combinable:
    """What the page of times has to ask: its questions, each one row, and the minutes of the other side."""
    seen, roles = here.tickets(), here.roles_held()
    questions = Tally(queries.checks(seen, roles), queries.QUESTION)
    if here.standing.roles.isdisjoint(queries.LEADS):
        return questions
    return questions + Tally(queries.agreeable(seen, roles))


def many(count: int) -> str:
    """`7`, `99+`; nothing of nothing."""
    return f"{MANY - 1}+" if count >= MANY else str(count or "")


def may_decide(here: Visit) -> bool:
    """Whether claims of the sides can wait for this person's decision."""
    return not here.standing.roles.isdisjoint(queries.DECIDERS)


def may_check(here: Visit) -> bool:
    """Whether times can wait for this person at all."""
    return bool(here.standing.roles & queries.CHECKERS.keys())


def _groups(here: Visit, path: str, todo: int, checks: int) -> list[Group]:
    roles = here.standing.roles
    if not roles & set(PARTY):
        return [*consoles(roles, path), (_("Me"), [_link("profile", _("My account"), "circle-user", path)])]
    work = [_link("todo", _("To do"), "inbox", path, todo), _link("tickets", _("Work orders"), "list-checks", path)]
    if may_check(here):
        work.append(_link("checks", _("Times to check this week"), "clock-check", path, checks))
    if here.standing.roles & set(Incident.opening.by):
        work.append(_fault(path))
    if actions.may_open_any(here.standing):
        work.append(_link("filing", _("File an order"), "file-plus", path))
    watch = [
        _link("board", _("Deadline board"), "layout-dashboard", path),
        _link("breaches", _("Ledger of breaches"), "octagon-alert", path),
        _link("outages", _("Register of outages"), "unplug", path),
        _link("claims", _("Ledger of claims"), "messages-square", path),
        _link("reports", _("Supervision reports"), "file-check", path),
        _link("supervision", _("Orders of supervision"), "siren", path),
        _link("contracts", _("Contracts and clauses"), "scale", path),
        _link("flows", _("Flow diagrams"), "workflow", path),
    ]
    if here.standing.whole:
        watch.insert(3, _link("registers", _("Registers"), "book-open", path))
        watch.insert(2, _link("sheets", _("Clauses and deductions"), "receipt-text", path))
        watch.insert(2, _link("statistics", _("Statistics"), "chart-column", path))
    watch.insert(2, _link("calendar", _("Calendar of deadlines"), "calendar-days", path))
    watch.insert(3, _link("trial", _("Reckon a time limit"), "calendar-clock", path))
    if SUPERVISOR_AUDITOR in roles:
        watch.insert(3, _link("recheck", _("Reckoned again"), "calculator", path))
    if not roles.isdisjoint(actions.OVERSEERS):
        watch.insert(3, _link("samplings", _("Samples"), "dices", path))
    me = [
        _link("notices", _("Notices"), "bell", path),
        _link("exports", _("Exports"), "download", path),
        _link("profile", _("My account"), "circle-user", path),
    ]
    return [(_("Handling"), work), (_("Oversight"), watch), (_("Me"), me)]


def consoles(roles: frozenset[str], path: str) -> list[Group]:
    """The pages of an administrator."""
    own = next((CONSOLES[role] for role in roles if role in CONSOLES), None)
    if own is None:
        return []
    links = [_link("desk", _("Desk"), "layout-dashboard", path)]
    links += [_link(name, str(label), symbol, path) for name, label, symbol in own]
    if AUDIT_ADMIN not in roles:  # whose log is taken out as it is read
        links.append(_link("exports", _("Exports"), "download", path))
    return [(_("Administration"), links)]


def _fault(path: str) -> Link:
    """What cannot wait has a way of its own."""
    url = reverse("file_kind", args=[Incident.kind])
    said = {"name": "fault", "label": _("Report a fault"), "icon": "siren", "count": 0, "urgent": True}
    return said | {"url": url, "current": path.startswith(url)}


def _link(name: str, label: str, icon: str, path: str, count: int = 0) -> Link:
    url = address(name)
    current = path == url if name in ("todo", "desk") else path.startswith(url)
    if name == "tickets":
        current = current and not path.startswith(address("filing"))
    if name == "profile":
        current = current or path.startswith(address("sign_ins"))
    if name == "filing":
        current = current and not path.startswith(reverse("file_kind", args=[Incident.kind]))
    return {"name": name, "label": label, "icon": icon, "url": url, "current": current, "count": many(count)}


def _bar(groups: Iterable[Group]) -> list[Link]:
    """Four at most, with shorter words; a fifth opens the whole menu. Where one may report a fault that stands in the
    middle; what else is filed is then found among the orders."""
    short = {
        "todo": pgettext("bottom bar", "To do"),
        "tickets": pgettext("bottom bar", "Orders"),
        "fault": pgettext("bottom bar", "Fault"),
        "filing": pgettext("bottom bar", "File"),
        "desk": pgettext("bottom bar", "Desk"),
        "manage_people": pgettext("bottom bar", "People"),
        "manage_log": pgettext("bottom bar", "Log"),
        "board": pgettext("bottom bar", "Board"),
    }
    found = {link["name"]: link for _label, links in groups for link in links}
    if "fault" in found:
        found.pop("filing", None)
    return [found[name] | {"label": label} for name, label in short.items() if name in found]
