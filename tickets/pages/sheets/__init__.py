"""条款与扣罚: the sheets of a contract month by month, what is open, and what they leave of the last instalment."""
