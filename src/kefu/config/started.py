"""Django set up by being imported: for processes that are forked once it is."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kefu.config.settings")
django.setup()
