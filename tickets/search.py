"""What people look for, read from what they type: the number in any writing, or words that all have to fit.

`Sought.read` is the only reading, for the page and REST alike; `tickets` the only question made of it.
"""

import json
import re
from dataclasses import dataclass
from typing import Any, Final, Self

from django.db import connection
from django.db.models import Exists, F, Lookup, OuterRef, Q
from django.db.models.functions import Right
from django.db.models.lookups import Exact

from accounts.models import Organization
from texts import tidy
from tickets.models import Deadline, System, Ticket
from tickets.models.tickets import NUMBER_TAIL

#: A word that stands in no more titles is rare, and one that stands in more common; between them an index serves.
RARE: Final = 2_000
COMMON: Final = 10_000
#: Longer is no search.
LONGEST: Final = 200
#: GD-2026-000027, also with other dashes, blanks or none between its parts, inside brackets or a sentence.
_NUMBER: Final = re.compile(r"(?<![A-Z0-9])([A-Z]{2})[- ]*(\d{4})[- ]*(\d{6,})(?!\d)", re.ASCII | re.IGNORECASE)
#: What counts them within a year: 000027 or 27, also behind the year.
_COUNT: Final = re.compile(r"(?:(\d{4})-)?(\d{1,6})", re.ASCII)
_ARTICLE: Final = re.compile(r"第?(\d{1,2}(?:\.\d{1,2})+)条?|第(\d{1,2})条", re.ASCII)
_BETWEEN: Final = re.compile("[\\s「」『』“”‘’\"'《》〈〉【】〔〕（）()\\[\\]，、。；：,;:]+")


@dataclass(frozen=True, slots=True)
class Sought:
    """number: the whole number of a ticket; it says all, and then there are no words. words: each must fit."""

    number: str = ""
    words: tuple[str, ...] = ()

    @classmethod
    def read(cls, typed: str) -> Self:
        if whole := _NUMBER.search(tidy.code(typed)):
            return cls(number=f"{whole[1].upper()}-{whole[2]}-{whole[3]}")
        return cls(words=tuple(dict.fromkeys(filter(None, _BETWEEN.split(tidy.line(typed))))))

    @property
    def tickets(self) -> Q:
        """Those that fit."""
        if self.number:
            return Q(number=self.number)
        found = Q()
        for word in self.words:
            found &= _fits(word)
        return found


def _fits(word: str) -> Q:
    """The word stands in the title, begins the number, stands in the name or code of the system or in the name of the
    unit that opened the ticket, or is the article by which a clock of it runs.

    Systems and units are sought first: they are few, and by their ids each part of the question has an index.
    """
    code = tidy.code(word)
    systems = System.objects.filter(_contains("name", word) | _contains("code", code))
    units = Organization.objects.filter(_contains("name", word) | _contains("short_name", word))
    found = _titled(word)
    for column, rows in (("system", systems), ("opened_unit", units)):
        if ids := list(rows.values_list("pk", flat=True)):
            found |= Q(**{f"{column}__in": ids})
    if code != word:
        found |= _titled(code)
    if counted := _COUNT.fullmatch(code):
        tail = f"-{counted[2]:0>6}"
        return found | Q(Exact(Right("number", NUMBER_TAIL), tail)) & Q(number__endswith=(counted[1] or "") + tail)
    if article := _ARTICLE.fullmatch(code):
        clocks = Deadline.objects.filter(ticket=OuterRef("pk"), clause__article=article[1] or article[2])
        return found | Q(Exists(clocks))
    return found | Q(number__startswith=code.upper()) if code.isascii() else found


def _titled(word: str) -> Q:
    """The titles that hold the word: by an index or by their ids, unless it is common. Then it is soon met on the way
    through a list; the database cannot know which it is, for the pairs of one word are not strangers to one another.
    """
    holds = Q(Holds(F("title"), word))
    if connection.vendor != "postgresql":
        return holds
    pairs = HasPairs(F("title"), word)
    titles = Ticket.objects.filter(pairs)
    guess: int = json.loads(titles.explain(format="json"))[0]["Plan"]["Plan Rows"]
    if len(_grams(word)) == 1:  # nothing but how often that pair was counted
        return holds & Q(pk__in=titles.order_by().values("pk")) if guess <= COMMON else holds
    if guess > RARE:
        return holds
    rare = list(titles.values_list("pk", flat=True)[: RARE + 1])
    return holds & Q(pk__in=rare) if len(rare) <= RARE else holds


class HasPairs(Lookup[bool]):
    """Whether each pair of the word's letters stands in the title: PostgreSQL looks them up (migration 0025)."""

    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, before = self.process_lhs(compiler, connection)
        return f"tickets_grams({column}) @> %s", [*before, _grams(str(self.rhs).lower())]


class Holds(Lookup[bool]):
    """Whether the title holds a word, in capitals or not: by reading it."""

    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, before = self.process_lhs(compiler, connection)
        word = str(self.rhs)
        like = f"%{connection.ops.prep_for_like_query(word)}%"
        if connection.vendor != "postgresql":
            return f"{column} LIKE %s ESCAPE '\\'", [*before, like]
        # Chinese has no case: to fold it in every row would cost more than all the rest.
        said, like = (column, like) if word.upper() == word.lower() else (f"UPPER({column})", like.upper())
        return f"{said} LIKE %s", [*before, like]


def _grams(word: str) -> list[str]:
    return [word[place : place + 2] for place in range(len(word) - 1)] or [word]


def _contains(column: str, text: str) -> Q:
    how = "contains" if text.upper() == text.lower() else "icontains"
    return Q(**{f"{column}__{how}": text})
