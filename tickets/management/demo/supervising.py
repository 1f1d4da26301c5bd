"""What stories do with orders of supervision (督办单), each by its verb of `actions`."""

from collections.abc import Callable, Mapping
from typing import Final

from tickets import actions
from tickets.management.demo.claiming import Word
from tickets.models import SupervisionOrder


def _issue(word: Word) -> None:
    actions.issue_supervision(word.ticket, word.cue.fields, actor=word.actor, now=word.at, confirmed=True)


def _reply(word: Word) -> None:
    order = SupervisionOrder.objects.get(ticket=word.ticket)
    actions.do_with_supervision(order, "replied", word.cue.fields, actor=word.actor, now=word.at)


SUPERVISING: Final[Mapping[str, Callable[[Word], None]]] = {"supervise": _issue, "reply": _reply}
