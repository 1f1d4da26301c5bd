"""A late entry that stands as stated, since nothing turned on it: asked, once, when something turns on it later."""

from collections.abc import Iterator

from tickets.actions.act import Act
from tickets.actions.claims import born, limits, telling, weighing
from tickets.actions.claims.marks import remark
from tickets.clocks import settling
from tickets.clocks.lives import STANDING, Otherwise
from tickets.clocks.schedule import Settlement
from tickets.models import Claim, Deadline, Fact


def ask_later(act: Act) -> None:
    """Put back to their entry the late entries that turn a contract clock by now, and ask the other side. What speaks
    against whoever entered it goes on as stated. No statement where no late entry lies on the clocks."""
    fresh = _turning(act)
    if not fresh:
        return
    for fact in fresh:
        fact.standing_at = fact.entered_at
        act.store(fact, "standing_at")
    moved = settling.move(act.clocks, fresh)
    settling.conclude(act.clocks, moved, Settlement(None, None, fresh[0].late_reason, fact=fresh[0]))
    question = born.next_number(act) if len(fresh) > 1 else None
    for fact in fresh:
        _ask(act, fact, question)


def _ask(act: Act, fact: Fact, question: int | None) -> None:
    rows = settling.hanging_on(act.clocks, fact)
    claim = born.of_entry(act, fact, rows, due=limits.answered_by(act.rules, act.now), question=question)
    remark(act, rows)
    if question in (None, claim.number):
        telling.of_birth(act, claim)
    act.consequences.append((born.RAISED, born.recorded(act, claim)))


def _turning(act: Act) -> list[Fact]:
    """Of the late entries before this act those on which a contract clock turns, all at their entry against all as
    stated, unless they speak against whoever entered them."""
    unasked = _unasked(act)
    if not unasked:
        return []
    entry = Otherwise(facts={pk: fact.entered_at for pk, fact in unasked.items()})
    found: dict[int, Fact] = {}
    for row in act.clocks.rounds:
        on_it = [fact for fact in unasked.values() if settling.hangs_on(row, fact)]
        if on_it and _turns(act, row, entry, on_it[0].side):
            found |= {fact.pk: fact for fact in on_it}
    return list(found.values())


def _turns(act: Act, row: Deadline, entry: Otherwise, side: str) -> bool:
    pair = (row, weighing.outcome(act, row, entry), weighing.outcome(act, row, STANDING))
    return weighing.turns(*pair, late=True) and not weighing.admitted(side, [pair])


def _unasked(act: Act) -> dict[int, Fact]:
    """Those that nobody was ever asked about: what was claimed once is settled, or will be."""
    late = dict(_late(act))
    known = Claim.objects.filter(fact__in=late.keys()).values_list("fact", flat=True) if late else ()
    return {pk: fact for pk, fact in late.items() if pk not in set(known)}


def _late(act: Act) -> Iterator[tuple[int, Fact]]:
    """The late entries on the clocks that stand as stated, as they lie in memory."""
    own = {fact.pk for fact in act.facts}
    for row in act.clocks.rounds:
        for fact in (row.start_fact, row.stop_fact, *(rest.start_fact for rest in row.rests)):
            if fact is not None and fact.pk not in own and _stands_late(fact):
                yield fact.pk, fact


def _stands_late(fact: Fact) -> bool:
    return fact.late and fact.standing_at == fact.stated_at != fact.entered_at
