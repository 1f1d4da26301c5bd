"""Turns that the plain way of a kind does not take: returned, merged, passed over, lapsed, too late."""

from datetime import date, datetime, timedelta

import pytest

from tests.world import World
from tickets.datelaw.types import ZONE
from tickets.errors import Forbidden, Invalid, WrongState

FILED = ("submit", "approve", "record_filing")


def test_a_ticket_corrected_after_the_authoritys_return_is_sealed_anew(world: World) -> None:
    ticket = world.take(world.file("exit"), "submit", "approve", "return_filing", "correct_filing")
    ticket = world.take(ticket, "return_correction", "correct_filing", "reseal", "record_filing", "accept")
    assert ticket.state == "inventorying"


def test_a_return_without_ground_is_sent_back(world: World) -> None:
    ticket = world.take(world.file("onboarding"), *FILED, "return_to_agency")
    assert world.clock(ticket, "onboarding.allocate").state == "paused"
    ticket = world.take(ticket, "send_back")
    assert (ticket.state, world.clock(ticket, "onboarding.allocate").state) == ("accepting", "running")


def test_work_is_taken_back_when_onboarding_is_aborted(world: World) -> None:
    ticket = world.take(world.file("onboarding"), *FILED, "accept", "submit_plan", "agree_plan", "abort")
    ticket = world.take(ticket, "report_undone", "return_undone", "report_undone", "confirm_undone")
    assert ticket.state == "cancelled"


def test_a_filed_exit_is_merged_into_an_open_ticket_to_leave_and_into_no_other(world: World) -> None:
    ticket = world.take(world.file("exit"), *FILED)
    with pytest.raises(WrongState, match="迁出工单"):
        world.take(ticket, "merge")
    sister = world.take(world.file("switchover"), "submit", "issue_notice")
    with pytest.raises(Invalid) as refused:
        world.take(ticket, "merge", sister_order="nowhere")
    assert set(refused.value.errors) == {"sister_order"}
    assert world.take(ticket, "merge", sister_order=sister.number).state == "merged"


def test_a_silent_supervisor_is_passed_over_only_when_his_time_is_over(world: World) -> None:
    ticket = world.take(world.file("go_live"), *FILED, "accept", "submit_readiness", "sign_agency", "sign_provider")
    with pytest.raises(WrongState, match="三方"):
        world.take(ticket, "release")
    with pytest.raises(WrongState, match="届满"):
        world.take(ticket, "pass_over")
    ticket = world.later(days=7).take(ticket, "pass_over", "release")
    assert ticket.state == "scheduled"


def test_a_failed_check_voids_every_signature(world: World) -> None:
    ticket = world.take(world.file("go_live"), *FILED, "accept", "submit_readiness", "sign_agency", "fail_check")
    ticket = world.take(ticket, "submit_readiness", "sign_agency", "sign_provider", "sign_supervisor", "release")
    assert ticket.state == "scheduled"


def test_a_trial_run_that_is_too_short_is_refused_at_its_field(world: World) -> None:
    ticket = world.take(world.file("go_live"), *FILED, "accept")
    with pytest.raises(Invalid) as refused:
        world.take(ticket, "submit_readiness", trial_from="2026-02-27", open_findings=2)
    assert set(refused.value.errors) == {"trial_to", "open_findings"}


def test_a_permit_lapses_only_after_its_window_and_then_for_good(world: World) -> None:
    ticket = world.take(world.file("restart"), "submit", "approve_restart", "verify")
    with pytest.raises(WrongState, match="计划实施时间尚未结束"):
        world.take(ticket, "expire", who="desk")
    ticket = world.later(hours=5).take(ticket, "expire", who="desk")
    assert ticket.state == "expired"
    with pytest.raises(WrongState):
        world.take(ticket, "begin")


def test_another_operation_than_a_restart_is_the_leads_to_refuse_or_to_except(world: World) -> None:
    ticket = world.take(world.file("restart", operation="other"), "submit", "approve_restart")
    with pytest.raises(WrongState, match="不属于重启"):
        world.take(ticket, "verify")
    with pytest.raises(Forbidden):
        world.take(ticket, "accept_exception", who="desk")
    assert world.take(ticket, "accept_exception").state == "permitted"


