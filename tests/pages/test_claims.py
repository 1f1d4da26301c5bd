"""时间核对 on the order's page: one line with two times, both readings, and what the person may do."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.pages.claimed import claim, contested, late_answer, late_stamps
from tests.pages.conftest import Visitor, words
from tests.world import PDF, World
from tickets import actions
from tickets.models import Attachment, Claim, Statement, Ticket


def path(ticket: Ticket, verb: str = "", number: int = 1) -> str:
    return f"/tickets/{ticket.number}/" + (f"claims/{number}/{verb}/" if verb else "")


def send(visitor: Visitor, who: str, ticket: Ticket, verb: str, expect: int = 302, **body: object) -> str:
    return words(visitor.post(who, path(ticket, verb), body, expect))


def file_field(visitor: Visitor, who: str, ticket: Ticket, verb: str) -> str:
    """The name under which the form of that verb sends its file."""
    page = visitor.get(who, path(ticket))
    form = page[page.index(f"claims/1/{verb}/") :]
    return re.findall(r'<input type="file" name="([^"]+)"', form[: form.index("</form>")])[0]


def test_a_claim_reads_as_one_line_with_two_times(world: World, visitor: Visitor) -> None:
    page = words(visitor.get("clerk", path(late_answer(world))))
    assert "响应：2026年3月2日 10:04（补录，10:20录入）" in page
    assert "时间待核对：待使用单位核对" in page
    assert "未附凭证" in page
    assert "先电话答复，后补录" in page


def test_the_clock_shows_both_readings_until_the_claim_is_settled(world: World, visitor: Visitor) -> None:
    ticket = late_answer(world)
    page = words(visitor.get("engineer", path(ticket)))
    assert "按录入时间10:20：已超期（应于2026年3月2日 10:05前，用时20分）" in page
    assert "按服务商主张10:04：按时（应于2026年3月2日 10:05前，用时4分）" in page
    actions.accept_claim(claim(ticket).pk, actor=world.user("clerk"), now=world.now)
    assert "按录入时间10:20" not in words(visitor.get("engineer", path(ticket)))


def test_the_other_side_answers_on_the_page_and_gives_up_nothing(world: World, visitor: Visitor) -> None:
    ticket = late_answer(world)
    page = words(visitor.get("clerk", path(ticket)))
    assert all(word in page for word in ("属实", "时间不符", "不掌握情况，转监管", "仅核对时间，不放弃合同权利"))
    for who in ("engineer", "manager", "officer"):
        assert "仅核对时间" not in words(visitor.get(who, path(ticket))), who


def test_a_time_that_is_so_counts_and_the_breach_is_set_aside(world: World, visitor: Visitor) -> None:
    ticket = late_answer(world)
    page = send(visitor, "clerk", ticket, "accept")
    assert "属实：使用单位认可10:04。" in page
    assert claim(ticket).state == "accepted"
    assert world.clock(ticket, "incident.respond").state == "met"


def test_a_breach_that_fell_says_by_whom_when_and_why(world: World, visitor: Visitor) -> None:
    ticket = contested(world)
    page = send(visitor, "auditor", ticket, "decide", verdict="claimed", comment="依通话记录")
    assert "超期认定已撤销（2026年3月2日 10:20，演示·监管审计员，见主张1）：依通话记录" in page
    assert "已采信：监管服务商核定10:04，理由：依通话记录" in page
    assert "本认定不影响双方依合同第十六条主张权利。" in page


def test_a_breach_that_fell_without_a_reason_says_none(world: World, visitor: Visitor) -> None:
    page = send(visitor, "clerk", late_answer(world), "accept")
    assert "超期认定已撤销（2026年3月2日 10:20，演示·经办员，见主张1）" in page
    assert "见主张1）：" not in page


def test_a_contest_names_its_own_time_reason_and_evidence(world: World, visitor: Visitor) -> None:
    ticket = late_answer(world)
    body = {"start": "2026-03-02T10:18", "comment": "10:18才接到电话"}
    body |= {file_field(visitor, "clerk", ticket, "contest"): SimpleUploadedFile("话单.pdf", PDF)}
    page = send(visitor, "clerk", ticket, "contest", **body)
    assert "时间不符：服务商称10:04，使用单位称10:18。待监管核定" in page
    assert "对方凭证： 话单.pdf" in page
    assert Attachment.objects.get(ticket=ticket).name == "话单.pdf"


def test_each_word_shows_the_files_that_came_with_it_and_no_others(world: World, visitor: Visitor) -> None:
    ticket = late_answer(world, evidence=True)
    world.later(minutes=5)
    body = {"clause": "incident.handle", "ground": "third_party", "start": "2026-03-02T10:21", "comment": "光缆中断"}
    page = visitor.post("manager", path(ticket) + "claim-pause/", body)
    assert [one.papers.count() for one in Statement.objects.order_by("id")] == [1, 0]
    second, first = page.index('id="claim-2"'), page.index('id="claim-1"')
    assert "未附凭证" in words(page[second:first])
    assert "通话记录.pdf" not in words(page[second:first])
    assert "通话记录.pdf" in words(page[first:])


def test_force_majeure_is_proved_by_a_file_and_the_page_says_by_when(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("incident", "clerk"), "respond")
    by = {"reason": "地震", "actor": world.user("manager"), "now": world.now}
    actions.claim_pause(ticket, code="*", ground="force_majeure", value=actions.Value(world.now), **by)
    assert "证明待交，应于2026年3月17日24时前提交。" in words(visitor.get("manager", path(ticket)))
    refused = visitor.post("manager", path(ticket, "prove"), {"comment": ""}, 400)
    assert "请附上证明文件。" in words(refused)
    assert claim(ticket).proof_at is None
    proof = {file_field(visitor, "manager", ticket, "prove"): SimpleUploadedFile("证明.pdf", PDF)}
    page = send(visitor, "manager", ticket, "prove", **proof)
    assert "证明待交" not in page
    assert "凭证： 证明.pdf" in page


def test_a_contest_without_a_time_holds_to_what_stands(world: World, visitor: Visitor) -> None:
    ticket = late_answer(world)
    assert "使用单位称10:20" in send(visitor, "clerk", ticket, "contest", comment="以录入为准")


def test_a_contest_without_a_reason_comes_back_with_what_was_typed(world: World, visitor: Visitor) -> None:
    ticket = late_answer(world)
    page = visitor.post("clerk", path(ticket, "contest"), {"start": "2026-03-02T10:18", "comment": ""}, 400)
    assert 'value="2026-03-02T10:18"' in page
    assert 'href="#c1-contest-comment"' in page


def test_a_time_out_of_bounds_is_refused_at_its_field(world: World, visitor: Visitor) -> None:
    ticket = late_answer(world)
    body = {"start": "2026-03-02T10:40", "comment": "不符"}
    assert 'href="#c1-contest-start"' in visitor.post("clerk", path(ticket, "contest"), body, 400)


def test_whoever_cannot_tell_passes_it_on(world: World, visitor: Visitor) -> None:
    ticket = late_answer(world)
    assert "使用单位不掌握情况，已转监管核定" in send(visitor, "clerk", ticket, "refer")
    assert "核定" in words(visitor.get("auditor", path(ticket)))


@pytest.mark.parametrize(
    ("verdict", "said", "start"),
    [("contested", "10:18", ""), ("standing", "10:20", ""), ("other", "10:10", "2026-03-02T10:10")],
)
def test_the_supervisor_decides_on_any_of_the_times(
    world: World, visitor: Visitor, verdict: str, said: str, start: str
) -> None:
    ticket = contested(world)
    page = send(visitor, "auditor", ticket, "decide", verdict=verdict, start=start, comment="依监控")
    assert f"未采信：监管服务商核定{said}，理由：依监控" in page


def test_another_time_must_be_named(world: World, visitor: Visitor) -> None:
    ticket = contested(world)
    body = {"verdict": "other", "comment": "依监控"}
    assert 'href="#c1-decide-start"' in visitor.post("auditor", path(ticket, "decide"), body, 400)


def test_nobody_decides_before_the_other_side_has_spoken(world: World, visitor: Visitor) -> None:
    ticket = late_answer(world)
    assert "监管核定" not in words(visitor.get("auditor", path(ticket)))
    visitor.post("auditor", path(ticket, "decide"), {"verdict": "claimed", "comment": "属实"}, 409)


def test_a_claim_is_withdrawn_or_corrected_by_the_side_that_made_it(world: World, visitor: Visitor) -> None:
    ticket = late_answer(world)
    send(visitor, "engineer", ticket, "correct", start="2026-03-02T10:03", comment="看错")
    assert "10:03（补录" in words(visitor.get("clerk", path(ticket)))
    assert "主张已撤回，现行时间10:20。" in send(visitor, "engineer", ticket, "withdraw")


def test_a_party_asks_for_a_review_and_the_authority_decides_anew(world: World, visitor: Visitor) -> None:
    ticket = contested(world)
    send(visitor, "auditor", ticket, "decide", verdict="contested", comment="依监控")
    assert "已申请复核" in send(visitor, "manager", ticket, "ask_review", comment="另附通话记录")
    page = send(visitor, "officer", ticket, "review", verdict="claimed", comment="通话记录属实")
    assert "已采信：管理单位核定10:04" in page
    assert "已复核" in page


def test_another_time_is_claimed_for_what_stands(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("incident", "clerk"), "respond")
    world.later(minutes=2)
    body = {"fact": "reported_at:1", "start": "2026-03-02T09:50", "comment": "电话报障在先"}
    visitor.post("clerk", f"/tickets/{ticket.number}/claim-time/", body)
    assert Claim.objects.get(ticket=ticket).fact.name == "reported_at"


def test_a_pause_is_claimed_with_its_ground(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("incident", "clerk"), "respond")
    world.later(minutes=25)
    body = {"clause": "incident.handle", "ground": "third_party", "comment": "外线光缆被挖断"}
    body |= {"start": "2026-03-02T10:05", "end": "2026-03-02T10:20"}
    page = words(visitor.post("manager", f"/tickets/{ticket.number}/claim-pause/", body))
    assert "暂停计时申请：第三方原因" in page
    assert "2026年3月2日 10:05至10:20" in page
    assert "毛用时25分，净用时10分" in page


def test_a_pause_without_a_beginning_is_refused_at_its_field(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("incident", "clerk"), "respond")
    body = {"clause": "incident.handle", "ground": "third_party", "comment": "外线光缆被挖断"}
    page = visitor.post("manager", f"/tickets/{ticket.number}/claim-pause/", body, 400)
    assert 'href="#pause-start"' in page
    assert "外线光缆被挖断" in page


def test_a_running_pause_is_ended_on_the_page(world: World, visitor: Visitor) -> None:
    ticket = running_pause(world, visitor)
    send(visitor, "lead", ticket, "accept")
    world.later(minutes=5)
    assert "结束暂停" in words(visitor.get("manager", path(ticket)))
    assert "结束暂停" not in send(visitor, "manager", ticket, "end").split("往来记录")[0].split("时间核对")[-1]


def running_pause(world: World, visitor: Visitor) -> Ticket:
    """From 10:02 on, claimed at 10:05."""
    ticket = world.take(world.file("incident", "clerk"), "respond")
    world.later(minutes=5)
    body = {"clause": "incident.handle", "ground": "third_party", "comment": "外线光缆被挖断"}
    visitor.post("manager", f"/tickets/{ticket.number}/claim-pause/", body | {"start": "2026-03-02T10:02"})
    return ticket


def test_whoever_accepted_a_running_pause_did_not_accept_its_end(world: World, visitor: Visitor) -> None:
    ticket = running_pause(world, visitor)
    send(visitor, "lead", ticket, "accept")
    world.later(minutes=5)
    page = send(visitor, "manager", ticket, "end")
    assert "属实：使用单位认可2026年3月2日 10:02起。该暂停已于10:10由服务商（演示·项目负责人）结束。" in page
    assert "提出时间主张 2026年3月2日 10:02起" in page
    assert "使用单位认可2026年3月2日 10:02至10:10" not in page


def test_an_end_that_was_known_is_accepted_with_the_pause(world: World, visitor: Visitor) -> None:
    ticket = running_pause(world, visitor)
    world.later(minutes=5)
    send(visitor, "manager", ticket, "end")
    page = send(visitor, "lead", ticket, "accept")
    assert "属实：使用单位认可2026年3月2日 10:02至10:10。" in page
    assert "该暂停已于" not in page


def test_claims_of_one_question_say_with_which_they_are_answered(world: World, visitor: Visitor) -> None:
    ticket = late_stamps(world)
    page = words(visitor.get("clerk", path(ticket)))
    assert all(f"与主张{others}一并核对" in page for others in ("2、3", "1、3", "1、2"))
    assert "与主张" not in send(visitor, "clerk", ticket, "accept")


def test_a_claim_that_is_answered_by_itself_names_no_other(world: World, visitor: Visitor) -> None:
    assert "一并核对" not in words(visitor.get("clerk", path(late_answer(world))))


def test_who_is_no_party_claims_nothing_and_a_stranger_finds_nothing(world: World, visitor: Visitor) -> None:
    ticket = late_answer(world)
    assert "对时间有异议" not in words(visitor.get("auditor", path(ticket)))
    visitor.post("outsider", path(ticket, "accept"), {}, 404)
    visitor.post("engineer", path(ticket, "accept"), {}, 403)
    visitor.post("clerk", path(ticket, "accept", 9), {}, 404)
    visitor.post("clerk", path(ticket, "nothing"), {}, 404)


def test_who_tried_to_answer_their_own_word_stands_in_the_order(world: World, visitor: Visitor) -> None:
    ticket = late_answer(world)
    visitor.post("engineer", path(ticket, "accept"), {}, 403)
    page = words(visitor.get("auditor", path(ticket)))
    assert "主张须由对方答复，不得自行认可本方主张。" in page
    assert "1：响应" in page


def test_a_late_entry_that_nothing_turns_on_is_marked_and_asks_nobody(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("incident", "clerk"), "respond")
    world.later(minutes=12)
    said = {"happened_at": "2026-03-02T10:03:00+08:00", "late_reason": "先抢修，后补录"}
    world.take(ticket, "start_handling", who="engineer", **said)
    page = words(visitor.get("clerk", path(ticket)))
    assert "开始处置：2026年3月2日 10:03（补录，10:12录入，录入人 演示·工程师；理由：先抢修，后补录）" in page
    assert "补录 发生于2026年3月2日 10:03，10:12录入" in page
    assert not Claim.objects.filter(ticket=ticket).exists()


def test_an_order_with_nothing_late_says_nothing_of_it(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("incident", "clerk"), "respond")
    assert "时间核对" not in words(visitor.get("clerk", path(ticket)))


def test_a_link_to_an_answer_leads_to_the_order(world: World, visitor: Visitor) -> None:
    ticket = late_answer(world)
    assert visitor.client("clerk").get(path(ticket, "accept")).url == path(ticket)


def test_a_settled_claim_does_not_repeat_what_another_says_of_its_deadlines(world: World, visitor: Visitor) -> None:
    ticket = late_answer(world)
    actions.accept_claim(claim(ticket).pk, actor=world.user("clerk"), now=world.now)
    by = {"reason": "地震", "actor": world.user("manager"), "now": world.now}
    value = actions.Value(world.now.replace(minute=10))
    actions.claim_pause(ticket, code="*", ground="force_majeure", value=value, **by)
    page = visitor.get("lead", path(ticket))
    second, first = page.index('id="claim-2"'), page.index('id="claim-1"')
    assert "read-clock" in page[second:first]
    assert "read-clock" not in page[first : page.index("</li>", page.index("said", first))]


@pytest.mark.parametrize(
    ("form", "typed"),
    [
        ("claim-time", {"fact": "respond:1", "start": "2026-03-02T10:12"}),
        ("claim-pause", {"clause": "incident.handle", "ground": "third_party", "start": "2026-03-02T10:05"}),
    ],
)
def test_what_is_attached_to_a_claim_of_ones_own_is_kept_with_it(
    world: World, visitor: Visitor, form: str, typed: dict[str, str]
) -> None:
    """Under the name that the page itself gives the field."""
    ticket = world.file("incident", "clerk")
    world.later(minutes=15).take(ticket, "respond")
    page = visitor.get("manager", path(ticket))
    within = page[page.index(f"/{form}/") :]
    named = re.findall(r'<input type="file" name="([^"]+)"', within[: within.index("</form>")])[0]
    body = {**typed, "comment": "有记录", named: SimpleUploadedFile("记录.pdf", PDF)}
    visitor.post("manager", f"{path(ticket)}{form}/", body)
    assert [one.name for one in Statement.objects.get().papers.all()] == ["记录.pdf"]


def test_whoever_contests_for_the_time_that_stands_gives_no_reading_of_their_own(
    world: World, visitor: Visitor
) -> None:
    ticket = late_answer(world)
    by = {"actor": world.user("clerk"), "now": world.now, "comment": "无此通话"}
    actions.contest_claim(claim(ticket).pk, value=None, **by)
    seen = words(visitor.get("auditor", path(ticket)))
    assert "服务商称10:04，使用单位称10:20" in seen
    assert "按录入时间10:20" in seen
    assert "按使用单位所称10:20" not in seen


def test_the_stages_say_by_what_their_times_go_where_something_was_entered_late(world: World, visitor: Visitor) -> None:
    said = "各环节用时按录入时间计"
    assert said in words(visitor.get("clerk", path(late_answer(world))))
    assert said not in words(visitor.get("clerk", path(world.file("incident", "clerk"))))
