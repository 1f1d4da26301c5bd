"""What clients intended and what they were promised, in a file outside the database.

Each line is on the disk before the client acts or believes an answer, so that it outlives whatever the test kills.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any


@dataclass
class Intent:
    """number: the order that was promised, or that the act is upon."""

    key: str
    act: str
    number: str = ""
    acknowledged: bool = False


@dataclass
class Ledger:
    file: Path
    intents: dict[str, Intent] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def intend(self, key: str, act: str, number: str = "") -> None:
        self._write({"key": key, "act": act, "number": number})
        self.intents[key] = Intent(key, act, number)

    def acknowledge(self, key: str, number: str) -> None:
        self._write({"key": key, "acknowledged": number})
        self.intents[key].number, self.intents[key].acknowledged = number, True

    def _write(self, said: dict[str, Any]) -> None:
        with self._lock, self.file.open("a") as lines:
            lines.write(json.dumps(said) + "\n")
            lines.flush()
            os.fsync(lines.fileno())

    def of(self, act: str) -> Iterator[Intent]:
        return (one for one in list(self.intents.values()) if one.act == act)

    def open(self) -> list[Intent]:
        """Intended and never acknowledged."""
        return [one for one in list(self.intents.values()) if not one.acknowledged]
