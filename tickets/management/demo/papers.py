"""The files that the demo's people hand in: short texts that say what they stand for, all made up."""

from io import BytesIO

from tickets.lifecycle.words import SLOTS
from tickets.models import Ticket

TEXT = """（演示材料，内容均为虚构）

材料名称：{label}
工单编号：{number}
工单标题：{title}
合同编号：{contract}
提交时间：{when}

本文件仅用于演示材料上传、校验和留痕，不具备任何效力。
"""


def name(slot: str) -> str:
    return f"{SLOTS[slot]}（演示）.txt"


def paper(slot: str, ticket: Ticket, when: str) -> BytesIO:
    text = TEXT.format(label=SLOTS[slot], number=ticket.number, title=ticket.title, contract=ticket.contract, when=when)
    return BytesIO(text.encode())
