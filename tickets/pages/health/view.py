"""For monitoring: /healthz (alive), /readyz (may have traffic), /metrics (Prometheus).

All numbers are read from the database when asked, so that any number of processes give one answer.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Count, Max, Min, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from tickets import audit, checks, clock, leaps
from tickets.models import Deadline, Delivery, Notice, Ticket, WorkerHeartbeat
from tickets.outbox.channels import in_use
from tickets.sweep import clocks as sweeping
from tickets.sweep.waiting import longest

#: Without a sweep for so long nobody would be told of a breach in time.
SWEEP_SECONDS = 10
#: Another process may have read the clock just after this one.
SKEW_SECONDS = 2
BROKER_SECONDS = 2
#: What is due is told within two seconds; what goes out, within a minute. Beyond it falls behind.
DUE_SECONDS, DELIVERY_SECONDS = 10, 60


@require_GET
@never_cache
def alive(_request: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "ok"})


@require_GET
@never_cache
def ready(_request: HttpRequest) -> HttpResponse:
    """200, or 503 when one of `checks` fails: {"status", "version", "checks": {"database": "ok" or what is wrong, …},
    "waits": {"broker": …}, "figures": {…}}.

    What is late or away while people can work, `waits`, makes it "degraded", which is 200: a service that is taken out
    of traffic while it catches up never does.
    """
    found = {"database": _told(_database), "migrations": _told(_migrations), "sweep": _told(_sweep)}
    if found["migrations"] == "ok":
        found |= {"rows": _told(_rows), "audit": _told(_audit), "seals": _told(_seals)}
    found["clock"] = _told(_clock)
    healthy = set(found.values()) == {"ok"}
    waits, figures = _backlog() if found["migrations"] == "ok" else ({}, {})
    if settings.REDIS_URL:
        waits["broker"] = _told(_broker)
    status = "failing" if not healthy else "ok" if set(waits.values()) <= {"ok"} else "degraded"
    said = {"status": status, "version": settings.VERSION, "checks": found, "waits": waits, "figures": figures}
    return JsonResponse(said, status=200 if healthy else 503)


def _backlog() -> tuple[dict[str, str], dict[str, Any]]:
    """What waits, judged, and the figures themselves: seconds, by channel where there are several; clocks put off."""
    try:
        now = clock.now()
        due, mail = oldest_due_seconds(now), oldest_undelivered_seconds(now)
        put_off, age = sweeping.put_off().count(), sweep_age(now)
    except DatabaseError as error:
        return {"backlog": type(error).__name__}, {}
    slow = [f"{name}: the oldest waits {wait:.0f} s" for name, wait in mail.items() if wait > DELIVERY_SECONDS]
    waits = {
        "due": "ok" if due <= DUE_SECONDS else f"what is due longest waits {due:.0f} s for the sweep",
        "deliveries": "; ".join(slow) or "ok",
        "clocks": f"put off: {put_off}" if put_off else "ok",
    }
    figures = {"sweep_age": age, "oldest_due": due, "oldest_undelivered": mail, "clocks_put_off": put_off}
    return waits, figures


def _told(check: Callable[[], str]) -> str:
    try:
        return check()
    except (DatabaseError, redis.RedisError) as error:
        return type(error).__name__  # the text may name hosts and accounts


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _migrations() -> str:
    with translation.override("en"):
        return " ".join(filter(None, checks.schema_faults())) or "ok"


def _rows() -> str:
    """Contracts that another release loaded, and open work orders that this one does not know."""
    with translation.override("en"):
        return " ".join([*checks.contracts_behind(), *checks.tickets_unknown()]) or "ok"


def _audit() -> str:
    """The key, and what an earlier release left that is not on record yet."""
    with translation.override("en"):
        return " ".join([*checks.audit_key_faults(), *checks.baseline_due()]) or "ok"


def _seals() -> str:
    late = audit.overdue(clock.now())
    return f"seals that could not be sent to SEAL_URL for a day: {late}" if late else "ok"


def _clock() -> str:
    """Of this process; on PostgreSQL the database's clock is the one that is read."""
    clock.now()
    if not leaps.GUARD.held:
        return "ok"
    seconds = leaps.GUARD.astray.total_seconds()
    return f"the clock leapt by {seconds:.0f} s: nothing is judged by it until it is right again"


