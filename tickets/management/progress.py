"""A long step tells every few seconds that it goes on, so that nobody takes it for a standstill.

`python -m tickets.management.progress TEXT COMMAND …` runs a command as such a step. Needs no package: it
already stands beside the installation of the packages.
"""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

PERIOD_SECONDS = 5

Say = Callable[[str], None]


@contextmanager
def step(text: str, say: Say) -> Iterator[None]:
    """Says the text at once, and again with the seconds passed until the block ends."""
    say(f"{text} …")
    ended = threading.Event()
    thread = threading.Thread(target=remind, args=(text, say, ended.wait), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def remind(text: str, say: Say, ended_within: Callable[[float], bool]) -> None:
    """`ended_within(seconds)` waits so long at most, and answers whether the step has ended."""
    for seconds in count(PERIOD_SECONDS, PERIOD_SECONDS):
        if ended_within(PERIOD_SECONDS):
            return
        say(f"{text} … {seconds} s")


def say_line(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def run(text: str, *command: str) -> int:
    """The exit status of the command; that of an interrupted program after Ctrl-C."""
    try:
        with step(text, say_line):
            return subprocess.call(command)  # noqa: S603 – the words of .ci/venv
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(run(*sys.argv[1:]))
