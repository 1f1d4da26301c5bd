"""By what the tests price: the tables, readings and fees of FW2025091703, and facts in one line each."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from tests.policy.small_contract import readings
from tickets.availability import Span
from tickets.datelaw.types import ZONE
from tickets.lifecycle.known import KNOWN
from tickets.penalties.claims import Pricing
from tickets.penalties.facts import FaultFact, OutageFact, Timed
from tickets.penalties.fees import FeeBasis, signed
from tickets.penalties.readings import PenaltyReadings
from tickets.policy import contract_files
from tickets.policy.penalty_terms import Impact, Trigger

CONTRACT = contract_files.read(contract_files.CONTRACTS / "FW2025091703.toml", KNOWN)
SYSTEMS = ("energy-monitoring", "energy-sensing", "city-operation")
MONITORING, SENSING, OPERATION = SYSTEMS
FEES = dict(zip(SYSTEMS, map(Decimal, ("553126.40", "351279.03", "298604.95")), strict=True))
GRAVE = frozenset(Impact)


def pricing(*, by_system: bool = True, **readings_otherwise: object) -> Pricing:
    """by_system: the fees are signed. readings_otherwise: “__” stands for the point of a key."""
    assert CONTRACT.penalties is not None
    other = {key.replace("__", "."): value for key, value in readings_otherwise.items()}
    fees = signed(CONTRACT.amount, FEES) if by_system else FeeBasis(CONTRACT.amount)
    answers = PenaltyReadings({**readings(CONTRACT), **other})
    return Pricing(
        terms=CONTRACT.penalties, readings=answers, fees=fees, systems=SYSTEMS, starts=CONTRACT.starts,
        ends=CONTRACT.ends,
    )  # fmt: skip


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def day(text: str) -> date:
    return date.fromisoformat(text)


def length(text: str) -> timedelta:
    """`m:ss` or `h:mm:ss`, fractions of a second included."""
    *higher, seconds = text.split(":")
    minutes = int(higher[-1]) + 60 * int(higher[-2] if len(higher) == 2 else 0)
    return timedelta(minutes=minutes, microseconds=int(Decimal(seconds) * 1_000_000))


def fault(event: str, metric: Trigger, took: timedelta, system: str = SENSING, **more: object) -> FaultFact:
    contested = bool(more.pop("contested", False))
    began = more.pop("began", at("2025-11-05T10:00"))
    times: Mapping[Trigger, Timed] = {metric: Timed(took, took, contested)}
    return FaultFact(event=event, system=system, began=began, times=times, **more)


def outage(event: str, start: str, took: timedelta, system: str = OPERATION, **more: object) -> OutageFact:
    return OutageFact(event=event, system=system, span=Span(at(start), at(start) + took), **more)
