"""The one settings file. Everything an operator may change comes from the environment (see docs/operate.md)."""

import logging
import os
import re
import sys
import warnings
from collections.abc import Callable
from os import environ
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import dj_database_url
import dj_email_url
import django_cache_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from alongside.config import generic
from alongside.config.secret import read_or_make


def _must(name: str, fits: object, said: str) -> None:
    """Refuse a setting that can't be meant, with a sentence."""
    if not fits:
        raise ImproperlyConfigured(f"{name} is not usable. {said}")


def _said(name: str) -> str:
    """What the environment says, without the blanks of a file it was copied from; nothing if it is silent."""
    return environ.get(name, "").strip()


def _flag(name: str) -> bool:
    said = _said(name).lower()
    on, off = ("1", "yes", "true", "on"), ("", "0", "no", "false", "off")
    _must(name, said in on + off, "Say yes or no.")
    return said in on


def _number(name: str, usual: int) -> int:
    said = _said(name) or str(usual)
    _must(name, said.isascii() and said.isdigit() and len(said) < 20, "Say a whole number, such as 2.")
    return int(said)


def _address(name: str, usual: str, read: Callable[[str], Any], said: str) -> dict[str, Any]:
    """What the address of a database, a mail server or a store of counts says."""
    try:
        return dict(read(_said(name) or usual))
    except Exception:  # noqa: BLE001 (these libraries have no common one, and theirs may tell a part of a password)
        raise ImproperlyConfigured(f"{name} is not usable. {said}") from None


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _is_zone(name: str) -> bool:
    """Whether there is this time zone. A list of all of them takes as long as the rest of this file."""
    try:
        return bool(ZoneInfo(name).key)
    except (LookupError, ValueError, OSError):  # none, no name of one, or a folder of them
        return False


PACKAGE = Path(__file__).resolve().parent.parent
DATA = Path(_said("ALONGSIDE_DATA") or "data").resolve()
KEYS = Path(_said("ALONGSIDE_KEYS") or DATA / "keys").resolve()
os.umask(0o077)  # the database, backups, files: for the account that runs this, and nobody else on the machine

DEBUG = _flag("ALONGSIDE_DEBUG")
DEMO = _flag("ALONGSIDE_DEMO")  # shows the chairs; sitting in one asks the database as well
BASE_URL = (_said("ALONGSIDE_URL") or "http://127.0.0.1:8000").rstrip("/")
_says_where = re.fullmatch(r"https?://[^/\s?#]+", BASE_URL) and _host(BASE_URL)
_must("ALONGSIDE_URL", _says_where, "Say it like https://alongside.example.org.")
_hosts = _said("ALONGSIDE_HOSTS") or f"localhost,127.0.0.1,[::1],{_host(BASE_URL)}"
ALLOWED_HOSTS = [host.strip() for host in _hosts.split(",") if host.strip()]
_must("ALONGSIDE_HOSTS", ALLOWED_HOSTS, "Say them like alongside.example.org,localhost.")
HTTPS = BASE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [BASE_URL] if HTTPS else []


def _secret_key() -> str:
    """Signs sessions: from the environment, or from a file that the first start makes beside the master key."""
    said = _said("ALONGSIDE_SECRET")
    _must("ALONGSIDE_SECRET", not said or len(said) >= 32, "Say at least 32 characters, or nothing: one is made then.")
    return said or read_or_make(KEYS / "secret.key")


SECRET_KEY = _secret_key()

sys.modules.setdefault("django_stubs_ext", generic)
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "django_htmx",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "alongside.vault",
    "alongside.journal",
    "alongside.jobs",
    "alongside.people",
    "alongside.pairs",
    "alongside.sealed",
    "alongside.reflections",
    "alongside.conversations",
    "alongside.focus",
    "alongside.evaluations",
    "alongside.feedback",
    "alongside.matching",
    "alongside.upward",
    "alongside.access",
    "alongside.lifecycle",
    "alongside.notices",
    "alongside.demo",
    "alongside.web",
    "alongside.api",
]

MIDDLEWARE = [
    "alongside.api.middleware.ApiDoor",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "alongside.web.door.cookie.SignedSessions",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "alongside.web.middleware.OneDoor",
]

ROOT_URLCONF = "alongside.config.urls"
ASGI_APPLICATION = "alongside.config.asgi.application"

FORM_RENDERER = "django.forms.renderers.Jinja2"  # for inputs alone; it draws them several times faster

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "alongside.web.context.everywhere",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "template_partials.templatetags.partials",
                "alongside.web.templatetags.look",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
        },
    }
]

