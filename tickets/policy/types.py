"""The contract as frozen values: limits, clauses, parties. Pure: no Django, no clock, no database."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final, NewType

from tickets.errors import PolicyError
from tickets.policy.penalty_terms import PenaltyTerms

Positive = NewType("Positive", int)  # a whole number from 1


class Unit(StrEnum):
    """What a limit is counted in. The law behind each: Civil Code 200-204, contract articles 3, 6-8, 13."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    NATURAL_DAY = "natural_day"
    WORKING_DAY = "working_day"
    MONTH = "month"
    MONTH_BEFORE = "month_before"
    WORKING_DAY_BEFORE = "working_day_before"

    @property
    def elapsed(self) -> bool:
        """Minutes and hours run from the instant, nights and holidays included; all else is whole days."""
        return self in (Unit.MINUTE, Unit.HOUR)

    @property
    def backward(self) -> bool:
        return self in (Unit.MONTH_BEFORE, Unit.WORKING_DAY_BEFORE)


LIMIT = re.compile(r"(?P<n>\d{1,5}) +(?P<unit>[a-z_ ]+)")
NOUN = re.compile(r"\b(minute|hour|day|month)s?\b")
UNITS = {unit.replace("_", " "): unit for unit in Unit}
MAX_LIMIT = 10_000
NOT_A_LIMIT = (
    "“%(text)s” is not a limit. Write a number from 1 to %(most)s and a unit, such as “30 minutes”, "
    "“24 hours”, “5 days”, “7 natural days”, “20 working days”, “1 month” or “6 months before”."
)


@dataclass(frozen=True, slots=True)
class Limit:
    """`n` units; `roll`: a last day on a rest day moves to the next working day (Civil Code 203)."""

    n: int
    unit: Unit
    roll: bool = True

    @classmethod
    def parse(cls, text: str, *, roll: bool = True) -> "Limit":
        """Read "20 working days", "6 months before". Raises PolicyError with what is allowed."""
        words = LIMIT.fullmatch(text.strip().lower())
        unit = words and UNITS.get(NOUN.sub(r"\1", words["unit"].replace("_", " ")))
        if not words or unit is None or not 0 < int(words["n"]) <= MAX_LIMIT:
            raise PolicyError(NOT_A_LIMIT, text=text, most=MAX_LIMIT)
        return cls(int(words["n"]), unit, roll and not unit.backward)

    def __str__(self) -> str:
        unit = self.unit.replace("_", " ")
        return f"{self.n} " + (unit if self.n == 1 else NOUN.sub(r"\1s", unit))


class Party(StrEnum):
    """Who owes a duty. The four parties of article 1, the developer of an information system, and MOVER: whichever of
    them the state waits for in which the clock starts."""

    AGENCY = "agency"
    PROVIDER = "provider"
    AUTHORITY = "authority"
    SUPERVISOR = "supervisor"
    VENDOR = "vendor"
    MOVER = "mover"


#: Against whom a clock can run.
PARTIES: Final = tuple(party for party in Party if party is not Party.MOVER)


class Basis(StrEnum):
    """Where a limit comes from. A judgement is shown as 内部目标 and never makes a penalty."""

    CONTRACT = "contract"
    RULE = "rule"
    JUDGEMENT = "judgement"


class TermAct(StrEnum):
    """What changes the end of a contract's term (articles 12, 13.3, 14.4)."""

    EARLY_END = "early_end"
    EXPIRY = "expiry"
    EXTENSION = "extension"


class ClauseKind(StrEnum):
    """A clock makes deadline rows; a gate refuses; an advice is shown and never refuses."""

    CLOCK = "clock"
    GATE = "gate"
    ADVICE = "advice"


class Warn(StrEnum):
    """The warning plans; the instants of each stand beside it."""

    MINUTES = "minutes"  # at 50 % and at 80 % of the limit
    DAYS = "days"  # 9:00 of the working day before the last day, 9:00 of the last day
    LONG = "long"  # half way, five working days left, one working day left
    RIGHT = "right"  # 90, 30 and 7 days left: of a right that lapses after months


