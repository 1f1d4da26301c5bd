"""Whether anything turns on an instant: how a contract clock comes out by one value and by another. Writes nothing."""

from collections.abc import Iterable, Iterator

from tickets.actions.act import Act
from tickets.actions.claims.bounds import declared
from tickets.actions.claims.marks import unsettled
from tickets.actions.rules import gate_due
from tickets.clocks import claimed, lives
from tickets.clocks.lives import STANDING, Otherwise
from tickets.models import Deadline, Fact
from tickets.policy.types import Basis, Party

AGENCY = Party.AGENCY.value
#: A clock, as it comes out as entered and as stated.
Pair = tuple[Deadline, lives.Outcome, lives.Outcome]


def outcome(act: Act, row: Deadline, other: Otherwise) -> lives.Outcome:
    life = lives.of(row, other, act.clocks.rounds)
    return lives.outcome(row, life, act.clocks.calendar_of(row), act.now)


def pairs(act: Act, rows: Iterable[Deadline], said: Otherwise) -> Iterator[Pair]:
    """Each of these clocks as it is and as said: by what stands, and by all that is claimed."""
    claims = unsettled(act)
    worlds = [STANDING, claimed.together(claims)] if claims else [STANDING]
    for row in rows:
        for world in worlds:
            yield row, outcome(act, row, world), outcome(act, row, world.but(said))


def turns(row: Deadline, entered: lives.Outcome, said: lives.Outcome, *, late: bool) -> bool:
    """Whether a contract clock comes out otherwise, or overdue by another number of days, which are paid for; by a late
    entry also, whether it runs to another due, or rests."""
    if row.clause.basis != Basis.CONTRACT:
        return False
    if entered.late != said.late or (not row.unit.elapsed and entered.overdue_days != said.overdue_days):
        return True
    return late and row.open and (entered.due.legal, entered.state) != (said.due.legal, said.state)


def moves(row: Deadline, entered: lives.Outcome, said: lives.Outcome) -> bool:
    """Whether a claim made by itself is to be asked: where a contract clock turns, or is overdue by another time, which
    may be priced by the month."""
    overdue = row.clause.basis == Basis.CONTRACT and entered.late and entered.net != said.net
    return overdue or turns(row, entered, said, late=True)


def turns_at_gate(act: Act, fact: Fact) -> bool:
    """Whether it comes in time as stated, and too late as entered, for a gate of the contract."""
    gate = declared(fact).gate
    due = gate_due(act.rules, gate) if gate is not None else None
    if gate is None or due is None or act.rules.clauses[gate.code].basis != Basis.CONTRACT:
        return False
    return fact.stated_at < due <= fact.entered_at


def admitted(side: str, pairs: Iterable[Pair]) -> bool:
    """Nothing reads better for the side that speaks, and nothing worse for the other."""
    return not any(_favours(side, row, entered, said) for row, entered, said in pairs)


def _favours(side: str, row: Deadline, entered: lives.Outcome, said: lives.Outcome) -> bool:
    own = (row.party == AGENCY) == (side == AGENCY)
    better = (entered.late and not said.late) or said.due.legal > entered.due.legal or said.net < entered.net
    worse = (said.late and not entered.late) or said.due.legal < entered.due.legal
    return better if own else worse
