"""The orders of the office: each a story of who did what when in November 2026."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from accounts.models import User
from tests.world import World
from tickets import actions
from tickets.deadlines.types import ZONE
from tickets.errors import Refusal
from tickets.management.demo import contracts
from tickets.models import Contract, System

FILED = "submit approve record_filing accept"
BEYOND = [{"line": "vcpu", "quantity": 460}]


def at(day: int, clock: str) -> datetime:
    hour, minute = clock.split(":")
    return datetime(2026, 11, day, int(hour), int(minute), tzinfo=ZONE)


Story = Iterator[datetime]


def found(code: str) -> System:
    return System.objects.get(contract__number="DEMO", code=code)


def window(start: datetime, hours: int) -> dict[str, str]:
    return {"window_start": start.isoformat(), "window_end": (start + timedelta(hours=hours)).isoformat()}


def restart_permitted(w: World) -> Story:
    yield at(20, "09:02")
    order = w.file("restart", **window(at(20, "10:00"), 12))
    yield at(20, "09:10")
    order = w.take(order, "submit")
    yield at(20, "09:31")
    order = w.take(order, "approve_restart")
    yield at(20, "09:47")
    order = w.take(order, "verify")
    yield at(20, "09:52")
    try:
        w.take(order, "begin")  # before the window: refused, and an auditor knows of it
    except Refusal:
        return
    raise AssertionError


def restart_confirming(w: World) -> Story:
    """The finance officer stands in for the lead."""
    yield at(19, "14:00")
    order = w.file("restart", system=found("energy-sensing"), **window(at(19, "21:00"), 2))
    yield at(19, "14:05")
    order = w.take(order, "submit")
    yield at(19, "14:20")
    order = w.take(order, "approve_restart", who="finance")
    yield at(19, "14:44")
    order = w.take(order, "verify")
    yield at(19, "21:04")
    order = w.take(order, "begin")
    yield at(19, "21:19")
    w.take(order, "complete", started_at=at(19, "21:05").isoformat(), finished_at=at(19, "21:18").isoformat())


def restart_expired(w: World) -> Story:
    yield at(17, "09:00")
    order = w.file("restart", **window(at(17, "20:00"), 1))
    yield at(17, "09:30")
    order = w.take(order, "submit", "approve_restart")
    yield at(17, "10:40")  # ten minutes late
    w.take(order, "verify")


def restart_approving(w: World) -> Story:
    yield at(20, "10:28")  # the mail of this is still waiting
    w.take(w.file("restart", system=found("energy-monitoring"), **window(at(20, "10:45"), 8)), "submit")


def restart_closed(w: World) -> Story:
    yield at(3, "09:00")
    order = w.file("restart", **window(at(3, "09:30"), 3))
    yield at(3, "09:12")
    order = w.take(order, "submit", "approve_restart", "verify")
    yield at(3, "09:40")
    order = w.take(order, "begin")
    yield at(3, "09:58")
    order = w.take(order, "complete")
    yield at(4, "10:00")
    w.take(order, "confirm")


def change_in_effect(w: World) -> Story:
    yield at(3, "09:15")
    order = w.file(
        "change", term="temporary", end_date="2026-11-30", lines=[{"line": "vcpu", "quantity": 24}]
    )
    yield at(3, "10:00")
    order = w.take(order, "submit", "approve")
    yield at(3, "14:40")
    order = w.take(order, "record_filing")
    yield at(3, "16:00")
    order = actions.correct_filing(
        order, actor=w.user("officer"), now=w.now, filing_no="BA-2026-0101", comment="录入有误"
    )
    order = w.take(order, "accept", "start_work")
    yield at(5, "11:00")
    order = w.take(order, "deliver")
    yield at(5, "15:00")
    order = w.take(order, "confirm_temporary")
    yield at(18, "15:00")
    w.take(order, "extend_temporary", end_date="2027-01-30")


def change_accepting(w: World) -> Story:
    """Returned once for a missing paper, handed in again; then suspended by the agency's lead."""
    yield at(16, "09:15")
    order = w.file("change", system=found("energy-sensing"))
    yield at(16, "10:00")
    order = w.take(order, "submit_for_costing", "clear_cost", "approve")
    yield at(17, "14:40")
    order = w.take(order, "record_filing")
    yield at(17, "16:00")
    order = w.take(order, "return_to_agency")
    yield at(18, "11:00")
    order = w.take(order, "resupply")
    yield at(18, "14:00")
    order = w.take(order, "return_to_agency")
    yield at(18, "15:30")
    order = w.take(order, "send_back")  # turned down: that pause does not count
    yield at(19, "09:30")
    w.take(order, "suspend", who="lead", ground="force_majeure")


