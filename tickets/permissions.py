"""In which roles a person may act, what they may see and do, and whom a duty concerns."""

import json
from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property, lru_cache
from itertools import product
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet
from django_fsm import FSMField, get_available_user_FIELD_transitions

from accounts.models import Membership, User
from accounts.roles import ADMINS, AGENCY_CLERK, PARTY, SUPERVISOR_AUDITOR, VENDOR
from tickets.lifecycle.steps import Step
from tickets.models import (
    Breach,
    Clause,
    Contract,
    Deadline,
    RegisterEntry,
    SupervisionReport,
    System,
    Ticket,
)
from tickets.models.registers import WAITING
from tickets.prepared import SOME_HOUR, SOMEBODY, Prepared
from tickets.registers import REGISTERS

PARTIES = ("agency", "provider", "authority", "supervisor")


@dataclass(frozen=True, slots=True)
class Capacity:
    """One role in one unit: one's own, or that of the principal one stands in for (`kinds`: those it was lent for)."""

    role: str
    unit: int
    principal: int | None = None
    kinds: tuple[str, ...] = ()

    @property
    def side(self) -> str:
        """The side that it speaks for; a developer speaks on the agency's."""
        return side_of(self.role)

    def fits(self, contract: Contract, system: System | None, kind: str) -> bool:
        """Whether this role counts on an order of that kind under that contract."""
        if self.kinds and kind not in self.kinds:
            return False
        if self.role == VENDOR:
            return system is not None and system.vendor_id == self.unit
        party = PARTY.get(self.role)
        return party is not None and getattr(contract, f"{party}_id") == self.unit


@dataclass(frozen=True)
class Standing:
    """A person with all their capacities at one instant. Loaded once a request by `standing`."""

    user: User
    capacities: tuple[Capacity, ...]

    @cached_property
    def contracts(self) -> dict[tuple[str, int], list[int]]:
        """(party, unit) -> ids of the contracts on which a unit of theirs is that party. One query, once.

        Tickets are looked up by these ids: with a join to the contract the database would walk all tickets.
        """
        found: dict[tuple[str, int], list[int]] = defaultdict(list)
        units = tuple(tuple(self.units(party)) for party in PARTIES)
        for pk, *parties in _contracts_of(units).ask() if any(units) else ():
            for party, unit in zip(PARTIES, parties, strict=True):
                found[party, unit].append(pk)
        return found

    @cached_property
    def whole(self) -> set[int]:
        """Ids of the contracts in which a unit of theirs is a side: they see all of it that was sent.

        A developer, and whoever stands in for some kinds, sees orders, and no sums of what they do not see.
        """
        places = {(PARTY[one.role], one.unit) for one in self.capacities if one.role in PARTY and not one.kinds}
        return {pk for place in places for pk in self.contracts.get(place, ())}

    def where(self, roles: Container[str]) -> list[int]:
        """Ids of the contracts on which they hold one of these roles, for orders of every kind."""
        places = {(PARTY[one.role], one.unit) for one in self.capacities if one.role in roles and not one.kinds}
        return sorted({pk for place in places for pk in self.contracts.get(place, ())})

    def on(self, contract: Contract, system: System | None, kind: str) -> tuple[Capacity, ...]:
        """One's own capacities before those of others, all of one side.

        The first decides the side: nobody of one party acts in the place of somebody of another.
        """
        fitting = [one for one in self.capacities if one.fits(contract, system, kind)]
        return tuple(one for one in fitting if PARTY[one.role] == PARTY[fitting[0].role])

    def held(self, ticket: Ticket) -> tuple[Capacity, ...]:
        """The capacities of this person on the ticket; none where they do not see it (as `visible`)."""
        units = {one.unit for one in self.capacities if not one.kinds or ticket.kind in one.kinds}
        if ticket.sent_at is None and ticket.opened_unit_id not in units:
            return ()
        return self.on(ticket.contract, ticket.system, ticket.kind)

    def acting(self, ticket: Ticket, roles: Container[str]) -> Capacity | None:
        """The capacity in which they do what these roles may do: their own before a lent one."""
        return next((one for one in self.held(ticket) if one.role in roles), None)

    def units(self, party: str) -> list[int]:
        return [one.unit for one in self.capacities if PARTY.get(one.role) == party]

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(one.role for one in self.capacities)

    @property
    def administers(self) -> bool:
        """One of the three administrators, who hold no orders."""
        return not self.roles.isdisjoint(ADMINS)