def test_a_plain_restart_cannot_be_refused(world: World) -> None:
    ticket = world.take(world.file("restart"), "submit", "approve_restart")
    with pytest.raises(WrongState, match="不得拒绝"):
        world.take(ticket, "refuse_damaging")


def test_an_application_to_leave_is_too_late_to_the_second_and_says_the_last_day(world: World) -> None:
    assert world.contract.ends == date(2026, 12, 31)
    in_time, late = world.file("provider_exit"), world.file("provider_exit")
    midnight = datetime(2026, 7, 1, tzinfo=ZONE)
    assert world.at(midnight - timedelta(seconds=1)).take(in_time, "apply").state == "reviewing"
    with pytest.raises(WrongState, match="2026年6月30日"):
        world.at(midnight).take(late, "apply")


def test_a_correction_keeps_the_day_of_the_first_application_while_day_and_scope_stay(world: World) -> None:
    ticket = world.take(world.file("provider_exit"), "apply", "return_application")
    late = world.later(days=200)
    assert late.take(ticket, "reapply").state == "reviewing"


def test_a_paper_order_goes_back_to_whoever_registered_it_an_issued_one_does_not(world: World) -> None:
    paper = world.take(world.file("migration", who="clerk"), "register_order", "reject_order")
    assert paper.state == "draft"
    issued = world.take(world.file("migration", who="officer"), "issue_order")
    with pytest.raises(WrongState, match="纸质责令"):
        world.take(issued, "reject_order")


def test_losses_objected_to_come_back_and_may_end_in_dispute(world: World) -> None:
    ticket = world.take(world.file("migration", who="officer"), "issue_order", "demand")
    ticket = world.take(ticket, "submit_inventory", "agree_inventory", "report_moved", "accept_move")
    ticket = world.take(ticket, "confirm_stable", "shut_down", "permit_erasure", "report_erased", "confirm_erasure")
    ticket = world.take(ticket, "state_losses", "object_losses")
    assert (ticket.state, world.clock(ticket, "provider_exit.claim").state) == ("settling", "running")
    assert world.take(ticket, "refer_dispute").state == "disputed"


def test_service_is_restored_until_erasing_begins(world: World) -> None:
    ticket = world.take(world.file("switchover"), "submit", "issue_notice", "submit_inventory", "agree_inventory")
    ticket = world.take(ticket, "report_moved", "accept_move", "confirm_stable", "shut_down", "restore_service")
    assert ticket.state == "stabilizing"
    ticket = world.take(ticket, "confirm_stable", "shut_down", "permit_erasure")
    with pytest.raises(WrongState):
        world.take(ticket, "restore_service")


def test_nothing_is_shut_down_before_the_day_that_the_agency_set(world: World) -> None:
    ticket = world.take(world.file("switchover"), "submit", "issue_notice", "submit_inventory", "agree_inventory")
    ticket = world.take(ticket, "report_moved", "accept_move")
    ticket = world.take(ticket, "confirm_stable", shut_down_on="2026-03-09")
    with pytest.raises(WrongState, match="关停日期"):
        world.take(ticket, "shut_down")
    assert world.later(days=7).take(ticket, "shut_down").state == "shut"


def test_a_false_recovery_is_rejected_for_one_working_day(world: World) -> None:
    ticket = world.take(world.file("incident"), "respond", "recover", "reject_recovery", "recover")
    assert ticket.state == "recovered"
    with pytest.raises(WrongState, match="退回恢复报告"):
        world.later(days=3).take(ticket, "reject_recovery")


def test_a_report_needs_the_cause_and_a_closed_one_is_reopened_within_its_days(world: World) -> None:
    ticket = world.take(world.file("incident"), "respond", "recover")
    with pytest.raises(WrongState, match="定位"):
        world.take(ticket, "submit_report")
    ticket = world.take(ticket, "locate", "submit_report", "confirm")
    with pytest.raises(WrongState, match="重开期限"):
        world.later(days=6).take(ticket, "reopen")
