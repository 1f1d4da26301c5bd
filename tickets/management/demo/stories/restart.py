"""Restarts (重启): approved, permitted, carried out by a second person, once, inside the window (9.9)."""

from collections.abc import Iterator

from tickets.management.demo.contracts import DEMO
from tickets.management.demo.script import Cue, Story, Today, cue

MONITORING, SENSING, CITY = "energy-monitoring", "energy-sensing", "city-operation"
VERIFIED = "电话回拨申请单位负责人，核对申请表签章与窗口无误。"


def stories(today: Today) -> Iterator[Story]:
    yield _in_time(today)
    yield _too_slow(today)
    yield _by_night(today)
    yield _never_used(today)
    yield _unverified(today)
    yield _permitted(today)
    yield _waiting_for_the_lead(today)
    yield _identity_returned(today)


def _asked(when: str, host: str, reason: str, start: str, end: str) -> Cue:
    return cue(
        when,
        "clerk",
        "open",
        host=host,
        operation="reboot",
        reason=reason,
        window_start=start,
        window_end=end,
        impact_ack=True,
    )


def _permitted_on(back: int, host: str, reason: str, today: Today) -> tuple[Cue, ...]:
    """Asked and approved in the morning for that evening, 21:00 to 22:00."""
    window = today.time(f"{back}w 21:00"), today.time(f"{back}w 22:00")
    return (
        _asked(f"{back}w 09:20", host, reason, *window),
        cue(f"{back}w 09:30", "clerk", "submit"),
        cue(f"{back}w 10:10", "lead", "approve_restart"),
        cue(f"{back}w 10:25", "desk", "verify", verification=VERIFIED, assignee="engineer"),
    )


def _done(back: int, began: str, ended: str, today: Today) -> tuple[Cue, ...]:
    return (
        cue(f"{back}w {began}", "engineer", "begin"),
        cue(
            f"{back}w {ended}",
            "engineer",
            "complete",
            started_at=today.time(f"{back}w {began}"),
            finished_at=today.time(f"{back}w {ended}"),
            result="ok",
        ),
        cue(f"{back - 1}w 09:10", "clerk", "confirm"),
    )


def _in_time(today: Today) -> Story:
    reason = "系统补丁安装后需重启生效。"
    cues = (*_permitted_on(12, "监测平台应用服务器 app-03", reason, today), *_done(12, "21:05", "21:18", today))
    return Story("restart", DEMO, CITY, "城市运行监测平台应用服务器 app-03 重启", cues, "closed")


def _too_slow(today: Today) -> Story:
    """Half an hour from the window's start; it took fifty minutes."""
    reason = "数据库参数调整后需重启实例所在主机。"
    cues = (*_permitted_on(15, "能源监测数据库服务器 db-01", reason, today), *_done(15, "21:22", "21:50", today))
    return Story("restart", DEMO, MONITORING, "能源监测数据库服务器 db-01 重启", cues, "closed")


def _by_night(today: Today) -> Story:
    """Asked for by telephone: the lead was called back at the registered number and confirmed it next morning."""
    reason = "值班发现采集服务中断，登录无响应，来电申请重启。"
    began, ended = today.time("6w 23:22"), today.time("6w 23:38")
    cues = (
        cue(
            "6w 23:06",
            "desk",
            "open",
            host="感知平台采集服务器 col-02",
            operation="reboot",
            reason=reason,
            window_start=today.time("6w 23:10"),
            window_end=today.time("6w 23:55"),
            impact_ack=True,
        ),
        cue(
            "6w 23:08",
            "desk",
            "take_call",
            caller="演示·经办员",
            phone="010-00000001",
            called_at=today.time("6w 23:05"),
            approver="lead",
        ),
        cue(
            "6w 23:15",
            "desk",
            "note_call_back",
            phone="010-00000002",
            called_at=today.time("6w 23:12"),
            verification="回拨登记号码，负责人复述主机和窗口，同意重启。",
            assignee="engineer",
        ),
        cue("6w 23:22", "engineer", "begin"),
        cue("6w 23:40", "engineer", "complete", started_at=began, finished_at=ended, result="ok"),
        cue("5w 09:05", "lead", "confirm_call"),
        cue("5w 09:20", "clerk", "confirm"),
    )
    return Story("restart", DEMO, SENSING, "感知平台采集服务器 col-02 夜间重启", cues, "closed")


def _never_used(today: Today) -> Story:
    """The window passed and nobody began: the permit lapsed by itself."""
    cues = _permitted_on(4, "感知平台接入网关 gw-02", "网关内存占用异常，申请重启释放。", today)
    return Story("restart", DEMO, SENSING, "感知平台接入网关 gw-02 重启", cues, "expired")


def _unverified(today: Today) -> Story:
    """Approved fifty minutes ago; the provider owed its verification within thirty."""
    window = today.ahead(90), today.ahead(210)
    cues = (
        _asked("70m", "监测平台消息服务器 mq-01", "消息队列堆积，服务进程无法正常退出，申请重启主机。", *window),
        cue("66m", "clerk", "submit"),
        cue("50m", "lead", "approve_restart"),
    )
    return Story("restart", DEMO, CITY, "城市运行监测平台消息服务器 mq-01 重启", cues, "verifying")


def _permitted(today: Today) -> Story:
    window = today.ahead(120), today.ahead(240)
    cues = (
        _asked("200m", "能源监测应用服务器 app-01", "中间件升级后需重启生效。", *window),
        cue("190m", "clerk", "submit"),
        cue("170m", "lead", "approve_restart"),
        cue("150m", "desk", "verify", verification=VERIFIED, assignee="engineer"),
    )
    return Story("restart", DEMO, MONITORING, "能源监测应用服务器 app-01 重启", cues, "permitted")


def _waiting_for_the_lead(today: Today) -> Story:
    window = today.ahead(22 * 60), today.ahead(24 * 60)
    cues = (
        _asked("40m", "感知平台缓存服务器 cache-01", "缓存服务器长时间未重启，按运维计划执行。", *window),
        cue("35m", "clerk", "submit"),
    )
    return Story("restart", DEMO, SENSING, "感知平台缓存服务器 cache-01 计划重启", cues, "approving")


def _identity_returned(today: Today) -> Story:
    window = today.ahead(10 * 60), today.ahead(12 * 60)
    cues = (
        _asked("300m", "监测平台文件服务器 fs-01", "磁盘阵列固件升级后需重启。", *window),
        cue("290m", "clerk", "submit"),
        cue("270m", "lead", "approve_restart"),
        cue("255m", "desk", "return_identity", "申请表签章不清晰，无法核对申请人身份，请重新提供。"),
    )
    return Story("restart", DEMO, CITY, "城市运行监测平台文件服务器 fs-01 重启", cues, "returned_by_provider")
