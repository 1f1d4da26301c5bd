"""昨夜情况, read in the morning."""
