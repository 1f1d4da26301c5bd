"""批量同意: one verdict on several orders of a kind."""
