"""Editions of the contract DEMO: what its file says, and what another one would."""

from dataclasses import replace
from datetime import date

from tickets.lifecycle.known import KNOWN
from tickets.management.demo import contracts
from tickets.models import Contract
from tickets.policy import contract_files
from tickets.policy.types import ContractTerms, DocumentSort, DocumentTerms


def edition(contract: Contract) -> ContractTerms:
    """As the demo makes it, without the supplementary contract that it names."""
    real = contract_files.read(contract_files.CONTRACTS / f"{contracts.REAL}.toml", KNOWN)
    terms = contracts.reissue(real, number=contract.number, starts=contract.starts)
    return contracts.with_system(
        replace(terms, effective_on=contract.effective_on), contracts.KEY_SYSTEM, important=True
    )


def carrying(terms: ContractTerms, number: str, day: date) -> ContractTerms:
    """It names a supplementary contract, which takes effect on this day."""
    signed = DocumentTerms("bc", DocumentSort.SUPPLEMENT, "补充合同", number, day, day)
    return replace(terms, documents=(*terms.documents, signed))
