"""时间核对: what the sides say of times and pauses, as pages show it and let people answer it."""
