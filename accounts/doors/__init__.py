"""The doors of the register of people: every change of a unit, a person, a role, a substitution or a way to sign in.

Each is called with the `Hand` that acts, judges by the table `hands.POWERS` whether it may, and writes its rows and
the entry of the system log in one transaction. Pages, REST and commands have no other way.
"""
