"""本周核对: the times that wait for a word."""