def change_supplemented(w: World) -> Story:
    yield at(9, "09:15")
    order = w.file("change", lines=BEYOND)
    yield at(9, "10:00")
    order = w.take(order, "submit_for_costing", "clear_cost", "approve", "record_filing")
    yield at(10, "10:00")
    order = w.take(order, "require_supplement")
    yield at(13, "10:00")
    order = w.take(order, "sign_supplement")
    yield at(16, "15:00")
    order = w.take(order, "countersign_supplement")
    yield at(17, "09:00")
    w.take(order, "start_work")


def change_second_limit(w: World) -> Story:
    """Late; the authority sets a second limit, whose last day lies in a year not announced yet."""
    yield at(2, "10:15")
    order = w.file("change", system=found("energy-sensing"))
    yield at(2, "11:00")
    order = w.take(
        order, "submit_for_costing", "clear_cost", "approve", "record_filing", "accept", "start_work"
    )
    yield at(11, "09:00")
    w.take(order, "order_expansion", days=60)


def change_scheduled(w: World) -> Story:
    """Service will be interrupted: the clock rests until the window opens."""
    yield at(19, "09:15")
    order = w.file("change", type="software", lines=[], interrupts=True, **window(at(20, "10:40"), 12))
    yield at(19, "10:00")
    w.take(order, *FILED.split())


def change_urgent(w: World) -> Story:
    """Repaired first; the filing is owed and overdue."""
    yield at(11, "08:30")
    order = w.file("change", type="software", lines=[])
    yield at(11, "08:50")
    order = w.take(order, "submit_urgent", "authorize_urgent", "accept", "start_work")
    yield at(11, "19:40")
    w.take(order, "deliver")


def change_draft(w: World) -> Story:
    yield at(19, "17:00")
    w.file("change", term="temporary", end_date="2027-01-31")


def incident_handling(w: World) -> Story:
    """An important system: five minutes to answer. Missed; then the clocks rest, and run on."""
    yield at(20, "08:01")
    order = w.file("incident", "vendor", impact="down", on_site=True)
    yield at(20, "08:12")
    order = w.take(order, "respond", who="engineer")
    yield at(20, "08:14")
    order = w.take(order, "start_handling", who="engineer")
    yield at(20, "08:22")
    order = w.take(order, "suspend", who="lead", ground="third_party")
    yield at(20, "08:40")
    order = w.take(order, "report_progress", who="engineer")
    yield at(20, "08:54")
    order = w.take(order, "resume", who="lead")
    yield at(20, "10:15")
    actions.comment(order, "请先恢复登录，大屏稍后。", actor=w.user("lead"), now=w.now)
    actions.remind(order, actor=w.user("lead"), now=w.now)


def incident_rejected(w: World) -> Story:
    """A recovery that was none: the time since is counted after all."""
    yield at(20, "08:21")
    order = w.file("incident", system=found("energy-monitoring"))
    yield at(20, "08:24")
    order = w.take(order, "respond", who="engineer")
    order = w.take(order, "start_handling", who="engineer")
    yield at(20, "08:39")
    order = w.take(order, "locate", "recover")
    yield at(20, "09:41")
    w.take(order, "reject_recovery")


def incident_closed(w: World) -> Story:
    yield at(18, "10:00")
    order = w.file("incident", system=found("energy-sensing"))
    yield at(18, "10:02")
    order = w.take(order, "respond", who="engineer")
    yield at(18, "10:20")
    order = w.take(order, "locate", "recover")
    yield at(18, "15:00")
    order = w.take(order, "submit_report")
    yield at(19, "10:00")
    w.take(order, "confirm")


