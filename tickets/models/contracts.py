"""The contract's rows, written only by `tickets.register`. A clause row never changes, it gets a new edition."""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from accounts.models import Organization
from tickets.models.row import Row
from tickets.policy.lengths import CODE_LENGTH, LENGTHS
from tickets.policy.types import (
    Basis,
    CatalogueTerms,
    ClauseKind,
    ClauseTerms,
    ContractTerms,
    DocumentSort,
    InstalmentTerms,
    InterpretationTerms,
    Limit,
    OpeningStockTerms,
    Party,
    SystemTerms,
    TermAct,
    Unit,
    Warn,
)

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from tickets.models.penalties import PenaltyEdition
    from tickets.models.terms import TermEvent


def words(enum: type[StrEnum]) -> list[str]:
    """The values as plain words, sorted: migrations import no live code."""
    return sorted(member.value for member in enum)


class Contract(Row):
    number = models.CharField(max_length=LENGTHS[ContractTerms]["number"], unique=True)
    title = models.CharField(max_length=LENGTHS[ContractTerms]["title"])
    agency = models.ForeignKey(Organization, models.PROTECT, related_name="contracts_as_agency")
    provider = models.ForeignKey(Organization, models.PROTECT, related_name="contracts_as_provider")
    authority = models.ForeignKey(Organization, models.PROTECT, related_name="contracts_as_authority")
    supervisor = models.ForeignKey(Organization, models.PROTECT, related_name="contracts_as_supervisor")
    signed_on = models.DateField(null=True)
    effective_on = models.DateField(null=True)
    starts = models.DateField()
    #: As agreed; what counts is `term_ends`.
    ends = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    #: The kinds of tickets that may be opened under it.
    kinds = models.JSONField(default=list)
    #: What it is made of: code, sort, title, number, and from when on each counts (`DocumentTerms`).
    documents = models.JSONField(default=list)
    #: The score sheet that both sides agreed on, as the file has it; None: none is agreed.
    score_sheet = models.JSONField(null=True)
    #: How many people are promised, each number with the day from which it counts and its source; none: none is (G14).
    head_count = models.JSONField(default=list)
    #: sha256 of the terms as loaded: an unchanged file changes nothing.
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    term_events: "RelatedManager[TermEvent]"
    penalty_editions: "RelatedManager[PenaltyEdition]"

    class Meta(Row.Meta):
        constraints = [
            CheckConstraint(condition=Q(ends__gt=F("starts")), name="contract_ends_after_it_starts"),
            CheckConstraint(condition=Q(amount__gte=0), name="contract_amount_not_negative"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def supplements(self) -> frozenset[str]:
        """Numbers of the supplementary contracts that the edition in force names."""
        return frozenset(one["number"] for one in self.documents if one["sort"] == DocumentSort.SUPPLEMENT)

    @property
    def term_ends(self) -> date:
        """Last day of the term as amended: of an early end, else as agreed and moved by every extension (14.4).

        One query, none where `term_events` are prefetched.
        """
        return self.amended(self.term_events.all())

    def amended(self, events: "Iterable[TermEvent]") -> date:
        """The same, by these events of the contract."""
        standing = [event for event in events if event.stands]
        early = [event.ends for event in standing if event.act == TermAct.EARLY_END and event.ends]
        return min(early, default=self.ends + timedelta(sum(event.days or 0 for event in standing)))

    def party(self, name: str) -> Organization | None:
        """The organization that is this party; None for the vendor, who is a party of a system only."""
        organization: Organization | None = getattr(self, name, None)
        return organization


class System(Row):
    """An information system that runs on the cloud (article 2). `important`: 3.10 gives it ten minutes (G6)."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="systems")
    code = models.SlugField(max_length=CODE_LENGTH)
    name = models.CharField(max_length=LENGTHS[SystemTerms]["name"])
    important = models.BooleanField(default=False)
    vendor = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="systems_served")
    live_since = models.DateTimeField(null=True)
    gone_since = models.DateTimeField(null=True)

    class Meta(Row.Meta):
        constraints = [UniqueConstraint(fields=["contract", "code"], name="system_code_once")]

    def __str__(self) -> str:
        return self.name


class CatalogueLine(Row):
    """One line of the service tables. `quantity` null: supplied whole."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="lines")
    code = models.SlugField(max_length=60)
    group = models.CharField(max_length=LENGTHS[CatalogueTerms]["group"])
    category = models.CharField(max_length=LENGTHS[CatalogueTerms]["category"])
    item = models.CharField(max_length=LENGTHS[CatalogueTerms]["item"])
    specification = models.CharField(max_length=LENGTHS[CatalogueTerms]["specification"], blank=True)
    unit = models.CharField(max_length=LENGTHS[CatalogueTerms]["unit"])
    quantity = models.PositiveIntegerField(null=True)
    #: Gigabytes of the users' data that one of its unit holds; null: none are held on it.
    data_gb = models.PositiveIntegerField(null=True)
    position = models.PositiveSmallIntegerField()

    class Meta(Row.Meta):
        ordering = ["position"]
        constraints = [UniqueConstraint(fields=["contract", "code"], name="line_code_once")]

    def __str__(self) -> str:
        return self.item


class Instalment(Row):
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="instalments")
    number = models.PositiveSmallIntegerField()
    share = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    condition = models.CharField(max_length=LENGTHS[InstalmentTerms]["condition"])

    class Meta(Row.Meta):
        ordering = ["number"]
        constraints = [UniqueConstraint(fields=["contract", "number"], name="instalment_number_once")]

    def __str__(self) -> str:
        return self.condition


class Clause(Row):
    """One edition of one clause. A deadline keeps the edition under which it began."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="clauses")
    code = models.CharField(max_length=40)
    edition = models.PositiveSmallIntegerField(default=1)
    current = models.BooleanField(default=True)
    since = models.DateTimeField()
    article = models.CharField(max_length=LENGTHS[ClauseTerms]["article"])
    title = models.CharField(max_length=LENGTHS[ClauseTerms]["title"])
    title_en = models.CharField(max_length=LENGTHS[ClauseTerms]["title_en"])
    party = models.CharField(max_length=20)
    basis = models.CharField(max_length=20)
    sort = models.CharField(max_length=20)
    limit_n = models.PositiveSmallIntegerField(null=True)
    limit_unit = models.CharField(max_length=20, blank=True)
    limit_roll = models.BooleanField(default=True)
    limit_from = models.CharField(max_length=40, blank=True)
    #: The internal target, where it is sooner than the limit.
    target_n = models.PositiveSmallIntegerField(null=True)
    target_unit = models.CharField(max_length=20, blank=True)
    anchor_later = models.CharField(max_length=40, blank=True)
    anchor_earlier = models.JSONField(default=list)
    pauses = models.JSONField(default=list)
    pause_basis = models.CharField(max_length=20)
    warn = models.CharField(max_length=20)
    escalates = models.BooleanField(default=False)
    #: The contract's own words; `summary` is what the service makes of them.
    text = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    evidence = models.TextField(blank=True)
    consequence = models.TextField(blank=True)
    interpretations = models.JSONField(default=list)
    #: Code of the document that says so, "" for the contract itself; and how lower ones word it (`Wording`, G20).
    source = models.CharField(max_length=CODE_LENGTH, blank=True)
    outranked = models.JSONField(default=list)

    class Meta(Row.Meta):
        constraints = [
            UniqueConstraint(fields=["contract", "code", "edition"], name="clause_edition_once"),
            UniqueConstraint(fields=["contract", "code"], condition=Q(current=True), name="clause_current_once"),
            CheckConstraint(condition=Q(party__in=words(Party)), name="clause_party_known"),
            CheckConstraint(condition=Q(basis__in=words(Basis)), name="clause_basis_known"),
            CheckConstraint(condition=Q(sort__in=words(ClauseKind)), name="clause_sort_known"),
            CheckConstraint(condition=Q(warn__in=words(Warn)), name="clause_warn_known"),
            CheckConstraint(condition=Q(limit_unit="") | Q(limit_unit__in=words(Unit)), name="clause_unit_known"),
            CheckConstraint(condition=Q(limit_n__isnull=False) | ~Q(limit_from=""), name="clause_has_a_limit"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def limit(self) -> Limit | None:
        """The limit in figures; None where a field gives it."""
        return Limit(self.limit_n, Unit(self.limit_unit), self.limit_roll) if self.limit_n is not None else None

    @property
    def target(self) -> Limit | None:
        """The internal target; None where it is the limit itself."""
        return Limit(self.target_n, Unit(self.target_unit)) if self.target_n is not None else None

    def title_in(self, language: str | None) -> str:
        return self.title if (language or "zh").startswith("zh") else self.title_en

    @property
    def judged(self) -> bool:
        """Whether the limit is an internal target (basis "judgement"), which never makes a penalty."""
        return self.basis == Basis.JUDGEMENT


class Interpretation(Row):
    """How an open question of the contract is read here."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="interpretations")
    code = models.CharField(max_length=LENGTHS[InterpretationTerms]["code"])
    question = models.TextField()
    chosen = models.TextField()
    others = models.JSONField(default=list)
    #: What rules look it up by, and the answer: a number or a word. None under a contract of an earlier release.
    key = models.CharField(max_length=60, blank=True)
    value = models.JSONField(null=True)

    class Meta(Row.Meta):
        ordering = ["id"]
        constraints = [UniqueConstraint(fields=["contract", "code", "key"], name="interpretation_once")]

    def __str__(self) -> str:
        return self.question


class CalendarYear(Row):
    """One announced year. The newest version counts; older ones stay, for certificates already given."""

    year = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200)
    terms = models.JSONField()
    loaded_at = models.DateTimeField()

    class Meta(Row.Meta):
        ordering = ["year", "version"]
        constraints = [UniqueConstraint(fields=["year", "version"], name="calendar_version_once")]


