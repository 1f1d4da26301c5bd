"""Guards about the systems that an order takes off the cloud."""

from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

from tickets.lifecycle.conditions import Ask, Guard, guard
from tickets.lifecycle.questions import SCOPE
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.tables import Systems

NOT_RUNNING = _("These are no systems of this contract that still run on the cloud: %(systems)s.")


def _named(scene: Scene, field: Systems = SCOPE) -> frozenset[str]:
    return frozenset(scene.value(field) or ())


def running(field: Systems) -> Guard:
    """Whatever systems the field names are of the contract, and have not left the cloud."""

    def holds(scene: Scene) -> bool:
        named = _named(scene, field)
        return not named or named <= scene.facts.running

    def gone(scene: Scene) -> Mapping[str, object]:
        return {"systems": ", ".join(sorted(_named(scene, field) - scene.facts.running))}

    return Guard(f"{field.name}_running", holds, NOT_RUNNING, Ask.TYPED, field.name, names=gone)


scope_running = running(SCOPE)


def _of_the_order(scene: Scene) -> Mapping[str, object]:
    return {"systems": ", ".join(sorted(scene.facts.scope))}


@guard(_("The order takes in %(systems)s and nothing else."), Ask.TYPED, at=SCOPE, names=_of_the_order)
def scope_within(scene: Scene) -> bool:
    """A part is a part of its order; an order for one system names no other."""
    named = frozenset(scene.entered(SCOPE) or ())
    return not named or named <= scene.facts.scope


@guard(_("This order stands for one system. Leave the list empty, or name that system alone."), Ask.TYPED, at=SCOPE)
def scope_own(scene: Scene) -> bool:
    return not scene.facts.own_system or _named(scene) <= {scene.facts.own_system}


#: What an opening that names systems is judged by.
SCOPED = (scope_running, scope_own)
