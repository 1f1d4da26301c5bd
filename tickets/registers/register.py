"""How a register is declared: one class whose attributes are the fields that an entry asks for."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_noop as _

from accounts.roles import PARTY
from tickets.lifecycle.bounds import Bound, not_after, not_before
from tickets.lifecycle.certificates import FAR_OFF, LONG_AGO
from tickets.lifecycle.fields import SENTENCE, Day, Field, LongText, Text, revive_all
from tickets.lifecycle.parties import AC, AF, AL, AO, PD, PE, PL, SA
from tickets.lifecycle.tables import SystemCode

#: What is asked of any day that nothing else bounds.
WITHIN_REACH: Final[tuple[Bound, ...]] = (not_before(LONG_AGO), not_after(FAR_OFF))

LAPSED: Final = _("Its last day is over")
LAPSES_SOON: Final = _("Its last day is near")

#: What is asked beside an entry's own fields: of a correction, and of a return.
WHY: Final = LongText("Why it is corrected", example=SENTENCE, name="why")
REASON: Final = LongText("Why it is returned", example=SENTENCE, name="reason")
#: The name under which the scan is sent.
FILE: Final = "file"


@dataclass(eq=False)
class OrderNumber(Text):
    """The number of the order on which an entry rests, or that carries its papers. A register asks for one at most."""

    standing_hint = _("Number of a work order of this contract, such as GD-2026-000001")
    type = "order"


@dataclass(frozen=True, slots=True)
class EntryFlag:
    """A remark on an entry; it refuses nothing. english: what it says. holds: by the entry's values and today.

    grave: it names a fault, not only what is to come.
    """

    english: str
    holds: Callable[[Mapping[str, Any], date], bool]
    grave: bool = True

    @property
    def words(self) -> str:
        return gettext(self.english)


class Register:
    """One register.

    title, help: English; their Chinese stands in the catalogue under the context "register". articles: where the
    contract asks for it. position: where it stands among the others.
    about: the fields that name what an entry is about. Entries that say the same in them are one subject's history.
    span: the fields that say from and until which day; without a last day a later entry of the subject takes its place.
    sided: each side keeps its own, and a person of the same side confirms; the subject begins with the side.
    enters, confirms, sees: in which roles. tells: who is told beside, once an entry is confirmed.
    scan: the label of the file that may come with an entry; "": none does. scan_needed: it does, or an order has it.
    lapses: an entry whose last day is over is a fault, and that it comes is said so many days before.
    """

    code: ClassVar[str]
    title: ClassVar[str]
    help: ClassVar[str]
    articles: ClassVar[tuple[str, ...]]
    position: ClassVar[int]
    about: ClassVar[tuple[Field[Any], ...]] = ()
    span: ClassVar[tuple[Day, Day | None]]
    sided: ClassVar[bool] = False
    enters: ClassVar[tuple[str, ...]]
    confirms: ClassVar[tuple[str, ...]]
    sees: ClassVar[tuple[str, ...]] = (AC, AL, AF, PD, PE, PL, AO, SA)
    tells: ClassVar[tuple[str, ...]] = ()
    scan: ClassVar[str] = ""
    scan_needed: ClassVar[bool] = False
    lapses: ClassVar[int | None] = None
    flags: ClassVar[tuple[EntryFlag, ...]] = ()

    #: Made of the body when the class is made.
    asks: ClassVar[tuple[Field[Any], ...]]
    by_order: ClassVar[OrderNumber | None]

    def __init_subclass__(cls) -> None:
        """Raises TypeError for a body that cannot be meant."""
        cls.asks = tuple(one for one in vars(cls).values() if isinstance(one, Field))
        cls.by_order = next((one for one in cls.asks if isinstance(one, OrderNumber)), None)
        for one in (*filter(None, cls.span), *cls.about):
            if one not in cls.asks:
                raise TypeError(f"the register “{cls.code}” does not ask for “{one.english}”")
        if not cls.about and not cls.sided:
            raise TypeError(f"the entries of the register “{cls.code}” are about nothing")
        cls.flags = (*cls.flags, *_lapsing(cls.span[1], cls.lapses))

    @classmethod
    def label(cls) -> Promise:
        return pgettext_lazy("register", cls.title)

    @classmethod
    def explained(cls) -> Promise:
        return pgettext_lazy("register", cls.help)

    @classmethod
    def systems(cls, stored: Iterable[Mapping[str, Any]]) -> set[str]:
        """The codes of the systems that entries name, as their rows hold their values."""
        fields = [one.name for one in cls.asks if isinstance(one, SystemCode)]
        return {said[name] for said in stored for name in fields if said.get(name)}

    @classmethod
    def subject(cls, values: Mapping[str, Any], side: str) -> str:
        """What an entry is about as rows hold it: codes and texts, in no reader's language."""
        named = [str(field.store(values[field.name])) for field in cls.about if field.name in values]
        return " · ".join([side, *named] if cls.sided else named)

    @classmethod
    def named(cls, stored: Mapping[str, Any], side: str, names: Mapping[str, str]) -> str:
        """What an entry is about as people read it. `stored`: as its row holds its values; `side`: of sides, in words;
        `names`: of systems, by code."""
        values = revive_all(cls.about, stored)
        named = [field.in_words(values[field.name], names) for field in cls.about if field.name in values]
        return " · ".join([side, *named] if cls.sided else named)

    @classmethod
    def confirmers(cls, side: str) -> tuple[str, ...]:
        """Who may confirm what somebody of this side entered."""
        return tuple(role for role in cls.confirms if not cls.sided or PARTY[role] == side)

    @classmethod
    def flagged(cls, values: Mapping[str, Any], today: date) -> list[EntryFlag]:
        """What is to be remarked of an entry."""
        return [one for one in cls.flags if one.holds(values, today)]


def _lapsing(ends: Day | None, ahead: int | None) -> tuple[EntryFlag, ...]:
    if ends is None or ahead is None:
        return ()

    def left(values: Mapping[str, Any], today: date) -> int | None:
        """Days until the last one; None where there is none."""
        until = values.get(ends.name)
        return None if until is None else (until - today).days

    def over(values: Mapping[str, Any], today: date) -> bool:
        days = left(values, today)
        return days is not None and days < 0

    def near(values: Mapping[str, Any], today: date) -> bool:
        days = left(values, today)
        return days is not None and 0 <= days <= ahead

    return EntryFlag(LAPSED, over), EntryFlag(LAPSES_SOON, near, grave=False)
