"""The demonstration: its contracts, its people, and work orders of every kind, two months into the term."""
