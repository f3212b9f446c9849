"""All settings, and the only reader of the environment. `docs/configuration.md` explains each variable."""

import logging
import secrets
import warnings
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from dotenv import load_dotenv

from quizagent import embedded, env

BASE_DIR = Path(__file__).resolve().parent.parent
load_dotenv(BASE_DIR / ".env")
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var")))

VERSION = "0.1.0"

# --- Service

ENVIRONMENT = env.choice("ENVIRONMENT", ["development", "production"], "development")
PRODUCTION = ENVIRONMENT == "production"
DEBUG = False
HOST = env.text("HOST", "0.0.0.0" if PRODUCTION else "127.0.0.1")  # noqa: S104 - a container is reached from outside
PORT = env.integer("PORT", 3001, low=1, high=65535)
ALLOWED_HOSTS = env.listing("ALLOWED_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1],testserver")
CSRF_TRUSTED_ORIGINS = env.listing("CSRF_TRUSTED_ORIGINS")
CORS_ALLOWED_ORIGINS = env.listing("CORS_ALLOWED_ORIGINS")
BEHIND_PROXY = env.choice("BEHIND_PROXY", ["yes", "no"], "no") == "yes"

SERVICE_API_KEYS = env.listing("SERVICE_API_KEYS")
SYSTEM_API_KEY = env.text("SYSTEM_API_KEY")
RATE_LIMIT_THREAD = env.rate("RATE_LIMIT_THREAD", "20/m" if PRODUCTION else "off")
RATE_LIMIT_CLIENT = env.rate("RATE_LIMIT_CLIENT", "60/m" if PRODUCTION else "off")

_MIN_SECRET_CHARS = 32


def _secret_key() -> str:
    """SECRET_KEY; in development a random one, made once per checkout."""
    given = env.text("SECRET_KEY")
    if PRODUCTION and len(given) < _MIN_SECRET_CHARS:
        raise ImproperlyConfigured(f"SECRET_KEY takes at least {_MIN_SECRET_CHARS} characters in production")
    if given:
        return given
    path = VAR_DIR / "secret_key"
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text() or "development-key-of-a-checkout-that-is-just-being-made"


SECRET_KEY = _secret_key()
if PRODUCTION and (not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS):
    raise ImproperlyConfigured("ALLOWED_HOSTS takes the host names of this service in production, never *")

# --- LLM

GROQ_API_KEY = env.text("GROQ_API_KEY")
GROQ_BASE_URL = env.url("GROQ_BASE_URL", ["http", "https"]).rstrip("/").removesuffix("/openai/v1")
GROQ_MODEL = env.text("GROQ_MODEL", "llama-3.3-70b-versatile")
GROQ_FALLBACK_MODELS = env.listing("GROQ_FALLBACK_MODELS", "openai/gpt-oss-120b,openai/gpt-oss-20b")
GROQ_MAX_COMPLETION_TOKENS = env.integer("GROQ_MAX_COMPLETION_TOKENS", 3000, low=256, high=65536)
LLM_PROVIDER = env.choice("LLM_PROVIDER", ["groq", "offline"], "groq" if GROQ_API_KEY else "offline")
if LLM_PROVIDER == "groq" and not GROQ_API_KEY:
    raise ImproperlyConfigured("GROQ_API_KEY takes a key when LLM_PROVIDER is groq")
LLM_MAX_CONCURRENCY = env.integer("LLM_MAX_CONCURRENCY", 1200, low=1, high=100_000)
LLM_FIRST_TOKEN_TIMEOUT_SECONDS = env.number("LLM_FIRST_TOKEN_TIMEOUT_SECONDS", 20, low=0.05, high=600)
LLM_TOKEN_TIMEOUT_SECONDS = env.number("LLM_TOKEN_TIMEOUT_SECONDS", 15, low=0.05, high=600)
LLM_TOTAL_TIMEOUT_SECONDS = env.number("LLM_TOTAL_TIMEOUT_SECONDS", 120, low=0.1, high=3600)

# --- Redis: sessions, runs, the write-back queue, live threads

