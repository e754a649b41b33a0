"""Addresses of notices."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from kefu.notices import views
from kefu.notices.outbox import views as outbox
from kefu.people.views.choosing import of_each_community

app_name = "notices"
urlpatterns = [
    path("notices", views.notices, name="notices"),
    path("notices/bell", views.bell_alone, name="bell"),
    path("notices/see", views.see, name="see"),
    path("notices/<int:notice_id>/acknowledge", views.acknowledge, name="acknowledge"),
    path("announcements", views.announcements, name="announcements"),
    path("announcements/publish/<int:community_id>", views.publish, name="publish"),
    path("announcements/<int:announcement_id>", views.announcement, name="announcement"),
    path("announcements/<int:announcement_id>/withdraw", views.withdraw, name="withdraw"),
    path("outbox", outbox.outbox, name="outbox"),
    path("outbox/export", outbox.export, name="export-outbox"),
    path("outbox/write", of_each_community("notices:write", _("Write a message")), name="write-where"),
    path("outbox/write/<int:community_id>", outbox.write, name="write"),
    path("outbox/<int:message_id>", outbox.message, name="message"),
    path("outbox/<int:message_id>/retry", outbox.retry, name="retry"),
]
