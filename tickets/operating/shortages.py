"""人员不足: the steps of a contract's orders for which a unit has too few different people, in sentences."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.translation import gettext as _

from accounts.doors.units import of_codes
from accounts.models import Membership, Organization
from accounts.roles import PARTY
from tickets.lifecycle import KINDS
from tickets.lifecycle.enough import short_of_people
from tickets.models import Contract
from tickets.permissions import PARTIES
from tickets.policy.types import ContractTerms

#: Steps that a sentence names.
MOST: Final = 4


def of_contract(contract: Contract) -> list[str]:
    """A sentence for each unit that is short of people. One query."""
    units = {party: contract.party(party) for party in PARTIES}
    return _of(contract.kinds, {party: unit for party, unit in units.items() if unit is not None})


def of_terms(terms: ContractTerms) -> list[str]:
    """The same of a file before it is loaded; a unit that it brings along has nobody yet. Two queries."""
    known = of_codes(terms.parties.values())
    return _of(terms.kinds, {party.value: known[code] for party, code in terms.parties.items() if code in known})


def _of(kinds: Iterable[str], units: Mapping[str, Organization]) -> list[str]:
    seats = _seats({party: unit.pk for party, unit in units.items()})
    peopled = {PARTY[role] for role in seats}
    empty = [_("%(unit)s has no people in its roles yet.") % {"unit": units[one]} for one in units.keys() - peopled]
    short: defaultdict[str, list[str]] = defaultdict(list)
    for machine in (KINDS[code] for code in kinds if code in KINDS):
        for side, step in short_of_people(machine, seats):
            words = {"step": step.label, "kind": machine.label()}
            short[side].append(_("“%(step)s” (%(kind)s)") % words)
    return sorted(empty) + [_sentence(units[side], steps) for side, steps in short.items() if side in peopled]


def _seats(sides: dict[str, int]) -> dict[str, frozenset[int]]:
    found: defaultdict[str, set[int]] = defaultdict(set)
    held = Membership.objects.filter(organization__in=set(sides.values()), user__is_active=True)
    for person, role, unit in held.values_list("user", "role", "organization"):
        if sides.get(PARTY.get(role, "")) == unit:
            found[role].add(person)
    return {role: frozenset(those) for role, those in found.items()}


def _sentence(unit: Organization, steps: Iterable[str]) -> str:
    named = list(dict.fromkeys(steps))
    words = {"unit": unit, "steps": _(", ").join(named[:MOST]), "n": len(named)}
    if len(named) > MOST:
        said = _("%(unit)s has too few different people for %(n)d steps, %(steps)s among them.")
    else:
        said = _("%(unit)s has too few different people for %(steps)s.")
    instead = _(
        "Another person than the one before must take them: grant one more the role. Where the unit has nobody, it"
        " appoints somebody from outside in writing."
    )
    return f"{said % words} {instead}"
