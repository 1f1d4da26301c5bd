"""Times that are checked (时间核对): a late answer accepted, contested, decided; pauses; a recovery that was none."""

from collections.abc import Iterator

from tickets.management.demo.contracts import DEMO
from tickets.management.demo.script import Cue, Story, Today, cue
from tickets.management.demo.stories.incident import MONITORING, SENSING, reported

LATE = "先电话答复，后补录"


def stories(today: Today) -> Iterator[Story]:
    yield _waiting(today)
    yield _accepted(today)
    yield _contested(today)
    yield _decided(today)
    yield _pause_claimed_late(today)
    yield _never_restored(today)
    yield _force_majeure(today)


def _answered_by_telephone(day: str, happened: str, today: Today) -> tuple[Cue, ...]:
    """Reported at nine, answered by telephone within five minutes, entered at twenty past; repaired by half past."""
    said = {"happened_at": today.time(f"{day} {happened}"), "late_reason": LATE}
    return (
        reported(f"{day} 09:00", "clerk", "统计报表页面报错，无法打开。", today, users_affected=30),
        cue(f"{day} 09:20", "engineer", "respond", note="已电话答复，正在排查。", **said),
        cue(f"{day} 09:21", "engineer", "start_handling"),
        cue(f"{day} 09:24", "engineer", "locate", cause="platform", measure="回滚昨晚更新的报表组件。"),
        cue(f"{day} 09:27", "engineer", "recover", outcome="报表恢复正常，已请报障人验证。"),
    )


def _closed(day: str, next_day: str) -> tuple[Cue, ...]:
    return (cue(f"{day} 15:00", "engineer", "submit_report"), cue(f"{next_day} 10:00", "clerk", "confirm"))


def _waiting(today: Today) -> Story:
    cues = _answered_by_telephone("1w", "09:03", today)
    return Story("incident", DEMO, SENSING, "感知数据大屏报错（补录响应时间，待核对）", cues, "recovered")


def _accepted(today: Today) -> Story:
    cues = (
        *_answered_by_telephone("7w", "09:04", today),
        cue("7w 11:00", "clerk", "claim.accept", "报障人确认9时04分接到电话。"),
        *_closed("7w", "6w"),
    )
    return Story("incident", DEMO, MONITORING, "统计报表无法打开（补录响应时间，已认可）", cues, "closed")


def _contested(today: Today) -> Story:
    contest = cue("1w 11:20", "clerk", "claim.contest", "报障人称9时18分才接到电话。", start=today.time("1w 09:18"))
    cues = (*_answered_by_telephone("1w", "09:04", today), contest)
    return Story("incident", DEMO, MONITORING, "统计报表导出报错（响应时间不符，待核定）", cues, "recovered")


def _decided(today: Today) -> Story:
    seen, said = today.time("9w 09:18"), today.time("9w 09:03")
    cues = (
        *_answered_by_telephone("9w", "09:03", today),
        cue("9w 10:30", "clerk", "claim.contest", "值班电话没有9时03分的呼出记录。", start=seen),
        *_closed("9w", "8w"),
        cue("7w 16:00", "auditor", "claim.decide", "服务台话单显示9时03分有通话，以话单为准。", start=said),
    )
    return Story("incident", DEMO, MONITORING, "统计报表加载失败（响应时间经监管核定）", cues, "closed")


def _pause_claimed_late(today: Today) -> Story:
    """The carrier's cable rested the clock, but that is claimed three hours later (9.14)."""
    stretch = {"start": today.time("1w 09:10"), "end": today.time("1w 12:00")}
    pause = {"clause": "incident.handle", "ground": "third_party", **stretch}
    cues = (
        reported("1w 09:00", "clerk", "感知数据中断，接入侧专线不通。", today, users_affected=60),
        cue("1w 09:02", "engineer", "respond", note="已响应，正在核查专线。"),
        cue("1w 09:03", "engineer", "start_handling"),
        cue("1w 09:09", "engineer", "locate", cause="third_party", measure="专线外线中断，已报运营商抢修。"),
        cue("1w 12:10", "engineer", "recover", outcome="专线修复，数据恢复上报。"),
        cue("1w 12:12", "manager", "claim.pause", "运营商外线光缆被施工挖断，9时10分至12时无法处置。", **pause),
    )
    return Story("incident", DEMO, SENSING, "感知专线中断（事后申请暂停计时）", cues, "recovered")


def _never_restored(today: Today) -> Story:
    """Turned down on the next working day as never restored; the provider holds its monitoring against it."""
    seen = {"seen_at": today.time("2w 09:30")}
    cues = (
        reported("3w 16:30", "clerk", "大屏部分指标不刷新。", today, users_affected=12),
        cue("3w 16:32", "engineer", "respond", note="已响应，正在查看数据链路。"),
        cue("3w 16:33", "engineer", "start_handling"),
        cue("3w 16:35", "engineer", "locate", cause="platform", measure="重启数据推送服务。"),
        cue("3w 16:37", "engineer", "recover", outcome="指标恢复刷新。"),
        cue("2w 09:40", "clerk", "reject_recovery", "上班后发现三项指标仍停在前一日。", **seen),
        cue("2w 09:55", "engineer", "recover", outcome="补传三项指标的历史数据。"),
        cue("2w 11:00", "manager", "claim.contest", "监控显示前一日16时37分起数据连续，附监控截图。", claim=1),
    )
    return Story("incident", DEMO, MONITORING, "大屏指标不刷新（未恢复退回，时间不符）", cues, "recovered")


def _force_majeure(today: Today) -> Story:
    """A flood, granted by the lead; the official proof is still to come (14.3)."""
    pause = {"clause": "*", "ground": "force_majeure"}
    stretch = {"start": today.time("2w 14:10"), "end": today.time("2w 17:00")}
    cues = (
        reported("2w 14:00", "desk", "暴雨致园区外电中断，接入节点离线。", today, impact="down", users_affected=80),
        cue("2w 14:02", "engineer", "respond", note="已响应，启用备用电源。"),
        cue("2w 14:03", "engineer", "start_handling"),
        cue("2w 14:08", "engineer", "locate", cause="force_majeure", measure="切换备用电源，等待外电恢复。"),
        cue("2w 17:10", "engineer", "recover", outcome="外电恢复，节点全部上线。"),
        cue("2w 17:20", "manager", "claim.pause", "暴雨致外电中断，证明待气象部门出具。", **pause, **stretch),
        cue("1w 09:30", "lead", "claim.accept", "情况属实，证明请按期补交。"),
    )
    return Story("incident", DEMO, SENSING, "暴雨致接入节点离线（不可抗力，待交证明）", cues, "recovered")
