"""The registers of contracts: an entry is made by one person and confirmed by another; a correction is a new entry."""
