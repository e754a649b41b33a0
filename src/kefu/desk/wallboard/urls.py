"""Addresses of the wallboard."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from kefu.desk.wallboard import views
from kefu.people.views.choosing import of_each_community

urlpatterns = [
    path("wallboard", of_each_community("wallboard", _("Wallboard")), name="wallboards"),
    path("wallboard/<int:community_id>", views.wallboard, name="wallboard"),
]