def standing(user: User, now: datetime) -> Standing:
    """The capacities of `user` at `now`, their own before those lent to them. One query."""
    rows = _held().ask(now, user.pk)
    own = [Capacity(role, unit) for role, unit, holder, _kinds in rows if holder == user.pk]
    lent = [
        Capacity(role, unit, holder, tuple(json.loads(kinds)))
        for role, unit, holder, kinds in rows
        if holder != user.pk
    ]
    if any(one.role in ADMINS for one in own):
        lent = []  # 三员: an administrator handles no tickets, in nobody's place either
    return Standing(user, (*own, *lent))


@cache
def _held() -> Prepared:
    """The roles of somebody and those lent to them: (role, unit, who has it, the kinds it was lent for as JSON)."""
    path = "user__substitutions"
    in_force = Q(
        (f"{path}__substitute", SOMEBODY), (f"{path}__starts__lte", SOME_HOUR), (f"{path}__ends__gt", SOME_HOUR)
    )
    held = Membership.objects.alias(lent=FilteredRelation(path, condition=in_force)).filter(
        Q(user=SOMEBODY) | Q(lent__isnull=False, role__in=PARTY), user__is_active=True
    )
    rows = held.order_by("id", "lent__id").values_list("role", "organization_id", "user_id", "lent__kinds")
    return Prepared.of(rows)


@lru_cache(maxsize=1024)
def _contracts_of(units: tuple[tuple[int, ...], ...]) -> Prepared:
    """The contracts with one of these units, by party, and all their parties."""
    mine = Q(pk__in=[])
    for party, ids in zip(PARTIES, units, strict=True):
        mine |= Q(**{f"{party}__in": ids})
    return Prepared.of(Contract.objects.filter(mine).values_list("pk", *(f"{party}_id" for party in PARTIES)))


def contracts(standing: Standing) -> QuerySet[Contract]:
    """The contracts to which one of the person's units is a party, or whose system it develops."""
    mine = Q(pk__in=System.objects.filter(vendor__in=standing.units("vendor")).values("contract"))
    for party in PARTIES:
        mine |= Q(**{f"{party}__in": standing.units(party)})
    return Contract.objects.filter(mine).order_by("number")


def visible(standing: Standing) -> QuerySet[Ticket]:
    """The tickets that the person may see: those of their contracts, once sent by the unit that opened them.

    Who stands in for some kinds sees no others. No joins: with one the index no longer suffices to find the rows.
    """
    seen = Q(pk__in=[])
    for kinds in dict.fromkeys(one.kinds for one in standing.capacities):
        part = [one for one in standing.capacities if one.kinds == kinds]
        seen |= _reach(part, standing) & Q(kind__in=kinds) if kinds else _reach(part, standing)
    return Ticket.objects.filter(seen)


def visible_clocks(standing: Standing) -> QuerySet[Deadline]:
    """The clocks of these tickets, told by their clauses as far as that goes: an index of clocks alone finds them.

    What an order that was not sent yet runs is the opening side's own: `sent` leaves it to those who see it.
    """
    if any(one.kinds or one.role == VENDOR for one in standing.capacities):
        return Deadline.objects.filter(ticket__in=visible(standing))
    ids = sorted({pk for found in standing.contracts.values() for pk in found})
    if not ids:
        return Deadline.objects.none()
    return Deadline.objects.filter(clause__in=Clause.objects.filter(contract__in=ids).values("pk"))


def visible_breaches(standing: Standing) -> QuerySet[Breach]:
    """What was missed on these tickets, clocks of internal targets among them; an index of breaches finds them."""
    if any(one.kinds or one.role == VENDOR for one in standing.capacities):
        return Breach.objects.filter(deadline__ticket__in=visible(standing))
    ids = sorted({pk for found in standing.contracts.values() for pk in found})
    own = sorted({one.unit for one in standing.capacities})
    seen = Q(deadline__ticket__sent_at__isnull=False) | Q(deadline__ticket__opened_unit__in=own)
    return Breach.objects.filter(seen, contract__in=ids)


