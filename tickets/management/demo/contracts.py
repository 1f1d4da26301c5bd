"""The demo's contracts: the real one, its twin `DEMO` whose term is young, and another agency's small one."""

from datetime import date, datetime, timedelta
from typing import Final

from tickets import register
from tickets.datelaw import reckoning
from tickets.datelaw.types import local, midnight
from tickets.lifecycle.kinds.provider_exit import NOTICE
from tickets.lifecycle.known import KNOWN
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


def load(now: datetime) -> list[register.Loaded]:
    """Bring the demo's contracts in line with their files and add a twin where the newest nears its end.

    What was made or changed. A twin keeps the term with which it was made.
    """
    real, outside = (
        contract_files.read(contract_files.CONTRACTS / f"{number}.toml", KNOWN) for number in (REAL, OUTSIDE)
    )
    twins = list(Contract.objects.filter(number__regex=rf"^{DEMO}(-\d+)?$").order_by("starts", "id"))
    wanted = [real, outside, *(_twin(real, one.number, one.starts) for one in twins)]
    if not twins or _nears_its_end(twins[-1], real, now):
        number = f"{DEMO}-{len(twins) + 1}" if twins else DEMO
        wanted.append(_twin(real, number, local(now).date() - RUN_ALREADY))
    loaded = [register.load(terms, now=now) for terms in wanted]
    return [one for one in loaded if not one.unchanged]


def _twin(real: ContractTerms, number: str, starts: date) -> ContractTerms:
    terms = contract_files.reissue(real, number=number, starts=starts)
    return contract_files.with_system(terms, KEY_SYSTEM, important=True, vendor=DEVELOPER)


def _nears_its_end(twin: Contract, real: ContractTerms, now: datetime) -> bool:
    """Once the provider can no longer apply to leave one of the kinds cannot be tried under it."""
    limit = next(clause.limit for clause in real.clauses if clause.code == NOTICE.code)
    return limit is not None and reckoning.due(midnight(twin.ends), limit, register.calendar()).is_late(now)
