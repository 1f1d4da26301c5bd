"""Who judges what is found: nobody who filed the order on which it rests, or decided its fact."""

from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from accounts.roles import PARTY
from tickets.lifecycle.conditions import FACT_FINDER, Ask, Guard
from tickets.lifecycle.parties import AC, AL, PD, PL
from tickets.lifecycle.scene import Scene

#: Of either side; a finding is judged by those of the side that claims.
JUDGES: Final = (AL, AC, PL, PD)


def _found_facts(scene: Scene) -> Iterable[int]:
    return scene.facts.case.fact_finders


def _apart(scene: Scene) -> bool:
    return scene.persons.isdisjoint(_found_facts(scene))


def _left(scene: Scene) -> list[str]:
    """Who may judge it instead, by name."""
    roles = frozenset(role for role in JUDGES if PARTY[role] == scene.opening_party)
    barred = scene.authors.union(_found_facts(scene))
    return [name for person, name in scene.facts.holders(roles).items() if person not in barred]


def _who_may(scene: Scene) -> Mapping[str, object]:
    if names := _left(scene):
        return {"who": gettext("It is left to %(names)s.") % {"names": gettext(", ").join(names)}}
    nobody = gettext(
        "Nobody else of your unit may: appoint another person in writing, also one from outside, and have the security"
        " administrator grant them the role in your unit."
    )
    return {"who": nobody}


no_fact_finder: Final = Guard(
    "no_fact_finder",
    _apart,
    _("Whoever filed the order on which this finding rests, or decided its fact, does not judge it. %(who)s"),
    Ask.WHO,
    recorded=True,
    names=_who_may,
    apart=FACT_FINDER,
    keeps_out=_found_facts,
)
