"""Settings of one process for one city, from the environment only. Every variable is in `.env.example`.
What a centre configures (items, windows, calendars) is data, not settings."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from cityhall.site import hardening_settings as hardening
from cityhall.site import keyring, log_settings, payment_settings


def env(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def env_bool(name: str, *, default: bool) -> bool:
    text = env(name, "yes" if default else "no").lower()
    if text not in {"yes", "no", "true", "false", "1", "0"}:
        raise ValueError(f"{name} must be yes or no, not {text!r}")
    return text in {"yes", "true", "1"}


def env_int(name: str, default: int) -> int:
    return int(env(name, str(default)))


ROOT = Path(__file__).resolve().parent.parent.parent
VAR = Path(env("CITYHALL_VAR", str(ROOT / "var"))).resolve()
DEBUG = False
DEMO = env_bool("CITYHALL_DEMO", default=False)
CITY_NAME = env("CITYHALL_CITY_NAME")
KEYS = keyring.load(VAR)
SECRET_KEY = KEYS.secret
DATA_KEYS = KEYS.data_keys
INDEX_KEY = KEYS.index_key
KEYS_FILE = keyring.place(VAR)
SEAL_KEYS = env("CITYHALL_SEAL_KEYS")
LOCAL_HOSTS, LOCAL_URL = "localhost,127.0.0.1,[::1]", "http://127.0.0.1:8000"
ALLOWED_HOSTS = env("CITYHALL_HOSTS", LOCAL_HOSTS).split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in env("CITYHALL_ORIGINS").split(",") if origin]

CITY = QUEUE = env("CITYHALL_CITY", "city")
POOL = env_bool("CITYHALL_POOL", default=False)


def parameters(url: str) -> dict[str, str]:
    """What a database address says after its question mark. A plus is a plus, as libpq reads it."""
    return dict(parse_qsl(urlsplit(url).query.replace("+", "%2B"), keep_blank_values=True))


def driver_options(url: str) -> dict[str, str]:
    """Those of the parameters that are the driver's affair: `sslmode`, `sslrootcert`, `connect_timeout` and so on."""
    return {name: value for name, value in parameters(url).items() if name not in {"host", "port"}}


def database(url: str, search_path: str = f"{CITY},public", *, pool: bool = POOL) -> dict[str, object]:
    """postgresql://user:password@host:port/name?host=/socket/dir&sslmode=verify-full → Django's form."""
    parts, query, options = urlsplit(url), parameters(url), dict[str, object](driver_options(url))
    options["options"] = f"{query.get('options', '')} -c search_path={search_path} -c lock_timeout=5s".strip()
    options["prepare_threshold"] = 0  # of statements that ask to be kept ready (`kernel.prepared`); the rest never are
    if pool:
        size = env_int("CITYHALL_POOL_SIZE", 8)
        options["pool"] = {"min_size": 2, "max_size": size, "timeout": 5, "reconnect_timeout": 4}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/") or "cityhall",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host") or parts.hostname or "",
        "PORT": str(query.get("port") or parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 0 if pool else 600,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": False,
    }


DATABASES = {"default": database(env("DATABASE_URL", "postgresql:///cityhall"))}
AUTH_USER_MODEL = "ch_accounts.Account"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    *hardening.FLOW_APPS,
    "django_htmx",
    "ninja",
    "procrastinate.contrib.django",
    "cityhall.kernel.accounts",
    "cityhall.kernel.journal",
    "cityhall.kernel.numbering",
    "cityhall.kernel.files",
    "cityhall.organs",
    "cityhall.people",
    "cityhall.deadlines",
    "cityhall.messages",
    "cityhall.catalogue",
    "cityhall.exchange",
    "cityhall.payments",
    "cityhall.cases",
    *("cityhall.joint", "cityhall.helping", "cityhall.anywhere", "cityhall.meetings", "cityhall.projects"),
    "cityhall.supervision",
    "cityhall.doors.components",
    "cityhall.doors.portal",
    "cityhall.doors.window",
    "cityhall.doors.hall",
    "cityhall.doors.supervisor",
    "cityhall.doors.office",
    "cityhall.doors.setup",
    "cityhall.doors.api",
    "cityhall.site.sign_in",
    "cityhall.site.operating",
    "cityhall.site",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PROCRASTINATE_IMPORT_PATHS = ["cityhall.kernel.jobs.tasks"]
