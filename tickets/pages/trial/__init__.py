"""时限试算: when a limit would be over, and why."""