class LedgerEntry(Row):
    """What was added to or taken from one line for one system: by a ticket, or as opening stock by its `source`.

    Append-only; a balance is the sum. `after`: what the system then holds of the line; None on entries of release 0.1.
    """

    line = models.ForeignKey(CatalogueLine, models.PROTECT, related_name="entries")
    system = models.ForeignKey(System, models.PROTECT, related_name="entries")
    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, null=True, related_name="entries")
    source = models.CharField(max_length=LENGTHS[OpeningStockTerms]["source"], blank=True)
    quantity = models.IntegerField()
    after = models.IntegerField(null=True)
    at = models.DateTimeField()
    note = models.CharField(max_length=60)

    class Meta(Row.Meta):
        ordering = ["id"]
        constraints = [
            UniqueConstraint(fields=["ticket", "system", "line", "note"], name="ledger_posted_once"),
            CheckConstraint(condition=~Q(quantity=0), name="ledger_moves_something"),
            CheckConstraint(
                condition=Q(after__isnull=True) | Q(after__gte=0) | Q(quantity__gt=0), name="ledger_not_below_zero"
            ),
            CheckConstraint(condition=Q(ticket__isnull=False) | ~Q(source=""), name="ledger_has_a_source"),
        ]


class Supplement(Row):
    """By how much a supplementary contract raised one line beyond the contract (3.5, 17). Append-only."""

    line = models.ForeignKey(CatalogueLine, models.PROTECT, related_name="supplements")
    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="supplements")
    number = models.CharField(max_length=200)
    quantity = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta(Row.Meta):
        constraints = [
            UniqueConstraint(fields=["ticket", "line"], name="supplement_once_a_line"),
            CheckConstraint(condition=Q(quantity__gt=0), name="supplement_adds_something"),
        ]
