"""The settings. Each comes from the environment or has a safe default; docs/guide/settings.md explains all of them."""

from __future__ import annotations

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from dueregard.config import secrets as own_secrets
from dueregard.config.framing import frame_ancestors
from dueregard.config.limits import document_limits

env = environ.Env()

# --- where things are -------------------------------------------------------------------------------------------------
DATA = own_secrets.data_folder()
DUEREGARD_DEMO = env.bool("DUEREGARD_DEMO", default=False)
DUEREGARD_DATA = DATA

SECRET_KEY, DUEREGARD_KEYS = own_secrets.load(DATA, demo=DUEREGARD_DEMO, **own_secrets.given())
DEBUG = False
ALLOWED_HOSTS = env.list("DUEREGARD_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("DUEREGARD_ORIGINS", default=[])

# --- apps, from the floor up (DESIGN: layout and floors) --------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_cotton.apps.SimpleAppConfig",
    "django_tasks",
    "django_tasks_db",
    "dueregard.kernel",
    "dueregard.look",
    "dueregard.documents",
    "dueregard.audit",
    "dueregard.accounts",
    "dueregard.organisation",
    "dueregard.figures",
    "dueregard.actions",
    "dueregard.training",
    "dueregard.plan",
    "dueregard.publication",
    "dueregard.rounds",
    "dueregard.health",
    "dueregard.home",
    "dueregard.demo",
    "dueregard.config",
    # after look and accounts, whose templates come first
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.forms",
]

MIDDLEWARE = [
    # first those that put headers on every answer, refusals and static files included
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "dueregard.config.middleware.UploadCeiling",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "dueregard.config.middleware.NothingKept",
    "dueregard.config.middleware.NoNullBytes",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "dueregard.config.middleware.SignInRequired",
    "dueregard.config.middleware.Refusals",
    "dueregard.config.methods.WrongMethod",
]

ROOT_URLCONF = "dueregard.config.urls"
WSGI_APPLICATION = "dueregard.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "dueregard.look.context.page",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DUEREGARD_NAVIGATION = "dueregard.config.navigation.navigation"

# --- database ---------------------------------------------------------------------------------------------------------
DATABASE_URL = env.str("DATABASE_URL", default="")
if DATABASE_URL:
    DATABASES = {"default": env.db_url("DATABASE_URL")}
    if not str(DATABASES["default"].get("ENGINE")).endswith("postgresql"):
        raise ImproperlyConfigured(
            "DATABASE_URL must name a PostgreSQL database: postgres://user:password@host/database."
        )
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("DUEREGARD_CONNECTION_SECONDS", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(DATA / "dueregard.sqlite3"),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=268435456;",
            },
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people and sign-in -----------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["dueregard.accounts.backends.AccountBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": env.int("DUEREGARD_PASSWORD_LENGTH", default=12)},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "dueregard.accounts.adapters.ClosedDoor"
MFA_ADAPTER = "dueregard.accounts.adapters.SealedSecrets"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_RATE_LIMITS = {
    "login_failed": env.str("DUEREGARD_FAILED_SIGN_INS", default="10/m/ip,5/5m/key"),
}
# Behind a proxy the client's address stands in X-Forwarded-For, counted from the right.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("DUEREGARD_PROXIES", default=0)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Due Regard"

# --- sessions, cookies, headers ---------------------------------------------------------------------------------------
HTTPS = env.bool("DUEREGARD_HTTPS", default=False)
SESSION_COOKIE_AGE = env.int("DUEREGARD_SESSION_SECONDS", default=10 * 3600)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
if HTTPS:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_REDIRECT_EXEMPT = [r"^alive$"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],  # data: for the QR code of the second factor
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

# --- caches, jobs, mail -----------------------------------------------------------------------------------------------
# Throttling counts in the cache: the database's is shared by all processes.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "kernel_cache"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
EMAIL_CONFIG = env.email_url("DUEREGARD_MAIL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DUEREGARD_MAIL_FROM", default="due-regard@localhost")
# The address under which people reach this server, for links in mail; empty: the one under which a round was opened.
DUEREGARD_ADDRESS = env.str("DUEREGARD_ADDRESS", default="")

