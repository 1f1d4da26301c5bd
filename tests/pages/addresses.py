"""Every address that a person opens. The URL conf says which there are; the tables here what it cannot know."""

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any, NamedTuple
from uuid import UUID

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import URLPattern, URLResolver

from accounts import lock, tokens
from accounts.doors import substitutions
from accounts.doors.hands import Hand
from accounts.models import User
from govcloud import urls
from tests.pages.claimed import claim, late_answer
from tests.pages.desk import NOBODY
from tests.world import PDF, World
from tickets import actions, statistics
from tickets.datelaw.periods import WEEK as WEEKLY
from tickets.datelaw.periods import Period
from tickets.datelaw.types import ZONE
from tickets.lifecycle.fields import schema
from tickets.lifecycle.kinds.restart import Restart
from tickets.models import (
    Breach,
    Deadline,
    Delivery,
    MonitoredOutage,
    Notice,
    RegisterEntry,
    Sampling,
    SavedForm,
    SupervisionReport,
    Ticket,
)
from tickets.operating import editions


class Visit(NamedTuple):
    """Who is most at home at an address; {fault}, {draft} and the like are rows of `furnish`."""

    who: str
    path: str


#: Whoever sees most of a page that no table names.
USUAL = "lead"
WEEK = timedelta(days=7)
KEY = UUID("6f1d1c9e-0a57-4c0e-9d0a-5d5b8d6f0f01")
#: Who signs in with a code as well, and what only such a person finds.
SECURED = "finance"
OF_SECURED = ("2fa", "2fa/totp/deactivate", "2fa/recovery-codes", "2fa/recovery-codes/generate", "2fa/reauthenticate")
#: The consoles of the three administrators.
CONSOLES = {
    "manage/": (("sysadmin", ""), ("secadmin", ""), ("auditadmin", "")),
    "manage/people/": (("sysadmin", ""), ("secadmin", "?state=without_role")),
    "manage/people/new/": (("sysadmin", ""),),
    "manage/people/import/": (("sysadmin", ""),),
    "manage/people/<int:pk>/": (("sysadmin", "{person}/"), ("secadmin", "{person}/")),
    "manage/people/<int:pk>/edit/": (("sysadmin", "{person}/edit/"),),
    "manage/people/<int:pk>/act/<slug:slug>/": (("sysadmin", "{person}/act/stop/"),),
    "manage/people/<int:pk>/roles/<int:place>/take/": (("secadmin", "{person}/roles/{place}/take/"),),
    "manage/people/<int:pk>/tokens/<str:key>/revoke/": (("secadmin", "{person}/tokens/{token}/revoke/"),),
    "manage/units/": (("sysadmin", ""),),
    "manage/units/new/": (("sysadmin", ""),),
    "manage/units/<slug:code>/": (("sysadmin", "{unit}/"),),
    "manage/locks/": (("secadmin", ""),),
    "manage/substitutions/": (("secadmin", ""),),
    "manage/review/": (("secadmin", ""),),
    "manage/log/": (("auditadmin", ""), ("auditadmin", "?group=administrators")),
    "manage/chains/": (("auditadmin", ""),),
    "manage/chains/<str:number>/": (("auditadmin", "{late}/"),),
    "manage/deliveries/": (("sysadmin", ""), ("sysadmin", "?channel=mail")),
    "manage/deliveries/<int:pk>/<slug:act>/": (("sysadmin", "{delivery}/cancel/"),),
    "manage/deliveries/of/<slug:channel>/retry/": (("sysadmin", "mail/retry/"),),
    "manage/channels/": (("sysadmin", ""),),
    "manage/channels/new/": (("sysadmin", ""),),
    "manage/channels/<int:pk>/<slug:act>/": (("sysadmin", "{group}/stop/"),),
    "manage/tasks/": (("sysadmin", ""),),
    "manage/clocks/": (("sysadmin", ""),),
    "manage/editions/": (("sysadmin", ""),),
    "manage/editions/new/": (("sysadmin", ""),),
    "manage/editions/<int:pk>/": (("sysadmin", "{edition}/"), ("secadmin", "{edition}/")),
    "manage/editions/<int:pk>/reject/": (("secadmin", "{edition}/reject/"),),
}
#: Where the route alone does not say who opens it, or with what. The rest of the pages: their route, by `USUAL`.
VISITS: dict[str, tuple[tuple[str, str], ...]] = {
    "": (("lead", ""), ("clerk", "?show=waiting"), ("clerk", "?show=drafts"), ("officer", "")),
    "tickets/": (("clerk", ""), ("lead", "?q=重启")),
    "tickets/new/": (("clerk", ""),),
    "tickets/new/<slug:kind>/": (("clerk", "change/"), ("clerk", "incident/")),
    "tickets/new/<slug:kind>/<uuid:key>/": (("clerk", f"restart/{KEY}/?step=2"),),
    "tickets/new/<slug:kind>/<uuid:key>/check/": (("clerk", f"restart/{KEY}/check/"),),
    "tickets/<str:number>/": (
        ("engineer", "{fault}/"),
        ("clerk", "{late}/"),
        ("lead", "{asked}/"),
        ("clerk", "{asked}/"),
    ),
    "tickets/<str:number>/edit/": (("clerk", "{draft}/edit/"), ("clerk", "{returned}/edit/")),
    "tickets/<str:number>/stamps/": (("engineer", "{fault}/stamps/"),),
    "tickets/<str:number>/evidence/": (("lead", "{late}/evidence/"),),
    "tickets/<str:number>/print/": (("lead", "{late}/print/"),),
    "tickets/<str:number>/paper/<slug:slot>/": (("lead", "{draft}/paper/application/"),),
    "tickets/<str:number>/paper/<slug:slot>/print/": (("lead", "{draft}/paper/application/print/"),),
    "batch/<slug:kind>/<slug:name>/": (("lead", "restart/approve_restart/?order={asked}"),),
    "calls/": (("desk", ""),),
    "checks/": (("clerk", ""), ("lead", "")),
    "checks/minutes/": (("lead", "?claims={claim}"),),
    "checks/minutes/<int:pk>/": (("manager", "{minutes}/"),),
    "recheck/": (("auditor", ""),),
    "statistics/": (("auditor", ""),),
    "statistics/passages/": (("auditor", "?kind=incident&state=reported&as_of=2026-03-02T10:00:00%2B08:00"),),
    "claims/": (("auditor", "?open=true"),),
    "clocks/": (("auditor", "?outcome=missed"),),
    "board/": (("auditor", ""),),
    "board/screen/": (("auditor", ""),),
    "breaches/": (("auditor", ""), ("manager", "?party=provider")),
    "breaches/<int:pk>/evidence/": (("auditor", "{breach}/evidence/"),),
    "breaches/<int:pk>/finding/": (("auditor", "{breach}/finding/"),),
    "breaches/<int:pk>/signed/": (("auditor", "{breach}/signed/"),),
    "outages/": (("desk", ""), ("clerk", "?source=monitoring")),
    "outages/availability/": (("auditor", ""),),
    "outages/import/": (("desk", ""),),
    "due/": (("auditor", ""), ("manager", "?number=20&unit=working_day&start=2026-03-02T10:00&roll=true")),
    "exports/": (("auditor", ""),),
    "registers/": (("clerk", ""), ("auditor", "")),
    "registers/<slug:code>/": (("clerk", "secrecy/"), ("desk", "certificates/?state=any")),
    "registers/<slug:code>/new/": (("desk", "secrecy/new/"), ("desk", "certificates/new/")),
    "registers/<slug:code>/<int:pk>/": (("clerk", "secrecy/{entry}/"), ("desk", "secrecy/{entry}/")),
    "reports/": (("auditor", ""), ("auditor", "?sort=month"), ("lead", "")),
    "reports/<int:pk>/send/": (("auditor", "{report}/send/"),),
    "sheets/": (("auditor", ""), ("manager", "?contract=DEMO")),
    "sheets/<str:number>/<str:month>/": (("auditor", "DEMO/{sheet}/"),),
    "sheets/<str:number>/<str:month>/print/": (("auditor", "DEMO/{sheet}/print/"),),
    "sampling/": (("auditor", ""), ("officer", "")),
    "sampling/<int:pk>/": (("auditor", "{sampling}/"),),
    "supervision/": (("auditor", ""), ("manager", "?state=awaited")),
    "supervision/<str:number>/print/": (("auditor", "{supervision}/print/"),),
    "notices/": (("lead", ""), ("lead", "?group=limits&shelf=past")),
    "contracts/<str:number>/": (("clerk", "DEMO/"),),
    "contracts/<str:number>/months/<str:month>/": (
        ("lead", "DEMO/months/{month}/"),
        ("auditor", "DEMO/months/{month}/"),
    ),
    "contracts/<str:number>/readings/": (("clerk", "DEMO/readings/"),),
    "contracts/<str:number>/fees/": (("finance", "DEMO/fees/"), ("auditor", "DEMO/fees/")),
    "kinds/<slug:kind>/flow/": (("clerk", "change/flow/?ticket={draft}"),),
    "profile/": (("clerk", ""),),
    "profile/substitutes/": (("clerk", ""),),
    "profile/tokens/": (("clerk", ""),),
    "profile/tokens/<str:key>/revoke/": (("clerk", "{token}/revoke/"),),
    "accounts/sessions/": (("clerk", ""),),
    **CONSOLES,
    "accounts/login/": ((NOBODY, ""),),
    "accounts/confirm-email/": ((NOBODY, ""),),
    r"accounts/^confirm-email/(?P<key>[-:\w]+)/$": ((NOBODY, "confirm-email/no-such/"),),
    r"accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": ((NOBODY, "password/reset/key/1-no/"),),
    **{f"accounts/{one}/": ((SECURED, ""),) for one in OF_SECURED},
}
#: What no person opens as a page of its own.
POSTED = {
    "act/<slug:name>/", "attach/", "claim-pause/", "claim-time/", "claims/<str:claim>/<slug:verb>/", "comment/",
    "consult/", "consult/opinion/", "consult/withdraw/", "pass-on/", "pass-back/",
    "edit/save/", "edit/discard/",
    "correct-filing/", "follow/", "rate/", "remind/", "supervise/", "supervision/<str:order>/<slug:deed>/",
}  # fmt: skip
NO_PAGES = {
    *(f"tickets/<str:number>/{verb}" for verb in POSTED),
    "tickets/new/<slug:kind>/<uuid:key>/discard/",
    "contracts/<str:number>/extend/", "contracts/<str:number>/extensions/<int:pk>/",
    "contracts/<str:number>/fees/<int:pk>/", "sheets/<str:number>/<str:month>/close/",
    "calendar.ics", "views/<int:pk>/", "views/<slug:name>/",
    "outages/<int:pk>/<slug:verb>/",
    "notices/read/", "notices/put/<slug:verb>/", "notices/choices/", "text-size/",
    "scheme/", "language/",
    # what scripts ask for
    "tickets/new/<slug:kind>/<uuid:key>/save/", "tickets/new/<slug:kind>/<uuid:key>/quota/",
    "manage/substitutions/<int:pk>/end/", "manage/log/export/", "manage/people/template/",
    "sampling/<int:pk>/<int:place>/", "profile/substitutes/<int:pk>/end/",
    "tickets/<str:number>/live/", "notices/bell/", "session/", "healthz", "readyz", "metrics",
    "registers/<slug:code>/<int:pk>/<slug:verb>/", "registers/<slug:code>/<int:pk>/file/",
    # files
    "files/<int:pk>/", "files/<int:pk>/show/", "exports/<int:pk>/file/",
    "exports/new/<slug:name>/", "tickets/<str:number>/print.pdf", "breaches/<int:pk>/finding.pdf",
    "sheets/<str:number>/<str:month>/print.pdf",
    "tickets/<str:number>/paper/<slug:slot>/print.pdf", "accounts/2fa/recovery-codes/download/",
    "supervision/<str:number>/print.pdf", "reports/draft/", "reports/hand-in/",
    "reports/<int:pk>/file/",
    # what leads on at once, or lies in the midst of a sign-in
    "contracts/<str:number>/months/", "tickets/<str:number>/month/",
    "accounts/password/set/", "accounts/login/code/confirm/", "accounts/2fa/authenticate/",
}  # fmt: skip
#: Whole parts of the conf that are not for people: REST, and ways to sign in and up that are not offered.
ELSEWHERE = ("api/", "accounts/3rdparty/", "accounts/social/", "accounts/oidc/", "accounts/signup/")
#: Not in the conf: what is not there.
MORE = (Visit("clerk", "/nowhere/"),)


