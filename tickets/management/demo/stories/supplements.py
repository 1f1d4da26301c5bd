"""Supplementary contracts (补充合同, 17): one that an edition carries, one whose text the other side wants changed."""

from collections.abc import Iterator

from tickets.management.demo.contracts import DEMO, SUPPLEMENT
from tickets.management.demo.script import Story, Today, cue

WHOLE_CONTRACT = ""


def stories(today: Today) -> Iterator[Story]:
    yield _in_force(today)
    yield _being_revised(today)


def _said(subject: str, text: str, day: str) -> dict[str, str]:
    return {"supplement_subject": subject, "supplement_text": text, "takes_effect_on": day}


def _in_force(today: Today) -> Story:
    cues = (
        cue(
            "20w 09:20",
            "clerk",
            "open",
            **_said("parameters", "每月项目月报改为次月第8个工作日前报送。", today.day("12w 09:00")),
            affects=[{"affected_clause": "项目月报"}],
        ),
        cue("20w 10:00", "clerk", "submit"),
        cue("19w 09:40", "lead", "propose"),
        cue("16w 15:10", "manager", "agree_text"),
        cue("15w 10:30", "manager", "sign"),
        cue("13w 11:00", "lead", "countersign", supplement_no=SUPPLEMENT, contract_signed_on=today.day("13w 11:00")),
        cue("11w 09:30", "finance", "release_edition"),
    )
    return Story("supplement", DEMO, WHOLE_CONTRACT, "月报报送时间补充合同", cues, "closed")


def _being_revised(today: Today) -> Story:
    said = _said("fee_allocation", "三个系统的服务费按资源占用比例分摊。", today.day_ahead(20))
    cues = (
        cue("4w 10:10", "manager", "open", **said),
        cue("4w 10:40", "manager", "propose_provider"),
        cue("2w 16:20", "lead", "request_changes", "文本没有写明分摊比例，请补充。"),
    )
    return Story("supplement", DEMO, WHOLE_CONTRACT, "服务费分摊补充合同", cues, "revising")
