"""The words of the machines, by code."""

FIELDS: dict[str, str] = {}
