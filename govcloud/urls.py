"""Every address of the service: pages at the root, REST below api/v1/, sign-in below accounts/."""

from django.urls import URLPattern, URLResolver, include, path

from tickets.pages.health import view as health

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tickets.pages.urls")),
    path("api/v1/", include("tickets.api.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("accounts.urls")),
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("metrics", health.metrics),
]
handler500 = "tickets.api.errors.crashed"
