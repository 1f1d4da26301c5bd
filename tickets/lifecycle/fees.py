"""What a table of fees asks for: what of the amount each system costs, and by what that was reckoned (G3)."""

from decimal import Decimal
from typing import Final

from tickets.lifecycle.fields import Money, Offered, Text
from tickets.lifecycle.tables import Table

FEE_SYSTEM, FEE = "fee_system", "fee"
FEES: Final = Table(
    "Fees of the systems",
    (Offered("System", example=None, name=FEE_SYSTEM), Money("Fee", example=Decimal("1.00"), name=FEE)),
    example=None,
    hint="Every system once; together they come to the contract's amount.",
    name="fees",
)
BASIS: Final = Text(
    "Fees reckoned by",
    example="分系统费用确认单〔2026〕1号",
    hint="how, and the paper that both sides sign",
    name="fee_basis",
)
FEE_TABLE: Final = (FEES, BASIS)
