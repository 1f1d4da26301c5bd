"""Guards about what a ticket says and what was endorsed on it."""

from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

from tickets.lifecycle.conditions import Ask, guard
from tickets.lifecycle.endorsements import APPROVAL, FILING, URGENT
from tickets.lifecycle.parameters import PAPER_FILING
from tickets.lifecycle.questions import EXIT_FILED_ON, EXIT_FILING_NO, LINES, OPEN_FINDINGS, RELATED
from tickets.lifecycle.scene import Scene


@guard(_("There is no approval for what the order says now. It must be approved again."), recorded=True)
def approved(scene: Scene) -> bool:
    return scene.stands(APPROVAL)


@guard(_("The content has changed since the return. Supplement only, or take it back to draft."))
def same_content(scene: Scene) -> bool:
    return scene.stands(APPROVAL)


@guard(_("There is no filing number for what the order says now. Work may not begin before it is filed."))
def filed(scene: Scene) -> bool:
    return scene.stands(FILING) or scene.stands(URGENT)


@guard(_("Under this contract only the authority's own entry counts as a filing, a receipt on paper does not."))
def paper_counts(scene: Scene) -> bool:
    return scene.facts.reading(PAPER_FILING) == "counts"


@guard(_("Findings of medium or higher risk must be closed first."), Ask.TYPED, at=OPEN_FINDINGS)
def findings_closed(scene: Scene) -> bool:
    return scene.value(OPEN_FINDINGS) == 0


def _filed_exits(scene: Scene) -> Mapping[str, object]:
    return {"numbers": ", ".join(sorted(scene.facts.exit_filings)) or "—"}


@guard(
    _("No exit order was filed under this number. Filed are: %(numbers)s."),
    Ask.TYPED,
    at=EXIT_FILING_NO,
    names=_filed_exits,
)
def exit_is_filed(scene: Scene) -> bool:
    """The number is that of a filed exit, where the service has one."""
    filed = scene.facts.exit_filings
    return not filed or scene.entered(EXIT_FILING_NO) in filed


@guard(
    _("No exit order is in the service: say on which day the exit was filed, today at the latest."),
    Ask.TYPED,
    at=EXIT_FILED_ON,
)
def exit_day_known(scene: Scene) -> bool:
    """A number that only paper knows comes with its day."""
    day = scene.entered(EXIT_FILED_ON)
    return (bool(scene.facts.exit_filings) or day is not None) and (day is None or day <= scene.today)


def _strange_orders(scene: Scene) -> Mapping[str, object]:
    named = _related(scene)
    return {"numbers": ", ".join(sorted(named - scene.facts.orders(named)))}


def _related(scene: Scene) -> frozenset[str]:
    return frozenset(row["related_order"] for row in scene.value(RELATED) or () if row.get("related_order"))


@guard(
    _("These are no work orders of this contract: %(numbers)s. Check the numbers."),
    Ask.TYPED,
    at=RELATED,
    names=_strange_orders,
)
def related_known(scene: Scene) -> bool:
    named = _related(scene)
    return not named or named <= scene.facts.orders(named)


@guard(_("Every line must be one of the contract's catalogue."), Ask.TYPED, at=LINES)
def lines_known(scene: Scene) -> bool:
    return all(line in scene.facts.catalogue for line, _quantity in LINES.quantities(scene.value(LINES)))
