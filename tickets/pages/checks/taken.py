"""本周待核对 taken out: the times that wait for the person, a row a claim."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tickets.clocks import claimed
from tickets.pages.checks.view import waiting
from tickets.pages.claims.cards import ClaimCard
from tickets.pages.parts import wording
from tickets.pages.parts.exported import ExportedList, NarrowedList, SheetColumn
from tickets.pages.parts.visit import Visit


def _evidence(card: ClaimCard) -> str:
    return wording.listed(file.name for file in card.files) or str(_("none attached"))


COLUMNS: Final = (
    SheetColumn(_("Number"), 18, lambda card: card.claim.ticket.number),
    SheetColumn(_("Title"), 36, lambda card: card.claim.ticket.title),
    SheetColumn(_("Claim"), 8, lambda card: card.claim.number),
    SheetColumn(_("What is said"), 50, lambda card: card.headline),
    SheetColumn(_("State"), 20, lambda card: card.status),
    SheetColumn(_("Why"), 40, lambda card: claimed.claimed(card.claim).reason),
    SheetColumn(_("Evidence"), 30, _evidence),
    SheetColumn(_("Due"), 20, lambda card: card.claim.due_at),
)


def take(here: Visit, _query: QueryDict) -> NarrowedList:
    """What waits for one person is never long: it is read once."""
    cards = {card.claim.pk: card for check in waiting(here) for card in check.row.cards}

    def dressed(some: Sequence[int]) -> Iterable[Any]:
        return (cards[pk] for pk in some)

    return NarrowedList([], [], lambda most: list(cards)[:most], dressed)


CHECKS: Final = ExportedList("checks", _("Times to check this week"), "checks", COLUMNS, take)
