"""The kinds of tickets, in the order of the contract's work orders."""

from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from tickets.lifecycle import kinds
from tickets.lifecycle.kind import Kind


def _found() -> dict[str, type[Kind]]:
    """Each module of `kinds` is imported; a class that names its kind is one."""
    for module in iter_modules(kinds.__path__, f"{kinds.__name__}."):
        import_module(module.name)
    declared = sorted(Kind.__subclasses__(), key=lambda one: one.position)
    return {one.kind: one for one in declared}


KINDS: Final = _found()

__all__ = ["KINDS", "Kind"]
