"""What two people changed at once: both versions of each field, for whoever comes second to choose."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.http import QueryDict

#: Before the name of a field of which both versions are offered, and what says that the other's is wanted.
TAKE: Final = "take-"
THEIRS: Final = "theirs"


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that somebody else changed while the form was open: as typed here, and as it is now. `by` changed it
    last, at `at`; "" and None: nobody knows."""

    name: str
    label: str
    mine: str
    theirs: str
    by: str = ""
    at: datetime | None = None
    takes_theirs: bool = False

    @property
    def control(self) -> str:
        return TAKE + self.name


def takes_theirs(sent: QueryDict, name: str) -> bool:
    return sent.get(TAKE + name) == THEIRS


def given_up(sent: QueryDict) -> set[str]:
    """The fields of which the other's version is wanted."""
    return {name.removeprefix(TAKE) for name, value in sent.items() if value == THEIRS and name.startswith(TAKE)}
