"""What a spreadsheet would take for a formula, though somebody only typed it: one rule for all tables that go out."""

from typing import Final

BEGINS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def looks_like_one(text: str) -> bool:
    return text.startswith(BEGINS)


def harmless(text: str) -> str:
    """For a table of plain text, which knows no sort of cell: a mark in front makes a text of it."""
    return f"'{text}" if looks_like_one(text) else text
