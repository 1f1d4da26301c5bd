"""What stories do about times beside the steps: claims, answers, decisions, each by its verb of `actions`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from accounts.models import User
from tickets import actions
from tickets.actions import Value
from tickets.management.demo.script import Cue
from tickets.models import Claim, Ticket


@dataclass(frozen=True, slots=True)
class Word:
    """One cue of a story that is a word about a time."""

    ticket: Ticket
    cue: Cue
    actor: User
    at: datetime

    @property
    def claim(self) -> int:
        """The newest claim of the order, or the one that the cue numbers."""
        claims = Claim.objects.filter(ticket=self.ticket)
        return claims.get(number=self.cue.fields.get("claim", claims.count())).pk

    @property
    def value(self) -> Value | None:
        start, end = (_instant(self.cue.fields.get(name)) for name in ("start", "end"))
        return Value(start, end) if start is not None else None

    def say(self, verb: Callable[..., Claim], **more: Any) -> None:
        verb(self.claim, actor=self.actor, now=self.at, comment=self.cue.comment, **more)

    def pause(self) -> None:
        fields = self.cue.fields
        actions.claim_pause(
            self.ticket,
            code=fields["clause"],
            ground=fields["ground"],
            value=self.value or Value(self.at),
            reason=self.cue.comment,
            actor=self.actor,
            now=self.at,
        )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


WORDS: Final[Mapping[str, Callable[[Word], None]]] = {
    "claim.accept": lambda word: word.say(actions.accept_claim),
    "claim.contest": lambda word: word.say(actions.contest_claim, value=word.value),
    "claim.decide": lambda word: word.say(actions.decide_claim, value=word.value),
    "claim.pause": Word.pause,
}
