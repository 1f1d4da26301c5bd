"""Under what an entry or a seal is hashed: an HMAC whose key stands outside the database (GB/T 22239-2019 8.1.4.7).

`keyed_by` of a row says `digest:key id`. The settings AUDIT_KEYS and AUDIT_DIGEST say what is signed with now.
"""

import hashlib
import hmac
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from tickets.errors import Unavailable

#: `keyed_by` of release 0.1: sha256 without a key.
PLAIN: Final = ""


def signing() -> str:
    """`keyed_by` of what is written now. Raises Unavailable where no key is at hand."""
    for key_id in settings.AUDIT_KEYS:
        return f"{settings.AUDIT_DIGEST}:{key_id}"
    raise Unavailable(
        _("The key of the audit is missing: nothing can be put on record. The operator must set AUDIT_KEY.")
    )


def at_hand(keyed_by: str) -> bool:
    """Whether what was hashed under it can be checked here."""
    return keyed_by == PLAIN or id_of(keyed_by) in settings.AUDIT_KEYS


def digest(keyed_by: str, text: bytes) -> str:
    """In hexadecimal, 64 characters. Raises KeyError for a key that is not at hand."""
    if keyed_by == PLAIN:
        return hashlib.sha256(text).hexdigest()
    return hmac.new(settings.AUDIT_KEYS[id_of(keyed_by)], text, keyed_by.partition(":")[0]).hexdigest()


def id_of(keyed_by: str) -> str:
    """The id of its key; "" of what has none."""
    return keyed_by.partition(":")[2]


def retired_for(keyed_by: str) -> list[str]:
    """The ids of the keys that were retired for this one: those that stand behind it in the settings."""
    order = list(settings.AUDIT_KEYS)
    return order[order.index(id_of(keyed_by)) + 1 :] if id_of(keyed_by) in order else []
