"""The contracts, each with its clauses, lines, systems and term."""
