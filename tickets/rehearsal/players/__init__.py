"""Who plays what: each kind of row of the script a player."""