def routes(patterns: Iterable[URLPattern | URLResolver] = urls.urlpatterns, above: str = "") -> Iterator[str]:
    """Every route of the service that is not elsewhere, as the conf spells it."""
    for one in patterns:
        route = above + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, route)
        elif not route.startswith(ELSEWHERE):
            yield route


def visits() -> dict[str, list[Visit]]:
    """Route -> whom to look at it with. Nothing for a page with places that no table fills, and a test says so."""
    return {route: list(_of(route)) for route in routes() if route not in NO_PAGES} | {"(404)": list(MORE)}


def _of(route: str) -> Iterator[Visit]:
    fixed = re.split("[<^]", route, maxsplit=1)[0]
    usual = ((USUAL, ""),) if fixed == route else ()
    for who, rest in VISITS.get(route, usual):
        yield Visit(who, f"/{fixed}{rest}")


PAGES = tuple(one for those in visits().values() for one in those)


def furnish(world: World) -> dict[str, object]:
    """A ticket in every lamp: late, running, paused, met, and a draft; one with a time to check; a form half done."""
    late = late_answer(world.later(minutes=-20))
    value, lead = actions.Value(claim(late).fact.stated_at), world.user("lead")
    minutes = actions.settle_together([(claim(late).pk, value)], text="双方核对", actor=lead, now=world.now)
    fault = world.file("incident", "clerk")
    fault = world.take(fault, "respond")
    world.take(world.file("staff_replacement"), "submit", "issue_demand", "nominate")
    world.take(world.file("restart"), "submit", "approve_restart")
    demand = world.take(world.file("staff_replacement"), "submit", "issue_demand")
    actions.comment(demand, "请尽快提名人选。", actor=world.user("lead"), now=world.now)
    begun(world)
    statistics.roll_up(world.now)
    secured(world.user(SECURED))
    day = (world.now + WEEK).date().isoformat()
    called = {"grade": "orange", "party": "provider", "demand": "请说明超期原因。", "reply_by": day}
    supervision = actions.issue_supervision(late, called, actor=world.user("auditor"), now=world.now, confirmed=True)
    breach = Breach.objects.filter(deadline__ticket=late, internal=False).earliest("pk").pk
    waiting = {"breach": breach, "claim": claim(late).pk, "minutes": minutes.pk, "late": late.number}
    waiting["supervision"] = supervision.number
    waiting["report"] = signed(world).pk
    waiting["entry"] = entered(world).pk
    waiting["sampling"] = drawn(world).pk
    actions.close_due_sheets(world.now)
    waiting["sheet"] = f"{world.contract.month_sheets.earliest('month').month:%Y-%m}"
    waiting["month"] = found_in_month(world)
    monitored(world)
    waiting["asked"] = asked(world).number
    waiting["returned"] = typed_over(world).number
    waiting |= administered(world) | operated(world, late)
    return {"fault": fault.number, "draft": world.file("change").number, **waiting}


