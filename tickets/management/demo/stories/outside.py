"""Another agency's tickets under its own contract, which nobody else of the cast may see."""

from collections.abc import Iterator

from tickets.management.demo.contracts import OUTSIDE
from tickets.management.demo.script import Story, Today, cue

ARCHIVES = "digital-archives"


def stories(today: Today) -> Iterator[Story]:
    yield Story(
        "restart",
        OUTSIDE,
        ARCHIVES,
        "数字档案系统检索服务器重启",
        (
            cue(
                "55m",
                "outsider",
                "open",
                host="检索服务器 search-01",
                operation="reboot",
                reason="索引服务升级后需重启。",
                window_start=today.ahead(20 * 60),
                window_end=today.ahead(22 * 60),
                impact_ack=True,
            ),
            cue("48m", "outsider", "submit"),
        ),
        "approving",
    )
    yield Story(
        "staff_replacement",
        OUTSIDE,
        "",
        "更换档案系统驻场运维岗",
        (cue("2w 14:30", "outsider", "open", post="驻场运维岗 01", nonconformity="未按约定提交巡检记录。"),),
        "draft",
    )
