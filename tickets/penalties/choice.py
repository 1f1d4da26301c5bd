"""择其重者 (12.3): of the claims that share an event one counts. Pure.

Two claims clash if they share an event and are of different rows, or of one row and one system. Heaviest first, each is
taken that clashes with none taken; read otherwise, the set without a clash that comes to the greatest sum (W6).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tickets.penalties.claims import PenaltyClaim, Pricing
from tickets.penalties.money import ZERO
from tickets.penalties.readings import HEAVIEST


@dataclass(frozen=True, slots=True)
class ChosenClaims:
    """taken: they count. absorbed: key -> the claim that took its place. unsettled: no row prices them, and nothing
    took their place: the parties settle a sum. waiting: their whole group waits."""

    taken: tuple[PenaltyClaim, ...]
    absorbed: Mapping[str, PenaltyClaim]
    unsettled: tuple[PenaltyClaim, ...]
    waiting: tuple[PenaltyClaim, ...]

    @property
    def sum(self) -> Decimal:
        return summed(self.taken)


def clash(one: PenaltyClaim, other: PenaltyClaim) -> bool:
    if one.events.isdisjoint(other.events):
        return False
    if one.rule != other.rule or not one.rule:
        return True
    return one.systems == other.systems or not set(one.systems).isdisjoint(other.systems)


def groups(claims: Iterable[PenaltyClaim]) -> list[tuple[PenaltyClaim, ...]]:
    """同一事件组: claims that hang together by events, through however many others."""
    found: list[list[PenaltyClaim]] = []
    for one in claims:
        touched = [group for group in found if any(not one.events.isdisjoint(other.events) for other in group)]
        found = [group for group in found if group not in touched]
        found.append([*(other for group in touched for other in group), one])
    return [tuple(sorted(group, key=lambda one: one.key)) for group in found]


def chosen(
    claims: Iterable[PenaltyClaim], pricing: Pricing, *, standing: Collection[str] = (), waiting: Collection[str] = ()
) -> ChosenClaims:
    """standing: keys of those that stand in a closed sheet; of equal sums they stay. waiting: keys of those that are
    objected to, or not settled for another reason. Their groups wait as a whole, as do those of claims that rest on
    something contested or are only estimated."""
    ready: list[PenaltyClaim] = []
    held: list[PenaltyClaim] = []
    for group in groups(claims):
        waits = any(one.contested or one.estimated or one.key in waiting for one in group)
        (held if waits else ready).extend(group)
    priced = [one for one in ready if one.amount is not None]
    ordered = in_order(priced, pricing, standing)
    taken = heaviest_first(ordered) if pricing.readings.usual(HEAVIEST) else greatest_sum(ordered)
    by = {one.key: taker for one in ready if one not in taken and (taker := _taker(one, taken)) is not None}
    unsettled = tuple(one for one in ready if one.amount is None and one.key not in by)
    return ChosenClaims(tuple(taken), by, unsettled, tuple(held))


def in_order(claims: Iterable[PenaltyClaim], pricing: Pricing, standing: Collection[str] = ()) -> list[PenaltyClaim]:
    """The greatest sum first; of equal ones what stands already, then by the rows of the contract."""
    rank = pricing.terms.rank
    return sorted(claims, key=lambda one: (-_amount(one), one.key not in standing, rank(one.rule), one.key))


def heaviest_first(ordered: Sequence[PenaltyClaim]) -> list[PenaltyClaim]:
    taken: list[PenaltyClaim] = []
    for one in ordered:
        if not any(clash(one, other) for other in taken):
            taken.append(one)
    return taken


def greatest_sum(ordered: Sequence[PenaltyClaim]) -> list[PenaltyClaim]:
    """Of sets with equal sums that which takes the earlier claims."""
    best = [one for group in groups(ordered) for one in _best([each for each in ordered if each in group])]
    return [one for one in ordered if one in best]


def _best(ordered: list[PenaltyClaim]) -> list[PenaltyClaim]:
    """Branches at the claim that clashes most: with it, or without; what then hangs together no more is apart."""
    rivals = {one.key: [other for other in ordered if other is not one and clash(one, other)] for one in ordered}
    busiest = max(ordered, key=lambda one: len(rivals[one.key]), default=None)
    if busiest is None or not rivals[busiest.key]:
        return ordered
    rest = [one for one in ordered if one is not busiest]
    taken = [busiest, *_best([one for one in rest if one not in rivals[busiest.key]])]
    left = _best(rest)
    if summed(taken) != summed(left):
        return taken if summed(taken) > summed(left) else left
    return min(taken, left, key=lambda found: sorted(ordered.index(one) for one in found))


def _taker(one: PenaltyClaim, taken: Iterable[PenaltyClaim]) -> PenaltyClaim | None:
    """The heaviest that took its place."""
    return next((other for other in taken if clash(one, other)), None)


def summed(claims: Iterable[PenaltyClaim]) -> Decimal:
    return sum(map(_amount, claims), ZERO)


def _amount(one: PenaltyClaim) -> Decimal:
    return one.amount if one.amount is not None else ZERO
