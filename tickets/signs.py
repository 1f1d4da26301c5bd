"""The sign that a process on this machine sweeps, kept beside the database: it is read in a moment, without Django.

A file holds the machine's running time, which no step of the clock touches.
"""

import os
import time
from contextlib import suppress
from pathlib import Path

#: Without a sign for so long a process counts as gone.
SILENT_SECONDS = 10
NONE = "no worker on this machine has swept within the last ten seconds."


def role_here(role: str) -> str:
    """What runs on which machine, as `worker@3f9c21ab0d11`."""
    return f"{role}@{os.uname().nodename}"


def running_time() -> float:
    """Seconds that only ever run forward, a suspended machine's sleep included where the system counts it."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def give(folder: Path, role: str) -> None:
    """A disk that takes no more must not end the sweep: then the sign is missing, and says so."""
    with suppress(OSError):
        place = folder / "sweeping"
        place.mkdir(exist_ok=True)
        (place / role_here(role)).write_text(repr(running_time()))


def seen(folder: Path, role: str, seconds: float = SILENT_SECONDS) -> bool:
    """Whether one was given on this machine within so many seconds."""
    try:
        given = float((folder / "sweeping" / role_here(role)).read_text())
    except (OSError, ValueError):
        return False
    return 0 <= running_time() - given <= seconds
