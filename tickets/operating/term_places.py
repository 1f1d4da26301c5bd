"""Where in a contract's file something stands, as people call it: the key of the file comes after that, for whoever
edits it."""

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from tickets.operating.differences import FIELDS, SECTIONS
from tickets.operating.term_words import SIDES
from tickets.outbox.words import place

PARTS: Final[dict[str, Promise]] = {
    **SECTIONS,
    "clauses": gettext_lazy("Clause"),
    "organizations": gettext_lazy("Unit"),
    "parties": gettext_lazy("Party of the contract"),
    "opening_stock": gettext_lazy("Opening stock"),
    "score_sheet": gettext_lazy("Score sheet"),
    "documents": gettext_lazy("Document of the contract"),
    "penalties": gettext_lazy("Penalty"),
}
#: Key of a part -> what it is called there, the first that is written.
NAMES: Final = ("name", "item", "question", "condition", "title", "source")
#: Keys of the file that the register has under other names.
MORE_FIELDS: Final[dict[str, Promise]] = {
    "limit": pgettext_lazy("contract", "Limit"),
    "limit_unit": pgettext_lazy("contract", "Unit of the limit"),
    "limit_from": pgettext_lazy("contract", "Limit"),
    "target": gettext_lazy("Internal target"),
    "number": pgettext_lazy("contract", "Number"),
}
File = Mapping[str, Any]


def tables(text: str) -> File:
    """The tables of a file, as far as it can be read."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {}


def words(key: str, file: File) -> str:
    """`故障响应（合同第3.8条）的限值 [clauses.incident.respond.limit]`; the key alone where it names no part."""
    section, _dot, rest = key.partition(".")
    if section not in PARTS:
        return _("%(field)s [%(key)s]") % {"field": FIELDS[key], "key": key} if key in FIELDS else key
    table = file.get(section)
    if section == "penalties" and isinstance(table, Mapping) and rest.startswith("rules."):
        table, rest = table.get("rules"), rest.removeprefix("rules.")
    code, row, field = _found(table, rest.split(".") if rest else [])
    said = {"part": PARTS[section], "name": _named(section, code, row), "field": _field(field), "key": key}
    if not said["name"]:
        return _("%(part)s [%(key)s]") % said
    if not field:
        return _("%(part)s “%(name)s” [%(key)s]") % said
    return _("%(part)s “%(name)s”, %(field)s [%(key)s]") % said


def _found(table: Any, rest: Sequence[str]) -> tuple[str, Any, str]:
    """(code, the part, what is left of the key). A code may hold points."""
    for length in range(len(rest), 0, -1):
        code, left = ".".join(rest[:length]), ".".join(rest[length:])
        if isinstance(table, Mapping) and code in table:
            return code, table[code], left
        if isinstance(table, list) and code.isdecimal() and 0 < int(code) <= len(table):
            return code, table[int(code) - 1], left
    return (rest[0] if rest else ""), None, ".".join(rest[1:])


def _named(section: str, code: str, row: Any) -> str:
    if section == "parties":
        return str(SIDES.get(code, code))
    if not isinstance(row, Mapping):
        return code
    if section == "clauses":
        chinese = (get_language() or "zh").startswith("zh")
        title = str(row.get("title" if chinese else "title_en") or code)
        told = {"line": title, "place": place(str(row.get("article")))}
        return _("%(line)s, %(place)s") % told if row.get("article") else title
    return next((str(row[name]) for name in NAMES if row.get(name)), code)


def _field(name: str) -> str:
    label = FIELDS.get(name) or MORE_FIELDS.get(name)
    return str(label or name)
