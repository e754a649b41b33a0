"""Addresses of registers, of revisits' forms and figures, and of draws."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from kefu.people.views.choosing import of_each_community
from kefu.registers.views import customers, draws, listing, papers, rates

app_name = "registers"
urlpatterns = [
    path("registers", of_each_community("registers:registers", _("Registers")), name="registers-where"),
    path("registers/<int:community_id>", listing.registers, name="registers"),
    path("registers/<int:community_id>/causes", rates.causes, name="causes"),
    path("registers/<int:community_id>/customers", customers.customers, name="customers"),
    path("registers/<int:community_id>/customers/export", customers.export_customers, name="export-customers"),
    path("registers/<int:community_id>/draws", draws.draws, name="draws"),
    path("registers/<int:community_id>/draws/draw", draws.draw, name="draw"),
    path("registers/draws/<int:draw_id>", draws.drawn_once, name="drawn"),
    path("registers/<int:community_id>/rates", rates.rates, name="rates"),
    path("registers/<int:community_id>/rates/export", rates.export_rates, name="export-rates"),
    path("registers/<int:community_id>/rates/paper", rates.statistics, name="statistics"),
    path("registers/<int:community_id>/<slug:name>", listing.register, name="register"),
    path("registers/<int:community_id>/<slug:name>/export", listing.export, name="export"),
    path("registers/<int:community_id>/<slug:name>/print", listing.print_register, name="print"),
    path("registers/revisits/<int:case_id>/<int:seq>", papers.revisit, name="revisit"),
]
