"""What a contract answers beside its clauses: numbers and readings that rules of every kind rest on, and those that the
machines keep fixed. What one kind alone asks stands beside the kind.

A reading with one value alone is kept by the machine: a file must say exactly that value, and say that it is fixed.
"""

from collections.abc import Mapping
from typing import Final

from tickets.datelaw import counting
from tickets.penalties import readings as priced
from tickets.policy.known import Governed, Parameter, Reading, Switch

#: Working days to answer a late entry; 0: by 24:00 of the week's last working day, at least two after the entry.
CLAIM_ANSWER: Final = Parameter("claim.answer_working_days", 0, 30, otherwise=0, since=2)
#: Working days to decide a contested one.
CLAIM_DECIDE: Final = Parameter("claim.decide_working_days", 1, 30, otherwise=3, since=2)
#: Working days after an order became final in which a time may still be claimed.
CLAIM_AFTER_CLOSE: Final = Parameter("claim.after_close_working_days", 1, 90, otherwise=5, since=2)
#: Working days after a decision in which a review may be asked for, once, with newer evidence.
CLAIM_REVIEW: Final = Parameter("claim.review_working_days", 1, 90, otherwise=5, since=2)
#: Minutes before its entry up to which an instant counts as entered at once; also at the edges of a window.
FACT_TOLERANCE: Final = Parameter("fact.tolerance_minutes", 0, 60, otherwise=5, since=2)
#: Hours before its entry at which a fact may have happened (G7b).
FACT_REACH: Final = Parameter("fact.reach_hours", 1, 168, otherwise=24, since=2)
#: Minutes to check a recovery; what is beyond never harms the side that waited.
CHECK_RECOVERY: Final = Parameter("incident.check_recovery_minutes", 5, 1440, otherwise=60, since=2)

#: M9b: how far ahead, in days, the shutdown of a system may be set.
SHUT_AHEAD: Final = Parameter("leaving.shut_ahead_days", 0, 365, otherwise=90, since=2)
#: M9c: how many days a new environment must have run stably before the old one is shut down.
STABLE_DAYS: Final = Parameter("leaving.stable_days", 1, 90, otherwise=1, since=2)
#: M12c: how old, in days, a test or a trial run may be that is handed in as evidence.
EVIDENCE_REACH: Final = Parameter("dates.evidence_reach_days", 1, 3_650, otherwise=365, since=2)

#: M1: does a filing receipt on paper count once it is registered?
PAPER_FILING: Final = Switch("filing.paper", ("counts", "system_only"))
#: M2: from when does a written demand take effect: its entry here, or the other side's receipt?
NOTICE_EFFECT: Final = Switch("notice.effect", ("entry", "receipt"))
#: Q12: from where does the month of a switchover run?
SWITCHOVER_FROM: Final = Switch("switchover.counted_from", ("end_date", "notice"))
#: M13c: is a restart due by a limit from the start of its window, or by the window's end?
RESTART_DUE: Final = Switch("restart.due", ("limit", "window_end"))
#: G7: from where do the clocks of a fault run?
FAULT_FROM: Final = Switch("incident.counted_from", ("earliest", "report", "entry"))
#: M133: from where does a right to terminate run?
RIGHT_FROM: Final = Switch("finding.right_from", ("known", "settled"))
#: M17: does every fault start the hour on site, or only one for which help on site is called?
ON_SITE: Final = Switch("incident.on_site", ("when_called", "every_fault"))

#: What the register of outages and the penalties both read.
LEAST_AVAILABLE: Final = priced.LEAST_AVAILABLE
LEAST_RELIABLE: Final = priced.LEAST_RELIABLE
LONG_OUTAGE: Final = priced.LONG_OUTAGE
RUN_COUNT: Final = priced.RUN_COUNT
RUN_GAP: Final = priced.RUN_GAP
ALL_OUTAGES: Final = priced.ALL_OUTAGES
TOTAL_OVER: Final = priced.TOTAL_OVER
MEASURED: Final = priced.MEASURED
OVER_MIDNIGHT: Final = priced.OVER_MIDNIGHT
#: Which faults are outages: those in which the service is down, or also those in which it is degraded?
OUTAGE_IMPACT: Final = Switch("outage.impact", ("down", "degraded"))

FILED_KINDS: Final = ("onboarding", "go_live", "change", "exit")
LEAVING_KINDS: Final = ("exit", "provider_exit", "migration", "switchover")

#: Asked of every contract.
ALWAYS: Final[tuple[Reading, ...]] = (
    *counting.SWITCHES,
    CLAIM_ANSWER, CLAIM_DECIDE, CLAIM_AFTER_CLOSE, CLAIM_REVIEW, FACT_TOLERANCE, FACT_REACH,
    Switch("counting.working_days", ("state_council",)),
    Switch("counting.closing", ("midnight",)),
    Switch("counting.pause", ("run_on",)),
    Switch("overdue.part_day", ("counted",)),
    Switch("checking.time", ("excused",)),
    Switch("contract.undefined_terms", ("internal_target",)),
    Switch("contract.carrier", ("confirmed",)),
    Switch("contract.quantities", ("as_written",)),
    Switch("term.extension", ("interrupted_days",)),
    Switch("pause.decided_by", ("other_side",)),
    Switch("ticket.systems", ("one",)),
    Switch("ticket.archive", ("date_only",)),
)  # fmt: skip

