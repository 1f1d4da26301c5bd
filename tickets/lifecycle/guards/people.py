"""Guards about the actor, and about what has been done or signed in this round."""

from django.utils.translation import gettext_noop as _

from accounts import roles
from tickets.lifecycle.base import Ask, Guard, guard
from tickets.lifecycle.scene import Scene
from tickets.policy.types import PauseReason

#: Both sides of the contract; either lead may suspend the other side's clocks, never his own.
SIDES = {roles.AGENCY_LEAD: "agency", roles.PROVIDER_LEAD: "provider"}
#: PauseReason of article 14.4: it holds for every clock of the two parties, listed or not.
FORCE_MAJEURE = PauseReason.FORCE_MAJEURE.value


@guard(_("Whoever opened, edited or submitted this may not decide on it."), Ask.WHO, recorded=True)
def not_author(scene: Scene) -> bool:
    asked = scene.endorsed("new_window")
    authors = scene.authors | (asked.persons if asked else frozenset())
    return scene.persons.isdisjoint(authors)


@guard(_("Only the unit that opened this draft may do this."), Ask.WHO)
def own_draft(scene: Scene) -> bool:
    return scene.opened_unit in scene.units


@guard(_("This is assigned to another engineer. Ask for it to be handed over."), Ask.WHO)
def mine(scene: Scene) -> bool:
    """Desk, lead and developer are not bound: they answer for their unit."""
    return (
        scene.roles != {roles.PROVIDER_ENGINEER} or scene.assignee is None or scene.assignee in scene.persons
    )


@guard(_("Whoever verified the identity may not carry out the restart."), Ask.WHO)
def not_verifier(scene: Scene) -> bool:
    permit = scene.endorsed("permit")
    return permit is None or scene.persons.isdisjoint(permit.persons)


@guard(_("No clock of the other side is running that could be paused."), Ask.WHO)
def pausable(scene: Scene) -> bool:
    return bool(suspendable(scene, FORCE_MAJEURE))


@guard(_("No running clock of the other side lists this ground."), Ask.TYPED, field="ground")
def ground_listed(scene: Scene) -> bool:
    return bool(suspendable(scene, scene.asked("ground")))


@guard(_("The clocks of the other side are suspended already."))
def not_suspended(scene: Scene) -> bool:
    return not suspended_here(scene)


@guard(_("No clock of the other side is suspended."))
def suspended(scene: Scene) -> bool:
    return bool(suspended_here(scene))


def suspendable(scene: Scene, ground: str) -> frozenset[str]:
    """The clauses whose running clocks the actor may pause on this ground: OTHER of machines.md §3."""
    others = _other_sides(scene)
    return frozenset(
        clause
        for clause, clock in scene.clocks.items()
        if clock.state == "running" and clock.party in others and ground in (*clock.grounds, FORCE_MAJEURE)
    )


def suspended_here(scene: Scene) -> frozenset[str]:
    """The clauses of the other side that a suspension has paused."""
    others = _other_sides(scene)
    return frozenset(
        clause
        for clause in scene.facts["suspended"]
        if clause in scene.clocks and scene.clocks[clause].party in others
    )


def _other_sides(scene: Scene) -> set[str]:
    own = {SIDES[role] for role in scene.roles if role in SIDES}
    return set(SIDES.values()) - own if own else set()


def once(name: str) -> Guard:
    """`name` is the endorsement that doing it grants."""
    return Guard("once", lambda scene: scene.endorsed(name) is None, _("This has been done already."))


def unsigned(name: str) -> Guard:
    return Guard("unsigned", lambda scene: scene.endorsed(name) is None, _("This party has signed already."))


@guard(_("Agency, provider and supervisor must all have signed what is there now."))
def signed_by_all(scene: Scene) -> bool:
    supervised = scene.stands("sign_supervisor") or scene.stands("passed_over")
    return scene.stands("sign_agency") and scene.stands("sign_provider") and supervised


@guard(_("The supervisor may be passed over only when his time to check has run out."))
def check_overdue(scene: Scene) -> bool:
    clock = scene.clocks.get("go_live.check")
    return clock is not None and clock.open and clock.late
