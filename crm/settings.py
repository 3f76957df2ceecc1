"""Settings from the environment. A missing or wrong value stops the start; see .env.example."""

import logging
import re
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import Env
from marshmallow.validate import OneOf
from pymongo.uri_parser import parse_uri

from crm.web.logs import configure_sentry, logging_config

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
env.read_env(BASE_DIR / ".env", recurse=False)

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="debug-only") if DEBUG else env.str("SECRET_KEY")
ALLOWED_HOSTS: list[str] = (
    env.list("ALLOWED_HOSTS", default=["*"]) if DEBUG else env.list("ALLOWED_HOSTS")
)
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Only a local trial over plain http may switch this off.
HTTPS = env.bool("HTTPS", default=True)
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

_LOCAL = "mongodb://127.0.0.1:27017/crm"
MONGODB_URI = env.str("MONGODB_URI", default=_LOCAL) if DEBUG else env.str("MONGODB_URI")


def _database_name(uri: str) -> str:
    name = parse_uri(uri, validate=True)["database"]
    if not name:
        raise ImproperlyConfigured("MONGODB_URI must name the database: mongodb://host/NAME")
    return name


DATABASES = {
    "default": {
        "ENGINE": "crm.mongo",
        "HOST": MONGODB_URI,
        "NAME": _database_name(MONGODB_URI),
        "OPTIONS": {
            "retryWrites": True,
            "w": "majority",
            "serverSelectionTimeoutMS": 5000,
            # A node whose connections stay open and that answers nothing is given up after the sum
            # of both; as shipped that is half a minute (docs/decisions/0029).
            "connectTimeoutMS": 3000,
            "heartbeatFrequencyMS": 3000,
        },
    }
}
DATABASE_ROUTERS = ["django_mongodb_backend.routers.MongoRouter"]
DEFAULT_AUTO_FIELD = "django_mongodb_backend.fields.ObjectIdAutoField"
MIGRATION_MODULES = {
    "auth": "mongo_migrations.auth",
    "contenttypes": "mongo_migrations.contenttypes",
    "sessions": "mongo_migrations.sessions",
}

INSTALLED_APPS = [
    "crm.mongo.apps.MongoConfig",
    "crm.mongo.apps.MongoAuthConfig",
    "crm.mongo.apps.MongoContentTypesConfig",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "crm.web.apps.StaticConfig",
    "django.forms",
    "django_htmx",
    "template_partials",
    "csp",
    "crm.web.apps.WebConfig",
    "crm.registry",
    "crm.staff",
    "crm.audit",
    "crm.notifications",
    "crm.filters",
    "crm.jobs",
    "crm.doctor",
    "crm.metrics",
    "crm.uploads",
    "crm.policies",
    "crm.witness",
    "crm.backups",
    "leave",
    "members",
    "omset",
    "bonuses",
    "loyalty",
    "dashboard",
]

MIDDLEWARE = [
    "crm.web.middleware.request_id.RequestIdMiddleware",
    "csp.middleware.CSPMiddleware",
    "crm.web.middleware.security.SecurityHeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "crm.web.middleware.health.HealthMiddleware",
    "crm.metrics.middleware.MetricsMiddleware",
    "crm.web.middleware.static_files.StaticFilesMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "crm.web.middleware.deadline.DeadlineMiddleware",
    "crm.staff.sign_in.sessions.IdleSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "crm.staff.history.HistoryMiddleware",
    "crm.staff.language.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "crm.web.middleware.htmx.HtmxRepliesMiddleware",
    "crm.staff.access.AccessMiddleware",
    "crm.staff.writes.WriteLimitMiddleware",
    "leave.attendance.gate.GateMiddleware",
]

ROOT_URLCONF = "crm.urls"
WSGI_APPLICATION = "crm.wsgi.application"
FORM_RENDERER = "crm.web.forms.rendering.ProductFormRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dashboard.navigation.sidebar.sidebar",
            ],
        },
    }
]

