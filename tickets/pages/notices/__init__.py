"""The notices of a person, and the bell."""
