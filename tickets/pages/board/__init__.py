"""时限看板: every open clock by the time it has left."""
