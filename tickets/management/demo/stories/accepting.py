"""An acceptance (服务验收, 6), prepared ahead; the service opens it by itself when the term is over."""

from collections.abc import Iterator

from tickets.management.demo.contracts import DEMO
from tickets.management.demo.script import Story, Today, cue

WHOLE_CONTRACT = ""


def stories(_today: Today) -> Iterator[Story]:
    cues = (cue("3w 09:40", "desk", "open", acceptance_note="先备齐各月月报，期满即申请验收。"),)
    yield Story("acceptance", DEMO, WHOLE_CONTRACT, "全部服务期服务验收", cues, "applying")
