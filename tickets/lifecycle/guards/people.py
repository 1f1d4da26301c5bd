"""Guards about the actor, and about what has been done or signed in this round."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from accounts import roles
from accounts.roles import PARTY
from tickets.lifecycle.conditions import AUTHOR, Ask, Guard, guard, nothing_named
from tickets.lifecycle.endorsements import NEW_WINDOW, RECOMMENDED, EndorsementKind
from tickets.lifecycle.questions import GROUND
from tickets.lifecycle.scene import Scene
from tickets.policy.types import EVENTS, PauseReason

#: Both sides of the contract; either lead may suspend the other side's clocks, never their own.
SIDES: Final = {roles.AGENCY_LEAD: "agency", roles.PROVIDER_LEAD: "provider"}


def _is_no_author(scene: Scene) -> bool:
    asked = scene.endorsed(NEW_WINDOW)
    authors = scene.authors | (asked.persons if asked else frozenset())
    return scene.persons.isdisjoint(authors)


not_author: Final = Guard(
    "not_author",
    _is_no_author,
    _("Whoever opened, edited or submitted this may not decide on it."),
    Ask.WHO,
    recorded=True,
    apart=AUTHOR,
)


NOBODY: Final = _(
    "Nobody else of your unit may: appoint another person in writing, also one from outside, and have the security"
    " administrator grant them the role in your unit."
)


def left_to(scene: Scene, may: Collection[str], barred: Collection[int]) -> Mapping[str, object]:
    """Who of these roles, of the side that opened the order, may do it instead, by name; where that is nobody, whom to
    appoint. Who stands in for one of those barred counts as that person, too."""
    own = frozenset(role for role in may if role in PARTY and PARTY[role] == scene.opening_party)
    others = {person: name for person, name in scene.facts.holders(own).items() if person not in barred}
    lent = scene.facts.stood_in_for(scene.kind, scene.now) if others else {}
    bound = {person for person in others if not lent.get(person, frozenset()).isdisjoint(barred)}
    left = [name for person, name in others.items() if person not in bound]
    said = gettext("It is left to %(names)s.") % {"names": _listed(left)} if left else gettext(NOBODY)
    if bound:
        after = {"before": said, "names": _listed(others[one] for one in sorted(bound))}
        said = gettext("%(before)s %(names)s may, too, once they no longer stand in for such a person.") % after
    return {"who": said}


def _listed(names: Iterable[str]) -> str:
    return gettext(", ").join(names)


def apart_from(
    endorsement: EndorsementKind,
    name: str,
    why: str,
    names: Callable[[Scene], Mapping[str, object]] = nothing_named,
) -> Guard:
    """`endorsement` is what the other step grants: whoever took that one does not take this one, too."""

    def holds(scene: Scene) -> bool:
        given = scene.endorsed(endorsement)
        return given is None or scene.persons.isdisjoint(given.persons)

    return Guard(name, holds, why, Ask.WHO, names=names, apart=endorsement.name)


not_recommender: Final = apart_from(
    RECOMMENDED, "not_recommender", _("Whoever passed this on does not decide on it as well: another lead does.")
)


@guard(_("Only the unit that opened this draft may do this."), Ask.WHO)
def own_draft(scene: Scene) -> bool:
    return scene.opened_unit in scene.units


@guard(_("This is assigned to another engineer. Ask for it to be handed over."), Ask.WHO)
def mine(scene: Scene) -> bool:
    """Desk, lead and developer are not bound: they answer for their unit."""
    return scene.roles != {roles.PROVIDER_ENGINEER} or scene.assignee is None or scene.assignee in scene.persons


@guard(_("No clock of the other side is running that could be paused."), Ask.WHO)
def pausable(scene: Scene) -> bool:
    return bool(suspendable(scene, PauseReason.FORCE_MAJEURE))


@guard(_("No running clock of the other side lists this ground."), Ask.TYPED, at=GROUND)
def ground_listed(scene: Scene) -> bool:
    return bool(suspendable(scene, scene.value(GROUND) or ""))


@guard(_("The clocks of the other side are suspended already."))
def not_suspended(scene: Scene) -> bool:
    return not suspended_here(scene)


@guard(_("No clock of the other side is suspended."))
def suspended(scene: Scene) -> bool:
    return bool(suspended_here(scene))


def suspendable(scene: Scene, reason: str) -> frozenset[str]:
    """The duties whose running clocks the actor may pause for this reason.

    Force majeure, a carrier's fault among it, holds for every clock of the two parties, listed or not (14.2, 14.4).
    """
    others = _other_sides(scene)
    return frozenset(
        code
        for code, clock in scene.clocks.items()
        if clock.state == "running" and clock.party in others and reason in {*clock.reasons, *EVENTS}
    )


def suspended_here(scene: Scene) -> frozenset[str]:
    """The duties of the other side that a suspension has paused."""
    others = _other_sides(scene)
    return frozenset(
        code for code in scene.facts.suspended if code in scene.clocks and scene.clocks[code].party in others
    )


def _other_sides(scene: Scene) -> set[str]:
    own = {SIDES[role] for role in scene.roles if role in SIDES}
    return set(SIDES.values()) - own if own else set()


def once(endorsement: EndorsementKind) -> Guard:
    """`endorsement` is what doing it grants."""
    return Guard("once", lambda scene: scene.endorsed(endorsement) is None, _("This has been done already."))


def unsigned(endorsement: EndorsementKind) -> Guard:
    why = _("This party has signed already.")
    return Guard("unsigned", lambda scene: scene.endorsed(endorsement) is None, why)
