"""Addresses of the counter."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from kefu.counter.views import acting, listing
from kefu.people.views.choosing import of_each_community

app_name = "counter"
urlpatterns = [
    path("counter", listing.errands, name="errands"),
    path("counter/export", listing.export, name="export"),
    path("counter/begin", of_each_community("counter:procedures", _("New errand")), name="procedures-where"),
    path("counter/begin/<int:community_id>", listing.procedures, name="procedures"),
    path("counter/begin/<int:community_id>/<str:procedure>", acting.begin, name="begin"),
    path("counter/errands/<int:errand_id>", acting.errand, name="errand"),
    path("counter/errands/<int:errand_id>/steps/<str:step>", acting.step, name="step"),
    path("counter/errands/<int:errand_id>/correct/<str:step>", acting.correct, name="correct"),
    path("counter/errands/<int:errand_id>/withdraw", acting.withdraw, name="withdraw"),
    path("counter/errands/<int:errand_id>/forms/<str:form>", acting.paper, name="paper"),
]
