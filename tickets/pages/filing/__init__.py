"""Filing an order, and editing one."""
