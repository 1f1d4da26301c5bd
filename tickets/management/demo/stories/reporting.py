"""Reports (服务报告, 6.3, 9.8, 15.7) that somebody asked for; the service opens the monthly ones itself."""

from collections.abc import Iterator

from tickets.management.demo.contracts import DEMO
from tickets.management.demo.script import Story, Today, cue

WHOLE_CONTRACT = ""


def stories(today: Today) -> Iterator[Story]:
    yield _accepted(today)
    yield _owed(today)


def _accepted(today: Today) -> Story:
    cues = (
        cue(
            "9w 09:30",
            "clerk",
            "open",
            addressee="agency",
            subject="数据库扩容后的资源使用情况。",
            report_by=today.day("4w 18:00"),
        ),
        cue("6w 15:00", "manager", "hand_in_differing", differences="内存用量按平台口径统计，比系统登记多2GB。"),
        cue("5w 10:00", "lead", "accept_report"),
    )
    return Story("report", DEMO, WHOLE_CONTRACT, "扩容后资源使用专项报告", cues, "closed")


def _owed(today: Today) -> Story:
    cues = (
        cue(
            "1w 10:20",
            "clerk",
            "open",
            addressee="agency",
            subject="第四季度安全监控分析。",
            report_by=today.day_ahead(6),
        ),
    )
    return Story("report", DEMO, WHOLE_CONTRACT, "安全监控分析专项报告", cues, "due")
