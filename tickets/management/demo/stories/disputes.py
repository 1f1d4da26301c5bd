"""Disputes (争议, 16): one that was settled, one that the other side has not answered yet."""

from collections.abc import Iterator

from tickets.management.demo.contracts import DEMO
from tickets.management.demo.script import Story, Today, cue

WHOLE_CONTRACT = ""


def stories(_today: Today) -> Iterator[Story]:
    yield _settled()
    yield _open()


def _settled() -> Story:
    cues = (
        cue(
            "18w 09:30",
            "manager",
            "open",
            dispute_about="迁移配合期间的短时扩容是否另行计费。",
            relief="按目录价格结算三天的短时扩容。",
        ),
        cue("14w 16:00", "lead", "answer", reply="高峰期短时扩容依合同免费，不应另行计费。"),
        cue("11w 10:20", "lead", "propose_terms", offer="本次免费；今后三天以上的扩容先签补充合同。"),
        cue("9w 15:10", "manager", "settle", "同意该方案。"),
    )
    return Story("dispute", DEMO, WHOLE_CONTRACT, "短时扩容计费争议", cues, "closed")


def _open() -> Story:
    said = {"dispute_about": "一次链路中断由哪一方负责。", "relief": "确认中断时长不计入云平台可用性。"}
    cues = (cue("2w 11:00", "manager", "open", **said),)
    return Story("dispute", DEMO, WHOLE_CONTRACT, "链路中断责任争议", cues, "answering")