def signed(world: World) -> SupervisionReport:
    """Last week's report, handed in and not sent yet."""
    period = Period.around(WEEKLY, world.now.date()).before
    file = {"name": "周报.pdf", "stream": BytesIO(PDF)}
    return actions.hand_in_report(world.contract, period, **file, actor=world.user("auditor"), now=world.now)


def entered(world: World) -> RegisterEntry:
    """A badge with access and no secrecy contract, which waits for the agency."""
    said = {"badge": "OPS-07", "access_from": "2026-02-10"}
    return actions.enter(world.contract, "secrecy", said, actor=world.user("desk"), now=world.now)


def drawn(world: World) -> Sampling:
    """Two orders of this month, one of which is not in order."""
    who = {"actor": world.user("auditor"), "now": world.now}
    month = world.now.astimezone(ZONE).date().replace(day=1)
    row = actions.draw_sample(world.contract, month, 2, **who)
    actions.look_at_sample(row.orders.earliest("place"), "objected", "缺少经办人签字。", **who)
    return row


def found_in_month(world: World) -> str:
    """A finding that waits to be judged, and one to be served; their month."""
    rules = [{"rule": "A3.7"}]
    world.file("finding", rules=rules)
    world.take(world.file("finding", rules=rules), "assess")
    return f"{world.now.astimezone(ZONE):%Y-%m}"


