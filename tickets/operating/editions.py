"""Editions of contracts and calendar years: handed in as files, checked, released by a second person.

One system administrator proposes; another one, or the security administrator, releases or rejects. The database
refuses a release by whoever proposed. A release takes effect at once: what began under an edition keeps it.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.doors import log
from accounts.doors.hands import POWERS, Hand, Power
from accounts.models import User, unit_of
from texts import files, tidy
from tickets import actions, audit, ledger, outbox, register
from tickets.datelaw.explain import refusal
from tickets.errors import Invalid, PolicyError, WrongState
from tickets.lifecycle.known import KNOWN
from tickets.models import CalendarYear, ProposedTerms
from tickets.models.proposals import CALENDAR, CONTRACT, PROPOSED, REJECTED, RELEASED
from tickets.operating import differences, shortages, term_places
from tickets.outbox import lives
from tickets.policy import calendar_checks, calendar_files, contract_files
from tickets.policy.tables import FileError
from tickets.policy.types import ContractTerms, Problem
from tickets.sweep import periodic

#: Bytes of a file; those that are shipped have less than a tenth of it.
MOST_BYTES: Final = 1_000_000
#: A reason is a line.
LONGEST: Final = 200
Year = calendar_files.AnnouncedYear


@dataclass(frozen=True, slots=True)
class CheckedTerms:
    """A file that is in order. notes: what is odd about it, and lawful, and how many clocks it moves as of now;
    differences: to what is in force, in words."""

    sort: str
    terms: ContractTerms | Year
    notes: list[str]
    differences: list[str]

    @property
    def name(self) -> str:
        return self.terms.number if isinstance(self.terms, ContractTerms) else str(self.terms)

    @property
    def shown(self) -> str:
        """A digest of the differences: whoever releases has seen these."""
        return hashlib.sha256("\n".join(self.differences).encode()).hexdigest()


def check(sort: str, text: str, file: str) -> CheckedTerms:
    """The terms in the text of a file of this name. Raises ValidationError with every problem, with line and key."""
    try:
        if sort == CONTRACT:
            terms = contract_files.parse(text, KNOWN)
            if forgotten := ledger.forgets(terms):
                raise ValidationError(forgotten)
            notes = [words(one, term_places.tables(text)) for one in terms.warnings]
            return CheckedTerms(sort, terms, [*notes, *shortages.of_terms(terms)], differences.of_contract(terms))
        year = calendar_files.of_text(text, file=file)
        notes = [refusal(PolicyError(odd.msgid, **odd.params)) for odd in calendar_checks.oddities(year)]
        found = differences.of_calendar(year)
        return CheckedTerms(sort, year, [*notes, *([differences.moving(year)] if found else [])], found)
    except FileError as error:
        tables = term_places.tables(text)
        raise ValidationError([words(one, tables) for one in error.problems]) from None
    except PolicyError as error:
        raise ValidationError(refusal(error)) from None


def read(content: bytes) -> str:
    """The text of a file that was handed in. Raises ValidationError where it is none, or too long."""
    if len(content) > MOST_BYTES:
        raise ValidationError(_("The file is larger than %(most)d KB.") % {"most": MOST_BYTES // 1000})
    try:
        return files.text_of(content)
    except files.NotUtf8Error as error:
        if error.encoding:
            said = _("The file is saved as %(encoding)s: save it as UTF-8.")
            raise ValidationError(said % {"encoding": error.encoding}) from None
        raise ValidationError(_("The file is not a text.")) from None


def propose(by: Hand, sort: str, content: bytes, file: str) -> ProposedTerms:
    """提交: kept until a second person releases or rejects it. Raises ValidationError with every problem of the file,
    where it changes nothing, or where another file of the same name waits; PermissionDenied."""
    by.require(Power.PROPOSE_TERMS)
    text = read(content)
    checked = check(sort, text, file)
    if not checked.differences:
        raise ValidationError(_("%(number)s: the file says what is in force already.") % {"number": checked.name})
    row = ProposedTerms(sort=sort, name=checked.name, file=tidy.line(file)[:120], text=text)
    row.digest, row.proposed_by, row.proposed_at = digest_of(text), _somebody(by), by.now
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            log.write(by, Power.PROPOSE_TERMS, **_said(row))
            _tell("terms_proposed", row, by, outbox.holders(POWERS[Power.RELEASE_TERMS]))
    except IntegrityError:
        said = _("A file for %(number)s waits to be released already: release or reject that first.")
        raise ValidationError(said % {"number": row.name}) from None
    return row


def release(by: Hand, proposal: ProposedTerms, shown: str) -> None:
    """发布, at once. shown: the digest of the differences that the person was shown. Raises WrongState where it is not
    open, where the person proposed it, or where what is in force has changed since it was shown; ValidationError where
    it cannot be loaded; PermissionDenied."""
    by.require(Power.RELEASE_TERMS)
    with transaction.atomic():
        row = _undecided(proposal)
        if row.proposed_by == by.user:
            raise WrongState(_("You proposed it yourself: a second person releases it."))
        if digest_of(row.text) != row.digest:
            raise WrongState(_("The file is not as it was handed in. Reject it, and hand it in anew."))
        checked = check(row.sort, row.text, row.file)
        if checked.shown != shown:
            raise WrongState(_("What is in force has changed since: look at the differences as they are now."))
        if row.sort == CALENDAR:
            periodic.hasten("move_dates", by.now)
        _decide(row, RELEASED, by)
        _load(checked, by.now, by.user)
        log.write(by, Power.RELEASE_TERMS, **_said(row), differences=checked.differences)
        _tell("terms_released", row, by, {row.proposed_by_id})


@transaction.atomic
def reject(by: Hand, proposal: ProposedTerms, reason: str) -> None:
    """退回, with a reason; 撤回 where whoever proposed it takes it back. Raises ValidationError without a reason;
    WrongState where it is not open; PermissionDenied."""
    act = Power.WITHDRAW_TERMS if proposal.proposed_by == by.user else Power.REJECT_TERMS
    by.require(act)
    reason = tidy.line(reason)
    if not reason or len(reason) > LONGEST:
        said = _("Use at most %(most)d characters.") % {"most": LONGEST} if reason else _("Say why.")
        raise ValidationError({"reason": said})
    row = _undecided(proposal)
    _decide(row, REJECTED, by, reason)
    log.write(by, act, **_said(row), reason=reason)
    _tell("terms_rejected", row, by, {row.proposed_by_id})


def _undecided(proposal: ProposedTerms) -> ProposedTerms:
    row = ProposedTerms.objects.select_for_update().get(pk=proposal.pk)
    if row.state != PROPOSED:
        raise WrongState(_("It was decided already."))
    return row


def _decide(row: ProposedTerms, state: str, by: Hand, reason: str = "") -> None:
    row.state, row.decided_by, row.decided_at, row.reason = state, _somebody(by), by.now, reason
    row.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    lives.end(lives.of_no_order("terms_proposed", _key("terms_proposed", row)), now=by.now)


def _tell(event: str, row: ProposedTerms, by: Hand, people: set[int]) -> None:
    """Whoever is to decide, or whose proposal was decided; never whoever did it."""
    actor = _somebody(by)
    params = {"actor": str(actor), "sort": row.sort, "number": row.name, "proposal": row.pk, "text": row.reason}
    outbox.queue(event, people - {actor.pk}, ticket=None, key=_key(event, row), params=params, now=by.now)


def _key(event: str, row: ProposedTerms) -> str:
    return f"{event}:{row.pk}"


def _somebody(by: Hand) -> User:
    """Whoever has the shell loads files by `load_contract`. Raises TypeError."""
    if by.user is None:
        raise TypeError("a proposal is made and decided by people")
    return by.user


def _said(row: ProposedTerms) -> dict[str, Any]:
    return {"sort": row.sort, "number": row.name, "file": row.file, "digest": row.digest}


def digest_of(text: str) -> str:
    """SHA-256 of the text in UTF-8, without the mark that Windows puts in front."""
    return hashlib.sha256(text.encode()).hexdigest()


def _load(checked: CheckedTerms, now: datetime, actor: User | None) -> None:
    try:
        if isinstance(checked.terms, ContractTerms):
            load_contract(checked.terms, now, actor)
        else:
            load_calendar(checked.terms, now, actor)
    except Invalid as error:
        raise ValidationError(error.message) from None


@transaction.atomic
def load_contract(terms: ContractTerms, now: datetime, actor: User | None = None) -> register.Loaded:
    """Rows and the entry of the system log, both or neither: what a contract said on a day can be proved. Raises
    Invalid."""
    before = audit.under(terms.number)
    loaded = register.load(terms, now=now)
    if not loaded.unchanged:
        actions.redraw(loaded.contract)
        changes = {each.key: [each.old, each.new] for each in loaded.changes}
        data = {"contract": terms.number, "digest": loaded.contract.digest, "changes": changes}
        rows = audit.changed(before, audit.under(terms.number))
        unit = unit_of(actor) if actor else None
        audit.log_system("load_contract", now=now, actor=actor, unit=unit, data=data, rows=rows)
    return loaded


@transaction.atomic
def load_calendar(year: Year, now: datetime, actor: User | None = None) -> frozenset[int]:
    """As `load_contract`: the years that count otherwise from now on. The sweep moves the dates. Raises Invalid."""
    before = audit.register([CalendarYear])
    changed = register.load_calendar(year, now=now)
    if rows := audit.changed(before, audit.register([CalendarYear])):  # also where the shipped year says the same
        data, unit = {"version": str(year), "terms": year.as_data()}, unit_of(actor) if actor else None
        audit.log_system("load_calendar", now=now, actor=actor, unit=unit, data=data, rows=rows)
    return changed


def words(problem: Problem, file: term_places.File | None = None) -> str:
    """A problem in the reader's language, with its line and key. file: its tables, where people are told what the
    contract calls the place, too; whoever edits the file at the shell goes by the key."""
    text = refusal(PolicyError(problem.msgid, **problem.params))
    key = problem.key if file is None else term_places.words(problem.key, file)
    said = {"key": key, "text": text, "line": problem.line}
    return (_("line %(line)s, %(key)s: %(text)s") if problem.line else _("%(key)s: %(text)s")) % said


def proposals() -> QuerySet[ProposedTerms]:
    """The newest first, without their texts."""
    return (
        ProposedTerms.objects.select_related("proposed_by", "decided_by").defer("text").order_by("-proposed_at", "-id")
    )
