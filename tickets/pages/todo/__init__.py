"""我的待办: what waits for the person."""
