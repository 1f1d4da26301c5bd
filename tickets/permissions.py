"""In which roles a person may act, what they may see and do, and whom a duty concerns."""

from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import FilteredRelation, Q, QuerySet
from django_fsm import FSMField, get_available_user_FIELD_transitions

from accounts.models import Membership, Substitution, User
from accounts.roles import ADMINS, AGENCY_CLERK, PARTY, VENDOR
from tickets.lifecycle.steps import Step
from tickets.models import Contract, System, Ticket

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
        return PARTY[AGENCY_CLERK] if self.role == VENDOR else PARTY[self.role]

    def fits(self, contract: Contract, system: System | None, kind: str) -> bool:
        """Whether this role counts on an order of that kind under that contract."""
        if self.kinds and kind not in self.kinds:
            return False
        if self.role == VENDOR:
            return system is not None and system.vendor_id == self.unit
        party = PARTY.get(self.role)
        return party is not None and getattr(contract, f"{party}_id") == self.unit


@dataclass(frozen=True, slots=True)
class Standing:
    """A person with all their capacities at one instant. Loaded once a request by `standing`."""

    user: User
    capacities: tuple[Capacity, ...]

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


def standing(user: User, now: datetime) -> Standing:
    """The capacities of `user` at `now`, their own before those lent to them. One query."""
    path = "user__substitutions"
    in_force = Q((f"{path}__substitute", user), (f"{path}__starts__lte", now), (f"{path}__ends__gt", now))
    held = Membership.objects.alias(lent=FilteredRelation(path, condition=in_force)).filter(
        Q(user=user) | Q(lent__isnull=False, role__in=PARTY), user__is_active=True
    )
    rows = held.order_by("id", "lent__id").values_list("role", "organization_id", "user_id", "lent__kinds")
    own = [Capacity(role, unit) for role, unit, holder, _kinds in rows if holder == user.pk]
    lent = [Capacity(role, unit, holder, tuple(kinds)) for role, unit, holder, kinds in rows if holder != user.pk]
    if any(one.role in ADMINS for one in own):
        lent = []  # 三员: an administrator handles no tickets, in nobody's place either
    return Standing(user, (*own, *lent))


def contracts(standing: Standing) -> QuerySet[Contract]:
    """The contracts to which one of the person's units is a party, or whose system it develops."""
    mine = Q(pk__in=System.objects.filter(vendor__in=standing.units("vendor")).values("contract"))
    for party in PARTIES:
        mine |= Q(**{f"{party}__in": standing.units(party)})
    return Contract.objects.filter(mine).order_by("number")


def visible(standing: Standing) -> QuerySet[Ticket]:
    """The tickets that the person may see: those of their contracts, once sent by the unit that opened them.

    Who stands in for some kinds sees no others. Only the joins that are needed: one more and the index no
    longer suffices to count the rows.
    """
    seen = Q(pk__in=[])
    for kinds in dict.fromkeys(one.kinds for one in standing.capacities):
        part = replace(standing, capacities=tuple(one for one in standing.capacities if one.kinds == kinds))
        seen |= _reach(part) & Q(kind__in=kinds) if kinds else _reach(part)
    return Ticket.objects.filter(seen)


def _reach(standing: Standing) -> Q:
    places = {f"contract__{name}__in": standing.units(name) for name in PARTIES}
    places["system__vendor__in"] = standing.units("vendor")
    party = Q(pk__in=[])
    for place, units in places.items():
        if units:
            party |= Q(**{place: units})
    sent = Q(sent_at__isnull=False) | Q(opened_unit__in=[one.unit for one in standing.capacities])
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
    """User id -> those of `roles` that the person holds on this ticket or stands in for. Two queries."""
    asked = Q(pk__in=[])
    for role in set(roles) & set(PARTY):
        asked |= Q(role=role, organization=_unit(ticket, role))
    held: dict[int, set[str]] = defaultdict(set)
    for user, role in Membership.objects.filter(asked, user__is_active=True).values_list("user", "role"):
        held[user].add(role)
    lent = Substitution.objects.in_force(now).filter(principal__in=held, substitute__is_active=True)
    lent = lent.exclude(substitute__memberships__role__in=ADMINS)
    found = {user: set(own) for user, own in held.items()}
    for substitute, principal, kinds in lent.values_list("substitute", "principal", "kinds"):
        if not kinds or ticket.kind in kinds:
            found.setdefault(substitute, set()).update(held[principal])
    return found


def _unit(ticket: Ticket, role: str) -> int | None:
    if role == VENDOR:
        return ticket.system.vendor_id if ticket.system else None
    unit: int = getattr(ticket.contract, f"{PARTY[role]}_id")
    return unit
