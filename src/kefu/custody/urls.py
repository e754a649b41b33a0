"""Addresses of cards, keys and parking spaces."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter
from django.utils.translation import gettext_lazy as _

from kefu.custody.calc import VERBS
from kefu.custody.views import acting, listing, printing, registering
from kefu.people.views.choosing import of_each_community


class VerbConverter(StringConverter):
    """A verb on a thing; any other word is no address."""

    regex = "|".join(VERBS)


class SideConverter(StringConverter):
    """Which signature of a handout: of whoever took it, or of whoever brought it back."""

    regex = "out|back"


register_converter(VerbConverter, "custody_verb")
register_converter(SideConverter, "custody_side")
app_name = "custody"
urlpatterns = [
    path("custody", listing.things, name="things"),
    path("custody/export", listing.export, name="export"),
    path("custody/scan", listing.scan, name="scan"),
    path(
        "custody/register", of_each_community("custody:register", _("Register cards and keys")), name="register-where"
    ),
    path("custody/register/<int:community_id>", registering.register, name="register"),
    path("custody/leave", of_each_community("custody:leave", _("A key is left with us")), name="leave-where"),
    path("custody/leave/<int:community_id>", registering.leave, name="leave"),
    path("custody/registrations/<int:registration_id>", registering.registration, name="registration"),
    path("custody/registrations/<int:registration_id>/undo", registering.undo, name="undo"),
    path("custody/handouts/<int:handout_id>/receipt", printing.receipt, name="receipt"),
    path("custody/handouts/<int:handout_id>/signature/<custody_side:side>", acting.signature, name="signature"),
    path("custody/<int:thing_id>", acting.thing, name="thing"),
    path("custody/<int:thing_id>/<custody_verb:verb>", acting.act, name="act"),
]