def _sweep() -> str:
    age = sweep_age(clock.now())
    if age is None:
        return "no process has swept yet"
    if age < -SKEW_SECONDS:
        return f"the last sweep lies {-age:.0f} s ahead: the clock was set back"
    return "ok" if age <= SWEEP_SECONDS else f"last sweep {age:.0f} s ago"


def _broker() -> str:
    with redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=BROKER_SECONDS, socket_connect_timeout=BROKER_SECONDS
    ) as broker:
        broker.ping()
    return "ok"


def sweep_age(now: datetime) -> float | None:
    """Seconds since any process swept, below zero where that lies ahead; None before the first sweep."""
    last: datetime | None = WorkerHeartbeat.objects.aggregate(last=Max("swept_at"))["last"]
    return None if last is None else (now - last).total_seconds()


def oldest_due_seconds(now: datetime) -> float:
    """How long what has waited longest for the sweep has waited; 0: nothing waits. Clocks put off are told apart."""
    due = longest(now)
    return 0.0 if due is None else (now - due).total_seconds()


def oldest_undelivered_seconds(now: datetime) -> dict[str, float]:
    """Channel -> how long what has waited longest for it is due; what fails counts from when it was told. What is held
    for the end of quiet hours is not due."""
    waits: dict[str, float] = {}
    for channel in in_use():
        waiting = Delivery.objects.filter(channel=channel.name, state="pending")
        due = waiting.filter(error="", next_at__lte=now).aggregate(at=Min("next_at"))["at"]
        failing = waiting.exclude(error="").aggregate(first=Min("pk"))["first"]
        since = [due] if due else []
        since += Notice.objects.filter(deliveries=failing).values_list("at", flat=True) if failing else []
        if since:
            waits[channel.name] = max(0.0, (now - min(since)).total_seconds())
    return waits


@require_GET
@never_cache
def metrics(_request: HttpRequest) -> HttpResponse:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Readiness())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class Readiness(Collector):
    """Gauges computed at the scrape."""

    def collect(self) -> Iterable[Metric]:
        now = clock.now()
        yield _counts("govcloud_tickets", "Work orders", Ticket.objects.all(), "kind", "state")
        yield _counts("govcloud_deadlines", "Clocks", Deadline.objects.all(), "state")
        yield _counts("govcloud_deliveries", "Deliveries", Delivery.objects.all(), "channel", "state")
        yield GaugeMetricFamily(
            "govcloud_oldest_due_seconds", "Wait of what is due longest", value=oldest_due_seconds(now)
        )
        oldest = "govcloud_oldest_undelivered_seconds", "Wait of the oldest delivery"
        waits = GaugeMetricFamily(*oldest, labels=["channel"])
        for channel, wait in oldest_undelivered_seconds(now).items():
            waits.add_metric([channel], wait)
        yield waits
        yield GaugeMetricFamily("govcloud_clocks_put_off", "Clocks put off", value=sweeping.put_off().count())
        yield GaugeMetricFamily("govcloud_clock_held", "Whether the clock is held", value=int(leaps.GUARD.held))
        age = sweep_age(now)
        if age is not None:
            yield GaugeMetricFamily("govcloud_sweep_age_seconds", "Time since a process swept", value=age)


def _counts(name: str, what: str, rows: QuerySet[Any], *labels: str) -> Metric:
    """How many rows there are for each set of `labels`."""
    family = GaugeMetricFamily(name, f"{what} by {' and '.join(labels)}", labels=labels)
    for row in rows.order_by().values(*labels).annotate(number=Count("pk")):
        family.add_metric([row[label] for label in labels], row["number"])
    return family
