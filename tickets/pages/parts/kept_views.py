"""The views of a list that its page offers, and the columns that its reader does not want to see."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise

from tickets import saved_views
from tickets.models import SavedView
from tickets.pages.parts.visit import Visit


def query_of(asked: Mapping[str, list[str]]) -> QueryDict:
    """What an address asked, from the data that it was kept as."""
    query = QueryDict(mutable=True)
    for name, values in asked.items():
        query.setlist(name, values)
    return query


def beside(here: Visit, name: str, columns: Mapping[str, Promise], query: str) -> dict[str, Any]:
    """For the page of a list: `views` as (view, query, whether it is one's own), `hidden`, and what may be hidden.

    query: of the address, as it would be kept. One question.
    """
    rows = saved_views.seen(here.user, name, [one.unit for one in here.standing.capacities])
    hidden: list[str] = next((row.hidden for row in rows if not row.name and row.owner_id == here.user.pk), [])
    return {
        "list": name,
        "views": [_offered(row, here) for row in rows if row.name],
        "hidden": hidden,
        "columns": [(key, label, key not in hidden) for key, label in columns.items()],
        "view_query": query,
    }


def _offered(row: SavedView, here: Visit) -> dict[str, Any]:
    return {"view": row, "query": query_of(row.asked).urlencode(), "own": row.owner_id == here.user.pk}