class PauseReason(StrEnum):
    """What may pause a clock. A clause lists its own; two are never listed (UNLISTED_REASONS)."""

    AWAITING_FILING = "awaiting_filing"
    AWAITING_APPLICATION = "awaiting_application"
    MATERIALS_INCOMPLETE = "materials_incomplete"
    AWAITING_INVOICE = "awaiting_invoice"
    INVOICE_REJECTED = "invoice_rejected"
    FISCAL_DELAY = "fiscal_delay"
    REQUEST_INCOMPLETE = "request_incomplete"
    AWAITING_SUPPLEMENT = "awaiting_supplement"
    WINDOW_NOT_OPEN = "window_not_open"
    WAITING_AGENCY = "waiting_agency"
    THIRD_PARTY = "third_party"
    TARGET_NOT_READY = "target_not_ready"
    SITE_REFUSED = "site_refused"
    SERVICE_RESTORED = "service_restored"
    NOMINEE_UNDER_REVIEW = "nominee_under_review"
    WITH_OTHER_SIDE = "with_other_side"
    FORCE_MAJEURE = "force_majeure"
    CARRIER = "carrier"


#: What is in nobody's hand rests every clock of the two parties, listed or not, and is proved (14.1 to 14.4).
EVENTS = frozenset({PauseReason.FORCE_MAJEURE, PauseReason.CARRIER})
#: Force majeure holds for every clock of the two parties (14.4); the other's checking follows from a claim.
UNLISTED_REASONS = frozenset({PauseReason.WITH_OTHER_SIDE, PauseReason.FORCE_MAJEURE})


class DocumentSort(StrEnum):
    """What the documents of a contract are, in the order in which they prevail where two of them differ (G20)."""

    SUPPLEMENT = "supplement"
    CONTRACT = "contract"
    AWARD = "award"
    BID = "bid"
    TENDER = "tender"


#: From 1, which prevails over all others.
RANKS: Final = {sort: rank for rank, sort in enumerate(DocumentSort, start=1)}


@dataclass(frozen=True, slots=True)
class DocumentTerms:
    """One of the documents of which the contract is made. A supplementary contract has a number and two days."""

    code: str
    sort: DocumentSort
    title: str
    number: str = ""
    signed_on: date | None = None
    effective_on: date | None = None

    @property
    def weight(self) -> tuple[int, date]:
        """The greater prevails: the higher rank, and of two supplementary contracts the one that takes effect later."""
        return -RANKS[self.sort], self.effective_on or date.min


@dataclass(frozen=True, slots=True)
class Wording:
    """How one document words a duty: where, its limit as the file writes it ("" where a field gives it), its words."""

    source: str
    article: str
    limit: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseTerms:
    """One duty with a limit. `code` names the duty ("staff.replace"), `article` where it is written."""

    code: str
    article: str
    title: str
    title_en: str
    party: Party
    basis: Basis
    sort: ClauseKind
    limit: Limit | None = None
    #: The field that gives the limit: a date (the last day itself), an instant (the last one on time) or, beside a
    #: `limit_unit`, a number of days.
    limit_from: str = ""
    limit_unit: Unit | None = None
    #: Whether such a number of days rolls; a `limit` says so itself.
    limit_roll: bool
    #: The internal target, where it is sooner than the limit: the lamp goes by it.
    target: Limit | None = None
    #: Field that holds a later start (an instant or a day): the clock begins there if it lies ahead.
    anchor_later: str = ""
    #: Fields of which the earliest, if before now, is the start (G7: report or alarm). A field that stands in both is
    #: the start itself.
    anchor_earlier: tuple[str, ...] = ()
    pauses: tuple[str, ...]
    pause_basis: Basis = Basis.JUDGEMENT
    warn: Warn = Warn.DAYS
    #: Escalate to the authority half the limit (days: one working day) after the breach.
    escalates: bool = False
    #: The contract's own words, letter by letter; left-out words are “……”.
    text: str
    #: What the service makes of them, where that is not plain from the words.
    summary: str = ""
    evidence: str
    consequence: str = ""
    interpretations: tuple[str, ...] = ()
    #: Code of the document that says so; "": the contract itself.
    source: str = ""
    #: What documents of a lower rank say of the same duty, and does not count (G20).
    outranked: tuple[Wording, ...] = ()

    @property
    def roll(self) -> bool:
        """Whether a last day on a rest day moves on."""
        return self.limit.roll if self.limit else self.limit_roll


@dataclass(frozen=True, slots=True)
class OrganizationTerms:
    code: str
    name: str
    short_name: str = ""


@dataclass(frozen=True, slots=True)
class SystemTerms:
    """vendor: code of its developer. running_since: it ran before any order told so, by the paper `running_source`."""

    code: str
    name: str
    important: bool = False
    vendor: str = ""
    running_since: date | None = None
    running_source: str = ""


