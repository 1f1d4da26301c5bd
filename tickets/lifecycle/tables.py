"""Fields that hold rows of named cells."""

from collections.abc import Callable, Collection, Container, Iterable, Mapping
from dataclasses import KW_ONLY, dataclass, field, replace
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_noop as _

from tickets.lifecycle import form_fields
from tickets.lifecycle.fields import Choice, Dated, Field, Offered, Sample, revive_all, schema, store_all
from tickets.lifecycle.widgets import MAX_ROWS
from tickets.penalties import explain

if TYPE_CHECKING:
    from tickets.lifecycle.scene import Scene


@dataclass(eq=False)
class Table(Field[list[dict[str, Any]]]):
    """Rows of named cells; `columns` are fields of their own."""

    form_class = form_fields.RowsFormField
    type = "rows"
    json_type = "array"
    standing_hint = _("Leave rows empty that you do not need.")

    columns: tuple[Field[Any], ...]

    def __post_init__(self) -> None:
        self.columns = tuple(replace(column, context="column") for column in self.columns)

    def narrowed(self, offered: Mapping[str, Collection[str]]) -> "Table":
        """With these answers alone in the columns that are named, for whomever the others do not concern."""
        fewer = [one.narrowed(offered[one.name]) for one in self._choices() if one.name in offered]
        if not fewer:
            return self
        by_name = {one.name: one for one in fewer}
        first = {one.name: one.example for one in fewer}
        columns = tuple(by_name.get(one.name, one) for one in self.columns)
        return replace(self, columns=columns, example=[{**row, **first} for row in self.example or ()])

    def _choices(self) -> list["Choice | RuleCode"]:
        return [one for one in self.columns if isinstance(one, Choice | RuleCode)]

    def limits(self) -> dict[str, Any]:
        return {"columns": {column.name: (column.label, column.form_field()) for column in self.columns}}

    def in_words(self, value: Any, names: Mapping[str, str]) -> str:
        return "\n".join(self.row_words(row, names) for row in value)

    def row_words(self, row: Mapping[str, Any], names: Mapping[str, str]) -> str:
        filled = (column for column in self.columns if row.get(column.name))
        return " · ".join(self._cell_words(column, row[column.name], names) for column in filled)

    def _cell_words(self, column: Field[Any], value: Any, names: Mapping[str, str]) -> str:
        """Of several days in a row each says which it is."""
        words = column.in_words(value, names)
        told = {"label": column.label, "words": words}
        return gettext("%(label)s: %(words)s") % told if isinstance(column, Dated) else words

    def cells(self, row: Mapping[str, Any], names: Mapping[str, str]) -> list[str]:
        """Each column in words, "" for one that was left empty."""
        return [column.in_words(row[column.name], names) if row.get(column.name) else "" for column in self.columns]

    def amiss(self, value: Any, scene: "Scene", wrong: Container[str] = ()) -> list[str]:
        """As the form says of a cell that cannot be taken: row, column, what is wrong."""
        found = [
            (number, column, problem)
            for number, row in enumerate(value or [], start=1)
            for column in self.columns
            for problem in column.amiss(row.get(column.name), scene, wrong)
        ]
        said = gettext("Row %(row)d, %(column)s: %(problem)s")
        return [said % {"row": row, "column": column.label, "problem": problem} for row, column, problem in found]

    def store(self, value: Any) -> list[dict[str, Any]]:
        return [store_all(self.columns, row) for row in value]

    def revive(self, stored: Any) -> list[dict[str, Any]]:
        return [revive_all(self.columns, row) for row in stored]

    def schema(self, sample: Sample) -> dict[str, Any]:
        return super().schema(sample) | {"items": schema(self.columns, sample)}

    def bounds(self) -> dict[str, Any]:
        return {"maxItems": MAX_ROWS}


@dataclass(eq=False)
class BeforeAfter(Table):
    """How things stood and how they are to stand: the last two columns of a row."""

    def row_words(self, row: Mapping[str, Any], names: Mapping[str, str]) -> str:
        *what, before, after = self.cells(row, names)
        told = {"label": " ".join(what), "words": f"{before or '—'} → {after or '—'}"}
        return gettext("%(label)s: %(words)s") % told


