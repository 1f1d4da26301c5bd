"""Guards of a change: what fits which type, what needs a supplement, what may go before its filing."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from tickets.datelaw.types import ZONE
from tickets.lifecycle.conditions import Ask, condition, guard
from tickets.lifecycle.duties import Clock
from tickets.lifecycle.endorsements import (
    APPROVAL,
    COST,
    FILING,
    IN_EFFECT,
    LATE_FILING,
    SUPPLEMENT_PROVIDER,
    URGENT,
    WORK,
)
from tickets.lifecycle.guards import time
from tickets.lifecycle.kinds.change.growth import last_day
from tickets.lifecycle.kinds.change.questions import (
    DATA_SAVED,
    DAYS,
    ENDS,
    INTERRUPTS,
    POLICIES,
    TERM,
    TO_SYSTEM,
    TYPE,
)
from tickets.lifecycle.kinds.change.rows import hosts_fit, policies_in_order
from tickets.lifecycle.questions import END_DATE, LINES, WINDOW_START
from tickets.lifecycle.scene import Scene
from tickets.policy.known import Parameter, Switch

EXPAND: Final = Clock("change.expand")
EXPAND_AGAIN: Final = Clock("change.expand_again")
#: M5: from where do the days of an expansion run, and do they rest while the filing is out?
EXPANSION_FROM: Final = Switch("change.expansion_from", ("request", "request_unpaused", "filing"))
DAMAGING: Final = ("reduction", "move", "software")


def _expands(scene: Scene) -> bool:
    return scene.recorded(TYPE) == "expansion"


def _is_temporary(scene: Scene) -> bool:
    return scene.recorded(TERM) == "temporary"


def _grows_long(scene: Scene) -> bool:
    return _expands(scene) and not _is_temporary(scene)


def _needs_supplement(scene: Scene) -> bool:
    """A long-term growth beyond the contract and its supplements (3.5, 17; interpretation M6)."""
    return _grows_long(scene) and not scene.facts.within


@condition
def expansion(scene: Scene) -> bool:
    return _expands(scene)


@condition
def not_expansion(scene: Scene) -> bool:
    return not _expands(scene)


@condition
def expansion_from_request(scene: Scene) -> bool:
    return _expands(scene) and scene.facts.reading(EXPANSION_FROM) != "filing"


@condition
def expansion_rests(scene: Scene) -> bool:
    """While its filing is out."""
    return _expands(scene) and scene.facts.reading(EXPANSION_FROM) == "request"


@condition
def interrupts(scene: Scene) -> bool:
    return bool(scene.recorded(INTERRUPTS))


def _misfits(scene: Scene) -> Mapping[str, object]:
    """The rows of the wrong sign; where there are no rows, or should be none, all of them are meant."""
    sign = -1 if scene.value(TYPE) == "reduction" else 1
    rows = LINES.rows_where(scene.value(LINES), lambda quantity: sign * quantity <= 0)
    return {"rows": gettext(" See row %(rows)s.") % {"rows": rows} if rows else ""}


@guard(
    _("Lines must fit the type: an expansion or a move says how much, a reduction how much less, else none.%(rows)s"),
    Ask.TYPED,
    at=LINES,
    names=_misfits,
)
def lines_fit(scene: Scene) -> bool:
    deltas = [quantity for _line, quantity in LINES.quantities(scene.value(LINES))]
    match scene.value(TYPE):
        case "expansion" | "move":
            return bool(deltas) and min(deltas) > 0
        case "reduction":
            return bool(deltas) and max(deltas) < 0
        case _:
            return not deltas


@guard(
    _("A move, and nothing else, names another system of the contract that still runs: there the resources go."),
    Ask.TYPED,
    at=TO_SYSTEM,
)
def to_system_fits(scene: Scene) -> bool:
    there = scene.value(TO_SYSTEM)
    if scene.value(TYPE) != "move":
        return there is None
    return there in scene.facts.running and there != scene.facts.own_system


def _cuts(scene: Scene) -> Counter[str]:
    """Code of the line -> what the order takes from its system."""
    sums: Counter[str] = Counter()
    for line, quantity in LINES.quantities(scene.value(LINES)):
        sums[line] += quantity
    sign = {"reduction": -1, "move": 1}.get(scene.value(TYPE) or "", 0)
    return Counter({line: sign * quantity for line, quantity in sums.items() if sign * quantity > 0})


def _beyond_held(scene: Scene) -> Mapping[str, object]:
    held, names = scene.facts.held, scene.facts.line_names
    short = [
        f"{names.get(line, line)} {held.get(line, 0):,d} < {cut:,d}"
        for line, cut in _cuts(scene).items()
        if cut > held.get(line, 0)
    ]
    return {"figures": "; ".join(short)}


@guard(
    _(
        "The ledger does not hold that much for this system: %(figures)s. If what it began with is not entered yet,"
        " have its opening stock entered first."
    ),
    Ask.TYPED,
    at=LINES,
    names=_beyond_held,
)
def held_enough(scene: Scene) -> bool:
    cuts = _cuts(scene)
    return not cuts or all(cut <= scene.facts.held.get(line, 0) for line, cut in cuts.items())


@guard(_("Network rules belong to a change of network policy, and it needs at least one."), Ask.TYPED, at=POLICIES)
def policies_fit(scene: Scene) -> bool:
    return bool(scene.value(POLICIES)) is (scene.value(TYPE) == "policy")


@guard(_("Only an expansion can be temporary."), Ask.TYPED, at=TERM)
def term_fits(scene: Scene) -> bool:
    return scene.value(TERM) != "temporary" or scene.value(TYPE) == "expansion"


@guard(_("A temporary expansion needs an end date; nothing else has one."), Ask.TYPED, at=END_DATE)
def end_date_fits(scene: Scene) -> bool:
    return (scene.value(ENDS) is not None) is (scene.value(TERM) == "temporary")


@guard(_("The term is over: for the move only a temporary expansion may be ordered."), Ask.TYPED, at=TERM)
def grows_in_term(scene: Scene) -> bool:
    long = scene.value(TYPE) == "expansion" and scene.value(TERM) != "temporary"
    return not long or scene.today <= scene.facts.term_ends


@guard(_("Before resources are cut, confirm that the data is saved."), Ask.TYPED, at=DATA_SAVED)
def data_saved_fits(scene: Scene) -> bool:
    return scene.value(TYPE) != "reduction" or scene.value(DATA_SAVED) is True


#: What fits together, each part refused at its own field.
FITS = (
    lines_fit,
    to_system_fits,
    held_enough,
    policies_fit,
    policies_in_order,
    hosts_fit,
    term_fits,
    grows_in_term,
    end_date_fits,
    data_saved_fits,
)


@guard(_("Only a long-term expansion goes through the cost check."))
def grows_long(scene: Scene) -> bool:
    return _grows_long(scene)


@guard(_("A long-term expansion goes through the cost check first."))
def not_grows_long(scene: Scene) -> bool:
    return not _grows_long(scene)


@guard(_("Type, term or lines have changed since the cost check. Submit for costing again."))
def cost_ok(scene: Scene) -> bool:
    cost = scene.endorsed(COST)
    return not _grows_long(scene) or (cost is not None and cost.request == scene.request)


@guard(_("This goes beyond the contract and its supplements. A supplementary contract is needed first."))
def within(scene: Scene) -> bool:
    return not _needs_supplement(scene)


@guard(_("The contract and its supplements cover this. No supplementary contract is needed."))
def not_within(scene: Scene) -> bool:
    return _needs_supplement(scene)


@guard(_("Only a temporary growth beyond the contract depends on agreement."))
def temporary_beyond(scene: Scene) -> bool:
    return _expands(scene) and _is_temporary(scene) and not scene.facts.within


@guard(_("This is not a temporary expansion."))
def temporary(scene: Scene) -> bool:
    return _is_temporary(scene)


@guard(_("A temporary expansion is confirmed as taking effect; it is closed when it has been given back."))
def not_temporary(scene: Scene) -> bool:
    return not _is_temporary(scene)


@guard(_("Only what may damage can be refused: a reduction, a move, a software change or an interruption."))
def may_damage(scene: Scene) -> bool:
    return scene.recorded(TYPE) in DAMAGING or bool(scene.recorded(INTERRUPTS))


@guard(_("The provider must have signed the supplementary contract first."))
def supplement_signed(scene: Scene) -> bool:
    return scene.endorsed(SUPPLEMENT_PROVIDER) is not None


@guard(_("A second time limit can be set once, and only when the first is missed."))
def expand_breached(scene: Scene) -> bool:
    first = scene.clock(EXPAND)
    return first is not None and first.open and first.late and scene.clock(EXPAND_AGAIN) is None


@guard(_("No second limit is running."))
def second_limit_open(scene: Scene) -> bool:
    second = scene.clock(EXPAND_AGAIN)
    return second is not None and second.open and not second.late


@guard(_("The corrected limit would be over already: give more days."), Ask.TYPED, at=DAYS)
def second_limit_ahead(scene: Scene) -> bool:
    """A limit that was mistyped is put right, never turned into a breach."""
    second, days = scene.clock(EXPAND_AGAIN), scene.entered(DAYS)
    if second is None or second.started_at is None or days is None:
        return False
    return second.started_at.astimezone(ZONE).date() + timedelta(days=days) >= scene.today


#: So far ahead the window of an urgent change may lie, in natural days (interpretation M7b).
URGENT_DAYS: Final = Parameter("change.urgent_window_days", 1, 30, otherwise=3, since=2)


def _last_urgent_day(scene: Scene) -> date:
    return scene.today + timedelta(days=scene.facts.urgent_days)


def _urgent_from(scene: Scene) -> date | None:
    """From that day on the window is near enough to be urgent."""
    start = scene.recorded(WINDOW_START)
    return start.astimezone(ZONE).date() - timedelta(days=scene.facts.urgent_days) if start else None


def _names_of_urgency(scene: Scene) -> Mapping[str, object]:
    return {"days": scene.facts.urgent_days, "latest": date_format(_last_urgent_day(scene))}


def _soon(scene: Scene, start: datetime | None) -> bool:
    return start is not None and start.astimezone(ZONE).date() <= _last_urgent_day(scene)


@guard(
    _("What begins after %(latest)s, more than %(days)d days ahead, is not urgent. Submit it to be filed first."),
    recorded=True,
    names=_names_of_urgency,
    flips=lambda scene: time.begins(_urgent_from(scene)),
)
def urgent_soon(scene: Scene) -> bool:
    return _soon(scene, scene.recorded(WINDOW_START))


@guard(
    _("The new window of an urgent change begins by %(latest)s. Otherwise end it and file anew."),
    Ask.TYPED,
    at=WINDOW_START,
    names=_names_of_urgency,
)
def stays_urgent(scene: Scene) -> bool:
    return scene.endorsed(URGENT) is None or _soon(scene, scene.entered(WINDOW_START))


@guard(_("A long-term expansion is never urgent. Expand temporarily, or submit it for the cost check."), recorded=True)
def no_long_growth(scene: Scene) -> bool:
    return not _grows_long(scene)


@guard(_("This was not authorised as urgent, or has been filed since."))
def is_urgent(scene: Scene) -> bool:
    return _owes_filing(scene)


def _owes_filing(scene: Scene) -> bool:
    return scene.endorsed(URGENT) is not None and scene.endorsed(FILING) is None


@condition
def filing_owed(scene: Scene) -> bool:
    """The number of an urgent change is not there yet, whose work has begun."""
    return _owes_filing(scene) and scene.endorsed(WORK) is not None


@guard(_("No filing is outstanding: this is not an urgent change, or its filing is handed in or recorded."))
def late_filing_open(scene: Scene) -> bool:
    return _owes_filing(scene) and scene.endorsed(LATE_FILING) is None


@guard(_("No filing of an urgent change waits to be recorded."))
def late_filing_pending(scene: Scene) -> bool:
    return _owes_filing(scene) and scene.endorsed(LATE_FILING) is not None


@guard(_("Urgent work has begun: its filing number must be recorded first."))
def filing_settled(scene: Scene) -> bool:
    return not _owes_filing(scene) or scene.endorsed(WORK) is None


def _ends(scene: Scene) -> Iterable[datetime]:
    """Behind the last day of the growth, or of the service."""
    return time.after(scene.recorded(ENDS), scene.facts.term_ends, scene.facts.switchover_ends)


@guard(_("The end date has not passed yet."), flips=_ends)
def ended(scene: Scene) -> bool:
    ends = scene.recorded(ENDS)
    return ends is not None and scene.today > min(ends, last_day(scene))


@guard(_("The end date has passed. Return the work or roll it back."), flips=_ends)
def end_ahead(scene: Scene) -> bool:
    return time.in_order(scene.today, scene.recorded(ENDS))


@guard(_("The growth was never in effect. Confirm the roll-back, or have it tried again."))
def was_in_effect(scene: Scene) -> bool:
    return scene.endorsed(IN_EFFECT) is not None


@guard(_("The growth was in effect: confirm that it has been taken back."))
def not_in_effect(scene: Scene) -> bool:
    return scene.endorsed(IN_EFFECT) is None


@guard(_("Type, term or quantities differ from what was approved. Take the order back to draft instead."))
def same_request(scene: Scene) -> bool:
    approval = scene.endorsed(APPROVAL)
    return approval is not None and approval.request == scene.request


@guard(_("Nothing is interrupted: work may begin after the window, too."))
def window_needed(scene: Scene) -> bool:
    return bool(scene.recorded(INTERRUPTS))


@guard(
    _("Service will be interrupted: begin within the window from %(start)s to %(end)s."),
    recorded=True,
    names=time.window,
    flips=time.edges,
)
def window_if_interrupts(scene: Scene) -> bool:
    return not scene.recorded(INTERRUPTS) or time.within_window(scene)
