"""统计: what was counted in the last hour, drawn by the server; each bar and number opens its rows."""
