"""The registers of a contract: what says how things stand, and no order does. In the order in which they are listed.

Pure: each is one class in `books`, found by itself, with the fields that kinds use. No clock hangs on a register.
"""

from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from tickets.errors import DeclarationError
from tickets.registers import books
from tickets.registers.register import EntryFlag, Register


def _found() -> dict[str, type[Register]]:
    """Each module of `books` is imported; a class that names its code is a register."""
    for module in iter_modules(books.__path__, f"{books.__name__}."):
        import_module(module.name)
    declared = sorted(Register.__subclasses__(), key=lambda one: one.position)
    if len({one.code for one in declared}) < len(declared):
        raise TypeError("two registers have the same code")
    return {one.code: one for one in declared}


try:
    REGISTERS: Final = _found()
except TypeError as error:  # a declaration that cannot be meant
    raise DeclarationError(str(error)) from error

__all__ = ["REGISTERS", "EntryFlag", "Register"]
