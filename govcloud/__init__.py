"""The service around `tickets` and `accounts`: settings, addresses, log, processes."""

#: The release; the only place that says it. CHANGELOG.md tells what each release brought.
__version__ = "0.2.0"
