"""The kinds of tickets, in the order of the contract's work orders."""

from importlib import import_module
from itertools import combinations
from pathlib import Path
from pkgutil import iter_modules
from traceback import extract_tb
from typing import Final

from tickets.errors import DeclarationError
from tickets.lifecycle import kinds
from tickets.lifecycle.kind import Kind

HERE: Final = Path(kinds.__path__[0])


def _found() -> dict[str, type[Kind]]:
    """Each module of `kinds` is imported; a class that names its kind is one."""
    for module in iter_modules(kinds.__path__, f"{kinds.__name__}."):
        import_module(module.name)
    declared = sorted(Kind.__subclasses__(), key=lambda one: one.position)
    for one, other in combinations(declared, 2):
        if one.kind == other.kind:
            raise TypeError(f"“{one.__name__}” and “{other.__name__}” are both the kind “{one.kind}”")
        if one.position == other.position:
            raise TypeError(f"“{one.kind}” and “{other.kind}” have the same position, {one.position}")
    return {one.kind: one for one in declared}


def _told(error: Exception) -> str:
    """One line, and where in a kind's file. Python 3.11 wraps what `__set_name__` raises."""
    frames = [frame for frame in extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(HERE)]
    where = [f"{Path(one.filename).relative_to(HERE.parents[2])}, line {one.lineno}: " for one in frames[-1:]]
    return f"{''.join(where)}{error.__cause__ or error}"


try:
    KINDS: Final = _found()
    import_module("tickets.lifecycle.words")
except (TypeError, RuntimeError) as error:  # a declaration that cannot be meant
    raise DeclarationError(_told(error)) from error

__all__ = ["KINDS", "Kind"]