def monitored(world: World) -> None:
    """A fault that is over, and two entries of monitoring: one to check, one said to be a false alarm."""
    begins = world.now - timedelta(hours=2)
    ticket = world.file("incident", "clerk", impact="down")
    world.take(ticket, "respond", "locate", "recover")
    rows = [
        {"system": one.code, "from": begins.isoformat(), "to": world.now.isoformat(), "source_id": f"监测-{n}"}
        for n, one in enumerate(world.contract.systems.order_by("code")[:2])
    ]
    actions.import_outages(world.contract, rows, actor=world.user("desk"), now=world.now)
    (first, _second) = MonitoredOutage.objects.order_by("pk")
    actions.say_of_outage([first.pk], "false_alarm", reason="探测点断网", actor=world.user("manager"), now=world.now)


def asked(world: World) -> Ticket:
    """A restart on which the lead asks two colleagues; one has answered."""
    ticket = world.take(world.file("restart"), "submit")
    for who in ("clerk", "finance"):
        row = actions.consult(ticket, who, "窗口是否避开了早高峰？", actor=world.user("lead"), now=world.now)
    actions.give_opinion(ticket, row.pk, "已列支，同意。", actor=world.user("finance"), now=world.now)
    return ticket


def typed_over(world: World) -> Ticket:
    """A returned order over which the clerk has begun to write."""
    ticket = world.take(world.file("restart"), "submit", "return_to_clerk")
    about = {"kind": ticket.kind, "contract": ticket.contract, "system": ticket.system, "title": ticket.title}
    typed = {"ticket": ticket, "version": ticket.version, "seen": ticket.chain_length, "fields": ticket.fields}
    actions.save_form(
        SavedForm(owner=world.user("clerk"), key=actions.edit_key(ticket), **about, **typed), now=world.now
    )
    return ticket