#: Asked where one of the kinds is declared.
OF_KINDS: Final[Mapping[Reading, tuple[str, ...]]] = {
    CHECK_RECOVERY: ("incident",),
    SHUT_AHEAD: LEAVING_KINDS,
    STABLE_DAYS: LEAVING_KINDS,
    EVIDENCE_REACH: ("onboarding", "go_live"),
    PAPER_FILING: FILED_KINDS,
    NOTICE_EFFECT: ("staff_replacement", "migration", "switchover", "secrecy_return"),
    SWITCHOVER_FROM: ("switchover",),
    RESTART_DUE: ("restart",),
    FAULT_FROM: ("incident",),
    ON_SITE: ("incident",),
    LEAST_AVAILABLE: ("incident",),
    LEAST_RELIABLE: ("incident",),
    LONG_OUTAGE: ("incident",),
    RUN_COUNT: ("incident",),
    RUN_GAP: ("incident",),
    ALL_OUTAGES: ("incident",),
    TOTAL_OVER: ("incident",),
    OUTAGE_IMPACT: ("incident",),
    MEASURED: ("incident",),
    OVER_MIDNIGHT: ("incident",),
    Switch("availability.months", ("calendar",)): ("incident",),
    Switch("reliability.stated_by", ("monthly_report",)): ("incident",),
    Switch("filing.silence", ("pending",)): FILED_KINDS,
    Switch("filing.new_window", ("stands",)): ("go_live", "change"),
    Switch("change.supplement", ("long_term_beyond",)): ("onboarding", "change"),
    Switch("change.urgent", ("authorised",)): ("change",),
    Switch("restart.request", ("either",)): ("restart",),
    Switch("restart.executor", ("two_people",)): ("restart",),
    Switch("leaving.filing", ("not_ordered",)): ("provider_exit", "migration", "switchover"),
    Switch("leaving.ends", ("handover",)): ("provider_exit", "migration", "switchover"),
    Switch("leaving.erasure", ("internal_target",)): LEAVING_KINDS,
    Switch("leaving.unstable", ("decided",)): LEAVING_KINDS,
    Switch("provider_exit.late", ("consent",)): ("provider_exit",),
    Switch("migration.counted_from", ("demand",)): ("migration",),
    Switch("migration.rest", ("anew",)): ("migration",),
    Switch("switchover.opens", ("after_term",)): ("switchover",),
    Switch("switchover.late_notice", ("later",)): ("switchover",),
    Switch("secrecy_return.limit", ("article",)): ("secrecy_return",),
    RIGHT_FROM: ("finding",),
    Switch("finding.silence", ("no_consent",)): ("finding",),
    Switch("finding.impact", ("word_by_word",)): ("finding",),
    Switch("rectification.objection", ("runs_on",)): ("rectification",),
    Switch("rectification.ruled_by", ("supervisor",)): ("rectification",),
    Switch("consent.silence", ("no_consent",)): ("consent",),
    Switch("consent.orders", ("order_is_consent",)): ("consent",),
    Switch("force_majeure.pauses", ("confirmed",)): ("force_majeure",),
    Switch("dispute.duties", ("run_on",)): ("dispute",),
    Switch("contract.documents", ("as_listed",)): ("supplement",),
    Switch("supplement.effect", ("signed_and_loaded",)): ("supplement",),
    Switch("reclaim.silence", ("no_consent",)): ("reclaim",),
    Switch("reclaim.price", ("unchanged",)): ("reclaim",),
    Switch("suspension.excused", ("settled",)): ("suspension",),
    Switch("contract.effective_day", ("entered",)): ("payment",),
    Switch("payment.no_invoice", ("whole_pause",)): ("payment",),
    Switch("payment.final_from", ("accepted",)): ("payment",),
    Switch("payment.deferred_from", ("notice",)): ("payment",),
    Switch("acceptance.counted_from", ("last_service_day",)): ("acceptance",),
    Switch("acceptance.open_items", ("listed",)): ("acceptance",),
    Switch("acceptance.waiting", ("excused",)): ("acceptance",),
    Switch("acceptance.retest", ("old_limit",)): ("acceptance",),
    Switch("acceptance.early", ("agency_may",)): ("acceptance",),
    Switch("assessment.sheet", ("agreed",)): ("assessment",),
    Switch("assessment.part_month", ("counts",)): ("assessment",),
    Switch("assessment.silence", ("lapsed",)): ("assessment",),
    Switch("incident.limits", ("separate",)): ("incident",),
    Switch("staffing.absence", ("reported",)): ("staffing",),
    Switch("incident.handled", ("recovered",)): ("incident",),
    Switch("incident.located", ("measured",)): ("incident",),
}

#: Asked of every contract that prices breaches; another may state them.
PRICED: Final[tuple[Reading, ...]] = priced.ASKED

_STAMPS: Final[Mapping[str, object]] = {
    "earliest": ("reported_at", "alarm_at"),
    "report": ("reported_at",),
    "entry": (),
}
#: Readings that clauses carry out.
GOVERNED: Final = (
    *(
        Governed(FAULT_FROM, f"incident.{duty}", "anchor_earlier", _STAMPS)
        for duty in ("respond", "handle", "locate", "locate_key")
    ),
    Governed(
        ON_SITE, "incident.onsite", "anchor_earlier", {"when_called": (), "every_fault": ("reported_at", "alarm_at")}
    ),
    Governed(SWITCHOVER_FROM, "switchover.move", "anchor_later", {"end_date": "end_date", "notice": ""}),
    Governed(RIGHT_FROM, "finding.terminate", "anchor_later", {"known": "known_on", "settled": ""}),
    Governed(RIGHT_FROM, "finding.terminate", "anchor_earlier", {"known": ("known_on",), "settled": ()}),
    Governed(RESTART_DUE, "restart.execute", "limit_from", {"limit": "", "window_end": "window_end"}),
)
