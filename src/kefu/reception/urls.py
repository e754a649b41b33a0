"""Addresses of the front desk; those of devices and numbers end in what nobody guesses."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter
from django.utils.translation import gettext_lazy as _

from kefu.people.views.choosing import of_each_community
from kefu.reception.views import desk, devices, figures, public, tickets, windows


class TicketVerb(StringConverter):
    """What may be done with a ticket; any other word is no address."""

    regex = "|".join(tickets.VERBS)


class WindowVerb(StringConverter):
    """What may be done with a window."""

    regex = "|".join(windows.VERBS)


register_converter(TicketVerb, "ticket_verb")
register_converter(WindowVerb, "window_verb")
app_name = "reception"
urlpatterns = [
    path("reception", of_each_community("reception:desk", _("Front desk")), name="home"),
    path("reception/tickets", tickets.tickets, name="tickets"),
    path("reception/tickets/export", tickets.export, name="export"),
    path("reception/tickets/<int:ticket_id>", tickets.ticket, name="ticket"),
    path("reception/tickets/<int:ticket_id>/<ticket_verb:verb>", tickets.act, name="act"),
    path("reception/windows/<int:window_id>", windows.window, name="window"),
    path("reception/windows/<int:window_id>/<window_verb:verb>", windows.act, name="act-on-window"),
    path("reception/devices/<int:device_id>/drop", devices.drop, name="drop-device"),
    path("reception/<int:community_id>", desk.desk, name="desk"),
    path("reception/<int:community_id>/receive", desk.receive, name="receive"),
    path("reception/<int:community_id>/windows", windows.windows, name="windows"),
    path("reception/<int:community_id>/windows/add", windows.add, name="add-window"),
    path("reception/<int:community_id>/devices", devices.devices, name="devices"),
    path("reception/<int:community_id>/devices/add", devices.add, name="add-device"),
    path("reception/<int:community_id>/numbers", public.numbers_here, name="numbers"),
    path("reception/<int:community_id>/numbers/<int:ticket_id>", public.slip_here, name="slip"),
    path("reception/<int:community_id>/screen", public.screen_here, name="screen"),
    path("reception/<int:community_id>/figures", figures.figures_page, name="figures"),
    path("reception/<int:community_id>/figures/export", figures.export_figures, name="export-figures"),
    path("reception/<int:community_id>/score", figures.score_page, name="score"),
    path("n/<str:token>", public.numbers, name="device-numbers"),
    path("n/<str:token>/<int:ticket_id>", public.slip, name="device-slip"),
    path("s/<str:token>", public.screen, name="device-screen"),
    path("t/<str:token>", public.follow, name="follow"),
]
