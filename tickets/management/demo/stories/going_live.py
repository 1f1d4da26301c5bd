"""Onto the cloud: onboarding (入云) and go-live (上线)."""

from collections.abc import Iterator

from tickets.management.demo.contracts import DEMO
from tickets.management.demo.script import Story, Today, cue, filed, filing

MONITORING, SENSING, CITY = "energy-monitoring", "energy-sensing", "city-operation"


def stories(today: Today) -> Iterator[Story]:
    yield _onboarded(today)
    yield _allocating(today)
    yield _returned(today)
    yield _went_live(today)
    yield _unsigned(today)
    yield _scheduled(today)


def _onboarded(today: Today) -> Story:
    return Story(
        "onboarding",
        DEMO,
        MONITORING,
        "能源运行综合监测系统整体入云",
        (
            cue(
                "34w 09:10",
                "clerk",
                "open",
                protection_level="3",
                lines=[
                    {"line": "vcpu", "quantity": 96},
                    {"line": "memory_gb", "quantity": 384},
                    {"line": "storage_plain_gb", "quantity": 4000},
                    {"line": "backup_gb", "quantity": 4000},
                ],
                network_zone="government",
                ports="TCP 443（政务外网统一入口）、TCP 5236（数据库，仅本系统网段）",
                planned_date=today.day("27w 09:00"),
                contacts="信息化科运行管理岗，010-0000-0001（演示）",
            ),
            *filed(34, 1, today),
            cue("33w 10:20", "engineer", "submit_plan"),
            cue("33w 16:00", "clerk", "agree_plan"),
            cue("31w 15:10", "engineer", "deliver_resources"),
            cue("30w 10:30", "clerk", "accept_resources"),
            cue("29w 14:00", "clerk", "submit_test", tested_on=today.day("30w 14:00"), open_findings=0),
            cue("27w 16:40", "engineer", "report_deployed"),
            cue("26w 09:40", "lead", "confirm"),
        ),
        "closed",
    )


def _allocating(today: Today) -> Story:
    back = today.nearly("onboarding.allocate")
    return Story(
        "onboarding",
        DEMO,
        SENSING,
        "感知平台数据接入区入云",
        (
            cue(
                f"{back}w 09:05",
                "clerk",
                "open",
                protection_level="2",
                lines=[{"line": "vcpu", "quantity": 48}, {"line": "memory_gb", "quantity": 192}],
                network_zone="government",
                ports="TCP 8883（感知终端接入）",
                planned_date=today.day_ahead(12),
                contacts="信息化科数据管理岗，010-0000-0002（演示）",
            ),
            *filed(back, 14, today),
            cue(f"{back}w 16:00", "engineer", "submit_plan"),
            cue(f"{back}w 17:10", "clerk", "agree_plan"),
        ),
        "allocating",
    )


def _returned(today: Today) -> Story:
    return Story(
        "onboarding",
        DEMO,
        CITY,
        "城市运行监测平台视频汇聚模块入云",
        (
            cue(
                "5w 10:10",
                "clerk",
                "open",
                protection_level="3",
                lines=[{"line": "vcpu", "quantity": 32}, {"line": "storage_plain_gb", "quantity": 2000}],
                network_zone="internet",
                ports="TCP 443",
                planned_date=today.day_ahead(20),
                contacts="信息化科值守岗，010-0000-0003（演示）",
            ),
            cue("5w 10:30", "clerk", "submit"),
            cue("5w 15:00", "lead", "approve"),
            cue("3w 11:20", "officer", "return_filing", "等保备案证明已过有效期，请补充最新证明后重新报送。"),
        ),
        "returned_by_authority",
    )


def _went_live(today: Today) -> Story:
    return Story(
        "go_live",
        DEMO,
        MONITORING,
        "能源运行综合监测系统正式上线",
        (
            cue(
                "25w 09:20",
                "clerk",
                "open",
                window_start=today.time("19w 20:00"),
                window_end=today.time("19w 22:00"),
                domain="政务外网域名，演示地址 10.0.0.21",
                public=False,
                rollback_steps="切回旧平台入口；恢复上线前数据库快照；通知各处室暂停录入。",
            ),
            *filed(25, 5, today),
            cue(
                "23w 10:00",
                "clerk",
                "submit_readiness",
                trial_from=today.day_ahead(-90),
                trial_to=today.day("24w 09:00"),
                open_findings=0,
            ),
            cue("23w 11:10", "lead", "sign_agency", opinion="试运行期间功能正常，同意上线。"),
            cue("22w 09:40", "manager", "sign_provider", opinion="资源、备份、监控均已就绪，同意上线。"),
            cue("21w 15:20", "auditor", "sign_supervisor", opinion="核查材料齐全，中高危漏洞已闭合，同意上线。"),
            cue("20w 09:30", "lead", "release"),
            cue("19w 20:12", "engineer", "switch_on"),
            cue("17w 10:00", "lead", "confirm"),
        ),
        "closed",
    )


def _unsigned(today: Today) -> Story:
    """The supervisor let their three working days pass; the agency may go on without them."""
    back = today.overdue("go_live.check")
    return Story(
        "go_live",
        DEMO,
        CITY,
        "城市运行监测平台预警发布模块上线",
        (
            cue(
                f"{back + 4}w 09:30",
                "clerk",
                "open",
                window_start=today.ahead(4 * 24 * 60),
                window_end=today.ahead(4 * 24 * 60 + 180),
                domain="政务外网域名，演示地址 10.0.0.45",
                public=False,
                rollback_steps="停用预警发布接口；恢复原短信通道；核对未发送队列。",
            ),
            cue(f"{back + 4}w 10:10", "clerk", "submit"),
            cue(f"{back + 4}w 14:20", "lead", "approve"),
            cue(f"{back + 2}w 10:00", "officer", "record_filing", **filing(f"{back + 2}w 10:00", 21, today)),
            cue(f"{back + 2}w 15:00", "desk", "accept", assignee="engineer"),
            cue(
                f"{back}w 10:00",
                "clerk",
                "submit_readiness",
                trial_from=today.day_ahead(-90),
                trial_to=today.day(f"{back + 1}w 09:00"),
                open_findings=0,
            ),
            cue(f"{back}w 15:40", "lead", "sign_agency", opinion="同意上线。"),
            cue(f"{back - 1}w 09:30", "manager", "sign_provider", opinion="资源就绪，同意上线。"),
        ),
        "checking",
    )


def _scheduled(today: Today) -> Story:
    return Story(
        "go_live",
        DEMO,
        SENSING,
        "感知平台设备管理模块上线",
        (
            cue(
                "10w 09:30",
                "clerk",
                "open",
                window_start=today.ahead(20 * 60),
                window_end=today.ahead(23 * 60),
                domain="政务外网域名，演示地址 10.0.0.33",
                public=False,
                rollback_steps="关闭设备管理入口，恢复上一版本镜像。",
            ),
            *filed(10, 17, today),
            cue(
                "8w 10:00",
                "clerk",
                "submit_readiness",
                trial_from=today.day_ahead(-90),
                trial_to=today.day("9w 09:00"),
                open_findings=0,
            ),
            cue("8w 11:00", "lead", "sign_agency", opinion="同意上线。"),
            cue("7w 09:30", "manager", "sign_provider", opinion="资源就绪，同意上线。"),
            cue("7w 16:10", "auditor", "sign_supervisor", opinion="材料齐全，同意上线。"),
            cue("6w 09:20", "lead", "release"),
        ),
        "scheduled",
    )
