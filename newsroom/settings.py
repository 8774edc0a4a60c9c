"""Settings of the newsroom: one file, read from the environment, running as it is on a fresh clone.

Without any variable set this is the embedded development site (SQLite, DEBUG on, this machine only).
With DEBUG=0 it is production: SECRET_KEY and ALLOWED_HOSTS are demanded and everything secure is on.
The table of variables is in README.md.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url
import django_stubs_ext
from django.utils.translation import gettext_lazy as _

from newsroom import environment as env
from policy.roles import Role

# Lets our classes name their type parameters (ModelAdmin[Article]), which Django's own do not take.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("VAR_DIR") or BASE_DIR / "var")

DEBUG = env.boolean("DEBUG", default=True)
SECRET_KEY = env.secret_key(file=VAR_DIR / "secret_key", is_development=DEBUG)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", default="localhost,127.0.0.1,[::1]" if DEBUG else "")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
if not ALLOWED_HOSTS:
    raise env.BadSetting(
        "ALLOWED_HOSTS is missing: with DEBUG=0 name the site's hosts, such as www.example.cn"
    )

# The paper -------------------------------------------------------------------------------------------

PAPER_NAME = env.text("PAPER_NAME", "菏泽日报")
PAPER_PREFECTURE = env.text("PAPER_PREFECTURE", "菏泽市")
# Printed below the nameplate of page one: 国内统一刊号, and who publishes.
PAPER_CN_NUMBER = env.text("PAPER_CN_NUMBER")
PAPER_PUBLISHER = env.text("PAPER_PUBLISHER")

# A Song-style face with Chinese for the pictures that are drawn of stories without a photo; empty: one that
# is installed, or pictures without words.
SHARE_FONT = env.existing_file("SHARE_FONT")

# Whether the site starts `manage.py make_pages` when a page is to be set; 0 where that runs beside it.
MAKES_PAGES = env.boolean("MAKES_PAGES", default=True)

# Applications ----------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "newsroom.apps.StaffSiteConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.forms",
    "taggit",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "audit.apps.AuditConfig",
    "policy.apps.PolicyConfig",
    "towns",
    "people",
    "articles",
    "coverage.apps.CoverageConfig",
    "issues",
    "filing",
    "ingest",
    "reader",
    "newsroom.apps.NewsroomConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "newsroom.middleware.CompressTextMiddleware",
    "filing.guard.PrivatePagesMiddleware",
    "newsroom.middleware.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "newsroom.middleware.StaffLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "newsroom.middleware.OriginMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "newsroom.middleware.ReadersNotFoundMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "reader.context_processors.paper",
            ],
        },
    },
]

# Widgets of our own have their templates beside the others.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Database --------------------------------------------------------------------------------------------

DATABASE_URL = env.text("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'newsroom.sqlite3'}"
try:
    DATABASES: dict[str, dict[str, Any]] = {"default": dict(dj_database_url.parse(DATABASE_URL))}
except (ValueError, dj_database_url.ParseError) as error:
    raise env.BadSetting(
        "DATABASE_URL cannot be read: write postgres://user:password@host/name or sqlite:///path"
    ) from error

DATABASE = DATABASES["default"]
if DATABASE["ENGINE"] not in ("django.db.backends.sqlite3", "django.db.backends.postgresql"):
    raise env.BadSetting("DATABASE_URL names another engine: the newsroom runs on PostgreSQL and on SQLite")
if DATABASE["ENGINE"] == "django.db.backends.sqlite3":
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    # Django's own defaults fail a third of concurrent newsroom writes with "database is locked":
    # writers queue with IMMEDIATE, readers never wait with WAL, and FULL keeps the last commit
    # through a power cut.
    DATABASE["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    DATABASE["CONN_MAX_AGE"] = 60
    DATABASE["CONN_HEALTH_CHECKS"] = True

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Language and time -----------------------------------------------------------------------------------

LANGUAGE_CODE = env.choice("LANGUAGE_CODE", default="zh-hans", among=("zh-hans", "en"))
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# Files -----------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = DEBUG
# Photos are never served from a folder: reader.views.photos asks published() first.
MEDIA_ROOT = Path(env.text("MEDIA_ROOT") or VAR_DIR / "media")
STORAGES = {
    "default": {"BACKEND": "articles.images.storage.DurableStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "newsroom.storage.HashedStaticFiles"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# E-mail and calls to others ---------------------------------------------------------------------------

# Notices go out only where a mail server is named; on a machine of development they are printed.
EMAIL_HOST = env.text("EMAIL_HOST")
SENDS_EMAIL = bool(EMAIL_HOST) or DEBUG
EMAIL_SERVICE = "smtp" if EMAIL_HOST else "console" if DEBUG else "dummy"
EMAIL_BACKEND = f"django.core.mail.backends.{EMAIL_SERVICE}.EmailBackend"
EMAIL_USE_TLS = env.boolean("EMAIL_USE_TLS", default=False)
EMAIL_USE_SSL = env.boolean("EMAIL_USE_SSL", default=False)
if EMAIL_USE_TLS and EMAIL_USE_SSL:
    raise env.BadSetting("EMAIL_USE_TLS and EMAIL_USE_SSL exclude each other: 587 is TLS, 465 is SSL")
EMAIL_PORT = env.integer(
    "EMAIL_PORT", default=465 if EMAIL_USE_SSL else 587 if EMAIL_USE_TLS else 25, least=1
)
EMAIL_HOST_USER = env.text("EMAIL_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_PASSWORD")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL") or EMAIL_HOST_USER
# Who is called when an issue is out. Named here alone: nobody at the desk can make the server call others.
RELEASE_HOOKS = env.hooks("RELEASE_HOOKS")
RELEASE_HOOK_SECRET = env.text("RELEASE_HOOK_SECRET")
# Search engines and feed readers that `manage.py ping` tells of what has become public; empty: nobody.
INDEXNOW_KEY = env.indexnow_key("INDEXNOW_KEY")
INDEXNOW_URL = env.hook("INDEXNOW_URL", default="https://api.indexnow.org/indexnow")
WEBSUB_HUB = env.hook("WEBSUB_HUB")
_TELLS_WHERE = bool(EMAIL_HOST or RELEASE_HOOKS or INDEXNOW_KEY or WEBSUB_HUB)
SITE_URL = env.web_address("SITE_URL", default="" if _TELLS_WHERE else "http://127.0.0.1:8000")
if _TELLS_WHERE and not SITE_URL:
    raise env.BadSetting(
        "SITE_URL is missing: with EMAIL_HOST, RELEASE_HOOKS, INDEXNOW_KEY or WEBSUB_HUB write where the "
        "site is, such as https://www.example.cn"
    )
if EMAIL_HOST and "@" not in DEFAULT_FROM_EMAIL:
    raise env.BadSetting(
        "DEFAULT_FROM_EMAIL is missing: with EMAIL_HOST write the address that letters come from"
    )

# Security --------------------------------------------------------------------------------------------

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AUTH_USER_MODEL = "people.User"
LOGIN_URL = "admin:login"
CSRF_FAILURE_VIEW = "newsroom.csrf.failure"

# Who signs off last, or makes accounts, shows a second factor; a superuser holds every role.
SECOND_FACTOR_ROLES = env.subset(
    "SECOND_FACTOR_ROLES", default="chief_editor,administrator", among=[role.key for role in Role]
)
OTP_TOTP_ISSUER = PAPER_NAME

# The shape of Django 6's setting of this name, so that our middleware can go when we upgrade.
SECURE_CSP: dict[str, list[str]] = {
    "default-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}
X_FRAME_OPTIONS = "DENY"
# A long day at the desk; counted from the sign-in, not from the last page.
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# Only the proxy in front may say who asks, and by https or not; nginx overwrites both headers.
BEHIND_PROXY = env.boolean("BEHIND_PROXY", default=False)
HSTS_SECONDS = env.integer("HSTS_SECONDS", default=31_536_000)
USE_HTTPS = env.boolean("USE_HTTPS", default=True)
if not DEBUG:
    SECURE_SSL_REDIRECT = USE_HTTPS
    SESSION_COOKIE_SECURE = USE_HTTPS
    CSRF_COOKIE_SECURE = USE_HTTPS
    SECURE_HSTS_SECONDS = HSTS_SECONDS if USE_HTTPS else 0
    SECURE_HSTS_INCLUDE_SUBDOMAINS = USE_HTTPS
    SECURE_HSTS_PRELOAD = USE_HTTPS
    if USE_HTTPS:
        # The prefix is the browser's promise: this host alone, over https, has set the cookie.
        SESSION_COOKIE_NAME = "__Host-sessionid"
        CSRF_COOKIE_NAME = "__Host-csrftoken"
    if BEHIND_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Logging ---------------------------------------------------------------------------------------------

LOG_LEVEL = env.choice("LOG_LEVEL", default="INFO", among=("DEBUG", "INFO", "WARNING", "ERROR"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"hide_links": {"()": "filing.tokens.HideTokens"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["hide_links"]}
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    # Django's own handlers would print the same lines beside ours, with the addresses of filing links.
    "loggers": {name: {"handlers": [], "propagate": True} for name in ("django", "django.server")},
}

# Tags -------------------------------------------------------------------------------------------------

TAGGIT_CASE_INSENSITIVE = True
TAGGIT_TAGS_FROM_STRING = "articles.tags.parse_tags"
TAGGIT_STRING_FROM_TAGS = "articles.tags.join_tags"
