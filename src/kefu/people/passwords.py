"""What a password must be, where Django has no Chinese for it."""

from django.contrib.auth import password_validation
from django.utils.translation import gettext as _


class MinimumLengthValidator(password_validation.MinimumLengthValidator):
    """Long enough."""

    def get_error_message(self) -> str:
        """Django words this anew in 5.2; its Chinese catalogue has the former words only."""
        return _("This password is too short: at least %(length)d characters.") % {"length": self.min_length}
