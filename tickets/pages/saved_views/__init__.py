"""视图: keeping a list as it is narrowed, and choosing its columns."""
