"""Each judgement of a clock, reckoned again."""
