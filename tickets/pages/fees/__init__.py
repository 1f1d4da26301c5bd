"""分系统费用表: what each system of a contract costs, who agreed to it, and what waits."""
