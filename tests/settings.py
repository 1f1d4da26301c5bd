"""The service's own settings in a known environment, with what tests must have otherwise."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: Each run its own folder: two runs at once never share a database, a lock or an upload.
VAR = Path(tempfile.mkdtemp(prefix="govcloud-test-"))
atexit.register(shutil.rmtree, VAR, ignore_errors=True)

os.environ |= {
    "VAR_DIR": str(VAR),
    "ENV_FILE": str(VAR / "none.env"),
    "SECRET_KEY": "a key for tests alone",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "DEMO": "1",
    "DEMO_PASSWORD": "Zhengwu-2026-Demo",
    "DATABASE_URL": os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{VAR / 'unused.sqlite3'}",
    "REDIS_URL": os.environ.get("TEST_REDIS_URL", ""),
    "EMAIL_URL": "memorymail://",
    "LOG_LEVEL": "WARNING",
}
AUDIT = ("AUDIT_KEY", "AUDIT_KEY_FILE", "AUDIT_DIGEST", "SEAL_URL")
for name in ("SECRET_KEY_FILE", "DATABASE_URL_FILE", "REDIS_URL_FILE", "DEBUG", "HTTPS", "MEDIA_ROOT", *AUDIT):
    os.environ.pop(name, None)

from govcloud.messages import compile_all  # noqa: E402
from govcloud.settings import *  # noqa: E402, F403
from govcloud.settings import DATABASES, STORAGES  # noqa: E402
from tickets import sqlite  # noqa: E402

compile_all(ROOT)  # before Django reads the first text

if DATABASES["default"]["ENGINE"] == sqlite.ENGINE:
    # A file: two threads on Django's shared memory fail with "table is locked".
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0  # a connection that is kept would stand in the way of the clean-up
    # Waiting for the disk at each commit costs the most, and no test pulls the plug.
    DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"
# Hashed names exist only after collectstatic; without it pages would silently lose their styles.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
# A slow hash is the point in production and only slow in tests.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
