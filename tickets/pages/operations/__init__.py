"""The pages of the system administrator upon the service itself: deliveries, periodic tasks, clocks put off."""
