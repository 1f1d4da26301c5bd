"""A file that is not taken is refused at the control `file`."""

from tickets.errors import Invalid


def refused(message: str) -> Invalid:
    return Invalid(message, {"file": [message]})
