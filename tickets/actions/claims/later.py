"""What stands as said, since nothing turned on it when it was said, late entries and claims alike: asked, once, when
something turns on it later."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tickets.actions.act import Act
from tickets.actions.claims import born, limits, telling, weighing
from tickets.actions.claims.marks import borne, remark
from tickets.clocks import claimed, settling
from tickets.clocks.lives import STANDING, Otherwise
from tickets.clocks.schedule import Settlement
from tickets.models import Claim, Deadline, Fact
from tickets.models.claims import ACCEPTED, PENDING


@dataclass(frozen=True, slots=True)
class Unasked:
    """What nobody was asked about: late entries by their id, and claims."""

    facts: dict[int, Fact] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)

    def put_back(self, act: Act) -> Otherwise:
        """As if nobody had said any of it: with each late entry all that was entered in the same act, which was weighed
        together then."""
        moved = {one.pk: one for one in (*self.facts.values(), *(c.fact for c in self.claims if c.fact is not None))}
        hours = {(fact.entered_at, fact.entered_by_id) for fact in self.facts.values()}
        moved |= {fact.pk: fact for fact in _facts(act) if (fact.entered_at, fact.entered_by_id) in hours}
        return Otherwise(
            facts={pk: fact.entered_at for pk, fact in moved.items()},
            pauses={one.pk: None for one in self.claims if one.fact is None},
        )

    def on(self, row: Deadline) -> "Unasked":
        """Those of them on which the clock hangs."""
        return Unasked(
            {pk: fact for pk, fact in self.facts.items() if settling.hangs_on(row, fact)},
            [one for one in self.claims if row.pk in {clock.pk for clock in one.clocks.all()}],
        )

    @property
    def sides(self) -> list[str]:
        said = [*(fact.side for fact in self.facts.values()), *(claim.side for claim in self.claims)]
        return list(dict.fromkeys(said))

    def of(self, side: str) -> "Unasked":
        """Those that this side said."""
        facts = {pk: fact for pk, fact in self.facts.items() if fact.side == side}
        return Unasked(facts, [one for one in self.claims if one.side == side])


def ask_later(act: Act) -> None:
    """Put back what turns a contract clock by now, late entries to their entry, and ask the other side. What speaks
    against whoever said it goes on as said. No statement where no such word lies on the clocks."""
    fresh = _turning(act)
    for one in fresh.claims:
        put_back(act, one)
        telling.of_birth(act, one)
        act.consequences.append((born.RAISED, born.recorded(act, one)))
    facts = list(fresh.facts.values())
    for fact in facts:
        fact.standing_at = fact.entered_at
        act.store(fact, "standing_at")
    moved = settling.move(act.clocks, facts)
    if moved:
        settling.conclude(act.clocks, moved, Settlement(None, None, facts[0].late_reason, fact=facts[0]))
    question = born.next_number(act) if len(facts) > 1 else None
    for fact in facts:
        _ask(act, fact, question)


def _ask(act: Act, fact: Fact, question: int | None) -> None:
    rows = settling.hanging_on(act.clocks, fact)
    claim = born.of_entry(act, fact, rows, due=limits.answered_by(act.rules, act.now), question=question)
    remark(act, rows)
    if question in (None, claim.number):
        telling.of_birth(act, claim)
    act.consequences.append((born.RAISED, born.recorded(act, claim)))


def put_back(act: Act, claim: Claim) -> None:
    """What counted at once counts no more until it is answered."""
    if claim.fact is None:
        touched = settling.rest(act.clocks, claim, borne(act, claim), None)
    else:
        claim.fact.standing_at = claim.fact.entered_at
        act.store(claim.fact, "standing_at")
        touched = settling.move(act.clocks, [claim.fact])
    # What fell with it fell because the time is as it was entered again, and not by a word that nobody has answered.
    reason, of_pause = claimed.claimed(claim).reason, claim if claim.fact is None else None
    settling.conclude(act.clocks, touched, Settlement(None, None, reason, claim=of_pause, fact=claim.fact))
    claim.state = PENDING
    claim.due_at = claim.next_at = limits.answered_by(act.rules, act.now)
    act.store(claim, "state", "due_at", "next_at")
    remark(act, touched)


def _turning(act: Act) -> Unasked:
    """Of the words before this act those on which a contract clock turns, all put back against all as said, unless
    they speak against whoever said them."""
    unasked = Unasked(_unasked(act), _unasked_claims(act))
    found = Unasked()
    for side in unasked.sides:
        own = unasked.of(side)
        entry = own.put_back(act)
        for row in act.clocks.rounds:
            on_it = own.on(row)
            if on_it.sides and _turns(act, row, entry, on_it, side):
                found.facts.update(on_it.facts)
                found.claims.extend(one for one in on_it.claims if one not in found.claims)
    return found


def _turns(act: Act, row: Deadline, put_back: Otherwise, on_it: Unasked, side: str) -> bool:
    pair = (row, weighing.outcome(act, row, put_back), weighing.outcome(act, row, STANDING))
    turning = weighing.moves(*pair) if on_it.claims else weighing.turns(*pair, late=True)
    return turning and not weighing.admitted(side, [pair])


def _unasked(act: Act) -> dict[int, Fact]:
    """Those that nobody was ever asked about: what was claimed once is settled, or will be."""
    late = {fact.pk: fact for fact in _facts(act) if fact.late and fact.standing_at == fact.stated_at}
    known = Claim.objects.filter(fact__in=late.keys()).values_list("fact", flat=True) if late else ()
    return {pk: fact for pk, fact in late.items() if pk not in set(known)}


def _unasked_claims(act: Act) -> list[Claim]:
    """Claims that counted at once. Read only where a clock bears the trace of one."""
    rests = any(rest.claim_id and not rest.voided for row in act.clocks.rounds for rest in row.rests)
    if not rests and not any(fact.standing_at not in (fact.stated_at, fact.entered_at) for fact in _facts(act)):
        return []
    counted = Claim.objects.filter(ticket=act.ticket, state=ACCEPTED, admission=False, entered_at__lt=act.now)
    return [one for one in claimed.load(counted) if claimed.unasked(one)]


def _facts(act: Act) -> Iterator[Fact]:
    """The facts on the clocks, as they lie in memory, but for those of this act."""
    own = {fact.pk for fact in act.facts}
    for row in act.clocks.rounds:
        for fact in (row.start_fact, row.stop_fact, *(rest.start_fact for rest in row.rests)):
            if fact is not None and fact.pk not in own:
                yield fact