REDIS_EMBEDDED = not env.text("REDIS_URL")
REDIS_URL = env.url("REDIS_URL", ["redis", "rediss", "unix"], embedded.url(VAR_DIR))
THREAD_TTL_SECONDS = env.integer("THREAD_TTL_SECONDS", 86_400, low=1, high=30 * 86_400)
STREAM_CLEANUP_SECONDS = env.integer("STREAM_CLEANUP_SECONDS", 30, low=1, high=86_400)

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Where sessions live, under which prefix and for how long; threads/store.py takes all three from here.
    "threads": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "quizagent",
        "TIMEOUT": THREAD_TTL_SECONDS,
        "OPTIONS": {"SOCKET_CONNECT_TIMEOUT": 0.5, "SOCKET_TIMEOUT": 1},
    },
}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        # Without the explicit None the layer's blocking reads die after redis-py's default of 5 s idle.
        "CONFIG": {"hosts": [{"address": REDIS_URL, "socket_timeout": None}], "prefix": "quizagent:live"},
    }
}

# --- Write-back

MAIN_API_URL = env.url("MAIN_API_URL", ["http", "https"]).rstrip("/")
MAIN_API_SECRET = env.text("MAIN_API_SECRET")
WRITEBACK_BATCH_SIZE = env.integer("WRITEBACK_BATCH_SIZE", 10, low=1, high=500)
WRITEBACK_INTERVAL_SECONDS = env.number("WRITEBACK_INTERVAL_SECONDS", 5, low=0.05, high=3600)
WRITEBACK_MAX_ATTEMPTS = env.integer("WRITEBACK_MAX_ATTEMPTS", 3, low=1, high=100)
WRITEBACK_BACKUP_TTL_SECONDS = env.integer("WRITEBACK_BACKUP_TTL_SECONDS", 3600, low=10, high=30 * 86_400)
WRITEBACK_PARTITIONS = env.integer("WRITEBACK_PARTITIONS", 1, low=1, high=64)

# --- Django

INSTALLED_APPS = [  # without daphne: as an app it loads all of Twisted into every process, 33 MB and a second
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "system",  # before staticfiles: its runserver is daphne's, with the embedded Redis brought up first
    "django.contrib.staticfiles",
    "channels",
    "rest_framework",
    "chat",
    "threads",
    "writeback",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "quizagent.urls"
ASGI_APPLICATION = "quizagent.asgi.application"
APPEND_SLASH = False
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
            ]
        },
    }
]


def _database() -> dict[str, object]:
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    try:
        config = dict(dj_database_url.parse(env.text("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}")))
    except (ValueError, KeyError):
        raise ImproperlyConfigured(
            "DATABASE_URL takes a URL such as postgres://user:password@host:5432/name or sqlite:///path"
        ) from None
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    return config


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "templates" / "static"]
WHITENOISE_USE_FINDERS = True  # no collectstatic step between a clone and a page
WHITENOISE_AUTOREFRESH = not PRODUCTION
# Django reads a static file in a thread and warns of it. Ours are small.
warnings.filterwarnings("ignore", "StreamingHttpResponse must consume synchronous iterators", Warning)

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["quizagent.rest.Renderer"],
    "DEFAULT_PARSER_CLASSES": ["quizagent.rest.Parser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "EXCEPTION_HANDLER": "quizagent.rest.exception_handler",
    "URL_FORMAT_OVERRIDE": None,  # `?format=` names an export here, not a renderer
}

# What reads quizzes from markdown; threads/ takes it from here, since the reader belongs to chat/.
MARKDOWN_READER = "chat.reader.read"

# --- Security

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY_BYTES = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
FILE_UPLOAD_HANDLERS: list[str] = []  # nothing is uploaded
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"  # a thread id may stand in a URL
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^health"]
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sid", "__Host-csrf"
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Logging: constant event names, values in `extra`; never message text, quiz content or keys

LOG_LEVEL = env.choice("LOG_LEVEL", ["DEBUG", "INFO", "WARNING", "ERROR"], "INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "quizagent.logs.Formatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        # These print headers and bodies at lower levels.
        **{name: {"level": "WARNING"} for name in ("groq", "httpx", "httpcore", "asyncio")},
        "django.request": {"level": "ERROR"},
    },
}
logging.captureWarnings(True)
