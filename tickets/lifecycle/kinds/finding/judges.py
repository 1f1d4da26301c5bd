"""Who judges what is found: nobody who filed the order on which it rests, or decided its fact."""

from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.translation import gettext_noop as _

from tickets.lifecycle.conditions import FACT_FINDER, Ask, Guard
from tickets.lifecycle.guards import people
from tickets.lifecycle.parties import AC, AL, PD, PL
from tickets.lifecycle.scene import Scene

#: Of either side; a finding is judged by those of the side that claims, and that there is no breach is for its lead.
JUDGES: Final = (AL, AC, PL, PD)
LEADS: Final = (AL, PL)


def _found_facts(scene: Scene) -> Iterable[int]:
    return scene.facts.case.fact_finders


def _apart(scene: Scene) -> bool:
    return scene.persons.isdisjoint(_found_facts(scene))


def _kept_out(*roles: str) -> Guard:
    """roles: who takes the step, of whom the refusal names those that are left."""

    def who_may(scene: Scene) -> Mapping[str, object]:
        return people.left_to(scene, roles, scene.authors.union(_found_facts(scene)))

    return Guard(
        "no_fact_finder",
        _apart,
        _("Whoever filed the order on which this finding rests, or decided its fact, does not judge it. %(who)s"),
        Ask.WHO,
        recorded=True,
        names=who_may,
        apart=FACT_FINDER,
        keeps_out=_found_facts,
    )


no_fact_finder: Final = _kept_out(*JUDGES)
no_fact_finder_lead: Final = _kept_out(*LEADS)
