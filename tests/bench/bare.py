"""The measure of all pages: a Django view of fifty rows and nothing else, served as the service is."""

from django.core.wsgi import get_wsgi_application
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

PAGE = """<!doctype html><title>Fifty rows</title><table>{% for row in rows %}<tr><td>{{ row.number }}</td>
<td>{{ row.kind }}</td><td>{{ row.state }}</td><td>{{ row.title }}</td><td>{{ row.opened_at }}</td>
<td>{{ row.next_due }}</td></tr>{% endfor %}</table>"""


class BareRow(models.Model):
    """A ticket, as far as the table shows it."""

    number = models.CharField(max_length=24)
    kind = models.CharField(max_length=24)
    state = models.CharField(max_length=32)
    title = models.CharField(max_length=200)
    opened_at = models.DateTimeField()
    next_due = models.DateTimeField()

    class Meta:
        app_label = "bare"
        managed = False
        db_table = "tickets_ticket"

    def __str__(self) -> str:
        return self.number


application = get_wsgi_application()
template = engines["django"].from_string(PAGE)


def rows(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(template.render({"rows": BareRow.objects.order_by("id")[:50]}))


urlpatterns = [path("", rows)]
