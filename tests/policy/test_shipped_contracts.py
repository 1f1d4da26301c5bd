"""Both contract files that come with the code are in order, and say what the contract says."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.kinds import FIRST_RELEASE
from tests.policy.small_contract import SHIPPED, numbers, readings
from tickets.lifecycle.known import KNOWN
from tickets.management.demo import contracts
from tickets.policy import contract_checks, contract_files
from tickets.policy.types import UNLISTED_REASONS, Basis, ClauseKind, ContractTerms, OrganizationTerms, Party, Warn

FIRST, SECOND = (contract_files.read(path, KNOWN) for path in SHIPPED)

C, J = Basis.CONTRACT, Basis.JUDGEMENT

#: The clocks of FW2025091703: handle, obliged party, limit (or the field that gives it), basis, warning plan.
CLOCKS = [
    ("change.expand", "provider", "7 natural days", C, "days"),
    ("change.expand_again", "provider", "days", C, "days"),
    ("change.temporary_end", "agency", "end_date", C, "long"),
    ("incident.respond", "provider", "5 minutes", C, "minutes"),
    ("incident.handle", "provider", "30 minutes", C, "minutes"),
    ("incident.onsite", "provider", "1 hour", C, "minutes"),
    ("incident.locate", "provider", "30 minutes", C, "minutes"),
    ("incident.locate_key", "provider", "10 minutes", C, "minutes"),
    ("common.confirm", "mover", "3 working days", J, "days"),
    ("consent.answer", "mover", "5 working days", J, "days"),
    ("consent.report", "mover", "1 working day", J, "days"),
    ("drill.prepare", "mover", "5 working days", J, "days"),
    ("drill.hold", "mover", "window_end", J, "minutes"),
    ("drill.report", "mover", "5 working days", J, "days"),
    ("incident.dispose", "provider", "24 hours", C, "minutes"),
    ("finding.judge", "mover", "10 working days", J, "days"),
    ("finding.object", "mover", "5 working days", J, "days"),
    ("finding.opinion", "supervisor", "5 working days", J, "days"),
    ("finding.opinion_authority", "authority", "5 working days", J, "days"),
    ("finding.decide", "mover", "5 working days", J, "days"),
    ("finding.agree", "mover", "10 working days", J, "days"),
    ("finding.terminate", "agency", "12 months", Basis.RULE, "right"),
    ("force_majeure.proof", "mover", "15 days", C, "long"),
    ("force_majeure.confirm", "mover", "5 working days", J, "days"),
    ("force_majeure.decide", "supervisor", "5 working days", J, "days"),
    ("force_majeure.watch", "mover", "5 working days", J, "days"),
    ("force_majeure.negotiate", "agency", "10 working days", J, "days"),
    ("supplement.answer", "mover", "10 working days", J, "days"),
    ("supplement.sign", "mover", "5 working days", J, "days"),
    ("supplement.release", "agency", "5 working days", J, "days"),
    ("dispute.answer", "mover", "10 working days", J, "days"),
    ("dispute.negotiate", "mover", "30 days", J, "long"),
    ("dispute.update", "mover", "3 months", J, "long"),
    ("reclaim.answer", "agency", "10 working days", J, "days"),
    ("recovery.answer", "mover", "10 working days", J, "days"),
    ("recovery.decide", "mover", "5 working days", J, "days"),
    ("recovery.pay", "mover", "20 working days", J, "long"),
    ("go_live.check", "supervisor", "3 working days", J, "days"),
    ("filing.register", "authority", "5 working days", J, "days"),
    ("change.file_late", "agency", "1 working day", J, "days"),
    ("staff.replace", "provider", "5 days", C, "days"),
    ("secrecy_return.hand_back", "provider", "5 days", C, "days"),
    ("secrecy_return.instruct", "agency", "10 working days", J, "days"),
    ("notice.finish", "agency", "1 working day", J, "days"),
    ("rectification.cure", "provider", "due_on", C, "days"),
    ("rectification.review", "agency", "3 working days", J, "days"),
    ("rectification.rule", "supervisor", "5 working days", J, "days"),
    ("rectification.rule_authority", "authority", "5 working days", J, "days"),
    ("suspension.notify", "provider", "30 minutes", J, "minutes"),
    ("suspension.handle", "agency", "24 hours", J, "minutes"),
    ("suspension.restore", "provider", "30 minutes", J, "minutes"),
    ("suspension.decide", "supervisor", "5 working days", J, "days"),
    ("staffing.plan", "provider", "plan_by", J, "days"),
    ("staffing.sheet", "provider", "3 working days", J, "days"),
    ("assessment.score", "agency", "7 working days", J, "days"),
    ("assessment.decide", "supervisor", "5 working days", J, "days"),
    ("report.submit", "provider", "report_by", J, "days"),
    ("report.certificate", "provider", "report_by", C, "days"),
    ("report.upkeep", "provider", "report_by", J, "days"),
    ("report.check", "agency", "3 working days", J, "days"),
    ("report.receive", "authority", "5 working days", J, "days"),
    ("acceptance.apply", "provider", "5 working days", J, "days"),
    ("acceptance.examine", "agency", "20 working days", C, "long"),
    ("acceptance.correct", "provider", "15 days", C, "long"),
    ("acceptance.recheck", "agency", "10 working days", J, "days"),
    ("acceptance.items", "provider", "items_by", J, "days"),
    ("payment.invoice", "provider", "5 working days", J, "days"),
    ("payment.first", "agency", "20 working days", C, "long"),
    ("payment.final", "agency", "20 working days", C, "long"),
    ("payment.settle", "provider", "5 working days", J, "days"),
    ("payment.defer_review", "agency", "1 month", J, "long"),
    ("payment.lift", "agency", "1 working day", J, "days"),
    ("common.accept", "provider", "1 working day", J, "days"),
    ("onboarding.allocate", "provider", "5 working days", J, "days"),
    ("common.implement", "provider", "5 working days", J, "days"),
    ("change.undo", "provider", "1 working day", J, "days"),
    ("restart.verify", "provider", "30 minutes", J, "minutes"),
    ("restart.execute", "provider", "window_end", J, "minutes"),
    ("restart.confirm_call", "agency", "1 working day", J, "days"),
    ("exit.handover", "provider", "10 working days", J, "long"),
    ("incident.progress", "provider", "30 minutes", J, "minutes"),
    ("incident.report", "provider", "2 working days", J, "days"),
    ("provider_exit.decide", "agency", "10 working days", J, "long"),
    ("provider_exit.help", "provider", "last_service_day", J, "long"),
    ("provider_exit.claim", "agency", "20 working days", J, "long"),
    ("provider_exit.answer", "provider", "10 working days", J, "long"),
    ("migration.demand", "agency", "5 working days", J, "days"),
    ("migration.move", "provider", "10 days", C, "long"),
    ("leaving.shut", "provider", "2 working days", J, "days"),
    ("leaving.erase", "provider", "5 working days", J, "days"),
    ("switchover.move", "provider", "1 month", C, "long"),
    ("common.approve", "mover", "2 working days", J, "days"),
    ("common.correct", "mover", "5 working days", J, "days"),
    ("onboarding.test", "agency", "10 working days", J, "days"),
    ("go_live.prepare", "agency", "40 working days", J, "long"),
    ("go_live.check_agency", "agency", "3 working days", J, "days"),
    ("go_live.check_provider", "provider", "3 working days", J, "days"),
    ("go_live.release", "agency", "2 working days", J, "days"),
    ("go_live.switch", "provider", "window_end", J, "minutes"),
    ("change.sign_supplement", "provider", "5 working days", J, "days"),
    ("change.countersign", "agency", "5 working days", J, "days"),
    ("leaving.observe", "agency", "10 working days", J, "long"),
    ("leaving.judge", "supervisor", "3 working days", J, "days"),
]

QUANTITIES = {
    "vcpu": 470,
    "memory_gb": 1504,
    "physical_server": 8,
    "storage_fast_gb": 13000,
    "storage_plain_gb": 23500,
    "backup_gb": 26000,
    "backup_storage_gb": 26000,
    "bandwidth_mb": 500,
    "internet_ip": 2,
    "remote_account": 7,
    "vpn": 7,
    "waf_ip": 3,
    "load_balancer_ip": 1,
    "ssl_certificate": 1,
    "deep_monitoring": 51,
    "bastion_account": 1,
}


def clause(terms: ContractTerms, code: str):
    return next(each for each in terms.clauses if each.code == code)


def test_the_first_contract_has_its_parties_term_and_amount():
    assert (FIRST.number, FIRST.starts, FIRST.ends) == ("FW2025091703", date(2025, 10, 10), date(2026, 10, 9))
    assert FIRST.amount == Decimal("1203010.38")
    names = {each.code: each.name for each in FIRST.organizations}
    assert names[FIRST.parties[Party.AGENCY]] == "北京市城市运行管理事务中心"
    assert names[FIRST.parties[Party.PROVIDER]] == "中国联合网络通信有限公司北京市分公司"
    assert names[FIRST.parties[Party.AUTHORITY]] == "北京市经济和信息化局"


def test_the_first_contract_is_paid_sixty_to_forty():
    paid = [(each.share, each.amount) for each in FIRST.instalments]
    assert paid == [(60, Decimal("721806.23")), (40, Decimal("481204.15"))]


def test_the_first_contract_serves_three_systems_none_of_them_agreed_to_be_important():
    assert [each.important for each in FIRST.systems] == [False, False, False]


def test_the_catalogue_holds_both_service_tables():
    counted = {each.code: each.quantity for each in FIRST.catalogue if each.quantity is not None}
    assert counted == QUANTITIES
    whole = [each for each in FIRST.catalogue if each.quantity is None]
    assert len(whole) == 15
    assert {each.group for each in whole} == {"安全管理服务", "安全技术服务", "监控平台接入服务"}


@pytest.mark.parametrize(("code", "party", "limit", "basis", "warn"), CLOCKS, ids=[row[0] for row in CLOCKS])
def test_each_clock_of_the_first_contract(code, party, limit, basis, warn):
    found = clause(FIRST, code)
    assert (found.party, str(found.limit or found.limit_from), found.basis) == (party, limit, basis)
    assert (found.sort, found.warn) == (ClauseKind.CLOCK, Warn(warn))
    assert found.escalates is (basis is C)


def test_the_table_of_clocks_is_complete():
    assert {row[0] for row in CLOCKS} == {code for code, duty in KNOWN.duties.items() if duty.kind is ClauseKind.CLOCK}


@pytest.mark.parametrize(
    ("code", "sort", "limit", "basis"),
    [
        ("provider_exit.notice", ClauseKind.GATE, "6 months before", C),
        ("filing.advance", ClauseKind.ADVICE, "5 working days before", J),
        ("notice.advance", ClauseKind.ADVICE, "3 working days before", J),
    ],
)
def test_the_gate_and_the_advice_count_backward(code, sort, limit, basis):
    found = clause(FIRST, code)
    assert (found.sort, str(found.limit), found.basis) == (sort, limit, basis)
    assert found.limit is not None
    assert not found.limit.roll


@pytest.mark.parametrize("code", ["change.expand", "staff.replace", "migration.move", "switchover.move"])
def test_calendar_day_limits_of_the_first_contract_roll(code):
    limit = clause(FIRST, code).limit
    assert limit is not None
    assert limit.roll


def test_where_a_clock_begins_otherwise_than_at_the_act():
    later = {each.code: each.anchor_later for each in FIRST.clauses if each.anchor_later}
    assert later == {
        "restart.execute": "window_start",
        "go_live.switch": "window_start",
        "leaving.shut": "shut_down_on",
        "switchover.move": "end_date",
        "notice.finish": "work_to",
        "staffing.sheet": "duty_to",
        "acceptance.apply": "period_to",
        "acceptance.examine": "period_to",
        "secrecy_return.instruct": "service_to",
        "payment.first": "owed_from",
        "payment.final": "owed_from",
        "supplement.release": "takes_effect_on",
        "finding.terminate": "known_on",
    }
    earlier = {each.code for each in FIRST.clauses if each.anchor_earlier == ("reported_at", "alarm_at")}
    assert earlier == {"incident.respond", "incident.handle", "incident.locate", "incident.locate_key"}
    others = {each.code: each.anchor_earlier for each in FIRST.clauses if each.anchor_earlier}
    assert {code: said for code, said in others.items() if code not in earlier} == {
        "suspension.notify": ("interrupted_at",),
        "force_majeure.proof": ("occurred_at",),
        "acceptance.apply": ("period_to",),
        "acceptance.examine": ("period_to",),
        "secrecy_return.instruct": ("service_to",),
        "finding.terminate": ("known_on",),
        "payment.first": ("owed_from",),
        "payment.final": ("owed_from",),
    }


@pytest.mark.parametrize("code", ["filing.register", "common.accept", "restart.verify", "incident.progress"])
def test_these_clocks_list_no_ground_for_a_pause(code):
    assert clause(FIRST, code).pauses == ()


def test_no_clause_lists_a_ground_that_holds_for_every_clock():
    assert not {ground for each in FIRST.clauses for ground in each.pauses} & UNLISTED_REASONS


def test_the_first_contract_declares_every_kind_has_every_duty_and_answers_every_question():
    assert FIRST.kinds == tuple(KNOWN.kinds)
    assert {each.code for each in FIRST.clauses} == set(KNOWN.duties)
    assert set(readings(FIRST)) == set(KNOWN.readings)


def test_the_second_contract_declares_at_least_the_kinds_of_the_first_release():
    """It need not know what came later; `load_contract` refuses one that lacks a duty of a kind that it declares."""
    assert set(FIRST_RELEASE) <= set(SECOND.kinds) <= set(FIRST.kinds)


@pytest.mark.parametrize("terms", [FIRST, SECOND], ids=lambda terms: terms.number)
def test_every_clause_has_its_words_and_evidence(terms):
    assert all(each.title and each.title_en.isascii() and each.text and each.evidence for each in terms.clauses)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_file_is_named_by_its_contract(path):
    assert contract_files.read(path, KNOWN).number == path.stem


def test_the_questions_of_counting_and_the_choices_of_the_machines_are_all_answered():
    codes = {each.code for each in FIRST.interpretations}
    assert {f"Q{n}" for n in range(1, 13)} | {f"M{n}" for n in range(1, 21)} <= codes
    assert {"G3", "G4", "G5", "G6", "G7", "G13", "G14", "G15", "G16", "G17", "G18", "G19", "G20", "G21", "G22"} <= codes
    assert all(each.question and each.chosen for each in FIRST.interpretations)


def test_the_parameters_of_the_first_contract():
    assert numbers(FIRST) == {
        "availability.least_millionths": 999_900,
        "reliability.least_millionths": 999_999,
        "outage.long_minutes": 120,
        "outage.run_count": 3,
        "outage.run_gap_hours": 168,
        "outage.total_minutes": 480,
        "claim.after_close_working_days": 5,
        "claim.answer_working_days": 0,
        "claim.decide_working_days": 3,
        "claim.review_working_days": 5,
        "dates.evidence_reach_days": 365,
        "fact.reach_hours": 24,
        "fact.tolerance_minutes": 5,
        "go_live.trial_days": 30,
        "incident.check_recovery_minutes": 60,
        "incident.reject_recovery_working_days": 1,
        "incident.reopen_natural_days": 5,
        "leaving.shut_ahead_days": 90,
        "leaving.stable_days": 1,
        "notice.longest_days": 14,
        "acceptance.items_days": 90,
        "finding.level_b_events": 3,
        "finding.repeated_notices": 2,
        "payment.deferral_days": 365,
        "staffing.holiday_days": 3,
        "staffing.plan_days": 5,
        "staffing.short_in_a_row": 2,
        "assessment.objection_days": 3,
        "assessment.failed_in_a_row": 3,
        "penalty.complaints": 3,
        "penalty.least_members": 1,
        "sheet.close": 10,
        "report.days": 5,
        "report.plan_days": 10,
        "report.return_days": 5,
        "report.certificate_days": 60,
        "rectification.longest_days": 180,
        "restart.code_minutes": 10,
        "restart.permit_max_hours": 24,
        "change.urgent_window_days": 3,
        "consent.longest_days": 30,
        "drill.longest_hours": 72,
        "force_majeure.reach_hours": 360,
        "reclaim.fresh_days": 7,
        "reclaim.keep_days": 180,
        "reclaim.measured_days": 30,
    }


def test_what_looks_odd_in_the_first_contract_is_a_warning():
    told = {problem.key: problem for problem in FIRST.warnings}
    assert set(told) == {"catalogue.waf_ip.quantity", "effective_on"}
    assert told["catalogue.waf_ip.quantity"].msgid == contract_checks.MORE_THAN_WITHIN
    assert (
        told["catalogue.waf_ip.quantity"].params["quantity"],
        told["catalogue.waf_ip.quantity"].params["bound"],
    ) == (3, 2)


def test_the_second_contract_shares_no_number_and_no_unit_with_the_first():
    for other in SECOND.clauses:
        one = clause(FIRST, other.code)
        assert one.limit is None or one.limit != other.limit
        assert one.article != other.article
    assert not {each.code for each in FIRST.organizations} & {each.code for each in SECOND.organizations}
    assert not {each.code for each in FIRST.systems} & {each.code for each in SECOND.systems}
    assert not {each.amount for each in FIRST.instalments} & {each.amount for each in SECOND.instalments}
    assert not {each.quantity for each in FIRST.catalogue if each.quantity} & {
        each.quantity for each in SECOND.catalogue
    }
    assert all(numbers(FIRST)[key] != value for key, value in numbers(SECOND).items())
    assert SECOND.warnings == ()


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (date(2026, 9, 23), date(2027, 9, 22)),
        (date(2026, 1, 1), date(2026, 12, 31)),
        (date(2028, 2, 29), date(2029, 2, 27)),
    ],
)
def test_a_reissued_contract_is_as_long_as_the_first(starts, ends):
    copy = contracts.reissue(FIRST, number="DEMO", starts=starts)
    assert (copy.number, copy.starts, copy.ends) == ("DEMO", starts, ends)
    assert (copy.clauses, copy.systems, copy.amount) == (FIRST.clauses, FIRST.systems, FIRST.amount)


def test_a_term_of_odd_days_keeps_its_days():
    odd = contracts.reissue(FIRST, number="A", starts=date(2026, 1, 1))
    odd = replace(odd, ends=date(2026, 1, 20))
    assert contracts.reissue(odd, number="B", starts=date(2026, 3, 5)).ends == date(2026, 3, 24)


def test_a_system_can_be_given_a_vendor_and_called_important():
    vendor = OrganizationTerms("demo-software", "示例软件有限公司")
    copy = contracts.with_system(FIRST, "city-operation", important=True, vendor=vendor)
    changed = [each for each in copy.systems if each not in FIRST.systems]
    assert [(each.code, each.important, each.vendor) for each in changed] == [("city-operation", True, "demo-software")]
    assert copy.organizations == (*FIRST.organizations, vendor)
    assert contracts.with_system(copy, "city-operation", important=True, vendor=vendor) == copy
