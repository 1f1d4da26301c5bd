"""A list of people as an Excel file: what is asked for, and what each row would do."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final
from zipfile import BadZipFile, ZipFile

from django.core.exceptions import ValidationError
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.writer.excel import save_workbook

from accounts import mailboxes
from accounts.doors import people
from accounts.models import Organization, User
from texts import formulas, tidy

#: The columns in their order. The words above them may be any; the first row is passed over.
COLUMNS: Final = ("username", "name", "unit", "email", "phone")
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
    sheet.append([_("Account name"), _("Name of the person"), _("Code of the unit"), _("E-mail"), _("Telephone")])
    units = book.create_sheet(_("Units"))
    units.append([_("Code of the unit"), _("Full name")])
    for code, name in Organization.objects.values_list("code", "name"):
        units.append([code, formulas.harmless(name)])
    written = io.BytesIO()
    save_workbook(book, written)
    return written.getvalue()


def read(stream: BinaryIO) -> list[dict[str, str]]:
    """The rows that say anything, with their number. Raises ValidationError for what is no such list."""
    try:
        _check_size(stream)
        book = load_workbook(stream, read_only=True, data_only=True)
        found = list(_rows(book.worksheets[0].iter_rows(max_row=MOST + 2, max_col=len(COLUMNS), values_only=True)))
    except (InvalidFileException, BadZipFile, KeyError, ValueError, IndexError, OSError, SyntaxError):
        raise ValidationError(_("This is no Excel file (.xlsx). Use the template.")) from None
    if not found:
        raise ValidationError(_("The list is empty: the first row is its head, people stand below it."))
    if len(found) > MOST:
        raise ValidationError(_("At most %(most)d people at once: split the list.") % {"most": MOST})
    return found


def _check_size(stream: BinaryIO) -> None:
    """A small file may unpack to what no machine holds. Raises ValidationError, BadZipFile."""
    with ZipFile(stream) as archive:
        unpacked = sum(one.file_size for one in archive.infolist())
    if unpacked > MOST_UNPACKED:
        raise ValidationError(_("The file holds more than a list of people: copy the rows into the template."))
    stream.seek(0)


def _rows(cells: Iterable[tuple[object, ...]]) -> Iterator[dict[str, str]]:
    for number, row in enumerate(cells, 1):
        said = [tidy.line(str(cell if cell is not None else ""))[:LONGEST] for cell in row]
        if number > 1 and any(said):
            yield {"number": str(number), **dict(zip(COLUMNS, [*said, *[""] * len(COLUMNS)], strict=False))}


def judged(rows: Iterable[dict[str, str]]) -> list[PersonRow]:
    """Each row with what is wrong with it, against the accounts that there are and against the rows above it. Three
    queries."""
    rows = list(rows)
    names = {tidy.code(row["username"]).lower() for row in rows}
    taken = set(User.objects.annotate(low=Lower("username")).filter(low__in=names).values_list("low", flat=True))
    mails = mailboxes.taken(tidy.code(row["email"]) for row in rows)
    units = set(Organization.objects.filter(code__in={row["unit"] for row in rows}).values_list("code", flat=True))
    found = []
    for row in rows:
        username, email = tidy.code(row["username"]), tidy.code(row["email"]).lower()
        user = User(username=username, name=row["name"], phone=tidy.code(row["phone"]))
        wrong = people.faults(user, email, name_taken=username.lower() in taken, mail_taken=email in mails)
        errors = [sentence for said in wrong.values() for sentence in said]
        if row["unit"] and row["unit"] not in units:
            errors.append(_("There is no unit with the code “%(unit)s”.") % {"unit": row["unit"]})
        taken |= {username.lower()}
        mails |= {email} - {""}
        cells = {name: row[name] for name in COLUMNS}
        found.append(PersonRow(int(row["number"]), cells, tuple(errors)))
    return found
