"""Guards of change orders: what fits which type, what needs a supplement, what may go before its filing."""

from collections import Counter

from django.utils.translation import gettext_noop as _

from tickets.lifecycle.base import Ask, guard
from tickets.lifecycle.scene import Scene

DAMAGING = frozenset({"reduction", "move", "software"})


def is_expansion(scene: Scene) -> bool:
    return scene.fields.get("type") == "expansion"


def _is_temporary(scene: Scene) -> bool:
    return scene.fields.get("term") == "temporary"


def _needs_supplement(scene: Scene) -> bool:
    """A long-term growth beyond the contract and its supplements (3.5, 17; M6). Onboarding is one."""
    long_term = scene.kind == "onboarding" or _grows_long(scene)
    return long_term and not scene.facts["within"]


def _grows_long(scene: Scene) -> bool:
    return is_expansion(scene) and not _is_temporary(scene)


@guard(
    _("Lines must fit the type: an expansion adds, a reduction cuts, a move balances each line, else none."),
    Ask.TYPED,
    field="lines",
)
def lines_fit(scene: Scene) -> bool:
    deltas = [row["quantity"] for row in scene.asked("lines") or ()]
    match scene.asked("type"):
        case "expansion":
            return bool(deltas) and min(deltas) > 0
        case "reduction":
            return bool(deltas) and max(deltas) < 0
        case "move":
            return bool(deltas) and _balanced(scene)
        case _:
            return not deltas


def _balanced(scene: Scene) -> bool:
    """Line by line: a growth of one line cannot be paid for with another."""
    sums: Counter[str] = Counter()
    for row in scene.asked("lines"):
        sums[row["line"]] += row["quantity"]
    return not any(sums.values())


@guard(
    _("Network rules belong to a change of network policy, and it needs at least one."),
    Ask.TYPED,
    field="policies",
)
def policies_fit(scene: Scene) -> bool:
    return bool(scene.asked("policies")) is bool(scene.asked("type") == "policy")


@guard(_("Only an expansion can be temporary."), Ask.TYPED, field="term")
def term_fits(scene: Scene) -> bool:
    return bool(scene.asked("term") != "temporary" or scene.asked("type") == "expansion")


@guard(_("A temporary expansion needs an end date ahead; nothing else has one."), Ask.TYPED, field="end_date")
def end_date_fits(scene: Scene) -> bool:
    ends = scene.asked("end_date")
    if scene.asked("term") != "temporary":
        return ends is None
    return ends is not None and ends >= scene.today


@guard(_("Before resources are cut, confirm that the data is saved."), Ask.TYPED, field="data_saved")
def data_saved_fits(scene: Scene) -> bool:
    return scene.asked("type") != "reduction" or scene.asked("data_saved") is True


#: "lines_fit" of machines.md, each part refused at its own field.
FITS = (lines_fit, policies_fit, term_fits, end_date_fits, data_saved_fits)


@guard(_("Only a long-term expansion goes through the cost check."))
def grows_long(scene: Scene) -> bool:
    return _grows_long(scene)


@guard(_("A long-term expansion goes through the cost check first."))
def not_grows_long(scene: Scene) -> bool:
    return not _grows_long(scene)


@guard(_("Type, term or lines have changed since the cost check. Submit for costing again."))
def cost_ok(scene: Scene) -> bool:
    cost = scene.endorsed("cost")
    return not _grows_long(scene) or (cost is not None and cost.request == scene.request)


@guard(_("This goes beyond the contract and its supplements. A supplementary contract is needed first."))
def within(scene: Scene) -> bool:
    return not _needs_supplement(scene)


@guard(_("The contract and its supplements cover this. No supplementary contract is needed."))
def not_within(scene: Scene) -> bool:
    return _needs_supplement(scene)


@guard(_("Only a temporary growth beyond the contract depends on agreement."))
def temporary_beyond(scene: Scene) -> bool:
    return is_expansion(scene) and _is_temporary(scene) and not scene.facts["within"]


@guard(_("This is not a temporary expansion."))
def temporary(scene: Scene) -> bool:
    return _is_temporary(scene)


@guard(_("A temporary expansion is confirmed as taking effect; it is closed when it has been given back."))
def not_temporary(scene: Scene) -> bool:
    return not _is_temporary(scene)


@guard(_("Only what may damage can be refused: a reduction, a move, a software change or an interruption."))
def may_damage(scene: Scene) -> bool:
    return scene.fields["type"] in DAMAGING or bool(scene.fields.get("interrupts"))


@guard(_("The provider must have signed the supplementary contract first."))
def supplement_signed(scene: Scene) -> bool:
    return scene.endorsed("supplement_provider") is not None


@guard(_("A second time limit can be set once, and only when the first is missed."))
def expand_breached(scene: Scene) -> bool:
    first = scene.clocks.get("change.expand")
    return first is not None and first.open and first.late and "change.expand_again" not in scene.clocks


def _owes_filing(scene: Scene) -> bool:
    return scene.endorsed("urgent") is not None and scene.endorsed("filing") is None


@guard(_("No filing is outstanding: this is not an urgent change, or its filing is handed in or recorded."))
def late_filing_open(scene: Scene) -> bool:
    return _owes_filing(scene) and scene.endorsed("late_filing") is None


@guard(_("No filing of an urgent change waits to be recorded."))
def late_filing_pending(scene: Scene) -> bool:
    return _owes_filing(scene) and scene.endorsed("late_filing") is not None


@guard(_("Urgent work has begun: its filing number must be recorded first."))
def filing_settled(scene: Scene) -> bool:
    return not _owes_filing(scene) or scene.endorsed("work") is None


@guard(_("The end date has not passed yet."))
def ended(scene: Scene) -> bool:
    return bool(scene.today > scene.fields["end_date"])


@guard(_("The end date has passed. Return the work or roll it back."))
def end_ahead(scene: Scene) -> bool:
    return bool(scene.today <= scene.fields["end_date"])


@guard(_("The new end date must lie after the present one and not in the past."), Ask.TYPED, field="end_date")
def end_extended(scene: Scene) -> bool:
    return bool(scene.typed["end_date"] > scene.fields["end_date"] and scene.typed["end_date"] >= scene.today)


@guard(_("The growth was never in effect. Confirm the roll-back, or have it tried again."))
def was_in_effect(scene: Scene) -> bool:
    return scene.endorsed("in_effect") is not None


@guard(_("The growth was in effect: confirm that it has been taken back."))
def not_in_effect(scene: Scene) -> bool:
    return scene.endorsed("in_effect") is None