def visible_reports(standing: Standing) -> QuerySet[SupervisionReport]:
    """Signed reports: of the contracts that one's unit supervises all, of one's other contracts those that were sent.

    Who stands in for some kinds of orders alone sees none.
    """
    places = {(PARTY[one.role], one.unit) for one in standing.capacities if one.role in PARTY and not one.kinds}
    reach = {place: ids for place, ids in standing.contracts.items() if place in places}
    own = {pk for (party, _unit), ids in reach.items() if party == PARTY[SUPERVISOR_AUDITOR] for pk in ids}
    others = {pk for ids in reach.values() for pk in ids}
    return SupervisionReport.objects.filter(Q(contract__in=own) | Q(contract__in=others, sent_at__isnull=False))


def visible_entries(standing: Standing) -> QuerySet[RegisterEntry]:
    """What stands in those registers of the person's contracts that one of their roles may see. Who stands in for some
    kinds of orders alone sees none, nor does a developer."""
    seen = Q(pk__in=[])
    for code, register in REGISTERS.items():
        if ids := standing.where(register.sees):
            seen |= Q(register=code, contract__in=ids)
    return RegisterEntry.objects.filter(seen)


def confirmable_entries(standing: Standing) -> QuerySet[RegisterEntry]:
    """What waits for this person to confirm or return it: nothing that they entered themselves."""
    waits = Q(pk__in=[])
    for code, register in REGISTERS.items():
        for side in {side_of(role) for role in register.enters}:
            if ids := standing.where(register.confirmers(side)):
                waits |= Q(register=code, contract__in=ids, side=side)
    persons = {standing.user.pk, *(one.principal for one in standing.capacities if one.principal)}
    own = Q(entered_by__in=persons) | Q(entered_for__in=persons)
    return RegisterEntry.objects.filter(waits, state=WAITING).exclude(own)


def sent(standing: Standing) -> Q:
    """Clocks of tickets that were sent, or opened by a unit of the person."""
    own = sorted({one.unit for one in standing.capacities})
    return Q(ticket__sent_at__isnull=False) | Q(ticket__opened_unit__in=own)


def _reach(capacities: Iterable[Capacity], standing: Standing) -> Q:
    places = {(PARTY[one.role], one.unit) for one in capacities if one.role in PARTY}
    ids = sorted({pk for place in places for pk in standing.contracts.get(place, ())})
    party = Q(contract__in=ids) if ids else Q(pk__in=[])
    if vendors := sorted(unit for name, unit in places if name == PARTY[VENDOR]):
        party |= Q(system__in=System.objects.filter(vendor__in=vendors).values("pk"))
    sent = Q(sent_at__isnull=False) | Q(opened_unit__in=sorted({one.unit for one in capacities}))
    return party & sent


def offered(ticket: Ticket, user: User | AnonymousUser) -> list[Step]:
    """The steps that role, person and the ticket's facts allow, in the order of the declaration.

    `ticket.scene` must be that of the user. What would be typed is not judged.
    """
    found = {one.custom["step"] for one in get_available_user_FIELD_transitions(ticket, user, _state(ticket))}
    return [step for step in ticket.machine.steps if step in found]


def may(ticket: Ticket, step: Step, user: User | AnonymousUser) -> bool:
    """Whether role and person allow the step from the present state, whatever else may still hold it up.

    `ticket.scene` must be that of the user; it gives no role to whoever does not see the ticket.
    """
    leaving = (one for one in _state(ticket).get_all_transitions(type(ticket)) if one.source == ticket.state)
    return any(one.has_perm(ticket, user) for one in leaving if one.custom["step"] is step)


def _state(ticket: Ticket) -> FSMField:
    field: FSMField = ticket._meta.get_field("state")
    return field


def people(ticket: Ticket, roles: Iterable[str], now: datetime) -> set[int]:
    """Ids of the active users who hold one of `roles` on this ticket, and of their substitutes."""
    return set(holders(ticket, roles, now))


