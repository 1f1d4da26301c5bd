"""A breach from the fault to the sheet of its month (附件3, 12.3), and money that the provider owes beside it: paid,
and finance has to say that it came."""

from collections.abc import Iterator
from typing import Any, Final

from tickets.management.demo.contracts import DEMO
from tickets.management.demo.script import Story, Today, cue
from tickets.management.demo.stories.incident import MONITORING, reported

WHOLE_CONTRACT: Final = ""
DAY: Final = 24 * 60
#: So many days ago a month began that is over since, and its sheet due.
FAULT: Final = 55
WORDS: Final = dict.fromkeys(("grave_loss", "grave_accident", "grave_influence"), "no")


def stories(today: Today) -> Iterator[Story]:
    yield _slow(today)
    yield _found(today)
    yield _damages(today)


def ago(days: int, *, later: int = 0) -> str:
    """So many days ago, and so many minutes after that."""
    return f"{days * DAY - later}m"


def _slow(today: Today) -> Story:
    """Answered after twenty minutes: the mean of its month."""
    cues = (
        reported(ago(FAULT), "clerk", "能源监测数据刷新迟缓，曲线断续。", today),
        cue(ago(FAULT, later=20), "engineer", "respond", note="已响应，正在核查采集网关。"),
        cue(ago(FAULT, later=22), "engineer", "start_handling"),
        cue(ago(FAULT, later=24), "engineer", "locate", cause="platform", measure="采集网关线程池耗尽，重启网关进程。"),
        cue(ago(FAULT, later=28), "engineer", "recover", outcome="数据刷新恢复正常，观察十分钟无异常。"),
        cue(ago(FAULT - 1), "engineer", "submit_report"),
        cue(ago(FAULT - 1, later=60), "clerk", "confirm"),
    )  # fmt: skip
    return Story("incident", DEMO, MONITORING, "能源监测数据刷新迟缓", cues, "closed")


def _found(today: Today) -> Story:
    day = today.day(ago(FAULT))
    event: dict[str, Any] = {
        "against": "provider", "event_on": day, "known_on": day, "event_month": day,
        "event_rows": [{"event_told": "当月平均响应时间超过15分钟，时点见故障工单。"}],
        "rules": [{"rule": "A2.7"}, {"rule": "A3.8"}],
    }  # fmt: skip
    cues = (
        cue(ago(FAULT - 2), "clerk", "open", **event),
        cue(ago(FAULT - 2, later=90), "lead", "assess", finding_reason="以故障工单时点为准，未造成重大影响。", **WORDS),
        cue(ago(FAULT - 2, later=120), "lead", "serve"),
        cue(ago(FAULT - 3), "manager", "accept_finding"),
        cue(ago(FAULT - 4), "lead2", "confirm_finding", weighed="时点、条款和算式核对无误。"),
    )
    return Story("finding", DEMO, MONITORING, "平均响应时间认定", cues, "closed")


def _damages(today: Today) -> Story:
    when = "2w 15:20"
    cues = (
        cue("9w 10:00", "finance", "open", owed_for="damages", damages="3860.00",
            owed_ground="搬运设备时碰损我方机柜门，维修费以维修合同和发票为准。"),
        cue("8w 09:30", "lead", "demand_damages"),
        cue("6w 14:10", "manager", "approve_payment"),
        cue(when, "desk", "register_payment", paid_on=today.day(when), voucher_no="付字0042号"),
    )  # fmt: skip
    return Story("recovery", DEMO, WHOLE_CONTRACT, "机柜维修费追偿", cues, "paid")