# --- files and uploads ------------------------------------------------------------------------------------------------
MEDIA_ROOT = DATA / "files"
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("DUEREGARD_STATIC", default=str(DATA / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
try:
    DUEREGARD_DOCUMENT_LIMITS = document_limits()
except ValueError as error:
    raise ImproperlyConfigured(str(error)) from None
DUEREGARD_UPLOAD_BYTES = DUEREGARD_DOCUMENT_LIMITS.max_bytes
# A meeting sheet of 300 areas has some thousand fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# --- language and time ------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("DUEREGARD_LOG_LEVEL", default="WARNING")},
}

# --- publication ------------------------------------------------------------------------------------------------------
# The key by which publications are signed; empty: one is made in the data folder. Earlier keys stand behind it, by commas.
DUEREGARD_SIGNING_KEY = env.str("DUEREGARD_SIGNING_KEY", default=own_secrets.DEMO_SIGNING_KEY if DUEREGARD_DEMO else "")
# Whether the version of the academic year needs the approval of a body, with its minute, besides a second person's.
DUEREGARD_YEARLY_VERSION_NEEDS_BODY = env.bool("DUEREGARD_YEARLY_VERSION_NEEDS_BODY", default=True)

# --- the health of the plan -------------------------------------------------------------------------------------------
# A rating older than this many months counts as given long ago.
DUEREGARD_RATED_LONG_AGO_MONTHS = env.int("DUEREGARD_RATED_LONG_AGO_MONTHS", default=12)
# Whether links of evidence are asked, once a week, whether they still answer. Off: nothing goes out.
DUEREGARD_CHECK_LINKS = env.bool("DUEREGARD_CHECK_LINKS", default=False)

# --- figures ----------------------------------------------------------------------------------------------------------
# Small numbers, for everybody who may not see them exactly: below this many they are not told apart, others are rounded.
DUEREGARD_SMALL_BELOW = env.int("DUEREGARD_SMALL_BELOW", default=5)
DUEREGARD_ROUND_TO = env.int("DUEREGARD_ROUND_TO", default=5)

# --- training ---------------------------------------------------------------------------------------------------------
# So many days before a session those who have a place in it are reminded, once; 0: nobody is.
DUEREGARD_TRAINING_REMIND_DAYS = env.int("DUEREGARD_TRAINING_REMIND_DAYS", default=2)
# Whoever was told of a refresher is not told again before so many days have passed.
DUEREGARD_REFRESHER_FOLLOW_UP_DAYS = env.int("DUEREGARD_REFRESHER_FOLLOW_UP_DAYS", default=21)
# Whether /contact-card shows the safeguarding officers without sign-in, and which sites may show it inside their pages.
DUEREGARD_PUBLIC_CONTACT_CARD = env.bool("DUEREGARD_PUBLIC_CONTACT_CARD", default=False)
try:
    DUEREGARD_CARD_FRAME_ANCESTORS = frame_ancestors(env.list("DUEREGARD_CARD_FRAME_ANCESTORS", default=[]))
except ValueError as error:
    raise ImproperlyConfigured(str(error)) from None

# --- the frame of every page ------------------------------------------------------------------------------------------
DUEREGARD_INSTITUTION_NAME = env.str(
    "DUEREGARD_INSTITUTION", default="University of Wexmouth" if DUEREGARD_DEMO else "Our institution"
)
DUEREGARD_VERSION = "0.1.0"
# A higher floor may add to the sign-in page: the demonstration adds its one-click sign-ins.
DUEREGARD_SIGN_IN_EXTRA = "demo/sign_ins.html" if DUEREGARD_DEMO else ""
DUEREGARD_PAGE_LINKS = {
    "home": "home:today",
    "account": "accounts:me",
    "sign_out": "account_logout",
    "sign_in": "account_login",
    "help": "home:help",
    "accessibility": "home:accessibility",
    "gallery": "look:gallery",
}
