"""Whether anything turns on an instant: how a contract clock comes out by one value and by another. Writes nothing."""

from collections.abc import Iterable

from tickets.actions.act import Act
from tickets.clocks import lives
from tickets.clocks.lives import Otherwise
from tickets.models import Deadline
from tickets.policy.types import Basis, Party

AGENCY = Party.AGENCY.value
#: A clock, as it comes out as entered and as stated.
Pair = tuple[Deadline, lives.Outcome, lives.Outcome]


def outcome(act: Act, row: Deadline, other: Otherwise) -> lives.Outcome:
    life = lives.of(row, other, act.clocks.rounds)
    return lives.outcome(row, life, act.clocks.calendar_of(row), act.now)


def turns(row: Deadline, entered: lives.Outcome, said: lives.Outcome, *, late: bool) -> bool:
    """Whether a contract clock comes out otherwise; by a late entry also, whether it runs to another due."""
    if row.clause.basis != Basis.CONTRACT:
        return False
    return entered.late != said.late or (late and row.open and entered.due.legal != said.due.legal)


def admitted(side: str, pairs: Iterable[Pair]) -> bool:
    """Nothing reads better for the side that speaks, and nothing worse for the other."""
    return not any(_favours(side, row, entered, said) for row, entered, said in pairs)


def _favours(side: str, row: Deadline, entered: lives.Outcome, said: lives.Outcome) -> bool:
    own = (row.party == AGENCY) == (side == AGENCY)
    better = (entered.late and not said.late) or said.due.legal > entered.due.legal or said.net < entered.net
    worse = (said.late and not entered.late) or said.due.legal < entered.due.legal
    return better if own else worse
