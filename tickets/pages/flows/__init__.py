"""How each kind of order runs: its steps and its diagram."""
