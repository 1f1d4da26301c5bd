"""Breaks what mutmut leaves alone: decorated functions, which our guards, conditions and properties are.

`python -m tests.mutants [FILE …]`, at the end of `make mutants`. The breaks are mutmut's own. Each is made in a fork of
a process that has run the tests once: the function is given the code of its broken twin, wherever it is held.
"""

import os
import resource
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType

import libcst as cst
import pytest
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

FILES = (
    *("tickets/datelaw/calendar.py", "tickets/datelaw/pauses.py", "tickets/permissions.py", "tickets/queries.py"),
    *map(str, sorted(Path("tickets/lifecycle/guards").glob("*.py"))),
    *map(str, sorted(Path("tickets/lifecycle/kinds").rglob("*.py"))),
)
LIFECYCLE = "tests/lifecycle/test_{}.py"
#: The tables first: most breaks end there. The next is read only for what survives the one before.
ROUNDS = (
    [
        LIFECYCLE.format(name)
        for name in ("guards_about_content", "guards_about_people", "guards_about_time", "conditions")
    ],
    [
        LIFECYCLE.format(name)
        for name in ("walks", "ways_of_a_change", "ways_beside", "rounds_of_a_fault", "transitions")
    ],
    [
        "tests/datelaw/test_calendar.py",
        "tests/datelaw/test_pauses.py",
        "tests/actions/test_who_reaches.py",
        "tests/queries/test_todo.py",
    ],
)
QUIET = ["-q", "-x", "--no-header", "--reuse-db", "-p", "no:cacheprovider", "--hypothesis-profile=mutants"]
#: A break that never ends is killed.
CPU_SECONDS, AT_ONCE = 120, 2
KILLED, SURVIVED = 0, 1


@dataclass(frozen=True)
class Mutant:
    file: str
    function: str  # qualified
    line: int
    before: str
    after: str
    source: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.function}: {self.before} → {self.after}"

    def make(self) -> None:
        """Give the function that runs the broken code."""
        held: object = import_module(self.file.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
        for name in self.function.split("."):
            held = vars(held)[name]
        if hasattr(held, "cache_clear"):
            held.cache_clear()
        for cover in ("holds", "fget", "__wrapped__"):
            held = getattr(held, cover, held)
        assert isinstance(held, FunctionType), self
        held.__code__ = next(_codes(compile(self.source, self.file, "exec"), self.function))


def _codes(code: CodeType, name: str) -> Iterator[CodeType]:
    if code.co_qualname == name:
        yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _codes(inner, name)


def mutants(file: str) -> Iterator[Mutant]:
    """Every break of the decorated functions of one file, of classes too."""
    read = MetadataWrapper(cst.parse_module(Path(file).read_text(encoding="utf-8")), unsafe_skip_copy=True)
    module, places = read.module, read.resolve(PositionProvider)
    for name, function in _decorated(module.body):
        for node in _parts(function.body):
            for broken in _broken(node):
                said = [" ".join(module.code_for_node(one).split()) for one in (node, broken)]
                yield Mutant(file, name, places[node].start.line, *said, module.deep_replace(node, broken).code)


def _decorated(body: Iterable[cst.CSTNode], within: str = "") -> Iterator[tuple[str, cst.FunctionDef]]:
    for node in body:
        if isinstance(node, cst.ClassDef):
            yield from _decorated(node.body.body, f"{within}{node.name.value}.")
        elif isinstance(node, cst.FunctionDef) and node.decorators:
            yield within + node.name.value, node


def _parts(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    yield node
    for child in node.children:
        if not isinstance(child, cst.Annotation):
            yield from _parts(child)


def _broken(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    for sort, operator in mutation_operators:
        if isinstance(node, sort):
            yield from operator(node)


def passes(tests: list[str]) -> bool:
    return pytest.main([*QUIET, *tests]) == pytest.ExitCode.OK


def begin(mutant: Mutant | None) -> int:
    """The process in which the tests run against the break; None: against the code as it is."""
    if child := os.fork():
        return child
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    if mutant:
        mutant.make()
    os._exit(SURVIVED if all(map(passes, ROUNDS)) else KILLED)


def survivors(found: Iterable[Mutant | None]) -> Iterator[Mutant | None]:
    waiting = iter(found)
    running = {begin(mutant): mutant for _place, mutant in zip(range(AT_ONCE), waiting, strict=False)}
    while running:
        child, status = os.wait()
        mutant = running.pop(child)
        if os.waitstatus_to_exitcode(status) == SURVIVED:
            yield mutant
        running |= {begin(one): one for one in [next(waiting, None)] if one}


def main() -> int:
    if not all(map(passes, ROUNDS)) or list(survivors([None])) != [None]:
        print("The tests fail without any break.")
        return 2
    found = [mutant for file in sys.argv[1:] or FILES for mutant in mutants(file)]
    lived = []
    for mutant in survivors(found):
        print("survived:", mutant, flush=True)
        lived.append(mutant)
    print(f"{len(found)} breaks of decorated functions, {len(lived)} survived")
    return int(len(lived) * 10 > len(found))


if __name__ == "__main__":
    sys.exit(main())
