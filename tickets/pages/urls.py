"""The addresses of the pages. A number is a whole ticket number; a stranger's is simply not found."""

from django.urls import URLPattern, URLResolver, path

from tickets.pages.preferences import text_size

urlpatterns: list[URLPattern | URLResolver] = [
    path("text-size/", text_size, name="text_size"),
]