def holders(ticket: Ticket, roles: Iterable[str], now: datetime) -> dict[int, set[str]]:
    """User id -> those of `roles` that the person holds on this ticket or stands in for. One query."""
    return Roster(now).holders(ticket, roles)


def people_of(contract: Contract, roles: Iterable[str]) -> set[int]:
    """Ids of the active users who hold one of `roles` under the contract, each in the unit of its party. One query."""
    asked = Q(pk__in=[])
    for role in roles:
        asked |= Q(role=role, organization=getattr(contract, f"{PARTY[role]}_id"))
    return set(Membership.objects.filter(asked, user__is_active=True).values_list("user", flat=True))


class Seat(NamedTuple):
    """A person, a role that they hold on a ticket or stand in for, and whose it is."""

    person: int
    role: str
    whose: int


def seats(ticket: Ticket, roles: Iterable[str], now: datetime) -> list[Seat]:
    """Those of `roles` on this ticket, each with everybody who may act in it. One query."""
    return Roster(now).seats(ticket, roles)


class Lent(NamedTuple):
    """A seat with whoever stands in for its holder; kinds: for orders of these alone, where any are named."""

    seat: Seat
    kinds: tuple[str, ...] = ()


class Roster:
    """Who holds which role in which unit at one instant. Each place is read once, however many orders ask."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._read: dict[tuple[str, int | None], list[Lent]] = {}

    def holders(self, ticket: Ticket, roles: Iterable[str]) -> dict[int, set[str]]:
        """User id -> those of `roles` that the person holds on this ticket or stands in for."""
        found: defaultdict[int, set[str]] = defaultdict(set)
        for seat in self.seats(ticket, roles):
            found[seat.person].add(seat.role)
        return found

    def seats(self, ticket: Ticket, roles: Iterable[str]) -> list[Seat]:
        """Those of `roles` on this ticket, each with everybody who may act in it. One query for all that is not read
        yet."""
        places = [(role, unit_of(ticket, role)) for role in sorted(set(roles) & set(PARTY))]
        self.read(places)
        every = (one for place in places for one in self._read[place])
        return [one.seat for one in every if not one.kinds or ticket.kind in one.kinds]

    def read(self, places: Iterable[tuple[str, int | None]]) -> None:
        """Read these (role, unit), and whoever else has one of these roles in one of these units. One query, none where
        all of them are read."""
        fresh = {place for place in places if place not in self._read}
        roles, units = {role for role, _unit in fresh}, {unit for _role, unit in fresh}
        for place in product(roles, units):
            self._read[place] = []
        if fresh:
            self._look_up(Q(role__in=roles, organization__in=units - {None}))

    def _look_up(self, asked: Q) -> None:
        path = "user__substitutions"
        in_force = Q((f"{path}__starts__lte", self._now), (f"{path}__ends__gt", self._now))
        barred = Exists(Membership.objects.filter(user=OuterRef("lent__substitute"), role__in=ADMINS))
        able = Q(lent__substitute__is_active=True) & ~barred
        rows = Membership.objects.alias(lent=FilteredRelation(path, condition=in_force)).annotate(able=able)
        held = rows.filter(asked, user__is_active=True)
        for user, role, unit, lent, substitute, kinds in held.values_list(
            "user", "role", "organization", "able", "lent__substitute", "lent__kinds"
        ):
            self._read[role, unit].append(Lent(Seat(user, role, user)))
            if lent:
                self._read[role, unit].append(Lent(Seat(substitute, role, user), tuple(kinds or ())))


def side_of(role: str) -> str:
    """The side whose duties a role has; a developer speaks on the agency's."""
    return PARTY[AGENCY_CLERK] if role == VENDOR else PARTY[role]


def unit_of(ticket: Ticket, role: str) -> int | None:
    """The unit whose people hold the role on the ticket; None where there is none."""
    if role == VENDOR:
        return ticket.system.vendor_id if ticket.system else None
    unit: int = getattr(ticket.contract, f"{PARTY[role]}_id")
    return unit
