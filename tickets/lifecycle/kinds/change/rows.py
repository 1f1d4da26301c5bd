"""Guards over the rows of a change: rules of the network with their days, hosts before and after."""

from django.utils.translation import gettext_noop as _

from tickets.lifecycle.conditions import Ask, guard
from tickets.lifecycle.kinds.change.questions import HOSTS, POLICIES, TYPE
from tickets.lifecycle.scene import Scene


@guard(_("The last day of a network rule is not before its first."), Ask.TYPED, at=POLICIES)
def policies_in_order(scene: Scene) -> bool:
    spans = [(row.get("valid_from"), row.get("valid_to")) for row in scene.value(POLICIES) or ()]
    return all(first is None or last is None or first <= last for first, last in spans)


@guard(
    _("A row of a host says what stood before or stands after, and the two differ; rules of the network have no such."),
    Ask.TYPED,
    at=HOSTS,
)
def hosts_fit(scene: Scene) -> bool:
    rows = scene.value(HOSTS) or ()
    return not rows or (scene.value(TYPE) != "policy" and all(row.get("before") != row.get("after") for row in rows))
