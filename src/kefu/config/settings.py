"""The settings of the site. What an installation decides for itself comes from the environment:

KEFU_HOME (data folder) · DATABASE_URL (an outside PostgreSQL; without it the embedded one) · KEFU_HOSTS (names under
which the site is reached, comma-separated) · KEFU_HTTPS=1 (it is served over HTTPS) · how messages leave: KEFU_SMTP and
what stands beside it in `MESSAGES` (docs/operating.md).
"""

import os
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from kefu.config.choosing import chosen
from kefu.config.database_url import parse_database_url
from kefu.config.home import home, secret
from kefu.config.postgres import Cluster
from kefu.ui.menu import MenuGroup, MenuItem

SOURCE = Path(__file__).resolve().parent.parent
HOME = home()
SECRET_KEY = secret("session-key")
DEBUG = False
IS_SECURE = os.environ.get("KEFU_HTTPS") == "1"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *filter(None, os.environ.get("KEFU_HOSTS", "").split(","))]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS[3:]] if IS_SECURE else []

INSTALLED_APPS = [
    "kefu.sample",
    "kefu.desk",
    "kefu.feedback",
    "kefu.registers",
    "kefu.hotline",
    "kefu.incidents",
    "kefu.reception",
    "kefu.workorders",
    "kefu.counter",
    "kefu.custody",
    "kefu.gate",
    "kefu.repairs",
    "kefu.fees",
    "kefu.cases",
    "kefu.notices",
    "kefu.estate",
    "kefu.people",
    "kefu.duties",
    "kefu.events",
    "kefu.ui",
    "axes",
    "csp",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "django_htmx",
    "procrastinate.contrib.django",
    "django.contrib.postgres",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    # Its widgets, where we have none of our own.
    "django.forms",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "kefu.people.middleware.community_time",
    "kefu.people.middleware.second_factor_first",
    "kefu.people.middleware.kept_by_nobody",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "csp.middleware.CSPMiddleware",
    # Last: it must see what the others made of a sign-in.
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "kefu.config.urls"
WSGI_APPLICATION = "kefu.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "kefu.ui.menu.frame",
                "kefu.notices.views.bell",
                "kefu.sample.views.on_sign_in",
            ]
        },
    }
]

# Connections live in the pool: each worker thread of the server has one while it answers.
DATABASE_URL = os.environ.get("DATABASE_URL") or Cluster(HOME / "postgres").url
DATABASES = {"default": parse_database_url(DATABASE_URL)}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["CONN_MAX_AGE"] = 600
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "kefu.people.passwords.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "people:sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "people:sign-in"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
# Five wrong passwords lock the name from that address only: nobody can lock a colleague out from elsewhere.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "kefu.people.views.answering.came_from"
AXES_LOCKOUT_CALLABLE = "kefu.people.views.accounts.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

# Who must sign in with a code as well: nobody has to, administrators, everybody.
SECOND_FACTOR = chosen("KEFU_SECOND_FACTOR", "administrators", "everybody")
OTP_TOTP_ISSUER = "kefu"

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_SECURE else None
SECURE_SSL_REDIRECT = IS_SECURE
# A monitor on the machine itself asks for one line without HTTPS.
SECURE_REDIRECT_EXEMPT = [r"^health$"]
# Whether other names of the domain are served over HTTPS, only its owner knows.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_HSTS_SECONDS = 31_536_000 if IS_SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# How messages leave the program, as the environment names it: `smtp` is KEFU_SMTP. Read when one is sent.
MESSAGES = {
    name: os.environ.get(f"KEFU_{name.upper()}", usual)
    for name, usual in {
        "smtp": "",
        "mail_from": "",
        "sms": "",
        "sms_key": "",
        "sms_secret": "",
        "sms_sign": "",
        "sms_template": "",
        "sms_parameter": "",
        "sms_app": "",
        "sms_url": "",
        "chats": "",
        "outside": "",
        "quiet": "21:00-08:00",
    }.items()
}