def administered(world: World) -> dict[str, object]:
    """A person with a token and a substitute, and what the consoles show of them."""
    clerk, by = world.user("clerk"), Hand(None, world.now)
    token, _text = tokens.issue(clerk, "月报程序")
    substitutions.set_up(by, clerk, world.user("lead"), world.now, world.now + timedelta(days=3), kinds=["restart"])
    for _failure in range(lock.FAILURES_PER_NAME):
        lock.count_failure("finance", "10.0.0.1", world.now)
    place = clerk.memberships.get()
    return {"person": clerk.pk, "place": place.pk, "token": token.token_key, "unit": place.organization.code}


def operated(world: World, late: Ticket) -> dict[str, object]:
    """A delivery that was given up, a clock that was put off, an edition that waits for a second person."""
    told = Notice.objects.filter(ticket=late).earliest("pk")
    row = Delivery.objects.create(notice=told, channel="mail", state="dead", error="SMTP 550", next_at=world.now)
    later = world.now + timedelta(minutes=30)
    running = Deadline.objects.filter(stopped_at=None).earliest("pk")
    Deadline.objects.filter(pk=running.pk).update(try_after=later, tries=4, error="KeyError")
    said = {"channel": "wecom", "name": "值班群", "address": "https://qyapi.weixin.qq.com/x", "events": ["limits"]}
    group = actions.enter_group(world.contract.provider, now=world.now, **said)
    year = b"year = 2027\nversion = 1\nsource = 'x'\nmake_up = []\noff = []\n"
    by = Hand(world.user("sysadmin"), world.now)
    edition = editions.propose(by, "calendar", year, "2027.toml")
    return {"delivery": row.pk, "group": group.pk, "edition": edition.pk}


def begun(world: World) -> None:
    """What the clerk still writes: a restart, all answered."""
    fields: dict[str, Any] = world.examples("restart", schema(Restart.opening.asks, world.sample))
    form = SavedForm(owner=world.user("clerk"), key=KEY, kind="restart", contract=world.contract, fields=fields)
    form.system, form.title = world.system, "数据库服务器重启"
    actions.save_form(form, now=world.now)


def secured(user: User) -> None:
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(user)