def staff_reviewing(w: World) -> Story:
    """The first nominee was turned down: that pause is void. The second is under review."""
    yield at(12, "09:00")
    order = w.file("staff_replacement", system=None)
    yield at(12, "10:00")
    order = w.take(order, "submit", "issue_demand")
    User.objects.filter(username="auditor").update(email="")  # his mail is given up as it goes out
    yield at(12, "10:30")
    User.objects.filter(username="auditor").update(email="auditor@demo.invalid")
    order = w.take(order, "acknowledge")
    yield at(13, "15:00")
    order = w.take(order, "nominate")
    yield at(16, "10:00")
    order = w.take(order, "reject_nominee")
    yield at(19, "15:00")
    w.take(order, "nominate")


def onboarding_planning(w: World) -> Story:
    yield at(17, "09:05")
    order = w.file("onboarding", system=found("energy-sensing"))
    yield at(17, "10:00")
    w.take(order, *FILED.split())


def onboarding_closed(w: World) -> Story:
    """What is in use: the ledger's first entries."""
    lines = [{"line": "vcpu", "quantity": 16}, {"line": "memory_gb", "quantity": 64}]
    yield at(2, "09:05")
    order = w.file("onboarding", system=found("energy-monitoring"), lines=lines)
    yield at(2, "10:00")
    order = w.take(order, *FILED.split(), "submit_plan", "agree_plan")
    yield at(5, "10:00")
    order = w.take(order, "deliver_resources", "accept_resources", "submit_test", "report_deployed")
    yield at(6, "10:00")
    w.take(order, "confirm")


def migration_moving(w: World) -> Story:
    yield at(10, "09:30")
    order = w.take(w.file("migration", "officer"), "issue_order")
    yield at(11, "10:00")
    order = w.take(order, "demand", "acknowledge")
    yield at(12, "15:30")
    order = w.take(order, "submit_inventory")
    yield at(13, "17:10")
    w.take(order, "agree_inventory")


def go_live_checking(w: World) -> Story:
    yield at(12, "09:30")
    order = w.file("go_live", **window(at(20, "09:00"), 13))
    yield at(12, "10:30")
    order = w.take(order, *FILED.split())
    yield at(17, "10:00")
    order = w.take(order, "submit_readiness")
    yield at(17, "15:40")
    order = w.take(order, "sign_agency")
    yield at(18, "09:30")
    w.take(order, "sign_provider")


def exit_filing(w: World) -> Story:
    yield at(18, "09:10")
    order = w.file("exit", system=found("energy-monitoring"))
    yield at(18, "09:30")
    order = w.take(order, "submit")
    yield at(18, "10:00")
    w.take(order, "approve")


def provider_exit_reviewing(w: World) -> Story:
    yield at(16, "09:00")
    order = w.file("provider_exit", "manager", system=None)
    yield at(16, "10:00")
    w.take(order, "apply", who="manager")


def switchover_inventorying(w: World) -> Story:
    yield at(13, "09:20")
    order = w.file("switchover")
    yield at(13, "15:00")
    w.take(order, "submit", "issue_notice", "acknowledge")


def another_agency(w: World) -> Story:
    yield at(20, "08:45")
    theirs = Contract.objects.get(number=contracts.OUTSIDE)
    other = World(theirs, theirs.systems.get(), w.now)
    other.take(other.file("restart", "outsider", **window(at(20, "20:00"), 2)), "submit", who="outsider")


STORIES: tuple[Callable[[World], Story], ...] = (
    onboarding_closed,
    restart_closed,
    change_in_effect,
    change_supplemented,
    migration_moving,
    change_urgent,
    staff_reviewing,
    go_live_checking,
    switchover_inventorying,
    change_accepting,
    provider_exit_reviewing,
    onboarding_planning,
    restart_expired,
    exit_filing,
    incident_closed,
    restart_confirming,
    change_draft,
    incident_handling,
    incident_rejected,
    another_agency,
    restart_permitted,
    restart_approving,
    change_second_limit,
    change_scheduled,
)
