"""中断台账: which outages there are, read from faults, suspensions and what monitoring reports; and what they come to.

Nothing is copied: an order tells of its outage by its clocks and facts, and only what was entered by hand or by a
machine has a row (`models.outages`). Writes nothing.
"""
