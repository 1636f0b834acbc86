"""One settings module, driven by the environment and safe by default.

A file `.env` beside manage.py is read when it is there (`make run` writes one); what the
environment itself says goes before it. docs/settings.md lists every name.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from ldnsite import turns

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)
# Off only where the site is tried on one's own machine without TLS.
HTTPS = env.bool("HTTPS", default=not DEBUG)

SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. Run `make run`, which writes one to .env, or set it yourself: "
            'python -c "import secrets; print(secrets.token_urlsafe(50))"'
        )
    SECRET_KEY = "debug-only-" + "0" * 50

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

SITE_NAME = env.str("SITE_NAME", default="The Patients’ Library")
# Where readers may write to, for a correction or a lost address; blank leaves the offer out.
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default="")

# The link checker asks on these ports only: others lead to what was never meant for visitors.
LINK_CHECK_PORTS = env.list("LINK_CHECK_PORTS", cast=int, default=[80, 443])
# Networks it may reach although they are not public. For tests with a server of their own; not to
# be had from the environment, since every entry is a door into the machines behind this one.
LINK_CHECK_OPEN_NETWORKS: list[str] = []

INSTALLED_APPS = [
    "ldnsite",
    "articles.apps.ArticlesConfig",
    "references",
    "ldnsite.auditing",
    "ldnsite.signing_in.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "articles.apps.TopicsConfig",
    "simple_history",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    # After the apps whose pages it takes over: accounts, and the keys of second steps.
    "ldnsite.signing_in",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Before WhiteNoise, so that static files carry the policy too.
    "ldnsite.middleware.StrictCSPMiddleware",
    "ldnsite.middleware.PermissionsPolicyMiddleware",
    # After the above, so that "not modified" carries their headers as well.
    "ldnsite.caching.middleware.PublicResponses",
    # Before WhiteNoise: collected styles come compressed, those from the source folders do not.
    "ldnsite.caching.middleware.PublicGZipMiddleware",
    # Before anything reads a form.
    "ldnsite.middleware.BoundedBodyMiddleware",
    # Before the token of a form is asked for.
    "ldnsite.middleware.ReadOnlyMiddleware",
    "ldnsite.middleware.WholeWordsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Lazy like the one before: a reader's page asks neither.
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    # Lets a record of history ask who is signed in. It asks when it is written, never on a page
    # that a reader sees.
    "simple_history.middleware.HistoryRequestMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "ldnsite.urls"
WSGI_APPLICATION = "ldnsite.wsgi.application"

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
                "ldnsite.context.site",
            ],
        },
    }
]

DATABASES = {
    "default": env.db_url(
        "DATABASE_URL", default=f"sqlite:///{(BASE_DIR / 'db.sqlite3').as_posix()}"
    )
}
DATABASES["default"]["CONN_MAX_AGE"] = None
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Django's defaults lose most concurrent read-then-write transactions to "database is locked";
    # with these a writer waits its turn (ldnsite/turns.py), and readers never wait. FULL costs a
    # save some milliseconds, and what was acknowledged is there even after a power cut.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": turns.EACH,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    # A machine that is gone is told so, rather than waited for.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
# Without it each process keeps what it rendered for itself; with it all machines share.
CACHE_URL = env.str("CACHE_URL", default="")
CACHES: dict[str, dict] = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if CACHE_URL:
    if not CACHE_URL.startswith(("redis://", "rediss://", "unix://")):
        raise ImproperlyConfigured(
            "CACHE_URL has to name a Redis, such as redis://127.0.0.1:6379/0. Leave it out for a "
            "single machine."
        )
    try:
        from redis.backoff import NoBackoff
        from redis.retry import Retry
    except ImportError as fault:
        raise ImproperlyConfigured(
            "CACHE_URL is set and redis is not installed: pip install --constraint "
            "constraints.txt --editable '.[redis]'"
        ) from fault
    CACHES["responses"] = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": CACHE_URL,
        "OPTIONS": {
            "serializer": "ldnsite.caching.stores.Plain",
            # A reader waits for the page, not for the cache.
            "socket_connect_timeout": 0.2,
            "socket_timeout": 0.2,
            "retry": Retry(NoBackoff(), 0),
        },
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LANGUAGE_CODE = "en-gb"
TIME_ZONE = env.str("TIME_ZONE", default="UTC")
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))()
STATICFILES_DIRS = [BASE_DIR / "static"]
# True serves css and js straight from the source folders, unhashed: for one's own machine.
STATIC_FROM_SOURCE = env.bool("STATIC_FROM_SOURCE", default=DEBUG)
WHITENOISE_USE_FINDERS = STATIC_FROM_SOURCE
WHITENOISE_AUTOREFRESH = STATIC_FROM_SOURCE
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if STATIC_FROM_SOURCE
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
# Off where names below this one, such as mail.example.org, are reached without TLS: browsers would
# refuse those for two years.
HSTS_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", default=True)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS and HSTS_SUBDOMAINS
if not HSTS_SUBDOMAINS:
    # Chosen, so that `check --deploy` need not ask for it.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
# Only where a proxy sets these headers itself: it drops the client's own X-Forwarded-Proto and
# appends the client's address to X-Forwarded-For.
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
# How many of our own stand one behind another, such as a CDN before nginx.
PROXY_COUNT = env.int("PROXY_COUNT", default=1)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
CSRF_COOKIE_HTTPONLY = True
# Knows a browser that an editor signed in with before; it opens nothing.
DEVICE_COOKIE_NAME = "__Host-device" if HTTPS else "device"

# True asks every editor for a second step, names of roles ask those and superusers.
REQUIRE_SECOND_FACTOR: bool | list[str] = env.list("REQUIRE_SECOND_FACTOR", default=[])
if [name.strip().lower() for name in REQUIRE_SECOND_FACTOR] in (["true"], ["false"]):
    REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR")
OTP_TOTP_ISSUER = SITE_NAME
# An editor's attempts are counted by ldnsite.signing_in.throttle: these would let whoever knows a
# password shut its owner out for days.
OTP_TOTP_THROTTLE_FACTOR = OTP_STATIC_THROTTLE_FACTOR = 0
# How long the desk's log of who did what, and from which address, is kept.
AUDIT_DAYS = env.int("AUDIT_DAYS", default=365)

TAGGIT_CASE_INSENSITIVE = True
TAGGIT_STRIP_UNICODE_WHEN_SLUGIFYING = True
# Of a form with its files (ldnsite.middleware.BoundedBodyMiddleware). An article's has long texts;
# what is brought in may have 2 MB.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# "line" for people; "json" for machines, with a line for each request (ldnsite/logs.py).
LOG_FORMAT = env.str("LOG_FORMAT", default="line")
if LOG_FORMAT not in ("line", "json"):
    raise ImproperlyConfigured(f"LOG_FORMAT has to be line or json; it is “{LOG_FORMAT}”.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
        "json": {"()": "ldnsite.logs.JsonFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