@dataclass(eq=False)
class Systems(Field[list[str]]):
    """Systems of the contract by their codes: the rows of what an order takes in."""

    form_class = form_fields.CodesFormField
    type = "systems"
    json_type = "array"

    def in_words(self, value: Any, names: Mapping[str, str]) -> str:
        return "\n".join(names.get(code, code) for code in value)

    def revive(self, stored: Any) -> list[str]:
        """Release 0.1 asked for the scope as a text."""
        return [stored] if isinstance(stored, str) else list(stored)

    def bounds(self) -> dict[str, Any]:
        return {"items": {"type": "string"}, "uniqueItems": True, "maxItems": MAX_ROWS}


@dataclass(eq=False)
class SheetLines(Systems):
    """Lines of closed month sheets by their codes, month and number: 2026-03-2."""

    type = "sheet_lines"


@dataclass(eq=False)
class SystemCode(Offered):
    """One system of the contract by its code."""

    type = "system"


@dataclass(eq=False)
class ConsentNumber(Offered):
    """One consent to a drill of the platform by its number."""

    type = "consent"


@dataclass(eq=False)
class RuleCode(Offered):
    """One of the rules that a finding under the contract may name, by its code.

    known: code -> English words, whose Chinese stands under the context "rule", of those that are called so where no
    contract is asked. sides: those against whom what is offered stands. example_of: one for each side.
    """

    type = "rule"
    max_length = 40

    known: Mapping[str, str]
    _: KW_ONLY
    sides: tuple[str, ...] = ()
    example_of: Mapping[str, str] = field(default_factory=dict)

    def narrowed(self, sides: Collection[str]) -> "RuleCode":
        """With what stands against these sides alone."""
        side = next(iter(sides))
        return replace(self, sides=tuple(sides), example=self.example_of.get(side, self.example))

    def in_words(self, value: Any, names: Mapping[str, str]) -> str:
        if value in names or value not in self.known:
            return names.get(value) or explain.place(value.rstrip(ascii_lowercase))
        return pgettext("rule", self.known[value])

    def bounds(self) -> dict[str, Any]:
        told = gettext("One of the rules of the contract (`finding_rules`)")
        return super().bounds() | {"description": told}


@dataclass(eq=False)
class Lines(Table):
    """Quantities by line of the catalogue, growth above zero; columns `line` and `quantity`."""

    def amiss(self, value: Any, scene: "Scene", wrong: Container[str] = ()) -> list[str]:
        """A line twice is one quantity written in two places: whoever approves would read either of them alone."""
        found, first = super().amiss(value, scene, wrong), dict[str, int]()
        said = gettext("Row %(row)d: this catalogue line stands in row %(first)d already. Write it once, in one sum.")
        for number, row in enumerate(value or [], start=1):
            before = first.setdefault(row["line"], number)
            if before != number:
                found.append(said % {"row": number, "first": before})
        return found

    def rows_where(self, rows: Iterable[Mapping[str, Any]] | None, wrong: Callable[[int], bool]) -> str:
        """The numbers of the rows whose quantity is so, as a sentence names them; "" where there is none."""
        numbered = enumerate(self.quantities(rows), start=1)
        return gettext(", ").join(str(number) for number, (_line, quantity) in numbered if wrong(quantity))

    def quantities(self, rows: Iterable[Mapping[str, Any]] | None) -> list[tuple[str, int]]:
        """(code of the line, quantity) of each row; none where lines were not asked for."""
        return [(row["line"], row["quantity"]) for row in rows or ()]

    def row_words(self, row: Mapping[str, Any], names: Mapping[str, str]) -> str:
        told = {"label": names.get(row["line"], row["line"]), "words": self.figure(row["quantity"])}
        return gettext("%(label)s: %(words)s") % told

    def figure(self, quantity: int) -> str:
        return f"{quantity:+,d}"


@dataclass(eq=False)
class Amounts(Lines):
    """How much of each line is spoken of: it neither grows nor shrinks by that."""

    def figure(self, quantity: int) -> str:
        return f"{quantity:,d}"


@dataclass(eq=False)
class Scores(Table):
    """Points by item of a score sheet, columns `score_item` and `points`. Their sum is nothing that anybody types."""

    def in_words(self, value: Any, names: Mapping[str, str]) -> str:
        return "\n".join([super().in_words(value, names), gettext("Sum: %(sum)d") % {"sum": self.sum(value)}])

    def sum(self, value: Any) -> int:
        return sum(row["points"] for row in value or ())
