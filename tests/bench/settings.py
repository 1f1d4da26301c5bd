"""As the service is served: what tests have otherwise for their own comfort is put back."""

import os

from govcloud import audit_keys
from tests.settings import *  # noqa: F403
from tests.settings import DATABASES

#: A database that is kept is verified under the key under which it was filled.
os.environ["AUDIT_KEY"] = "b" * 64
AUDIT_KEYS = audit_keys.read(os.environ["AUDIT_KEY"])
WHITENOISE_AUTOREFRESH = False
WHITENOISE_USE_FINDERS = False
DATABASES["default"]["CONN_MAX_AGE"] = 60
