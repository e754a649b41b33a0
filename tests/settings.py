"""The site's settings, with what tests need otherwise."""

from kefu.config.settings import *  # noqa: F403
from kefu.config.settings import STORAGES

# The manifest is made by the first start; pages in tests name the files as they are.
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# Argon2 takes its time on purpose; tests sign in often.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
