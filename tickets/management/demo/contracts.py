"""The demo's contracts: the real one, its twin `DEMO` whose term is young, and another agency's small one."""

from datetime import datetime, timedelta
from typing import Final

from tickets import register
from tickets.datelaw import reckoning
from tickets.datelaw.types import local, midnight
from tickets.management.demo.cast import DEVELOPER
from tickets.models import Contract
from tickets.policy import contract_files
from tickets.policy.types import ContractTerms

REAL: Final = "FW2025091703"
OUTSIDE: Final = "ZX2026-0031"
DEMO: Final = "DEMO"
#: How long the term of a demo contract has run when it is made: long enough for tickets with a past.
RUN_ALREADY: Final = timedelta(days=60)
#: The system that the contract calls important here, and that has a developer of its own.
KEY_SYSTEM: Final = "city-operation"
NOTICE_GATE: Final = "provider_exit.notice"


def load(now: datetime) -> list[str]:
    """Load what is missing; answers the numbers that were loaded. The twin's terms stay as first made."""
    real = contract_files.read(contract_files.CONTRACTS / f"{REAL}.toml")
    wanted = [real, contract_files.read(contract_files.CONTRACTS / f"{OUTSIDE}.toml")]
    newest = _newest()
    if newest is None or _nears_its_end(newest, now):
        wanted.append(_twin(real, _next_number(), now))
    return [loaded.contract.number for terms in wanted if (loaded := register.load(terms, now=now)).created]


def _twin(real: ContractTerms, number: str, now: datetime) -> ContractTerms:
    starts = local(now).date() - RUN_ALREADY
    terms = contract_files.reissue(real, number=number, starts=starts)
    return contract_files.with_system(terms, KEY_SYSTEM, important=True, vendor=DEVELOPER)


def _twins() -> int:
    return Contract.objects.filter(number__regex=rf"^{DEMO}(-\d+)?$").count()


def _newest() -> Contract | None:
    return Contract.objects.filter(number__regex=rf"^{DEMO}(-\d+)?$").order_by("starts", "id").last()


def _next_number() -> str:
    made = _twins()
    return f"{DEMO}-{made + 1}" if made else DEMO


def _nears_its_end(contract: Contract, now: datetime) -> bool:
    """Once the provider can no longer apply to leave (13.1): one of the ten kinds cannot be tried then."""
    limit = register.clauses(contract)[NOTICE_GATE].limit
    return limit is not None and reckoning.due(midnight(contract.ends), limit, register.calendar()).is_late(
        now
    )
