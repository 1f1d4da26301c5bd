"""What the tests know of the kinds beside their declarations."""

#: The work orders of the first release, in the order of its contract. Further kinds may stand among and behind them.
FIRST_RELEASE = (
    "onboarding",
    "go_live",
    "change",
    "exit",
    "provider_exit",
    "restart",
    "staff_replacement",
    "migration",
    "switchover",
    "incident",
)

#: What a contract has one of: an acceptance, and an order for each instalment and for each month that is scored.
ONCE = frozenset({"acceptance", "payment", "assessment"})
