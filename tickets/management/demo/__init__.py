"""The demonstration: its contracts, its people, and tickets of every kind, two months into the term."""
