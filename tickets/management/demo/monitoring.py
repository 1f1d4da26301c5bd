"""What monitoring saw of the demo's systems: two outages, one of which the provider calls a false alarm."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from accounts.models import User
from tickets import actions
from tickets.models import Contract, MonitoredOutage
from tickets.models.outages import FALSE_ALARM

#: System, from and to in minutes before now, and what monitoring calls it.
SEEN: Final = (
    ("energy-monitoring", 300, 288, "JK-20260001"),
    ("energy-sensing", 40, 31, "JK-20260002"),
)
WHY: Final = "探测点所在机房网络割接，业务访问正常。"


def monitored(contract: Contract, people: Mapping[str, User], now: datetime) -> int:
    """Once: a later telling leaves what is there. How many entries."""
    if MonitoredOutage.objects.filter(contract=contract).exists():
        return 0
    rows = [
        {
            "system": system,
            "from": (now - timedelta(minutes=began)).isoformat(timespec="minutes"),
            "to": (now - timedelta(minutes=ended)).isoformat(timespec="minutes"),
            "source_id": source,
        }
        for system, began, ended, source in SEEN
    ]
    actions.import_outages(contract, rows, actor=people["desk"], now=now)
    doubted = MonitoredOutage.objects.get(contract=contract, source_id=SEEN[0][-1])
    actions.say_of_outage([doubted.pk], FALSE_ALARM, reason=WHY, actor=people["manager"], now=now)
    return len(rows)