FORM_RENDERER = "kefu.ui.forms.Renderer"
MENU = (
    MenuGroup(
        "",
        (
            MenuItem("home", _("My day"), "g d"),
            MenuItem("cases:receive", _("New case"), "n", "kefu.cases.access.may_receive_anywhere"),
            MenuItem("wallboards", _("Wallboard"), "g w"),
        ),
    ),
    MenuGroup(
        _("Requests"),
        (
            MenuItem("cases:cases", _("Cases"), "g c"),
            MenuItem("hotline:calls", _("Hotline"), "g h"),
            MenuItem("incidents:incidents", _("Incidents"), "g i"),
            MenuItem("feedback:surveys", _("Surveys"), "g v"),
            MenuItem("feedback:voices", _("Outside voice")),
        ),
    ),
    MenuGroup(
        _("Visits and repairs"),
        (
            MenuItem("workorders:orders", _("Work orders"), "g o"),
            MenuItem("repairs:engineer", _("Repair slips"), "", "kefu.cases.access.may_work_anywhere"),
            MenuItem("repairs:defects", _("Builder's defects"), "g f"),
        ),
    ),
    MenuGroup(
        _("At the window"),
        (
            MenuItem("counter:errands", _("Counter"), "g k"),
            MenuItem("reception:home", _("Front desk"), "g q", "kefu.reception.access.may_receive_anywhere"),
            MenuItem("fees:books-where", _("Cashier"), "g m", "kefu.fees.access.may_read_anywhere"),
            MenuItem("custody:things", _("Cards and keys"), "g y"),
            MenuItem("gate:passes", _("Gate"), "g p"),
        ),
    ),
    MenuGroup(
        _("Files"),
        (
            MenuItem("estate:estates", _("Estate"), "g e"),
            MenuItem("registers:registers-where", _("Registers"), "g r"),
        ),
    ),
    MenuGroup(
        _("Rules and people"),
        (
            MenuItem("governing:rulebooks", _("Rulebook"), "g b"),
            MenuItem("people:users", _("Staff"), "g s"),
            MenuItem("people:communities", _("Communities")),
            MenuItem("health", _("Health"), "", "kefu.desk.access.may_look_after"),
        ),
    ),
)
# The pages of what duties and notices are about, and what pages show of domains above their own.
SUBJECT_PAGES = {
    "case": "cases:case",
    "incident": "incidents:incident",
    "defect": "repairs:defect",
    "deposit": "fees:deposit",
    "entry": "fees:entry",
    "call": "hotline:call",
    "ticket": "reception:ticket",
    "window": "reception:window",
    "work-order": "workorders:order",
    "errand": "counter:errand",
    "thing": "custody:thing",
    "pass": "gate:pass",
    "survey": "feedback:sheet",
    "area": "estate:area",
    "unit": "estate:unit",
    "file": "estate:file",
    "resident": "estate:person",
    "staff": "people:user",
    "community": "people:community",
}
SUBJECT_READERS = {"deposit": "kefu.fees.access.may_look", "entry": "kefu.fees.access.may_look"}
SLOTS = {
    "household": [
        "kefu.cases.slots.of_household",
        "kefu.reception.slots.of_household",
        "kefu.counter.slots.of_household",
        "kefu.fees.slots.of_household",
        "kefu.custody.slots.of_household",
        "kefu.gate.slots.of_household",
    ],
    "list": ["kefu.people.views.filters.of_list"],
    "ticket": ["kefu.counter.slots.of_ticket"],
    "deposit": ["kefu.counter.slots.of_deposit"],
    "case": [
        "kefu.registers.slots.of_case",
        "kefu.incidents.slots.of_case",
        "kefu.workorders.slots.of_case",
        "kefu.repairs.slots.of_case",
        "kefu.hotline.slots.of_case",
        "kefu.reception.slots.of_case",
    ],
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [SOURCE / "ui" / "locale"]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": HOME / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without-tokens": {"()": "kefu.config.logs.WithoutTokens"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without-tokens"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # What a reader may not do, or typed wrongly, is told to them; a failure of ours goes to the log with its traceback.
    "loggers": {name: {"level": "ERROR"} for name in ("django.request", "django.security.csrf")},
}
