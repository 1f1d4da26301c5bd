"""Resources that it was proposed to reclaim (资源回收): some that were let go, some that wait for the agency's word."""

from collections.abc import Iterator
from typing import Any

from tickets.management.demo.contracts import DEMO
from tickets.management.demo.script import Story, Today, cue

MONITORING, CITY = "energy-monitoring", "city-operation"


def stories(today: Today) -> Iterator[Story]:
    yield _let_go(today)
    yield _waiting(today)


def _measured(today: Today, last: str, average: int, peak: int) -> dict[str, Any]:
    rows = [{"resource": "vCPU", "average": average, "peak": peak}]
    return {"usage": rows, "usage_from": today.day("38w 09:00"), "usage_to": today.day(last)}


def _let_go(today: Today) -> Story:
    said = {"reclaim_ground": "idle", "reclaimed": [{"line": "vcpu", "quantity": 8}]}
    cues = (
        cue(
            "12w 09:20", "desk", "open", reason="两台测试主机长期空转。", **said, **_measured(today, "13w 18:00", 3, 9)
        ),
        cue("12w 15:00", "manager", "propose_reclaim"),
        cue("10w 10:10", "clerk", "recommend_reclaim", spared=True, reclaim_opinion="联调已结束，可以回收。"),
        cue("9w 16:30", "lead", "agree_reclaim", "同意回收，请经办另提缩减变更。"),
    )
    return Story("reclaim", DEMO, MONITORING, "测试主机长期空转，建议回收", cues, "closed")


def _waiting(today: Today) -> Story:
    said = {"reclaim_ground": "idle", "reclaimed": [{"line": "storage_plain_gb", "quantity": 500}]}
    reason = "全市利用率通报中连续偏低。"
    cues = (
        cue("3w 10:00", "officer", "open", reason=reason, **said, **_measured(today, "4w 18:00", 6, 11)),
        cue("3w 10:10", "officer", "propose_reclaim"),
        cue("1w 14:40", "clerk", "recommend_reclaim", spared=False, reclaim_opinion="四季度归档要用，建议保留。"),
    )
    return Story("reclaim", DEMO, CITY, "普通存储利用率偏低，建议回收", cues, "approving")
