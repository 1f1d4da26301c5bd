"""The rules that no library checks: who may write which rows."""

import re

import pytest
from django.apps import apps

from tests.house.test_sizes import files
from tests.house.writers import SQL, UNKNOWN, writes
from tests.settings import ROOT

#: Protected by the state machine on an instance, but not in a queryset: nobody writes it there.
STATE_BY_QUERY = re.compile(r"Ticket\.objects[^\n]*\.update\([^)]*\bstate\s*=", re.DOTALL)
#: Writes what it is handed, in one statement: who hands it rows is found instead.
AT_ONCE = "tickets/models/at_once.py"
#: model -> the modules (or packages) that write its rows. Migrations stand apart.
WRITERS: dict[str, tuple[str, ...]] = {
    "Alert": ("tickets/clocks/schedule",),
    "Attachment": ("tickets/actions",),
    "AuditEntry": ("tickets/audit/chain",),
    "Authenticator": ("accounts/doors",),  # allauth's own code sets it up
    "AuthToken": ("accounts/tokens",),
    "Breach": ("tickets/clocks/schedule",),
    "CalendarFeed": ("tickets/feeds",),
    "CalendarYear": ("tickets/register",),
    "CatalogueLine": ("tickets/register",),
    "Claim": ("tickets/actions/claims",),
    "Claim_clocks": ("tickets/actions/claims",),
    "Clause": ("tickets/register",),
    "ContactAddress": ("tickets/outbox",),
    "ClockTally": ("tickets/statistics/counting",),
    "Consultation": ("tickets/actions/consult",),
    "Contract": ("tickets/register",),
    "Counter": ("tickets/actions",),
    "Deadline": ("tickets/clocks", "tickets/sweep/clocks"),  # the sweep only puts a failing row off
    "Delegation": ("tickets/actions/consult",),
    "Delivery": ("tickets/outbox",),
    "EmailAddress": ("accounts/mailboxes",),  # allauth's own code confirms it
    "Endorsement": ("tickets/actions",),
    "Export": ("tickets/exports",),
    "Fact": ("tickets/actions/reporting", "tickets/actions/claims"),
    "FailedWork": ("tickets/sweep",),
    "FeeTable": ("tickets/actions/fees",),
    "GroupChannel": ("tickets/outbox",),
    "IdempotencyKey": ("tickets/actions/idempotency", "tickets/sweep/periodic"),
    "Installation": ("tickets/installation",),
    "Instalment": ("tickets/register",),
    "Interpretation": ("tickets/register",),
    "KeyedSince": ("tickets/audit/seals",),
    "LedgerEntry": ("tickets/ledger",),
    "Minutes": ("tickets/actions/claims",),
    "MonthSheet": ("tickets/actions/sheets",),
    "MonitoredOutage": ("tickets/actions/outages",),
    "Membership": ("accounts/doors", "tickets/management/demo/cast", "tickets/rehearsal/cast"),
    "MutedChannel": ("tickets/outbox",),
    "Naming": ("tickets/actions/namings",),
    "Notice": ("tickets/outbox",),
    "NoticeHours": ("tickets/outbox",),
    "Recurrence": ("tickets/actions/recurring",),
    "Occasion": ("tickets/actions/open", "tickets/actions/entitlement", "tickets/actions/reductions"),
    "OpenTally": ("tickets/statistics/counting",),
    "OrderTally": ("tickets/statistics/counting",),
    "OutageWord": ("tickets/actions/outages",),
    "Organization": ("accounts/doors", "tickets/register", "tickets/management/demo/cast"),
    "Pause": ("tickets/clocks/schedule",),
    "PenaltyEdition": ("tickets/priced",),
    "PeriodicTask": ("tickets/sweep/periodic",),
    "ProposedTerms": ("tickets/operating/editions",),
    "RatingTally": ("tickets/statistics/counting",),
    "ReadBack": ("tickets/actions/telephone",),
    "RegisterEntry": ("tickets/actions",),
    "RollUp": ("tickets/statistics/counting",),
    "SampledOrder": ("tickets/actions/sampling",),
    "Sampling": ("tickets/actions/sampling",),
    "SavedFile": ("tickets/actions/saved",),
    "SavedForm": ("tickets/actions/saved",),
    "SavedView": ("tickets/saved_views",),
    "Seal": ("tickets/audit/seals",),
    "SentSeal": ("tickets/audit/sending",),
    "Session": ("accounts/sessions",),
    "SignInFailure": ("accounts/lock",),
    "SheetLine": ("tickets/actions/sheets",),
    "Statement": ("tickets/actions/claims/born",),
    "Statement_papers": ("tickets/actions/claims/papers",),
    "StepTally": ("tickets/statistics/counting",),
    "Substitution": ("accounts/doors",),
    "SystemFee": ("tickets/actions/fees",),
    "SupervisionDeed": ("tickets/actions/supervise",),
    "SupervisionDeed_handed_in": ("tickets/actions/supervise",),
    "SupervisionOrder": ("tickets/actions/supervise",),
    "SupervisionReport": ("tickets/actions/reports",),
    "Supplement": ("tickets/ledger",),
    # a rehearsal sets up a database of its own
    "System": ("tickets/register", "tickets/actions/effects"),
    "SystemLogHead": ("tickets/audit/chain",),
    "TermEvent": ("tickets/actions",),
    "Ticket": ("tickets/actions",),
    "TokenName": ("accounts/tokens",),
    "Turn": ("tickets/actions/turns.py",),
    "Follow": ("tickets/actions/follow.py",),
    "User": (
        "accounts/doors",
        "accounts/adapter",
        "accounts/mailboxes",
        "accounts/views",
        "tickets/management/demo/cast",
        "tickets/rehearsal/cast",
    ),
    "UserSession": ("accounts/sessions",),
    "WorkerHeartbeat": ("tickets/sweep",),
    #: The tables under one contract, written alike; and `Act.store`, whose callers are found instead.
    UNKNOWN: ("tickets/register", "tickets/actions/act", AT_ONCE),
    #: One puts the text of a QuerySet, which reads, and no other; one asks SQLite how it is set; a backup takes whole
    #: tables, and a restore puts them.
    SQL: (
        "tickets/prepared.py",
        "tickets/checks.py",
        AT_ONCE,
        "tickets/operating/backups/on_postgresql",
        "tickets/operating/backups/on_sqlite",
    ),
}
#: What a page must not do -> the rows that it would write.
PLANTED = {
    "Ticket.objects.filter(pk=1).update(title='')": "Ticket",
    "Ticket.objects.filter(\n    pk=1,\n).exclude(\n    pk=2,\n).delete()": "Ticket",
    "Ticket.objects.get(pk=1).save()": "Ticket",
    "Ticket(number='1').save(force_insert=True)": "Ticket",
    "PROXIES['restart'](number='1').save()": "Ticket",
    "Ticket.save(found)": "Ticket",
    "found = Ticket(number='1')\nfound.save()": "Ticket",
    "async def view(found: Ticket):\n    await found.asave()": "Ticket",
    "def view(found: Ticket):\n    found.save()": "Ticket",
    "def view(found: 'Ticket | None'):\n    found.delete()": "Ticket",
    "def view(found):\n    found.save()": UNKNOWN,
    "def view(found):\n    found.filter(pk=1).update(title='')": UNKNOWN,
    "def view(here):\n    for found in here.tickets():\n        found.save()": "Ticket",
    "def view(pk):\n    return locked(pk).save()": "Ticket",
    "def view(row: Deadline):\n    row.ticket.save()": "Ticket",
    "def view(row: Deadline):\n    on_commit(row.ticket.save)": "Ticket",
    "[found.delete() for found in Ticket.objects.all()]": "Ticket",
    "rows = Ticket.objects.all()\nif rows:\n    rows.update(title='')": "Ticket",
    "if (found := Ticket.objects.first()) is not None:\n    found.delete()": "Ticket",
    "found, made = Ticket.objects.get_or_create(number='1')": "Ticket",
    "Ticket.objects.update_or_create(number='1')": "Ticket",
    "Ticket._base_manager.bulk_update(rows, ['title'])": "Ticket",
    "models.Ticket.objects.create(number='1')": "Ticket",
    "from tickets.models import Ticket as Order\nOrder.objects.create(number='1')": "Ticket",
    "Endorsement.objects.bulk_create([])": "Endorsement",
    "Endorsement.objects \\\n    .filter(pk=1) \\\n    .update(voided_at=None)": "Endorsement",
    "def view(found: Ticket):\n    found.endorsements.create(name='approve')": "Endorsement",
    "def view(found: Ticket):\n    found.endorsements.set([])": "Endorsement",
    "Attachment(slot='other').save()": "Attachment",
    "def view(found: Attachment):\n    found.delete()": "Attachment",
    "IdempotencyKey.objects.get_or_create(key='1')": "IdempotencyKey",
    "IdempotencyKey.objects.filter(key='1').aupdate(answer=None)": "IdempotencyKey",
    "def view(row: Deadline):\n    row.pauses.all().delete()": "Pause",
    "def view(row: Deadline):\n    row.breach.save()": "Breach",
    "def view(claim: Claim):\n    claim.clocks.add(1)": "Claim_clocks",
    "def view(act, fact: Fact):\n    act.store(fact, 'standing_at')": "Fact",
    "def view(found: list[Ticket]):\n    at_once.insert(one for one in found)": "Ticket",
    "def view(found: list[Ticket]):\n    at_once.update(found, ['title'])": "Ticket",
    "def view(act, found):\n    act.store(found)": UNKNOWN,
    "def view(cursor, text):\n    cursor.execute(text)": SQL,
    "def view(cursor):\n    cursor.execute('UPDATE tickets_ticket SET title = 1')": SQL,
}
HARMLESS = (
    "digest.update(b'')",
    "names.update(other)",
    "storage.save(name, content)",
    "storage.delete(name)",
    "def view(field: Field, value):\n    field.store(value)",
    "def view(seen: set[str], found: Ticket):\n    seen.add(found.number)",
    "from accounts.doors import people\npeople.add('clerk')",
    "def view(clockwork: Clockwork):\n    clockwork.save()",
    "def view(cursor):\n    cursor.execute('SELECT 1')",
)


