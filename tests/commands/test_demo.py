"""`manage.py demo`: told once for this file, since every act of two months goes through the door."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts import mailboxes
from accounts.models import Membership, User
from tests.kinds import FIRST_RELEASE
from tickets import audit, checks, clock, leaps, permissions, register
from tickets.lifecycle import KINDS
from tickets.management.demo import contracts
from tickets.management.demo.script import Today
from tickets.management.demo.stories import told
from tickets.models import (
    AuditEntry,
    Breach,
    Claim,
    Clause,
    Contract,
    Deadline,
    Delivery,
    Notice,
    SupervisionOrder,
    System,
    Ticket,
)

#: A Thursday after a week of holidays, when every contract of the demo is in term.
NOW = datetime.fromisoformat("2026-10-15T10:20:00+08:00")


def demo() -> str:
    out = StringIO()
    call_command("demo", stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module", autouse=True)
def _told(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The telling lies in one transaction around this file's tests; to the door it is a test case's."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "_database_clock", lambda: NOW)
        patch.setattr(clock, "_process_clock", lambda: NOW)
        patch.setattr(leaps, "GUARD", leaps.ClockGuard())
        around = transaction.atomic()
        around._from_testcase = True
        with around:
            demo()
            yield
            transaction.set_rollback(True)


@pytest.fixture
def demo_contract(db) -> Contract:
    return Contract.objects.get(number="DEMO")


@pytest.fixture
def stories(demo_contract) -> list:
    limits = {code: clause.limit for code, clause in register.clauses(demo_contract).items() if clause.limit}
    return told(Today(NOW, register.calendar(), limits))


def test_every_story_has_come_to_where_it_says(stories):
    told = Ticket.objects.exclude(kind="change", occasion__isnull=False)  # which a reclaim leaves behind
    assert {ticket.title: ticket.state for ticket in told} == {story.title: story.ends for story in stories}


def test_each_of_the_first_kinds_is_there(demo_contract):
    told_of = set(demo_contract.tickets.values_list("kind", flat=True))
    assert set(FIRST_RELEASE) <= told_of <= set(KINDS)


def test_clocks_stand_in_every_telling_state(demo_contract):
    running = Deadline.objects.filter(ticket__contract=demo_contract, stopped_at=None)
    lamps = Counter(deadline.lamp(NOW) for deadline in running)
    assert all(lamps[lamp] >= 3 for lamp in ("red", "amber", "green", "grey")), lamps
    closed_late = Deadline.objects.filter(ticket__state="closed", state="breached")
    assert len(set(closed_late.values_list("ticket__kind", flat=True))) >= 3


def test_a_breach_says_its_true_instant_and_was_told_a_second_later(db):
    for deadline in Deadline.objects.filter(state="breached"):
        breach = deadline.breach
        assert breach.occurred_at <= breach.detected_at <= breach.occurred_at + timedelta(seconds=2)
        assert breach.told_at == breach.detected_at


def test_both_sides_have_missed_something(demo_contract):
    missed = Deadline.objects.filter(ticket__contract=demo_contract, state="breached")
    assert {"agency", "provider", "supervisor"} <= set(missed.values_list("party", flat=True))


def test_the_audit_of_every_ticket_verifies_and_runs_forward_up_to_now(db):
    found = list(audit.verify())
    assert not [each for each in found if isinstance(each, audit.Fault)]
    for ticket in Ticket.objects.all():
        instants = list(AuditEntry.objects.filter(ticket=ticket).order_by("seq").values_list("at", flat=True))
        assert instants == sorted(instants)
        assert instants[-1] <= NOW


def test_nobody_is_mailed_about_the_past_but_can_be_from_now_on(db):
    assert Notice.objects.exists()
    assert not Delivery.objects.exists()
    assert not mailboxes.unreached().filter(demo=True).exists()


def test_old_notices_are_read_and_new_ones_wait(db):
    assert not Notice.objects.filter(at__lt=NOW - timedelta(days=3), read_at=None).exists()
    assert Notice.objects.filter(read_at=None).exists()


def test_a_month_is_closed_with_a_line_and_finance_has_money_to_confirm(demo_contract):
    """Whoever opens the pages of money finds something there."""
    (sheet,) = demo_contract.month_sheets.all()
    (line,) = sheet.lines.all()
    assert (f"{sheet.month:%Y-%m}", sheet.closed_by.username) == ("2026-08", "lead")
    assert (line.rule, line.systems, line.assessed_by.username, line.confirmed_by.username) == (
        "A3.8", ["energy-monitoring"], "lead", "lead2"
    )  # fmt: skip
    order = demo_contract.tickets.get(kind="recovery")
    assert set(order.turns.values_list("role", "step")) >= {("agency_finance", "confirm_receipt")}


def test_a_second_run_adds_nothing(db):
    def count() -> list[int]:
        return [model.objects.count() for model in (User, Membership, Contract, Ticket, AuditEntry, Notice)]

    before = count()
    assert "新建账号 0 个，新建工单 0 件" in demo()
    assert count() == before


def test_outside_demo_mode_it_refuses_in_one_line(db, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO"):
        demo()


ACCOUNTS = {
    "clerk": ("agency", "agency_clerk"),
    "lead": ("agency", "agency_lead"),
    "lead2": ("agency", "agency_lead"),
    "finance": ("agency", "agency_finance"),
    "desk": ("provider", "provider_desk"),
    "engineer": ("provider", "provider_engineer"),
    "manager": ("provider", "provider_lead"),
    "manager2": ("provider", "provider_lead"),
    "officer": ("authority", "authority_officer"),
    "auditor": ("supervisor", "supervisor_auditor"),
}


@pytest.mark.parametrize("username", sorted(ACCOUNTS))
def test_the_parties_people_hold_their_one_role_under_all_their_unit_s_contracts(demo_contract, username):
    party, role = ACCOUNTS[username]
    place = Membership.objects.get(user__username=username)
    real = Contract.objects.get(number="FW2025091703")
    assert place.role == role
    assert place.organization == getattr(demo_contract, party) == getattr(real, party)


@pytest.mark.parametrize(
    ("username", "role"), [("sysadmin", "system_admin"), ("secadmin", "security_admin"), ("auditadmin", "audit_admin")]
)
def test_the_three_administrators_belong_to_the_operator(db, username, role):
    place = Membership.objects.get(user__username=username)
    assert (place.role, place.organization.kind) == (role, "operator")


def test_the_developer_serves_one_important_system_of_the_demo_contract(demo_contract):
    place = Membership.objects.get(user__username="vendor")
    served = System.objects.get(vendor=place.organization)
    assert served.contract == demo_contract
    assert served.important


def test_names_say_that_they_are_made_up(db):
    assert all(user.name.startswith("演示") for user in User.objects.filter(demo=True))


def test_the_outsider_sees_only_another_agency_s_tickets(db):
    outsider = User.objects.get(username="outsider")
    seen = permissions.visible(permissions.standing(outsider, NOW))
    assert set(seen.values_list("contract__number", flat=True)) == {"ZX2026-0031"}


def test_one_password_opens_every_account_and_comes_back_when_changed(db, settings):
    clerk = User.objects.get(username="clerk")
    clerk.set_password("Changed-By-Somebody-1")
    clerk.save()
    demo()
    assert all(user.check_password(settings.DEMO_PASSWORD) for user in User.objects.filter(demo=True))


def test_an_account_of_the_same_name_that_is_no_demo_account_is_left_alone(db):
    clerk = User.objects.get(username="clerk")
    clerk.demo = False
    clerk.set_password("A-Real-Person-1")
    clerk.save()
    demo()
    clerk.refresh_from_db()
    assert clerk.check_password("A-Real-Person-1")


def test_the_demo_s_term_began_sixty_days_ago_and_lasts_twelve_months(demo_contract):
    assert demo_contract.starts == NOW.date() - timedelta(days=60)
    assert (demo_contract.ends + timedelta(days=1)).month == demo_contract.starts.month
    assert (demo_contract.ends - demo_contract.starts).days in (364, 365)


def loaded(at: datetime) -> dict[str, bool]:
    """The numbers of the contracts that are made (True) or brought up to date (False)."""
    return {one.contract.number: one.created for one in contracts.load(at)}


def test_a_successor_comes_when_the_provider_could_no_longer_apply_to_leave(db):
    assert loaded(NOW + timedelta(days=90)) == {}
    later = NOW + timedelta(days=150)
    assert loaded(later) == {"DEMO-2": True}
    assert loaded(later) == {}
    assert loaded(later + timedelta(days=150)) == {"DEMO-3": True}


def test_contracts_of_an_earlier_release_get_what_this_one_asks_for_and_keep_their_term(db):
    loaded(NOW + timedelta(days=150))
    term = list(Contract.objects.order_by("number").values_list("number", "starts", "ends"))
    Clause.objects.filter(code="restart.verify").update(current=False)
    Contract.objects.update(kinds=["restart"], digest="")

    assert loaded(NOW + timedelta(days=151)) == dict.fromkeys(["FW2025091703", "ZX2026-0031", "DEMO", "DEMO-2"], False)
    assert set(register.missing(Contract.objects.all())[Contract.objects.get(number="DEMO").pk]) == set(KINDS)
    assert list(checks.contracts_behind()) == []
    assert list(Contract.objects.order_by("number").values_list("number", "starts", "ends")) == term
    assert Clause.objects.get(contract__number="DEMO", code="restart.verify", current=True).edition == 2


def test_it_says_which_contracts_were_brought_up_to_date(db):
    Contract.objects.filter(number="DEMO").update(kinds=["restart"], digest="")
    assert "DEMO：已更新" in demo()


def test_every_case_of_a_checked_time_is_there(demo_contract):
    claims = Claim.objects.filter(ticket__contract=demo_contract)
    assert set(claims.values_list("state", flat=True)) == {"pending", "accepted", "contested", "decided"}
    assert claims.filter(type="pause", ground="third_party", state="pending").exists()
    assert claims.filter(fact__name="recover", state="contested").exists()
    assert claims.filter(ground="force_majeure", state="accepted", proof_at=None, proof_due__gt=NOW).exists()
    assert Breach.objects.filter(deadline__ticket__contract=demo_contract, set_aside_at__isnull=False).exists()


def test_one_order_of_supervision_waits_for_a_reply_and_one_for_whoever_issued_it(db):
    rows = SupervisionOrder.objects.order_by("issued_at")
    assert [(one.grade, one.state) for one in rows] == [("blue", "replied"), ("orange", "awaited")]
    assert all(one.ended_at is None and not one.overdue(NOW.date()) for one in rows)