@dataclass(frozen=True, slots=True)
class CatalogueTerms:
    """One line of the service tables. `item` is its short name, `specification` the table's own words."""

    code: str
    group: str
    category: str
    item: str
    unit: str = ""
    #: None: a service that is supplied whole, without a quantity (second table of article 2).
    quantity: int | None = None
    specification: str = ""
    #: Gigabytes of the users' data that one of its unit holds; None: none are held on it.
    data_gb: int | None = None
    #: Code of the line that bounds this one (a WAF address needs an internet address): a warning, G17.
    within: str = ""


@dataclass(frozen=True, slots=True)
class OpeningStockTerms:
    """What a system held of a line before any order: the ledger begins with it. `source`: the paper that says so."""

    system: str
    line: str
    quantity: Positive
    source: str


@dataclass(frozen=True, slots=True)
class InstalmentTerms:
    number: Positive
    share: Positive  # percent
    amount: Decimal
    condition: str


@dataclass(frozen=True, slots=True)
class ScoreItemTerms:
    """What is scored each month, and with how many points at most."""

    code: str
    words: str
    points: Positive


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreSheetTerms:
    """The sheet by which both sides agreed to score a month. `source`: the paper that says so."""

    source: str
    items: tuple[ScoreItemTerms, ...]
    pass_mark: Positive = Positive(80)

    @property
    def most(self) -> int:
        """All points that there are."""
        return sum(item.points for item in self.items)


@dataclass(frozen=True, slots=True)
class HeadCountTerms:
    """How many people of the provider are promised to be there, from that day on (12.4(3)). `source`: the paper that
    says so."""

    since: date
    people: Positive
    source: str


PLACE: Final = "{value}"  # where the number goes in the words of an interpretation


@dataclass(frozen=True, slots=True)
class InterpretationTerms:
    """An open question of counting (Q), a gap (G) or a choice of the machines (M), and its reading."""

    code: str
    question: str
    #: What the code looks it up by, and the answer: a number ("go_live.trial_days") or a word ("notice.effect").
    key: str
    value: int | str
    #: The machine keeps this reading; no other value is taken.
    fixed: bool = False
    #: The answer in words, with “{value}” where the number goes. Where the value is a word, `readings` has the words.
    words: str = ""
    #: The words of each reading, by its value.
    readings: Mapping[str, str] = field(default_factory=dict)

    @property
    def chosen(self) -> str:
        """The reading that holds, in words. The words follow the value, so that they never say another one."""
        if self.readings:
            return self.readings.get(str(self.value), "")
        return self.words.replace(PLACE, str(self.value))

    @property
    def others(self) -> tuple[str, ...]:
        return tuple(words for value, words in self.readings.items() if value != self.value)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a file, at which key and line: an English message id, translated at the edge."""

    key: str
    msgid: str
    params: Mapping[str, object] = field(default_factory=dict)
    line: int = 0

    def __str__(self) -> str:
        place = f"line {self.line}, {self.key}" if self.line else self.key
        return f"{place}: {self.msgid % self.params}" if self.params else f"{place}: {self.msgid}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractTerms:
    """One contract file, checked. `parties` maps a Party to the code of an Organization."""

    number: str
    title: str
    parties: dict[Party, str]
    starts: date
    ends: date
    amount: Decimal
    #: The kinds of tickets that may be opened under it.
    kinds: tuple[str, ...]
    signed_on: date | None = None
    effective_on: date | None = None
    systems: tuple[SystemTerms, ...]
    catalogue: tuple[CatalogueTerms, ...]
    instalments: tuple[InstalmentTerms, ...]
    clauses: tuple[ClauseTerms, ...]
    interpretations: tuple[InterpretationTerms, ...]
    organizations: tuple[OrganizationTerms, ...]
    opening_stock: tuple[OpeningStockTerms, ...] = ()
    documents: tuple[DocumentTerms, ...] = ()
    #: None: none is agreed, and no month is scored.
    score_sheet: ScoreSheetTerms | None = None
    #: None: the file prices no breach, and no penalty is reckoned.
    penalties: PenaltyTerms | None = None
    #: None: none is promised, and no month of attendance is opened (G14).
    head_count: tuple[HeadCountTerms, ...] = ()
    #: What looks odd but is lawful; the load command prints it.
    warnings: tuple[Problem, ...] = ()