PROCRASTINATE_ON_APP_READY = "cityhall.site.reactions.on_app_ready"

MIDDLEWARE = [
    "cityhall.site.observing.Observe",
    "django.middleware.security.SecurityMiddleware",
    "cityhall.site.walls.Headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cityhall.site.middleware.Safety",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "cityhall.site.middleware.Greet",
    "cityhall.site.walls.Foreigners",
    "cityhall.site.walls.Limits",
    "cityhall.site.middleware.Calls",
    "cityhall.site.middleware.Refusals",
]
ROOT_URLCONF = "cityhall.site.urls"
LOGIN_URL = "/sign-in/"
WSGI_APPLICATION = "cityhall.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "cityhall.doors.components.context.frame",
            ],
            "builtins": ["cityhall.doors.components.templatetags.cityhall"],
        },
    }
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
TRUSTED_PROXIES = env_int("CITYHALL_PROXIES", 0)
SESSION_COOKIE_AGE = 8 * 3600
SESSION_ENGINE = "cityhall.kernel.accounts.sessions.store"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env_bool("CITYHALL_HTTPS", default=False)

LANGUAGE_CODE, TIME_ZONE = "zh-hans", "Asia/Shanghai"
USE_TZ = USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
WHITENOISE_USE_FINDERS, WHITENOISE_AUTOREFRESH = True, False
MEDIA_ROOT = VAR / "files"
FONTS = Path(env("CITYHALL_FONTS", str(VAR / "fonts")))
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

MIGRATION_MODULES, SOCIALACCOUNT_ADAPTER = hardening.NO_TABLES, hardening.FLOW_ADAPTER
OUTGOING, CLAMD, LIMITS = hardening.OUTGOING, hardening.CLAMD, hardening.LIMITS
LOOKS_AN_HOUR, LOOKS_ALARM, OWN_DATA_DAYS = hardening.LOOKS_AN_HOUR, hardening.LOOKS_ALARM, hardening.OWN_DATA_DAYS
PUBLIC_URL = env("CITYHALL_URL", LOCAL_URL).rstrip("/")
ARCHIVE_DAYS = env_int("CITYHALL_ARCHIVE_DAYS", 30)
SPECIAL_DAYS = env_int("CITYHALL_SPECIAL_DAYS", 180)
HEARING_NOTICE_DAYS = env_int("CITYHALL_HEARING_NOTICE_DAYS", 7)
STATEMENT_DAYS = env_int("CITYHALL_STATEMENT_DAYS", 5)
DEVICES = env("CITYHALL_DEVICES", str(VAR / "devices") if DEMO else "")
ARCHIVE_RETENTION = env("CITYHALL_ARCHIVE_RETENTION", "10 年")
PAYMENTS = payment_settings.payments(demo=DEMO)
CHASE_DAYS = env_int("CITYHALL_CHASE_DAYS", 5)
PUBLIC_NOTICE_DAYS = env_int("CITYHALL_PUBLIC_NOTICE_DAYS", 30)
PUBLIC_NOTICE_ROLLS = env_bool("CITYHALL_PUBLIC_NOTICE_ROLLS", default=False)
BACK_ENTRY_DAYS = env_int("CITYHALL_BACK_ENTRY_DAYS", 3)
MESSAGE_GATEWAY = env("CITYHALL_MESSAGE_GATEWAY", "outbox")
SMTP_URL, SMTP_FROM = env("CITYHALL_SMTP_URL"), env("CITYHALL_SMTP_FROM")
SMTP_ATTACH = env_bool("CITYHALL_SMTP_ATTACH", default=False)
SMS_URL, SMS_KEY, SMS_SECRET = env("CITYHALL_SMS_URL"), env("CITYHALL_SMS_KEY"), env("CITYHALL_SMS_SECRET")
METRICS_TOKEN = env("CITYHALL_METRICS_TOKEN")
LOGGING = log_settings.logging()
