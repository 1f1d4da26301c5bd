"""会商纪要: a lead ticks open times and proposes what stands of each; the other side's lead reads it all and agrees."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.pages.claimed import claim, contested, late_answer, late_stamps
from tests.pages.conftest import Filled, Visitor, words
from tests.world import NOW, World
from tickets import actions
from tickets.models import Claim, Minutes, Ticket

CHECKS, NEW = "/checks/", "/checks/minutes/"
MOST_NEW, MOST_READ, MOST_LIST = 13, 14, 17  # on PostgreSQL one of them reads its clock


def choices(claims: list[Claim], *verdicts: str, **more: str) -> dict[str, str]:
    chosen = {f"c{one.pk}-verdict": verdict for one, verdict in zip(claims, verdicts, strict=True)}
    return {"claims": ",".join(str(one.pk) for one in claims), "minutes": "双方核对通话记录。", **chosen, **more}


def proposed(world: World, ticket: Ticket, who: str = "manager") -> Minutes:
    items = [(one.pk, actions.Value(one.fact.stated_at)) for one in Claim.objects.filter(ticket=ticket)]
    return actions.settle_together(items, text="双方核对通话记录。", actor=world.user(who), now=world.now)


def at(minutes: Minutes) -> str:
    return f"{NEW}{minutes.pk}/"


# --- propose ---


def test_a_lead_goes_from_ticks_to_a_page_with_both_readings_and_the_choices(world: World, visitor: Visitor) -> None:
    ticket = contested(world)
    page = visitor.post("manager", CHECKS, {"minutes": "yes", "pick": str(claim(ticket).pk)})
    seen = words(page)
    for choice in ("属实：10:04", "按使用单位所称：10:18", "维持录入：10:20", "另定时间，填在下面"):
        assert choice in seen, choice
    assert "按录入时间10:20" in seen
    assert "按服务商主张10:04" in seen


def test_whoever_agrees_sees_first_what_it_does_to_the_deadlines(world: World, visitor: Visitor) -> None:
    ticket = contested(world)
    one = claim(ticket)
    visitor.post("manager", NEW, choices([one], "claimed"))
    page = words(visitor.get("lead", at(Minutes.objects.get())))
    assert re.search(r"同意后各项时限 .*故障响应 按现行记录 已超期（.*?） 按会商纪要 按时（[^）]*，用时4分）", page)
    visitor.post("lead", at(Minutes.objects.get()), {"answer": "agree"})
    assert "同意后各项时限" not in words(visitor.get("lead", at(Minutes.objects.get())))


def test_what_is_proposed_waits_and_moves_nothing(world: World, visitor: Visitor) -> None:
    ticket = late_answer(world)
    page = words(visitor.post("manager", NEW, choices([claim(ticket)], "claimed")))
    assert "会商纪要已提出，待对方负责人确认" in page
    assert "待对方答复" in page
    assert claim(ticket).state == "pending"


def test_what_the_values_do_to_the_deadlines_is_shown_before_they_are_proposed(world: World, visitor: Visitor) -> None:
    one = claim(contested(world))
    typed = {**choices([one], "other", **{f"c{one.pk}-start": "2026-03-02T10:07"}), "minutes": "", "preview": "yes"}
    page = words(visitor.post("lead", NEW, typed, 200))
    assert re.search(r"故障响应 按现行记录 已超期（[^）]*，用时20分） 按会商纪要 已超期（[^）]*，用时7分）", page)
    assert not Minutes.objects.exists()


@pytest.mark.parametrize(
    ("start", "end"),
    [("10:20", "10:10"), ("10:20", "10:20"), ("09:00", "09:10"), ("10:10", "10:59")],
)
def test_a_value_that_could_not_be_proposed_is_refused_at_its_field_and_not_reckoned(
    world: World, visitor: Visitor, start: str, end: str
) -> None:
    ticket = world.take(world.file("incident", "clerk"), "respond")
    world.later(minutes=25)
    by = {"reason": "光缆中断", "actor": world.user("manager"), "now": world.now}
    one = actions.claim_pause(
        ticket, code="incident.handle", ground="third_party", value=actions.Value(NOW, NOW.replace(minute=20)), **by
    )
    typed = {f"c{one.pk}-start": f"2026-03-02T{start}", f"c{one.pk}-end": f"2026-03-02T{end}", "preview": "yes"}
    page = visitor.post("lead", NEW, choices([one], "other", **typed), 400)
    assert f'href="#minutes-c{one.pk}-' in page
    assert "按会商纪要" not in page


def test_a_value_that_cannot_be_is_named_before_anything_is_reckoned(world: World, visitor: Visitor) -> None:
    one = claim(contested(world))
    page = visitor.post("lead", NEW, {**choices([one], "other"), "preview": "yes"}, 400)
    assert f'href="#minutes-c{one.pk}-start"' in page


@pytest.mark.parametrize(
    ("verdict", "start", "stands"),
    [("claimed", "", 4), ("contested", "", 18), ("standing", "", 20), ("other", "2026-03-02T10:07", 7)],
)
def test_each_of_the_values_can_be_chosen(
    world: World, visitor: Visitor, verdict: str, start: str, stands: int
) -> None:
    ticket = contested(world)
    one = claim(ticket)
    visitor.post("lead", NEW, choices([one], verdict, **{f"c{one.pk}-start": start}))
    visitor.post("manager", at(Minutes.objects.get()), {"answer": "agree"})
    assert claim(ticket).fact.standing_at == NOW.replace(minute=stands)


def test_that_it_did_not_happen_is_offered_where_it_was_claimed(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("incident", "clerk"), "respond", "start_handling", "locate", "recover")
    world.later(minutes=10).take(ticket, "reject_recovery", seen_at=world.now.isoformat())
    page = words(visitor.get("lead", f"{NEW}?claims={claim(ticket).pk}"))
    assert "属实：未发生" in page
    visitor.post("lead", NEW, choices([claim(ticket)], "claimed"))
    visitor.post("manager", at(Minutes.objects.get()), {"answer": "agree"})
    assert claim(ticket).fact.standing_at is None


def test_a_pause_is_settled_with_its_beginning_and_end(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("incident", "clerk"), "respond")
    world.later(minutes=25)
    value = actions.Value(NOW.replace(minute=5), NOW.replace(minute=20))
    one = actions.claim_pause(
        ticket, code="incident.handle", ground="third_party", value=value, reason="光缆中断",
        actor=world.user("manager"), now=world.now,
    )  # fmt: skip
    named = {f"c{one.pk}-start": "2026-03-02T10:10", f"c{one.pk}-end": "2026-03-02T10:20"}
    visitor.post("lead", NEW, choices([one], "other", **named))
    visitor.post("manager", at(Minutes.objects.get()), {"answer": "agree"})
    assert "2026年3月2日 10:10至10:20" in words(visitor.get("manager", f"/tickets/{ticket.number}/"))


def test_what_was_entered_in_one_act_goes_in_together(world: World, visitor: Visitor) -> None:
    claims = list(Claim.objects.filter(ticket=late_stamps(world)))
    page = visitor.post("lead", CHECKS, {"minutes": "yes", "pick": str(claims[0].pk)})
    assert all(f'name="c{one.pk}-verdict"' in page for one in claims)
    visitor.post("lead", NEW, choices(claims, *["claimed"] * 3))
    assert {one.claim_id for one in Minutes.objects.get().statements.all()} == {one.pk for one in claims}


# --- refused ---


def test_nothing_ticked_is_said(world: World, visitor: Visitor) -> None:
    late_answer(world)
    said = "请先勾选要列入会商纪要的时间"
    assert said in words(visitor.post("lead", CHECKS, {"minutes": "yes"}))
    for query in ("", "?claims=", "?claims=99999", "?claims=x,-1,9999999999999999999999"):
        assert visitor.client("lead").get(NEW + query).url == CHECKS


def test_a_refused_proposal_loses_nothing_that_was_typed(world: World, visitor: Visitor) -> None:
    first, second = (claim(late_answer(world.at(NOW))) for _each in range(2))
    sent = choices([first, second], "other", "claimed", **{f"c{first.pk}-start": "2026-03-02T09:00"})
    page = visitor.post("lead", NEW, sent, 400)
    assert f'href="#minutes-c{first.pk}-start"' in page
    kept = Filled(page, "minutes").body
    assert kept["minutes"] == "双方核对通话记录。"
    assert kept[f"c{first.pk}-start"] == "2026-03-02T09:00"
    assert (kept[f"c{first.pk}-verdict"], kept[f"c{second.pk}-verdict"]) == ("other", "claimed")


def test_everything_that_is_missing_is_named_at_once(world: World, visitor: Visitor) -> None:
    first, second = (claim(late_answer(world.at(NOW))) for _each in range(2))
    page = visitor.post("lead", NEW, choices([first, second], "", "other", minutes=""), 400)
    for control in (f"c{first.pk}-verdict-claimed", f"c{second.pk}-start", "minutes"):
        assert f'href="#minutes-{control}"' in page, control


def test_a_proposal_without_words_is_refused_at_its_field(world: World, visitor: Visitor) -> None:
    one = claim(late_answer(world))
    assert 'href="#minutes-minutes"' in visitor.post("lead", NEW, choices([one], "claimed", minutes=" "), 400)
    assert not Minutes.objects.exists()


def test_a_time_that_was_settled_meanwhile_is_named(world: World, visitor: Visitor) -> None:
    ticket = late_answer(world)
    one = claim(ticket)
    actions.accept_claim(one.pk, actor=world.user("clerk"), now=world.now)
    page = visitor.post("lead", NEW, choices([one], "claimed"), 409)
    assert f"工单{ticket.number}的主张1已办结或已撤回" in words(page)
    assert "双方核对通话记录。" in page


@pytest.mark.parametrize("who", ["clerk", "desk", "engineer", "auditor", "officer", "outsider"])
def test_nobody_but_a_lead_proposes(world: World, visitor: Visitor, who: str) -> None:
    one = claim(late_answer(world))
    assert visitor.send(who, NEW, choices([one], "claimed")).url == CHECKS
    assert "列入会商纪要" not in words(visitor.get(who, CHECKS)).replace("请先勾选要列入会商纪要的时间", "")
    assert not Minutes.objects.exists()


def test_a_form_sent_twice_proposes_once(world: World, visitor: Visitor) -> None:
    one = claim(late_answer(world))
    for _each in range(2):
        visitor.post("lead", NEW, choices([one], "claimed", key="k-1"))
    assert Minutes.objects.count() == 1


# --- agree ---


def test_the_other_lead_finds_it_reads_all_values_and_agrees(world: World, visitor: Visitor) -> None:
    ticket = late_stamps(world)
    minutes = proposed(world, ticket)
    listed = words(visitor.get("lead", CHECKS))
    assert "待确认的会商纪要" in listed
    page = words(visitor.get("lead", at(minutes)))
    assert all(value in page for value in ("10:03", "10:08", "10:20", "双方核对通话记录。", "使用单位", "同意"))
    assert "所列时间均已认定" in words(visitor.post("lead", at(minutes), {"answer": "agree"}))
    assert set(Claim.objects.values_list("state", flat=True)) == {"accepted"}


def test_the_menu_counts_it_for_the_lead_who_may_agree(world: World, visitor: Visitor) -> None:
    ticket = late_answer(world)
    badge = r'href="/checks/"[^>]*>.*?</a>'
    proposed(world, ticket, "lead")
    assert 'class="badge">1<' in re.search(badge, visitor.get("manager", "/"), re.DOTALL)[0]
    assert 'class="badge"' not in re.search(badge, visitor.get("desk", "/"), re.DOTALL)[0]


def test_until_it_is_agreed_to_the_times_are_answered_as_before(world: World, visitor: Visitor) -> None:
    ticket = late_answer(world)
    minutes = proposed(world, ticket)
    assert "会商纪要待确认" in words(visitor.get("clerk", f"/tickets/{ticket.number}/"))
    visitor.post("clerk", CHECKS, {"accept": str(claim(ticket).pk)})
    page = words(visitor.get("lead", at(minutes)))
    assert "不能再同意" in page
    assert "该会商" not in page
    assert "待确认的会商纪要" not in words(visitor.get("lead", CHECKS))


def test_agreed_minutes_stand_on_the_order(world: World, visitor: Visitor) -> None:
    ticket = late_answer(world)
    actions.agree_minutes(proposed(world, ticket).pk, actor=world.user("lead"), now=world.now)
    page = words(visitor.get("clerk", f"/tickets/{ticket.number}/"))
    assert "会商纪要：双方认可10:04（演示·项目负责人提出，演示·单位负责人同意）。" in page
    assert "双方核对通话记录。" in page


def test_only_the_other_side_s_lead_agrees(world: World, visitor: Visitor) -> None:
    minutes = proposed(world, late_answer(world))
    for who in ("manager", "desk", "clerk", "auditor"):
        assert 'value="agree"' not in visitor.get(who, at(minutes)), who
        visitor.post(who, at(minutes), {"answer": "agree"})
    assert Minutes.objects.get().waiting


def test_strangers_find_no_minutes(world: World, visitor: Visitor) -> None:
    minutes = proposed(world, late_answer(world))
    visitor.get("outsider", at(minutes), 404)
    visitor.post("outsider", at(minutes), {"answer": "agree"}, 404)


# --- take back ---


def test_whoever_proposed_sees_it_waiting_and_takes_it_back(world: World, visitor: Visitor) -> None:
    ticket = late_answer(world)
    minutes = proposed(world, ticket)
    assert "待对方答复" in words(visitor.get("manager", CHECKS))
    assert "会商纪要已撤回" in words(visitor.post("manager", at(minutes), {"answer": "withdraw"}))
    assert at(minutes) not in visitor.get("manager", CHECKS)
    assert at(minutes) not in visitor.get("lead", CHECKS)
    assert "撤回会商纪要" in words(visitor.get("clerk", f"/tickets/{ticket.number}/"))


def test_the_other_side_does_not_take_it_back(world: World, visitor: Visitor) -> None:
    minutes = proposed(world, late_answer(world))
    assert 'value="withdraw"' not in visitor.get("lead", at(minutes))
    assert "只能由提出的一方撤回" in words(visitor.post("lead", at(minutes), {"answer": "withdraw"}))
    assert Minutes.objects.get().waiting


# --- budget ---


def test_its_pages_cost_as_few_queries_for_many_times_as_for_one(world: World) -> None:
    tickets = [late_answer(world.at(NOW)) for _each in range(4)]
    claims = [claim(one) for one in tickets]
    items = [(one.pk, actions.Value(one.fact.stated_at)) for one in claims]
    minutes = actions.settle_together(items, text="核对", actor=world.user("manager"), now=world.now)
    asked = ",".join(str(one.pk) for one in claims)
    client = Client()
    client.force_login(world.user("lead"))
    for path, most in ((f"{NEW}?claims={asked}", MOST_NEW), (at(minutes), MOST_READ), (CHECKS, MOST_LIST)):
        client.get(path)
        with CaptureQueriesContext(connection) as spent:
            assert client.get(path).status_code == 200
        said = "\n".join(one["sql"] for one in spent.captured_queries)
        assert len(spent) <= most, f"{path}: {len(spent)}\n{said}"
