"""Addresses that hold a key, such as those of robots, stand sealed in the database: whoever reads a copy of it cannot
write to a group. The key is made of SECRET_KEY; after a change of that they are entered anew."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from tickets.outbox.channel import RefusedError
from tickets.outbox.faults import DeliveryFault

#: So that the key is none that anything else is signed with.
PURPOSE: Final = b"govcloud addresses of notices:"


def seal(text: str) -> str:
    """Different each time, even of the same text."""
    return _ring().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Raises RefusedError for what was sealed under a key that is not at hand."""
    try:
        return _ring().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise RefusedError(DeliveryFault.SEALED) from error


def _ring() -> MultiFernet:
    secrets = [str(one) for one in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet([Fernet(urlsafe_b64encode(sha256(PURPOSE + one.encode()).digest())) for one in secrets])
