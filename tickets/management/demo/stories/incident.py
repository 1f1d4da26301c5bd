"""Incidents (故障): several clocks at once, each stopped by its own recorded act (3.8, 3.10, 9.13)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from tickets.datelaw.types import ZONE
from tickets.management.demo.contracts import DEMO
from tickets.management.demo.script import START, Cue, Story, Today, cue

MONITORING, SENSING, CITY = "energy-monitoring", "energy-sensing", "city-operation"
#: What the supervisor demands, and what is answered.
OUT_OF_REACH = "请说明重点系统未在合同时限内响应、定位的原因，立即恢复业务，并报送整改措施。"
SPARE_PARTS = "该故障处置超时已列入当月考核。请报送同批次网卡的排查结果和更换计划。"
REPLACED = "已完成12台宿主机同批次网卡排查，其中3台已更换，备件已补足；巡检增加丢包率指标。"


def stories(today: Today) -> Iterator[Story]:
    yield _just_now(today)
    yield _key_system_down(today)
    yield _third_party(today)
    yield _report_owed(today)
    yield _quickly_settled(today)
    yield _a_long_night(today)
    yield _no_fault(today)


def reported(when: str, who: str, description: str, today: Today, **more: Any) -> Cue:
    fields = {"description": description, "impact": "degraded", "reported_at": today.time(when), "on_site": False}
    return cue(when, who, "open", **fields | more)


def after(when: str, minutes: int) -> str:
    """`minutes` after a story's time of the form "6w 14:00", on the same day."""
    day, _, clock = when.partition(" ")
    later = datetime.strptime(clock, "%H:%M").replace(tzinfo=ZONE) + timedelta(minutes=minutes)
    return f"{day} {later:%H:%M}"


def _just_now(today: Today) -> Story:
    """Answered in time; in a few minutes the half hours to locate and to restore are both over."""
    cues = (
        reported("24m", "clerk", "能源监测首页打开缓慢，部分图表加载超时。", today, users_affected=120),
        cue("22m", "engineer", "respond", note="已收到，正在查看应用服务器负载。"),
        cue("20m", "engineer", "start_handling"),
    )
    return Story("incident", DEMO, MONITORING, "能源监测首页访问缓慢", cues, "handling")


def _key_system_down(today: Today) -> Story:
    """An important system: five minutes to answer, ten to locate. Both were missed, and it is still down."""
    text, reply_by = "平台无法登录，值班大屏无数据。", today.day_ahead(2)
    cues = (
        reported("190m", "vendor", text, today, impact="down", on_site=True, users_affected=900),
        cue("181m", "engineer", "respond", note="已响应，正在确认数据库状态。"),
        cue("179m", "engineer", "start_handling"),
        cue("152m", "engineer", "report_progress", progress="数据库主备切换失败，正在手工恢复。"),
        cue("140m", "engineer", "arrive", place="数据中心三层机房"),
        cue("123m", "engineer", "report_progress", progress="已定位到存储链路异常，联系原厂到场。"),
        cue("121m", "manager", "locate", cause="platform", measure="隔离故障存储链路，改走备用链路。"),
        cue("95m", "auditor", "supervise", grade="orange", party="provider", demand=OUT_OF_REACH, reply_by=reply_by),
    )
    return Story("incident", DEMO, CITY, "城市运行监测平台无法登录", cues, "handling")


def _third_party(today: Today) -> Story:
    """The agency's lead suspends the clocks: the carrier's cable is cut, no doing of the provider."""
    cues = (
        reported("80m", "clerk", "感知终端批量离线，接入侧无数据上报。", today, users_affected=40),
        cue("77m", "engineer", "respond", note="已响应，正在排查接入链路。"),
        cue("75m", "engineer", "start_handling"),
        cue("66m", "lead", "suspend", "运营商确认外线光缆被施工挖断，非云平台原因。", ground="third_party"),
        cue("49m", "engineer", "report_progress", progress="运营商抢修队已到场。"),
        cue("21m", "engineer", "report_progress", progress="光缆熔接中，预计一小时内恢复。"),
    )
    return Story("incident", DEMO, SENSING, "感知终端批量离线", cues, "handling")


def _settled(when: str, minutes: tuple[int, int, int, int], cause: str, measure: str) -> tuple[Cue, ...]:
    """Answered, handled, located, restored: minutes after the report."""
    answered, begun, located, restored = minutes
    return (
        cue(after(when, answered), "engineer", "respond", note="已响应，开始排查。"),
        cue(after(when, begun), "engineer", "start_handling"),
        cue(after(when, located), "engineer", "locate", cause=cause, measure=measure),
        cue(after(when, restored), "engineer", "recover", outcome="业务已恢复，观察十分钟无异常。"),
    )


def _report_owed(today: Today) -> Story:
    when = f"{today.nearly('incident.report')}w {START}"
    cues = (
        reported(when, "clerk", "数据接口返回错误码，下级平台取数失败。", today, users_affected=16),
        *_settled(when, (2, 4, 15, 24), "platform", "重启接口服务，修正负载均衡健康检查配置。"),
    )
    return Story("incident", DEMO, MONITORING, "能源监测数据接口返回错误", cues, "recovered")


def _quickly_settled(today: Today) -> Story:
    when = "9w 14:00"
    cues = (
        reported(when, "clerk", "报表导出失败，提示磁盘空间不足。", today, users_affected=8),
        *_settled(when, (1, 3, 12, 21), "platform", "清理临时文件目录并扩容临时分区。"),
        cue("8w 16:20", "engineer", "submit_report"),
        cue("7w 10:10", "clerk", "confirm"),
    )
    return Story("incident", DEMO, MONITORING, "能源监测报表导出失败", cues, "closed")


def _a_long_night(today: Today) -> Story:
    when, reply_by = "18w 19:10", today.day_ahead(1)
    progress = [
        cue(after(when, minute), "engineer", "report_progress", progress=text)
        for minute, text in (
            (31, "正在逐台核查虚拟交换机配置。"),
            (58, "发现一台宿主机网卡丢包，正在迁移其上云主机。"),
            (86, "云主机迁移完成，正在验证业务。"),
        )
    ]
    answered, begun, located, restored = _settled(when, (3, 6, 72, 98), "platform", "隔离故障宿主机，更换网卡。")
    cues = (
        reported(when, "desk", "监控告警：感知平台业务网段间歇性丢包。", today, impact="down", users_affected=260),
        *(answered, begun, progress[0], progress[1], located, progress[2], restored),
        cue("16w 11:00", "engineer", "submit_report"),
        cue("15w 15:30", "lead", "confirm", "同意办结，处置超时情况纳入当月考核。"),
        cue(
            "3w 10:20",
            "auditor",
            "supervise",
            grade="blue",
            party="provider",
            demand=SPARE_PARTS,
            reply_by=reply_by,
        ),
        cue("1w 14:30", "manager", "reply", text=REPLACED),
    )
    return Story("incident", DEMO, SENSING, "感知平台业务网段间歇性丢包", cues, "closed")


def _no_fault(today: Today) -> Story:
    when = "6w 10:30"
    cues = (
        reported(when, "clerk", "个别用户反映无法登录。", today, impact="risk", users_affected=1),
        cue(after(when, 2), "desk", "respond", note="已响应，正在核对账号状态。"),
        cue(after(when, 17), "lead", "dismiss", "经核实为用户密码过期，非系统故障。"),
    )
    return Story("incident", DEMO, MONITORING, "个别用户无法登录", cues, "dismissed")
