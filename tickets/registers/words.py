"""Every text that a register declares as a string of its own, as the catalogue names it."""

from collections.abc import Iterator

from tickets.lifecycle.words import Text, of_field
from tickets.registers import REGISTERS
from tickets.registers.register import REASON, WHY


def texts() -> Iterator[Text]:
    for register in REGISTERS.values():
        yield from (("register", register.title), ("register", register.help))
        yield from ((None, flag.english) for flag in register.flags)
        if register.scan:
            yield "slot", register.scan
        for field in register.asks:
            yield from of_field(field)
    for field in (WHY, REASON):
        yield from of_field(field)
