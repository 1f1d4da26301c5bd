"""The words of the machines, by code: English ids, their Chinese in this package's catalogue.

Each list has a context of its own, so that "Filing" may be a state, a stage and a field in three words.
"""

from tickets.lifecycle.words.forms import CHOICES, COLUMNS, FIELDS, PAUSE_REASONS, WHEN_NEEDED
from tickets.lifecycle.words.kinds import KIND_HELP, KINDS
from tickets.lifecycle.words.papers import SLOTS
from tickets.lifecycle.words.states import STAGES, STATES
from tickets.lifecycle.words.steps import ACTIONS

__all__ = [
    "ACTIONS",
    "CHOICES",
    "COLUMNS",
    "FIELDS",
    "KINDS",
    "KIND_HELP",
    "PAUSE_REASONS",
    "SLOTS",
    "STAGES",
    "STATES",
    "WHEN_NEEDED",
]
