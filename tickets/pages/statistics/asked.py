"""What the address of the statistics asks for, and where the rows stand that a number counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, QueryDict

from tickets.models import Contract
from tickets.pages.parts.naming import address
from tickets.pages.parts.visit import Visit
from tickets.permissions import PARTIES

#: Whose clocks are shown where nobody asks for a side's.
USUAL = "provider"


@dataclass(frozen=True, slots=True)
class StatisticsAsked:
    """Whose clocks, under which contract: "" for all that the person may see."""

    party: str
    contract: str
    own: tuple[Contract, ...]

    @classmethod
    def of(cls, query: QueryDict, here: Visit) -> "StatisticsAsked":
        own = tuple(Contract.objects.filter(pk__in=here.standing.whole).select_related("agency").order_by("number"))
        party, contract = query.get("party", USUAL), query.get("contract", "")
        if party not in PARTIES or (contract and contract not in {one.number for one in own}):
            raise Http404
        return cls(party, contract, own)

    @property
    def contracts(self) -> list[Contract]:
        return [one for one in self.own if self.contract in ("", one.number)]

    def clocks(self, **asked: object) -> str:
        """Where the clocks stand that a number counted."""
        return _opened("clocks", {"party": self.party, "contract": self.contract, **asked})

    def orders(self, **asked: object) -> str:
        return _opened("tickets", {"contract": self.contract, "sent": "true", **asked})

    def passages(self, **asked: object) -> str:
        """Where the passages stand that a figure of a step was counted from."""
        return _opened("passages", {"party": self.party, "contract": self.contract, **asked})


def _opened(route: str, asked: Mapping[str, object]) -> str:
    return f"{address(route)}?{urlencode({name: str(value) for name, value in asked.items() if value})}"
