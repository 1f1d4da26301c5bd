"""What a party may do until a day and need not: a clock of such a right lapses, and nothing was missed by it."""

from typing import Final

from tickets.lifecycle import KINDS

#: Codes of the clocks that are declared as rights.
RIGHTS: Final = frozenset(clock.code for kind in KINDS.values() for clock in kind.clocks() if clock.right)
