"""The doors of the system administrator upon the service itself: deliveries, periodic tasks, clocks that were put off.

As those of `accounts.doors`: each is called with the `Hand` that acts, judges by `POWERS` whether it may, and writes
its rows and the entry of the system log in one transaction. Pages, REST and commands have no other way. Of an order no
more than its number and clause is told here: administrators hold no orders.
"""
