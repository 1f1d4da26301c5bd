"""All settings, from the environment or a `.env` file. What is wrong stops the start with one line."""

import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

import django_stubs_ext
import environ
from csp.constants import NONE, SELF

from govcloud import __version__, audit_keys
from govcloud.environment import (
    env_bool,
    env_group,
    env_list,
    env_mail,
    env_number,
    env_seal_url,
    env_sender,
    env_site_url,
    env_url,
    served_at,
)
from govcloud.variables import env_text, read_env, stop
from tickets import sqlite
from tickets.management import kept

django_stubs_ext.monkeypatch()  # ModelAdmin[Ticket] and QuerySet[Ticket] at run time

BASE_DIR = Path(__file__).resolve().parent.parent


def kept_secret(file: Path) -> str:
    """The demo's own key, made once, so that a second start keeps people signed in."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(50))
    return file.read_text()


read_env(Path(env_text("ENV_FILE", str(BASE_DIR / ".env"))))
VAR_DIR = Path(env_text("VAR_DIR", str(BASE_DIR / "var")))
kept.read(VAR_DIR)

VERSION = __version__
DEMO = env_bool("DEMO")
DEMO_PASSWORD = env_text("DEMO_PASSWORD", "Zhengwu-2026-Demo")
DEBUG = env_bool("DEBUG")
VAR_DIR.mkdir(parents=True, exist_ok=True)

SECRET_KEY = env_text("SECRET_KEY") or (kept_secret(VAR_DIR / "secret-key") if DEMO else "")
if not SECRET_KEY:
    raise stop("SECRET_KEY is not set. Set it, or SECRET_KEY_FILE, or DEMO=1 to try the service out.")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS") or (["*"] if DEMO else [])
if not ALLOWED_HOSTS:
    raise stop("ALLOWED_HOSTS is not set. Name the hosts that people reach it by, split by commas.")
ALLOWED_HOSTS.append("localhost")  # the health check of the own container
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")


#: Where people reach the service, as links in notices say; "": notices carry no link.
SITE_URL = env_site_url("SITE_URL", served_at() if DEMO else "")

# --- Proof: what stands outside the database (docs/operating.md) ---

#: Key id -> key. The first signs audit entries and seals, the others still verify what they once signed.
AUDIT_KEYS = audit_keys.read(env_text("AUDIT_KEY") or (audit_keys.kept(VAR_DIR / "keys" / "audit") if DEMO else ""))
if not AUDIT_KEYS:
    raise stop("AUDIT_KEY is not set. Set it, or AUDIT_KEY_FILE, to a key made by: openssl rand -hex 32")
AUDIT_DIGEST = audit_keys.digest(env_text("AUDIT_DIGEST", "sha256").lower())
#: Where each day's seal goes: a file that it is appended to, or an address that it is posted to; "": nowhere.
SEAL_URL: str = env_seal_url("SEAL_URL")

INSTALLED_APPS = [
    "accounts",  # first: its templates stand before allauth's
    "tickets",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.forms",  # its templates are read beside our own
    "django.contrib.humanize",  # allauth.usersessions prints times with it
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "rest_framework",
    "django_filters",
    "knox",
    "drf_spectacular",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "govcloud.heads.Heads",
    "govcloud.compression.Compression",  # what stands before it sends no pages
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.Language",
    "accounts.middleware.SessionLimits",
    "accounts.middleware.AccountDuties",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tickets.pages.parts.kept.KeptPosts",
]

ROOT_URLCONF = "govcloud.urls"
WSGI_APPLICATION = "govcloud.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# --- Database ---
#: What waits longer is stuck, not slow; what a page asks is answered before it were compiled or helpers called. What
#: is prepared at all (`tickets.prepared`) is planned once, whoever asks it.
POSTGRES_OPTIONS = """-c statement_timeout=30s -c lock_timeout=5s -c idle_in_transaction_session_timeout=60s
    -c jit=off -c max_parallel_workers_per_gather=0 -c plan_cache_mode=force_generic_plan"""


def database() -> dict[str, Any]:
    kept = f"sqlite:///{VAR_DIR / 'govcloud.sqlite3'}"
    schemes = ("postgres", "postgresql", "sqlite")
    found: dict[str, Any] = env_url("DATABASE_URL", kept, schemes, environ.Env.db_url_config)
    options = found.setdefault("OPTIONS", {})
    if found["ENGINE"] == "django.db.backends.sqlite3":
        return found | {"ENGINE": sqlite.ENGINE, "OPTIONS": {**sqlite.OPTIONS, **options}}
    settled = {"options": POSTGRES_OPTIONS, "prepare_threshold": 0, **options}  # 0: at once
    return found | {"OPTIONS": settled, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}


DATABASES: dict[str, dict[str, Any]] = {"default": database()}
#: Absent: embedded mode, where one process serves, sweeps and delivers, and no broker is needed.
REDIS_URL: str = env_url("REDIS_URL", "", ("redis", "rediss"))

# --- Cache: rate limits and used one-time codes, which all processes must know for some minutes ---

TABLE: dict[str, Any] = {
    "BACKEND": "django.core.cache.backends.db.DatabaseCache",
    "LOCATION": "accounts_cache",  # made by `migrate`
    "OPTIONS": {"MAX_ENTRIES": 20_000},  # beyond that Django drops a third, valid or not
}
#: Counts of REST requests: one process is all there is without Redis, and a row would double the time of a read.
MEMORY: dict[str, Any] = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "OPTIONS": {"MAX_ENTRIES": 20_000},
}
CACHES: dict[str, dict[str, Any]] = {"default": TABLE, "requests": MEMORY}
if REDIS_URL:
    REDIS: dict[str, Any] = {
        "BACKEND": "govcloud.cache.RedisOrTable",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "govcloud",
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},  # seconds
    }
    CACHES = {"default": REDIS, "requests": REDIS, "table": TABLE}

# --- Celery: each setting keeps a worker alive or quick when Redis is not ---

CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # the default ends the worker, and its sweep, in a long outage
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "socket_timeout": 2,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
#: Task -> its queue, each with workers of its own: docker-compose.yml. A worker that is told of none takes from all.
QUEUE_OF = {"fire": "clocks", "deliver": "channels", "write_export": "long", "run_apart": "long"}
CELERY_TASK_ROUTES: dict[str, str] = {f"tickets.tasks.{name}": queue for name, queue in QUEUE_OF.items()}
CELERY_TASK_QUEUES: dict[str, dict[str, str]] = {queue: {} for queue in CELERY_TASK_ROUTES.values()}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False  # the rows tell what is done, not the messages
CELERY_DB_REUSE_MAX = 10_000  # tasks: what is prepared is so once a connection
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_WORKER_ENABLE_SOFT_SHUTDOWN_ON_IDLE = True
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_TIMEZONE = "Asia/Shanghai"

# --- People ---

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.gate.PasswordGate"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
SESSION_IDLE_SECONDS = 30 * 60
SESSION_TOTAL_SECONDS = SESSION_COOKIE_AGE = 12 * 3600
#: Whose session the browser holds, signed: for what is sent after the session is gone.
WHOSE_COOKIE_NAME = "whose"

AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "accounts.passwords.ClassesValidator"},
    {"NAME": "accounts.passwords.ContextWordsValidator"},
    {"NAME": "accounts.passwords.HistoryValidator"},
    {"NAME": "accounts.passwords.DemoPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email", "phone")},
    },
]
#: Days until a password must be changed (0: never), and without a sign-in until an account counts as dormant.
PASSWORD_DAYS, DORMANT_DAYS = env_number("PASSWORD_DAYS", 90), env_number("DORMANT_DAYS", 90)
#: Whom to call when one cannot sign in, as the sign-in page says it: a name and a telephone.
SUPPORT_CONTACT = env_text("SUPPORT_CONTACT")
#: A second factor for everyone; a demo asks for none.
MFA_REQUIRED = env_bool("MFA_REQUIRED", default=not DEMO)

ACCOUNT_ADAPTER, MFA_ADAPTER = "accounts.adapter.AccountAdapter", "accounts.adapter.MFAAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # nobody is kept out; notices go to confirmed addresses alone
ACCOUNT_CHANGE_EMAIL = True  # one address; the old one counts until the new one is confirmed
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_CONFIRMATION_AUTHENTICATED_REDIRECT_URL = "/notices/addresses/"
ACCOUNT_SESSION_REMEMBER = False
#: Else a session left open is enough to add an address, and by it to set another password.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
#: Per address, which a whole office may share. Failed sign-ins are counted by accounts.lock instead.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": None, "change_password": "20/m/user"}
#: Called with every AccountEvent (accounts.record), and with those of which somebody is told.
ACCOUNT_RECORDER, ACCOUNT_TELLER = "tickets.audit.account_event", "tickets.outbox.of_accounts.tell"
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "add_email": "accounts.forms.MailAddressForm",
    "reset_password": "accounts.forms.ForgottenPasswordForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "accounts.codes.SignInCode",
    "reauthenticate": "accounts.codes.ConfirmationCode",
    "activate_totp": "accounts.codes.FirstCode",
}
MFA_TOTP_ISSUER = "govcloud"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an administrator makes the accounts; without this TOTP cannot be set up
REST_KNOX = {"TOKEN_TTL": timedelta(days=90)}

# --- Transport: https unless an intranet says otherwise ---

#: A demo and a plain-http intranet say no: a browser drops secure cookies there and nobody could sign in.
HTTPS = env_bool("HTTPS", default=not (DEMO or DEBUG))
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
if HTTPS:  # no neighbour under the same domain can plant such a cookie (OWASP ASVS 5.0 V3.3.1)
    SESSION_COOKIE_NAME = "__Host-sessionid"
    WHOSE_COOKIE_NAME = "__Host-whose"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]  # probes come from inside, without a proxy
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
#: Proxies of our own before the service, each of which adds the caller's address to X-Forwarded-For. Wrong, and
#: all callers share one address: fifty failed sign-ins of anyone would lock everyone out.
PROXIES = env_number("PROXIES", 0)

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the QR code of a second factor
        "form-action": [SELF, *env_list("SSO_ORIGINS")],  # Chromium applies it to the redirect of a sign-in
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- Language and time ---

TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [
    BASE_DIR / package / "locale"
    for package in ("govcloud", *(f"tickets/{room}" for room in ("lifecycle", "registers", "notices", "pages", "api")))
]
LANGUAGE_COOKIE_SAMESITE = "Lax"

# --- Files ---

STATIC_URL = "static/"
STATIC_ROOT = Path(env_text("STATIC_ROOT", str(VAR_DIR / "static")))
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns of a missing folder
MEDIA_ROOT = Path(env_text("MEDIA_ROOT", str(VAR_DIR / "media")))
FILE_UPLOAD_HANDLERS = [
    "tickets.attachments.BoundedUpload",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
PDF_FONT = env_text("PDF_FONT")  # a file; "": the best font with Chinese that this machine has

# --- Mail ---

MAIL = env_mail("EMAIL_URL", "consolemail://" if DEMO or DEBUG else "smtp://localhost:25")
EMAIL_BACKEND = MAIL["EMAIL_BACKEND"]
EMAIL_HOST = MAIL["EMAIL_HOST"] or "localhost"
EMAIL_PORT = MAIL["EMAIL_PORT"]
EMAIL_HOST_USER = MAIL["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = MAIL["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = MAIL.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = MAIL.get("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH = MAIL["EMAIL_FILE_PATH"] or None
EMAIL_TIMEOUT = 10  # seconds for a mail as a whole; a dead or slow mail server must not hold a dispatcher
#: Nobody answers there, and many servers take no mail from it: outside the demo a check asks for another.
NO_SENDER = "govcloud@localhost"
SERVER_EMAIL = DEFAULT_FROM_EMAIL = env_sender("DEFAULT_FROM_EMAIL", NO_SENDER)

# --- Further channels of notices: each says what it asks for (tickets/outbox/channels) ---

CHANNEL_SETTINGS = env_group("CHANNEL_")

# --- REST ---

REST_FRAMEWORK: dict[str, Any] = {
    # knox first: the first one answers for a missing sign-in, and a session would say 403 instead of 401
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.gate.TokenGate",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["tickets.api.limits.Json"],
    "DEFAULT_THROTTLE_CLASSES": ["tickets.api.limits.PerPerson"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "tickets.api.errors.answer",
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "govcloud 政务云统一工单",
    "VERSION": VERSION,
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SORT_OPERATIONS": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": ["tickets.api.schema.with_refusals"],
}

# --- Log: one line an event, to standard output ---

LOG_LEVEL = env_text("LOG_LEVEL", "INFO").upper()
if LOG_LEVEL not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
    raise stop(f"LOG_LEVEL is “{LOG_LEVEL}”: write DEBUG, INFO, WARNING or ERROR.")
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "govcloud.logs.OneLine"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "line"}},
    "root": {"handlers": ["out"], "level": LOG_LEVEL},
    "loggers": {"django": {"handlers": ["out"], "level": LOG_LEVEL, "propagate": False}},
}
