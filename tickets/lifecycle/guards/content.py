"""Guards about what an order says and what was endorsed on it."""

from datetime import timedelta

from django.utils.translation import gettext_noop as _

from tickets.lifecycle.base import Ask, guard
from tickets.lifecycle.scene import Scene

RESTARTS = frozenset({"reboot", "stop_start", "power_cycle"})


@guard(_("There is no approval for what the order says now. It must be approved again."), recorded=True)
def approved(scene: Scene) -> bool:
    return scene.stands("approval")


@guard(_("The content has changed since the return. Supplement only, or take it back to draft."))
def same_content(scene: Scene) -> bool:
    return scene.stands("approval")


@guard(_("Type, term or quantities differ from what was approved. Take the order back to draft instead."))
def same_request(scene: Scene) -> bool:
    approval = scene.endorsed("approval")
    return approval is not None and approval.request == scene.request


@guard(_("There is no filing number for what the order says now. Work may not begin before it is filed."))
def filed(scene: Scene) -> bool:
    return scene.stands("filing") or scene.stands("urgent")


@guard(_("A system open to the internet needs its ICP record attached."))
def icp_ok(scene: Scene) -> bool:
    return not scene.fields.get("public") or "icp_record" in scene.facts["slots"]


def _days_asked(scene: Scene) -> dict[str, object]:
    return {"days": scene.facts["trial_days"]}


@guard(
    _("The trial run must lie in the past and cover %(days)d days or more."),
    Ask.TYPED,
    field="trial_to",
    names=_days_asked,
)
def trial_ok(scene: Scene) -> bool:
    first, last = scene.asked("trial_from"), scene.asked("trial_to")
    days: int = (last - first + timedelta(days=1)).days
    return bool(last <= scene.today) and days >= max(scene.facts["trial_days"], 1)


@guard(_("The test must have taken place before now."), Ask.TYPED, field="tested_on")
def test_ok(scene: Scene) -> bool:
    return bool(scene.asked("tested_on") <= scene.today)


@guard(_("Findings of medium or higher risk must be closed first."), Ask.TYPED, field="open_findings")
def findings_closed(scene: Scene) -> bool:
    return bool(scene.asked("open_findings") == 0)


@guard(_("No open order to leave the cloud covers this system."))
def sister_open(scene: Scene) -> bool:
    return bool(scene.facts["sisters"])


@guard(
    _("This is not the number of an open order to leave the cloud for this system."),
    Ask.TYPED,
    field="sister_order",
)
def sister_named(scene: Scene) -> bool:
    return scene.asked("sister_order") in scene.facts["sisters"]


@guard(_("Every line must be one of the contract's catalogue."), Ask.TYPED, field="lines")
def lines_known(scene: Scene) -> bool:
    return all(row["line"] in scene.facts["catalogue"] for row in scene.asked("lines") or ())


@guard(_("Every quantity must be above zero."), Ask.TYPED, field="lines")
def lines_above_zero(scene: Scene) -> bool:
    return all(row["quantity"] > 0 for row in scene.asked("lines") or ())


@guard(_("This is a plain restart: it needs no exception and cannot be refused."))
def other_operation(scene: Scene) -> bool:
    return scene.fields["operation"] not in RESTARTS


@guard(_("This is not a restart. Only the provider's lead may agree to it, on the agency's written risk."))
def restart_class(scene: Scene) -> bool:
    return scene.fields["operation"] in RESTARTS


@guard(_("The permit has been used. A second restart needs a new order."), recorded=True)
def unused(scene: Scene) -> bool:
    permit = scene.endorsed("permit")
    return permit is not None and not permit.used


@guard(_("Only an order registered from paper can be returned to whoever registered it."))
def paper_order(scene: Scene) -> bool:
    return scene.endorsed("paper") is not None


@guard(_("The cause must be located first."))
def located(scene: Scene) -> bool:
    return scene.endorsed("located") is not None


@guard(_("No one is called to the site, or he has arrived."))
def onsite_open(scene: Scene) -> bool:
    return scene.clock_open("incident.onsite")


@guard(_("Help on site has been called already."))
def onsite_unset(scene: Scene) -> bool:
    return not scene.clock_open("incident.onsite")
