"""Every address of the site."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("kefu.sample.urls")),
    path("", include("kefu.desk.urls")),
    path("", include("kefu.feedback.urls")),
    path("", include("kefu.incidents.urls")),
    path("", include("kefu.workorders.urls")),
    path("", include("kefu.cases.urls")),
    path("", include("kefu.notices.urls")),
    path("", include("kefu.estate.urls")),
    path("", include("kefu.people.urls")),
    path("", include("kefu.ui.urls")),
]
