"""The agreed score sheet, what the months came to by it, and how many complaints of users are settled."""

from typing import Any

from tickets import scores
from tickets.models import Contract
from tickets.pages.parts.visit import Visit


def assessed(found: Contract, here: Visit) -> dict[str, Any]:
    """Nothing where no sheet is agreed; the months only for whoever sees the whole contract. Three queries."""
    sheet = scores.sheet(found)
    if sheet is None or found.pk not in here.standing.whole:
        return {"score_sheet": sheet}
    months = scores.of_contract(found)
    noted = scores.complaints(found, months)
    settled = sum(one.settled for one in noted)
    return {"score_sheet": sheet, "months": months, "complaints": (settled, len(noted) - settled)}
