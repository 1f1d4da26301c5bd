"""What is judged before the service starts: the code's declarations and channels, and the rows of earlier releases.

Every command judges what is declared. `manage.py check`, `migrate`, the embedded service and `/readyz` judge the rows.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import INFO, WARNING, CheckMessage, Error, Tags, register
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Count, Max, QuerySet
from django.http.request import split_domain_port, validate_host
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import mailboxes
from accounts.management.judged import DECLARED
from accounts.models import Organization
from tickets import audit, fonts
from tickets.datelaw.types import ZONE
from tickets.lifecycle import KINDS
from tickets.lifecycle.fields import Field, Sample
from tickets.lifecycle.tables import Table
from tickets.lifecycle.words import texts
from tickets.models import ContactAddress, Contract, Delivery, SystemLogHead, Ticket
from tickets.outbox.channel import Channel
from tickets.outbox.channels import CHANNELS
from tickets.register import AGREED, missing, unlimited
from tickets.registers import REGISTERS
from tickets.registers import words as of_registers
from tickets.sqlite import resets_its_log

APPS: Final = ("accounts", "tickets")
#: An example is valid at any instant of any term.
SAMPLE: Final = Sample(datetime(2026, 3, 2, 10, tzinfo=ZONE), date(2025, 10, 10), date(2026, 10, 9))
MOST_NAMED: Final = 10


# --- the code ---
#: How SQLite keeps what was committed through a power cut.
SAFE_SQLITE = {"journal_mode": "wal", "synchronous": 2}


@register(DECLARED)
def every_text_has_its_chinese(**_options: Any) -> list[CheckMessage]:
    with translation.override("zh-hans"):
        every = chain(texts(), of_registers.texts())
        lacking = sorted({text for context, text in every if text and _said(context, text) == text})
    if not lacking:
        return []
    named = ", ".join(f"“{text}”" for text in lacking[:MOST_NAMED])
    more = f" and {len(lacking) - MOST_NAMED} more" if len(lacking) > MOST_NAMED else ""
    hint = "Write it in the django.po of tickets/lifecycle or tickets/registers, then run: make messages"
    return [Error(f"These texts of the kinds and registers have no Chinese: {named}{more}.", hint, id="tickets.texts")]


def _said(context: str | None, text: str) -> str:
    return translation.pgettext(context, text) if context else translation.gettext(text)


@register(DECLARED)
def every_field_has_label_and_example(**_options: Any) -> list[CheckMessage]:
    return [
        Error(f"{place}: the field “{field.name}” {fault}.", id="tickets.fields")
        for place, field in _fields()
        if (fault := _fault(field))
    ]


def _fields() -> Iterator[tuple[str, Field[Any]]]:
    """Everything that is asked for, with the columns of tables, and where."""
    for kind in KINDS.values():
        for name, asks in (("open", kind.opening.asks), *((step.name, step.asks) for step in kind.steps)):
            for field in asks:
                yield f"{kind.kind}.{name}", field
                if isinstance(field, Table):
                    yield from ((f"{kind.kind}.{name}.{field.name}", column) for column in field.columns)
    for code, declared in REGISTERS.items():
        yield from ((f"register {code}", field) for field in declared.asks)


def _fault(field: Field[Any]) -> str:
    """What is wrong with the field; "" where nothing is."""
    if not field.english:
        return "has no label"
    example = field.example_at(SAMPLE)
    try:
        field.clean(example)
    except ValidationError as refused:
        return f"refuses its own example {example!r}: {' '.join(refused.messages)}"
    return ""


# --- the channels ---


@register(DECLARED)
def every_channel_is_whole(**_options: Any) -> list[CheckMessage]:
    """Their words in both languages, their addresses, and the settings that the environment gives them."""
    faults = [f"Channel {each.name}: {fault}" for each in CHANNELS.values() for fault in _faults(each)]
    known = {one.name for channel in CHANNELS.values() for one in channel.settings}
    unknown = [f"{name} is set, but no channel asks for it." for name in settings.CHANNEL_SETTINGS.keys() - known]
    return [Error(text, id="tickets.channels") for text in [*faults, *sorted(unknown)]]


def _faults(channel: Channel) -> Iterator[str]:
    longest = Delivery._meta.get_field("channel").max_length
    if len(channel.name) > (longest or 0):
        yield f"its name is longer than {longest} letters."
    address = channel.address
    for text in (channel.label,) if address is None else (channel.label, address.label, address.help_text):
        if text and _in("en", text) == _in("zh-hans", text):
            yield f"“{_in('en', text)}” has no Chinese. Write it in tickets/notices/locale, then run: make messages"
    if address is not None:
        if not address.label:
            yield "its address has no label."
        if not 0 < (address.max_length or 0) <= ContactAddress.LONGEST:
            yield f"its address needs a max_length of at most {ContactAddress.LONGEST}."
    yield from _faulty_settings(channel)


def _in(language: str, text: object) -> str:
    with translation.override(language):
        return str(text)


def _faulty_settings(channel: Channel) -> Iterator[str]:
    """Settings that are named otherwise than they are read, or given in part."""
    prefix = f"CHANNEL_{channel.name.upper()}_"
    for one in channel.settings:
        if not one.name.startswith(prefix):
            yield f"the setting {one.name} must begin with {prefix}"
    given = [one.name for one in channel.settings if settings.CHANNEL_SETTINGS.get(one.name)]
    if given and not channel.in_use:
        missing = [one.name for one in channel.settings if not one.value and one.default is None]
        yield f"{', '.join(given)} is set; set also {', '.join(missing)}, or none of them."


# --- the rows ---


@register(Tags.database)
def rows_fit_the_code(databases: Sequence[str] | None = None, **_options: Any) -> list[CheckMessage]:
    """Nothing is said of a new database, and nothing of rows while their schema is another release's."""
    if "default" not in (databases or ()) or not MigrationRecorder(connection).has_table():
        return []
    behind, ahead = schema_faults()
    if ahead:
        return [Error(ahead, id="tickets.schema")]
    if behind:
        return [CheckMessage(WARNING, behind, id="tickets.schema")]
    return [
        *(CheckMessage(WARNING, said, id="tickets.mail") for said in mail_unsettled()),
        *(CheckMessage(INFO, said, id="tickets.mail") for said in people_unreached()),
        *(CheckMessage(WARNING, said, id="tickets.units") for said in units_alike()),
        *(CheckMessage(WARNING, said, id="tickets.font") for said in font_amiss()),
        *(CheckMessage(INFO, said, id="tickets.sqlite") for said in sqlite_amiss()),
        *(CheckMessage(WARNING, said, id="tickets.contracts") for said in contracts_behind()),
        *(Error(said, id="tickets.states") for said in tickets_unknown()),
        *(CheckMessage(WARNING, said, id="tickets.forms") for said in forms_unknown()),
        *(CheckMessage(WARNING, said, id="tickets.audit") for said in (*audit_key_faults(), *baseline_due())),
    ]


