"""What of a finding was decided once it was settled (复议), as it stood at an instant: the newest decision counts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from tickets.lifecycle.endorsements import DECIDED_ANEW, REDECIDED
from tickets.lifecycle.kinds.finding import Finding
from tickets.lifecycle.kinds.finding.decisions import (
    AGREED_BASE,
    DECIDED_RULE,
    DECISION,
    DECISION_GROUND,
    JUDGMENT,
    SET_ASIDE,
)
from tickets.lifecycle.kinds.finding.questions import AGREED_SUM
from tickets.models import Endorsement, Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingDecision:
    """number: its own. said: what was typed when it was taken, by name of the field. agreed: by both sides."""

    number: str
    at: datetime
    decided_by: int | None
    confirmed_by: int | None
    said: Mapping[str, Any] = field(hash=False)
    agreed: bool

    @property
    def rule(self) -> str:
        return self.said.get(DECIDED_RULE.name) or ""

    @property
    def set_aside(self) -> bool:
        return self.said.get(DECISION.name) == SET_ASIDE

    @property
    def binds_both(self) -> bool:
        """Both sides agree, or a court has judged: nothing of it is held back any more."""
        return self.agreed or self.said.get(DECISION_GROUND.name) == JUDGMENT

    @property
    def sum(self) -> Decimal | None:
        return _exact(self.said.get(AGREED_SUM.name))

    @property
    def base(self) -> Decimal | None:
        return _exact(self.said.get(AGREED_BASE.name))


def decisions(finding: Ticket) -> Iterator[FindingDecision]:
    """In their order, by its endorsements, those that stand no more among them: each was confirmed, or agreed to."""
    taken: Endorsement | None = None
    count = 0
    for one in sorted(finding.endorsements.all(), key=lambda one: one.pk):
        if one.name == REDECIDED.name:
            taken = one
        if one.name == DECIDED_ANEW.name and taken is not None:
            count += 1
            yield FindingDecision(
                number=f"{finding.number}-{count}", at=one.at, decided_by=taken.by_id, confirmed_by=one.by_id,
                said=taken.data, agreed=one.action == Finding.agree_decision.name,
            )  # fmt: skip


def newest(finding: Ticket, now: datetime | None) -> FindingDecision | None:
    """now: None as it stands."""
    return next((one for one in reversed(list(decisions(finding))) if now is None or one.at <= now), None)


def _exact(said: str | None) -> Decimal | None:
    return Decimal(said) if said else None
