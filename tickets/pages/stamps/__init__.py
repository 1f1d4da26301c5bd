"""All times of a fault, entered at once."""
