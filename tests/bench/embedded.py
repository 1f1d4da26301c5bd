"""What the one process of `manage.py serve` fires on SQLite, and how long four programs wait for it meanwhile."""

import os
import shutil
import time
from typing import Final

from tests.faults.clients import Load
from tests.faults.kills import rest
from tests.faults.lab import SQLITE, eventually, lab, root
from tests.faults.rows.load import PLANTED

DUE: Final = int(os.environ.get("EMBEDDED", "2000"))
CLIENTS: Final = 4
PAUSE_SECONDS: Final = 0.05
#: The service starts once all are planted.
STARTING_SECONDS: Final = 20.0
PATIENCE: Final = 240.0


def fired_and_waited() -> tuple[float, float, float]:
    """Clocks a second; seconds within which half of the acts were answered, and the slowest."""
    try:
        with lab(SQLITE, "bench") as made:
            made.plant(DUE, first=STARTING_SECONDS)
            made.up()
            rest(max(0.0, made.last_due - 2 - time.monotonic()))
            with Load(made, CLIENTS, seed=1, pause=PAUSE_SECONDS) as load:
                assert eventually(lambda: made.count("breach", PLANTED) >= DUE, PATIENCE), made.printed_by_all()
            told = "SELECT (julianday(max(told_at)) - julianday(min(told_at))) * 86400 FROM tickets_breach WHERE "
            ((seconds,),) = made.ask(told + PLANTED)
    finally:
        shutil.rmtree(root(), ignore_errors=True)
    return DUE / max(seconds, 0.001), load.answers.at_share(0.5), load.answers.at_share(1)