# --- The database: a SQLite file, or whatever DATABASE_URL names
_database = "Say postgres://user:password@host/name, or sqlite:////FOLDER/FILE."
DATABASES = {
    "default": _address("DATABASE_URL", f"sqlite:///{DATA / 'alongside.sqlite3'}", dj_database_url.parse, _database)
}
_known = ("django.db.backends.sqlite3", "django.db.backends.postgresql")
_must("DATABASE_URL", DATABASES["default"]["ENGINE"] in _known and DATABASES["default"]["NAME"], _database)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA mmap_size=134217728;"
        ),
    }
else:
    # Under ASGI each request has a thread of its own: a pool, never a persistent connection per thread.
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["OPTIONS"] = {"connect_timeout": 5, **DATABASES["default"].get("OPTIONS", {})} | {
        "pool": {"min_size": 1, "max_size": 8, "timeout": 10},
        "server_side_binding": True,
        "prepare_threshold": 5,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # one person per e-mail is a constraint on lower(email)

_counts = "Say db://NAME for a table in the database, or file:///FOLDER."
CACHES = {"default": _address("ALONGSIDE_CACHE", "locmem://", django_cache_url.parse, _counts)}
_must(
    "ALONGSIDE_CACHE",
    CACHES["default"]["BACKEND"].endswith((".LocMemCache", ".FileBasedCache", ".DatabaseCache")),
    _counts,
)
if CACHES["default"]["BACKEND"].endswith(".DatabaseCache"):
    CACHES["default"]["BACKEND"] = "alongside.kit.counts.Counts"  # the same, but what lies there is never run
CACHES["default"]["KEY_FUNCTION"] = "alongside.kit.counts.unnamed"  # a count is called by an address otherwise
# Django keeps 300 counts: some hundred calls by others, and the wrong passwords of somebody would be counted anew.
# Files are looked through at each count, so there are fewer of them.
CACHES["default"]["OPTIONS"] = {
    "MAX_ENTRIES": 2_000 if CACHES["default"]["BACKEND"].endswith(".FileBasedCache") else 10_000
}

# --- Signing in
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "alongside.web.door.adapter.DoorAdapter"
ACCOUNT_FORMS = {"login": "alongside.web.door.forms.SignInForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
SESSION_ENGINE = "alongside.vault.sessions"  # sealed: a code that was sent is in it
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
ALLAUTH_TRUSTED_PROXY_COUNT = _number("ALONGSIDE_PROXIES", 0)  # how much of X-Forwarded-For is believed
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# --- Mail
_server = "Say it like smtp://user:password@host:587/?tls=True."
_mail = _address("ALONGSIDE_MAIL", "dummy://", dj_email_url.parse, _server)
_must("ALONGSIDE_MAIL", "EMAIL_BACKEND" in _mail, _server)
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_HOST"], _mail["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail["EMAIL_USE_TLS"], _mail["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = _said("ALONGSIDE_MAIL_FROM") or "Alongside <alongside@localhost>"
MAIL_CONFIGURED = not EMAIL_BACKEND.endswith("dummy.EmailBackend")

# --- The API
API_CALLS_A_MINUTE = _number("ALONGSIDE_API_CALLS_A_MINUTE", 1200)  # of one token; 0 for no limit

# --- Languages and time
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = _said("ALONGSIDE_TIME_ZONE") or "UTC"
_must("ALONGSIDE_TIME_ZONE", _is_zone(TIME_ZONE), "Say it like Europe/Berlin.")

# --- Files we serve
STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "alongside.web.uploads.Sealed",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
WHITENOISE_MAX_AGE = 3600

# --- Work in the background
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# --- Logs: lines of JSON, never with content
# A log that can't be written would otherwise print the whole message and its traceback, with what somebody wrote.
logging.raiseExceptions = False
logging.captureWarnings(capture=True)  # what Python warns of is a line of JSON, too
warnings.filterwarnings("ignore", "StreamingHttpResponse must consume")  # a file that WhiteNoise hands out
LOG = _said("ALONGSIDE_LOG") or "WARNING"
_must("ALONGSIDE_LOG", LOG in logging.getLevelNamesMapping(), "Say DEBUG, INFO, WARNING or ERROR.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "alongside.config.logs.Lines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "loggers": {  # what was refused or not there is a request: who asks when
        "django.request": {"level": "ERROR"},
        "django.security.csrf": {"level": "ERROR"},
    },
    "root": {"handlers": ["stderr"], "level": LOG},
}
