"""Guards about what a ticket says and what was endorsed on it."""

from django.utils.translation import gettext_noop as _

from tickets.lifecycle.conditions import Ask, guard
from tickets.lifecycle.endorsements import APPROVAL, FILING, URGENT
from tickets.lifecycle.parameters import PAPER_FILING
from tickets.lifecycle.questions import LINES, OPEN_FINDINGS
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


@guard(_("Every line must be one of the contract's catalogue."), Ask.TYPED, at=LINES)
def lines_known(scene: Scene) -> bool:
    return all(line in scene.facts.catalogue for line, _quantity in LINES.quantities(scene.value(LINES)))