def schema_faults() -> tuple[str, str]:
    """What to do where migrations are not applied, and where a newer release has applied its own; "" where neither."""
    loader = MigrationLoader(connection)
    waiting = loader.graph.nodes.keys() - loader.applied_migrations.keys()
    unknown = {key for key in loader.applied_migrations if key[0] in APPS} - loader.disk_migrations.keys()
    behind = _("Migrations to apply to the database: %(count)d. Run: manage.py migrate")
    ahead = _("A newer release has migrated the database (%(names)s). Install that release.")
    names = ", ".join(sorted(".".join(key) for key in unknown))
    return behind % {"count": len(waiting)} if waiting else "", ahead % {"names": names} if unknown else ""


def units_alike() -> Iterator[str]:
    """A sentence where codes of units of before differ by case alone: nothing is renamed for them."""
    if twins := list(Organization.objects.filter(twin=True).values_list("code", flat=True)[:MOST_NAMED]):
        said = _(
            "Units whose code differs from another unit's by upper and lower case alone: %(codes)s. "
            "They stay as they are; grant new roles in one of the two only."
        )
        yield said % {"codes": ", ".join(twins)}


def font_amiss() -> Iterator[str]:
    """A sentence where orders can be had as PDF not at all, or not with every name in them."""
    face = fonts.found()
    if face is None and settings.PDF_FONT:
        yield _("PDF_FONT names no font with Chinese that can be read: %(path)s.") % {"path": settings.PDF_FONT}
    elif face is None:
        yield _("No font with Chinese was found (PDF_FONT): orders can be printed, but not be had as PDF.")
    elif lacking := fonts.lacking(face, fonts.RARE):
        told = {"path": face.path, "characters": " ".join(lacking)}
        yield _("The font of PDFs (%(path)s) lacks characters of names: %(characters)s.") % told


def sqlite_amiss() -> Iterator[str]:
    """A sentence where SQLite might lose what was committed: by a fault of its own, or as it is set."""
    if connection.vendor != "sqlite":
        return
    if resets_its_log(sqlite3.sqlite_version_info):
        said = _(
            "SQLite %(version)s has a rare fault by which two connections at once may lose what was committed (mended "
            "in 3.44.6, 3.50.7 and 3.51.3). The service keeps clear of it; other programs must not write to its file."
        )
        yield said % {"version": sqlite3.sqlite_version}
    with connection.cursor() as cursor:
        found = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in SAFE_SQLITE}
    if found != SAFE_SQLITE or connection.settings_dict["OPTIONS"].get("transaction_mode") != "IMMEDIATE":
        yield _("DATABASE_URL sets SQLite so that a power cut, or two who write at once, may lose what was committed.")


