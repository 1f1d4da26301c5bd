"""A list of people as an Excel file: what is asked for, and what each row would do."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, Final
from zipfile import BadZipFile, ZipFile

from django.core.exceptions import ValidationError
from django.db.models.functions import Lower
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.writer.excel import save_workbook

from accounts import mailboxes
from accounts.doors import people, units
from accounts.models import Organization, User
from texts import formulas, tidy
from tickets.pages.parts import wording

#: The columns as the template has them, by what stands above each. They are found by these words, in any order.
COLUMNS: Final = {
    "username": gettext_lazy("Account name"),
    "name": gettext_lazy("Name of the person"),
    "unit": gettext_lazy("Code of the unit"),
    "email": gettext_lazy("E-mail"),
    "phone": gettext_lazy("Telephone"),
}
#: Whoever works in another language than the one who took the template hands it in all the same.
LANGUAGES: Final = ("zh-hans", "en")
#: So far to the right something may stand.
MOST_COLUMNS: Final = 30
#: Each first password is hashed slowly: so many take some ten seconds.
MOST: Final = 200
#: Bytes to which a file of so few rows may unpack.
MOST_UNPACKED: Final = 20_000_000
LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One row, as it was read. number: as the sheet counts."""

    number: int
    cells: dict[str, str]
    errors: tuple[str, ...] = ()


def template() -> bytes:
    """An empty list with its head, a row that shows how, and the units that there are."""
    book = Workbook()
    sheet = book.active
    sheet.title = _("People")
    sheet.append([str(label) for label in COLUMNS.values()])
    second = book.create_sheet(_("Units"))
    second.append([_("Code of the unit"), _("Full name")])
    for code, name in Organization.objects.values_list("code", "name"):
        second.append([code, formulas.harmless(name)])
    written = io.BytesIO()
    save_workbook(book, written)
    return written.getvalue()


def read(stream: BinaryIO) -> list[dict[str, str]]:
    """The rows that say anything, with their number. Raises ValidationError for what is no such list."""
    try:
        _check_size(stream)
        book = load_workbook(stream, read_only=True, data_only=True)
        found = list(islice(_rows(book.worksheets[0].iter_rows(max_col=MOST_COLUMNS, values_only=True)), MOST + 1))
    except (InvalidFileException, BadZipFile, KeyError, ValueError, IndexError, OSError, SyntaxError):
        raise ValidationError(_("This is no Excel file (.xlsx). Use the template.")) from None
    if not found:
        raise ValidationError(_("The list is empty: the first row is its head, people stand below it."))
    if len(found) > MOST:
        said = _("At most %(most)d people at once: split the list behind row %(row)s. Nothing was taken over.")
        raise ValidationError(said % {"most": MOST, "row": found[-2]["number"]})
    return found


def _check_size(stream: BinaryIO) -> None:
    """A small file may unpack to what no machine holds. Raises ValidationError, BadZipFile."""
    with ZipFile(stream) as archive:
        unpacked = sum(one.file_size for one in archive.infolist())
    if unpacked > MOST_UNPACKED:
        raise ValidationError(_("The file holds more than a list of people: copy the rows into the template."))
    stream.seek(0)


def _rows(cells: Iterable[tuple[object, ...]]) -> Iterator[dict[str, str]]:
    """Raises ValidationError for a head that is another one, and for what stands below none."""
    rows = ([_text(cell) for cell in row] for row in cells)
    places = _placed(next(rows, []))
    for number, said in enumerate(rows, 2):
        if outside := [get_column_letter(at + 1) for at, text in enumerate(said) if text and at not in places]:
            message = _("Row %(row)d: what stands in column %(columns)s has no head in row 1.")
            raise ValidationError(message % {"row": number, "columns": ", ".join(outside)})
        if any(said):
            held = {name: said[at] if at < len(said) else "" for at, name in places.items()}
            yield {"number": str(number), **held}


def _text(cell: object) -> str:
    return tidy.line(str(cell if cell is not None else ""))[:LONGEST]


def _placed(head: list[str]) -> dict[int, str]:
    """Place in a row -> column, by the words of the head. Raises ValidationError that names each fault of it."""
    known, places, faults = _by_label(), dict[int, str](), list[str]()
    for at, said in enumerate(head):
        name, told = known.get(said.lower()), {"letter": get_column_letter(at + 1), "said": said}
        if said and name is None:
            faults.append(_("Column %(letter)s is headed “%(said)s”, which this list does not know.") % told)
        elif name in places.values():
            faults.append(_("Column %(letter)s repeats the head “%(said)s”.") % told)
        elif name:
            places[at] = name
    if lacking := [str(label) for name, label in COLUMNS.items() if name not in places.values()]:
        faults.append(_("The head in row 1 lacks: %(names)s.") % {"names": wording.listed(lacking)})
    if faults:
        names = wording.listed([str(label) for label in COLUMNS.values()])
        advice = _("The head is %(names)s, in any order, as in the template. Nothing was taken over.")
        raise ValidationError([*faults, advice % {"names": names}])
    return places


def _by_label() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in LANGUAGES:
        with translation.override(language):
            found |= {str(label).lower(): name for name, label in COLUMNS.items()}
    return found


def judged(rows: Iterable[dict[str, str]]) -> list[PersonRow]:
    """Each row with what is wrong with it, against the accounts that there are and against the rows above it. Three
    queries."""
    above: dict[tuple[str, str], str] = {}
    rows = list(rows)
    names = {tidy.code(row["username"]).lower() for row in rows}
    taken = set(User.objects.annotate(low=Lower("username")).filter(low__in=names).values_list("low", flat=True))
    mails = mailboxes.taken(tidy.code(row["email"]) for row in rows)
    known = units.of_codes(row["unit"] for row in rows)
    found = []
    for row in rows:
        username, email = tidy.code(row["username"]), tidy.code(row["email"]).lower()
        user = User(username=username, name=row["name"], phone=tidy.code(row["phone"]))
        wrong = people.faults(user, email, name_taken=username.lower() in taken, mail_taken=email in mails)
        errors = [sentence for said in wrong.values() for sentence in said]
        if row["unit"] and row["unit"] not in known:
            errors.append(_("There is no unit with the code “%(unit)s”.") % {"unit": row["unit"]})
        for column, said in (("username", username), ("email", email)):
            if said and (before := above.setdefault((column, said.lower()), row["number"])) != row["number"]:
                told = {"column": COLUMNS[column], "said": said, "row": before}
                errors.append(_("%(column)s “%(said)s”: the same as in row %(row)s.") % told)
        cells = {name: row[name] for name in COLUMNS}
        found.append(PersonRow(int(row["number"]), cells, tuple(errors)))
    return found
