"""What the engine is put through: kills, outages, steps of the clock, dead channels, and what is left afterwards.

`make faults` runs every row (`rows/`) on SQLite and on PostgreSQL; docs/faults.md tells what each does and found.
"""