def mail_unsettled() -> Iterator[str]:
    """A sentence for each setting without which notices go out, but are worth less than they could be."""
    if not settings.SITE_URL:
        yield _("SITE_URL is not set: notices that leave the service carry no link to their work order.")
    elif not validate_host(split_domain_port(urlsplit(settings.SITE_URL).netloc)[0], settings.ALLOWED_HOSTS):
        yield _("The host of SITE_URL is not among ALLOWED_HOSTS: the links in notices lead to a refusal.")
    if settings.DEFAULT_FROM_EMAIL == settings.NO_SENDER and "smtp" in settings.EMAIL_BACKEND:
        yield _("DEFAULT_FROM_EMAIL is not set: mail comes from %(sender)s, which many servers refuse.") % {
            "sender": settings.NO_SENDER
        }


def people_unreached() -> Iterator[str]:
    """A sentence where accounts have no confirmed mail address: their people are told in the service alone."""
    if count := mailboxes.unreached().count():
        yield _("Accounts without a confirmed mail address, which get no mail: %(count)d.") % {"count": count}


def audit_key_faults() -> Iterator[str]:
    """A sentence where the audit cannot be written or checked for want of a key."""
    if not settings.AUDIT_KEYS:
        yield _("AUDIT_KEY is not set: nothing can be put on record, and no act is taken.")
    elif missing_keys := audit.missing_keys():
        yield _("The audit was written under keys that are not at hand (%(names)s): put them into AUDIT_KEY_FILE.") % {
            "names": ", ".join(missing_keys)
        }


def baseline_due() -> Iterator[str]:
    """A sentence where an earlier release left rows of which the audit does not tell yet."""
    if SystemLogHead.objects.filter(baseline_due=True).exists():
        yield _("The audit does not tell of the rows of an earlier release yet. Run: manage.py baseline")


def contracts_behind() -> Iterator[str]:
    """A sentence for each contract that another release loaded and that does not fit this one, and what to run."""
    contracts = list(Contract.objects.order_by("number"))
    found, without = missing(contracts), unlimited(contracts)
    for contract in contracts:
        lacking = {kind: names for kind, names in found[contract.pk].items() if set(names) - AGREED}
        if unknown := [kind for kind in contract.kinds if kind not in KINDS]:
            yield _(
                "Contract %(number)s declares kinds that this release does not have: %(kinds)s. Take them out of its"
                " file, then run: manage.py load_contract FILE"
            ) % {"number": contract, "kinds": ", ".join(unknown)}
        if lacking:
            yield _(
                "Contract %(number)s lacks %(missing)s; until then these kinds cannot be opened under it: %(kinds)s."
                " Add what is missing to its file, then run: manage.py load_contract FILE"
            ) % {
                "number": contract,
                "missing": ", ".join(sorted(set().union(*lacking.values()))),
                "kinds": ", ".join(lacking),
            }
        if clocks := without[contract.pk]:
            yield _(
                "Contract %(number)s was loaded before this release asked for %(missing)s; until then these clocks do"
                " not run under it. Add them to its file, then run: manage.py load_contract FILE"
            ) % {"number": contract, "missing": ", ".join(clocks)}


def tickets_unknown() -> Iterator[str]:
    """A sentence for each kind and state of open tickets that this code does not have. Read from the index alone."""
    groups = _open_tickets().values("kind_state").annotate(count=Count("pk"))
    for kind_state, count in groups.values_list("kind_state", "count"):
        kind, _colon, state = kind_state.partition(":")
        if kind not in KINDS or state not in KINDS[kind].by_state:
            yield _(
                "Open work orders of a kind or state that this release does not have (%(kind_state)s): %(count)d."
                " Install the release under which they were filed."
            ) % {"kind_state": kind_state, "count": count}


def forms_unknown() -> Iterator[str]:
    """A sentence for each kind whose open tickets were filed on a later form than this code's: it shows less."""
    groups = _open_tickets().values("kind").annotate(edition=Max("form_edition"))
    for kind, edition in groups.values_list("kind", "edition"):
        if kind in KINDS and edition > KINDS[kind].opening.edition:
            yield _(
                "Open work orders of the kind %(kind)s were filed on edition %(edition)d of its form, which this"
                " release does not have. Install the release under which they were filed."
            ) % {"kind": kind, "edition": edition}


def _open_tickets() -> QuerySet[Ticket]:
    return Ticket.objects.filter(closed_at__isnull=True).order_by()
