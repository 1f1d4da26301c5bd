"""The house: settings, addresses, log and processes around `tickets` and `accounts`."""

#: The release; the only place that says it. CHANGELOG.md tells what each release brought.
__version__ = "0.2.0"
