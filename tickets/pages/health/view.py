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
from tickets.models import Deadline, Delivery, Ticket, WorkerHeartbeat

#: Without a sweep for so long nobody would be told of a breach in time.
SWEEP_SECONDS = 10
#: Another process may have read the clock just after this one.
SKEW_SECONDS = 2
BROKER_SECONDS = 2


@require_GET
@never_cache
def alive(_request: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "ok"})


@require_GET
@never_cache
def ready(_request: HttpRequest) -> HttpResponse:
    """200, or 503 when one check fails: {"status", "version", "checks": {"database": "ok" or what is wrong, …}}."""
    found = {"database": _told(_database), "migrations": _told(_migrations), "sweep": _told(_sweep)}
    if found["migrations"] == "ok":
        found |= {"rows": _told(_rows), "audit": _told(_audit), "seals": _told(_seals)}
    found["clock"] = _told(_clock)
    if settings.REDIS_URL:
        found["broker"] = _told(_broker)
    healthy = set(found.values()) == {"ok"}
    return JsonResponse(
        {"status": "ok" if healthy else "failing", "version": settings.VERSION, "checks": found},
        status=200 if healthy else 503,
    )


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
    """How long the clock that has waited longest for the sweep has waited; 0 when none waits."""
    due: datetime | None = Deadline.objects.filter(next_at__lte=now).aggregate(first=Min("next_at"))["first"]
    return 0.0 if due is None else (now - due).total_seconds()


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
            "govcloud_oldest_due_seconds", "Wait of the oldest due clock", value=oldest_due_seconds(now)
        )
        age = sweep_age(now)
        if age is not None:
            yield GaugeMetricFamily("govcloud_sweep_age_seconds", "Time since a process swept", value=age)


def _counts(name: str, what: str, rows: QuerySet[Any], *labels: str) -> Metric:
    """How many rows there are for each set of `labels`."""
    family = GaugeMetricFamily(name, f"{what} by {' and '.join(labels)}", labels=labels)
    for row in rows.order_by().values(*labels).annotate(number=Count("pk")):
        family.add_metric([row[label] for label in labels], row["number"])
    return family
