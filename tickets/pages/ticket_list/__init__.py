"""The list of work orders."""
