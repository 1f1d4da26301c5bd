"""What the URL confs answer to: tables of tests are held against it, so that a forgotten address is named."""

import re
from collections.abc import Iterable, Iterator

from django.urls import URLPattern, URLResolver

METHODS = ("get", "post", "patch", "put", "delete")
PLACE = re.compile(r"<(?:(\w+):)?(\w+)>")


def routes(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[tuple[str, URLPattern]]:
    """(address with its places, the pattern); what catches all the rest is left out."""
    for one in patterns:
        if isinstance(one, URLPattern) and not str(one.pattern).startswith("^"):
            yield str(one.pattern), one


def answered(patterns: Iterable[URLPattern | URLResolver]) -> set[tuple[str, str]]:
    """(method, address) of every view of REST."""
    return {
        (method, route)
        for route, one in routes(patterns)
        for method in METHODS
        if hasattr(one.callback.view_class, method)  # type: ignore[union-attr]  # all of REST are classes
    }


def places(route: str) -> list[str]:
    """The sort of each place, in order: `str`, `int`, `slug`."""
    return [sort or "str" for sort, _name in PLACE.findall(route)]


def filled(route: str, *values: object) -> str:
    """The address with its places filled in order."""
    for value in values:
        route = PLACE.sub(str(value).replace("\\", r"\\"), route, count=1)
    return route
