"""Every address of the site."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("kefu.sample.urls")),
    path("", include("kefu.desk.urls")),
    path("", include("kefu.feedback.urls")),
    path("", include("kefu.registers.urls")),
    path("", include("kefu.counter.urls")),
    path("", include("kefu.hotline.urls")),
    path("", include("kefu.incidents.urls")),
    path("", include("kefu.reception.urls")),
    path("", include("kefu.workorders.urls")),
    path("", include("kefu.custody.urls")),
    path("", include("kefu.gate.urls")),
    path("", include("kefu.repairs.urls")),
    path("", include("kefu.fees.urls")),
    path("", include("kefu.cases.urls")),
    path("", include("kefu.notices.urls")),
    path("", include("kefu.estate.urls")),
    path("", include("kefu.people.urls")),
    path("", include("kefu.ui.urls")),
]
