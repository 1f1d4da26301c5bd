"""For machines: alive, ready, figures."""
