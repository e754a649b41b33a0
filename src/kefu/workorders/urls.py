"""Addresses of orders."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter
from django.utils.translation import gettext_lazy as _

from kefu.people.views.choosing import of_each_community
from kefu.workorders.calc import VERBS
from kefu.workorders.views import acting, directory, issuing, listing, months, printing


class VerbConverter(StringConverter):
    """A verb on an order; any other word is no address."""

    regex = "|".join(VERBS)


register_converter(VerbConverter, "order_verb")
app_name = "workorders"
urlpatterns = [
    path("orders", listing.orders, name="orders"),
    path("orders/export", listing.export, name="export"),
    path("orders/issue", of_each_community("workorders:issue", _("New work order")), name="issue-where"),
    path("orders/issue/<int:community_id>", issuing.issue, name="issue"),
    path("orders/receivers", of_each_community("workorders:receivers", _("Directories")), name="directories"),
    path("orders/receivers/<int:community_id>", directory.receivers, name="receivers"),
    path("orders/receivers/<int:community_id>/add", directory.add, name="add-receiver"),
    path("orders/receivers/<int:community_id>/load", directory.load, name="load-receivers"),
    path("orders/receiver/<int:receiver_id>", directory.change, name="change-receiver"),
    path("orders/receiver/<int:receiver_id>/retire", directory.retire, name="retire-receiver"),
    path("orders/receiver/<int:receiver_id>/restore", directory.restore, name="restore-receiver"),
    path("orders/answers", of_each_community("workorders:months", _("Answers in time")), name="months-where"),
    path("orders/answers/<int:community_id>", months.months, name="months"),
    path("orders/signatures/<int:signature_id>", acting.signature, name="signature"),
    path("orders/slips/<int:case_id>", printing.slip, name="slip"),
    path("orders/<int:order_id>", acting.order, name="order"),
    path("orders/<int:order_id>/paper", printing.paper, name="paper"),
    path("orders/<int:order_id>/<order_verb:verb>", acting.act, name="act"),
]