# Accounts, sessions, passwords (SE-1, SE-2).
AUTH_USER_MODEL = "staff.User"
AUTHENTICATION_BACKENDS = ["crm.staff.sign_in.NameOrEmailBackend"]
LOGIN_URL = "staff:login"
LOGIN_REDIRECT_URL = "dashboard:home"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "crm.staff.sign_in.password_strength.LengthValidator"},
    {"NAME": "crm.staff.sign_in.password_strength.StrengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# Who signs in with a second factor (docs/decisions/0021).
_mfa = OneOf(("required", "optional", "off"))
MFA = env.str("MFA", default="optional" if DEBUG else "required", validate=_mfa)
SESSION_ENGINE = "crm.staff.sign_in.sessions"
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=12 * 60)
SESSION_IDLE_MINUTES_ADMINS = env.int("SESSION_IDLE_MINUTES_ADMINS", default=60)
# However much somebody works, they sign in again.
SESSION_DAYS = env.int("SESSION_DAYS", default=7)
SESSION_COOKIE_AGE = SESSION_IDLE_MINUTES * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
# A browser takes these from nobody but this very host.
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrftoken"
# Where no session of staff is read or touched: people there sign in with something of their own.
AREAS_OF_OTHERS = ("/me/", "/join/")
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# Transport and browser security (SE-3).
SECURE_SSL_REDIRECT = HTTPS and env.bool("SSL_REDIRECT", default=True)
# Probes call by address and without TLS.
SECURE_REDIRECT_EXEMPT = [r"^(livez|readyz)$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "crm.web.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
FILE_UPLOAD_HANDLERS = ["crm.web.files.uploads.NoFiles"]

CACHES = {"default": {"BACKEND": "crm.mongo.cache.MongoCache", "LOCATION": "cache"}}
# One event waits this many seconds for the others of its staff member before it gives up.
MONGO_TRANSACTION_DEADLINE = 20
RATELIMIT_ENABLE = env.bool("RATELIMIT_ENABLE", default=True)

# Jobs outside of requests (docs/decisions/0012-jobs.md).
TASKS = {"default": {"BACKEND": "crm.jobs.backend.MongoBackend", "QUEUES": []}}
# A worker that has not renewed its hold on a job for so long has lost it.
JOB_LEASE_SECONDS = env.float("JOB_LEASE_SECONDS", default=60)
# The pause before the second attempt; three times as long before the third.
JOB_RETRY_SECONDS = env.float("JOB_RETRY_SECONDS", default=10)

# Every business date is a Jakarta date (G-1).
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("id", _("Indonesian"))]
LOCALE_PATHS = [BASE_DIR / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
# Hashed files of earlier builds; the same folder where collectstatic leaves the old ones in place.
STATIC_KEPT = Path(env.str("STATIC_KEPT", default="") or STATIC_ROOT)
STATICFILES_DIRS = [BASE_DIR / "static"]
_static_storage = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if DEBUG
    else "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _static_storage},
}

LOGGING = logging_config(level=env.log_level("LOG_LEVEL", default=logging.INFO), as_json=not DEBUG)
RELEASE = env.str("RELEASE", default="")
# While this file is there /readyz answers 503 (launch/rolling.py); "" for none.
DRAIN_FILE = env.str("DRAIN_FILE", default="")
# Whether there is loyalty; off, its pages are gone and nothing else changes (LM-1).
LOYALTY = env.bool("LOYALTY", default=True)
# From how many days on without an import the pages of analytics say so (LW-9).
LOYALTY_BATCH_AGE_DAYS = env.int("LOYALTY_BATCH_AGE_DAYS", default=35)
# Three digits that the numbers of cards minted here begin with (loyalty/rules/cards.py).
LOYALTY_CARD_PREFIX = env.str("LOYALTY_CARD_PREFIX", default="299")
if not re.fullmatch(r"[0-9]{3}", LOYALTY_CARD_PREFIX):
    raise ImproperlyConfigured("LOYALTY_CARD_PREFIX must be three digits")
# The address by which members and their phones reach the product; that of the request, if empty.
PUBLIC_ADDRESS = env.str("PUBLIC_ADDRESS", default="")
# By what mails to members leave; without a host they are printed with DEBUG, else not written.
_NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"
EMAIL_HOST = env.str("EMAIL_HOST", default="")
EMAIL_PORT = env.int("EMAIL_PORT", default=587)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="crm@localhost")
_without_host = "crm.jobs.mails.ConsoleBackend" if DEBUG else _NO_MAIL
EMAIL_BACKEND = "crm.jobs.mails.SmtpBackend" if EMAIL_HOST else _without_host
# Told the root of history every night (crm/audit/chain/roots.py).
AUDIT_WEBHOOK = env.str("AUDIT_WEBHOOK", default="")
if AUDIT_WEBHOOK and not AUDIT_WEBHOOK.startswith("https://"):
    raise ImproperlyConfigured("AUDIT_WEBHOOK must begin with https://")
# The folder of the witness, on another volume than the database's; "" for none (LW-1).
WITNESS_DIR = env.str("WITNESS_DIR", default="")
# Whether a host is ready while its witness contradicts the database (LW-3).
WITNESS_BLOCKS = env.bool("WITNESS_BLOCKS", default=False)
# Told each entry of the witness, as JSON.
WITNESS_WEBHOOK = env.str("WITNESS_WEBHOOK", default="")
if WITNESS_WEBHOOK and not WITNESS_WEBHOOK.startswith("https://"):
    raise ImproperlyConfigured("WITNESS_WEBHOOK must begin with https://")
# The folder in which backups are looked for and restored for practice; "" for none (OP-4).
BACKUP_DIR = env.str("BACKUP_DIR", default="")
# Where they are restored for practice, a database that is dropped; "" for one beside the own.
DRILL_MONGODB_URI = env.str("DRILL_MONGODB_URI", default="")
if DRILL_MONGODB_URI and _database_name(DRILL_MONGODB_URI) == DATABASES["default"]["NAME"]:
    raise ImproperlyConfigured("DRILL_MONGODB_URI must name another database: it is dropped")
# The file with the private key of encrypted backups, for that practice; "" for none.
BACKUP_KEY_FILE = env.str("BACKUP_KEY_FILE", default="")
# Who asks for /metrics says it; "" for no such page (docs/operations.md).
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
if METRICS_TOKEN and len(METRICS_TOKEN) < 32:
    raise ImproperlyConfigured("METRICS_TOKEN must have 32 characters or more")
# Where spans go; "" for none. OpenTelemetry reads this variable itself, and others of its own.
TRACING_ENDPOINT = env.str("OTEL_EXPORTER_OTLP_ENDPOINT", default="")
SENTRY_DSN = env.str("SENTRY_DSN", default="")
configure_sentry(SENTRY_DSN, release=RELEASE)
