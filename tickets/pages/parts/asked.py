"""What the address of a page may ask: the names that it knows, and what each may say. Whatever else stands there is
told on the page, so that nobody takes what is shown for what was asked."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from django.http import QueryDict
from django.utils.translation import gettext as _

from tickets.pages.parts import keyset

#: Whether a value means something: those that do, or what says so.
Meant = Collection[str] | Callable[[str], object]
#: So much of what stands in an address is said again.
LONGEST: Final = 40


@dataclass(frozen=True, slots=True)
class KnownNames:
    """names: those whose value the page judges itself, or that may say anything. filters: the page's set of filters
    judges all other names, and says what is wrong."""

    names: frozenset[str] = frozenset()
    meant: dict[str, Meant] = field(default_factory=dict)
    filters: bool = False

    def faults(self, query: QueryDict) -> Iterator[str]:
        """A sentence for each thing that means nothing here."""
        for name, value in query.items():
            told = {"name": name[:LONGEST], "value": str(value)[:LONGEST]}
            if name in self.meant:
                if value and not _means(self.meant[name], str(value)):
                    yield _("“%(value)s” means nothing for “%(name)s” in the address: it is passed over.") % told
            elif name not in self.names and not self.filters:
                yield _("This page does not know “%(name)s”, which stands in the address: it is passed over.") % told


View = TypeVar("View", bound=Callable[..., Any])


def asks(*names: str, filters: bool = False, places: bool = False, **meant: Meant) -> Callable[[View], View]:
    """Declares what the address of a page may ask; a page that declares nothing knows no name. places: it says where
    in a long list somebody stands."""
    stands = dict.fromkeys((keyset.AFTER, keyset.BEFORE), keyset.is_place) if places else {}
    known = KnownNames(frozenset(names), {**meant, **stands}, filters)

    def declared(view: View) -> View:
        view.__dict__["asks"] = known
        return view

    return declared


def known(view: Callable[..., Any]) -> KnownNames:
    found: KnownNames = getattr(view, "asks", KnownNames())
    return found


def _means(meant: Meant, value: str) -> bool:
    return bool(meant(value)) if callable(meant) else value in meant


def digits(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) < 19
