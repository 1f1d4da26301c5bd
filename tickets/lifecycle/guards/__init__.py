"""Guards that several kinds share. What one kind alone asks for stands on its own page."""