def product() -> dict[str, str]:
    return {str(path.relative_to(ROOT)): path.read_text() for path in files("accounts", "govcloud", "tickets")}


def offenders(pattern: str | re.Pattern[str]) -> list[str]:
    return [name for name, text in product().items() if re.search(pattern, text)]


def trespasses(name: str, source: str) -> set[str]:
    """The models whose rows the module writes and does not own."""
    return {each.model for each in writes(source) if not name.startswith(WRITERS.get(each.model, ()))}


def test_nobody_walks_past_the_state_machine() -> None:
    assert offenders(STATE_BY_QUERY) == []


def test_rows_are_written_by_their_own_modules_alone() -> None:
    found = {name: trespasses(name, source) for name, source in product().items()}
    assert {name: models for name, models in found.items() if models} == {}


def test_every_table_of_ours_has_declared_writers() -> None:
    ours = {model.__name__ for label in ("accounts", "tickets") for model in apps.get_app_config(label).get_models()}
    proxies = {model.__name__ for model in apps.get_models() if model._meta.proxy}
    assert ours - proxies - WRITERS.keys() == set()


def test_every_declared_writer_writes() -> None:
    written = {(each.model, name) for name, source in product().items() for each in writes(source)}
    idle = {
        (model, writer)
        for model, writers in WRITERS.items()
        for writer in set(writers) - set(WRITERS[UNKNOWN])
        if not any(model == wrote and name.startswith(writer) for wrote, name in written)
    }
    assert idle == set()


@pytest.mark.parametrize("source", PLANTED)
def test_a_write_from_a_page_is_found(source: str) -> None:
    assert trespasses("tickets/pages/planted.py", source) == {PLANTED[source]}


@pytest.mark.parametrize("source", HARMLESS)
def test_what_writes_no_rows_is_let_through(source: str) -> None:
    assert writes(source) == []


def test_nothing_hangs_on_signals_of_rows() -> None:
    assert offenders(r"(pre|post)_(save|delete)|m2m_changed") == []
