"""The 28 rows, a function each, by what they do to the service."""

from tests.faults.rows import broker, channels, clocks, database, load, processes, stories
from tests.faults.table import ROWS

__all__ = ["ROWS", "broker", "channels", "clocks", "database", "load", "processes", "stories"]
