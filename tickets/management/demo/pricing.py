"""What the systems of the demo contract cost, as both sides have agreed. Made up, as all of the demo is."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from accounts.models import User
from tickets import actions
from tickets.lifecycle.fees import BASIS, FEE, FEE_SYSTEM, FEES
from tickets.models import Contract
from tickets.penalties import fees

AGO = timedelta(days=57)
#: So much each system weighs; the others weigh one.
WEIGHTS = (5, 3)


def agree_on_fees(contract: Contract, people: Mapping[str, User], now: datetime) -> None:
    """Nothing where a table was entered already, or there is one system alone."""
    codes = list(contract.systems.order_by("code").values_list("code", flat=True))
    if len(codes) < 2 or contract.fee_tables.exists():
        return
    weights = dict(zip(codes, (*WEIGHTS, *(1,) * len(codes)), strict=False))
    rows = [{FEE_SYSTEM: code, FEE: str(fee)} for code, fee in fees.proposed(contract.amount, weights).items()]
    said = {FEES.name: rows, BASIS.name: "演示用分系统费用确认单（虚构）"}
    at = now - AGO
    table = actions.enter_fees(contract, said, actor=people["finance"], now=at)
    for hours, who in ((2, "lead"), (26, "manager")):
        actions.agree_fees(table, actor=people[who], now=at + timedelta(hours=hours))
