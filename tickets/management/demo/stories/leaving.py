"""Off the cloud: exit (退出), provider's exit (乙方退出), ordered migration (责令迁出), switchover (切换)."""

from collections.abc import Iterator

from tickets.management.demo.contracts import DEMO
from tickets.management.demo.script import START, Story, Today, cue, filed

MONITORING, SENSING, CITY = "energy-monitoring", "energy-sensing", "city-operation"
WHOLE_CONTRACT = ""


def stories(today: Today) -> Iterator[Story]:
    yield _exit_being_filed(today)
    yield _exit_moving(today)
    yield _provider_leaves(today)
    yield _ordered_out(today)
    yield _order_unanswered(today)
    yield _switching(today)


def _exit_being_filed(today: Today) -> Story:
    back = today.nearly("filing.register")
    return Story(
        "exit",
        DEMO,
        MONITORING,
        "能源监测旧版报表子系统下线退出",
        (
            cue(
                f"{back}w 09:10",
                "clerk",
                "open",
                reason="报表功能已并入新版平台，旧子系统不再使用。",
                planned_date=today.day_ahead(30),
                destination="数据归档至本单位电子档案系统",
                data_wanted="return",
            ),
            cue(f"{back}w 09:30", "clerk", "submit"),
            cue(f"{back}w {START}", "lead", "approve"),
        ),
        "filing",
    )


def _exit_moving(today: Today) -> Story:
    return Story(
        "exit",
        DEMO,
        SENSING,
        "感知平台试验环境退出",
        (
            cue(
                "7w 09:00",
                "clerk",
                "open",
                reason="试验任务结束，试验环境整体退出。",
                planned_date=today.day_ahead(10),
                destination="无需迁移，数据交还后销毁",
                data_wanted="return",
            ),
            *filed(7, 19, today),
            cue("5w 10:20", "engineer", "submit_inventory"),
            cue("5w 16:30", "clerk", "agree_inventory"),
        ),
        "moving",
    )


def _provider_leaves(today: Today) -> Story:
    back = today.nearly("provider_exit.decide")
    return Story(
        "provider_exit",
        DEMO,
        WHOLE_CONTRACT,
        "服务期届满后不再续约的退出申请",
        (
            cue(
                f"{back}w 09:00",
                "manager",
                "open",
                reason="因资源池整体调整，服务期届满后不再承接续约，按合同第十三条提前书面申请。",
                last_service_day=today.day_ahead(280),
            ),
            cue(f"{back}w {START}", "manager", "apply"),
        ),
        "reviewing",
    )


def _ordered_out(today: Today) -> Story:
    """The ten days run from the agency's demand, not from the order (13.2)."""
    back = today.nearly("migration.move")
    return Story(
        "migration",
        DEMO,
        SENSING,
        "责令感知平台数据分析区迁出",
        (
            cue(
                f"{back + 3}w 09:30",
                "officer",
                "open",
                order_no=f"演示责〔{today.now.year}〕2号",
                ordered_on=today.day(f"{back + 3}w 09:30"),
                reason="监管检查发现该区域安全隔离不满足要求，责令限期迁出。",
            ),
            cue(f"{back + 3}w 10:00", "officer", "issue_order"),
            cue(
                f"{back}w {START}",
                "lead",
                "demand",
                scope=[SENSING],
                target="市级政务云第二节点（演示）",
            ),
            cue(f"{back}w 11:00", "desk", "acknowledge"),
            cue(f"{back}w 15:30", "engineer", "submit_inventory"),
            cue(f"{back}w 17:10", "clerk", "agree_inventory"),
        ),
        "moving",
    )


def _order_unanswered(today: Today) -> Story:
    """An order on paper, and the agency has not said what is to move: its own clock is overdue."""
    back = today.overdue("migration.demand")
    return Story(
        "migration",
        DEMO,
        CITY,
        "责令城市运行监测平台外部接口区迁出",
        (
            cue(
                f"{back}w 09:30",
                "clerk",
                "open",
                order_no=f"演示责〔{today.now.year}〕3号",
                ordered_on=today.day(f"{back + 1}w 09:30"),
                reason="按年度安全检查意见，外部接口区须迁出当前资源池。",
            ),
            cue(f"{back}w {START}", "clerk", "register_order"),
        ),
        "awaiting_demand",
    )


def _switching(today: Today) -> Story:
    return Story(
        "switchover",
        DEMO,
        CITY,
        "城市运行监测平台提前终止服务切换",
        (
            cue(
                "6w 09:20",
                "clerk",
                "open",
                ending="early_end",
                basis="agreement",
                end_date=today.day_ahead(290),
                target="市级政务云第二节点（演示）",
            ),
            cue("6w 09:50", "clerk", "submit"),
            cue("6w 15:00", "lead", "issue_notice"),
            cue("6w 16:10", "desk", "acknowledge"),
            cue("2w 10:30", "engineer", "submit_inventory"),
        ),
        "checking_inventory",
    )
