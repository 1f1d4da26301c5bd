"""What goes out compressed: the pages and the answers of REST."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

#: Passwords, one-time codes and recovery codes are shown and typed here.
CONFIDENTIAL = "/accounts/"


class Compression(GZipMiddleware):
    """Files are left as they are (static ones lie compressed beside themselves).

    Whoever makes a browser ask for pages and sees how long the answers are could guess, letter by letter, a secret
    that stands in a page beside words of theirs (BREACH). Django masks the token of forms anew in each answer and pads
    what it compresses by a random length, and cookies do not go along with what another site loads. Pages that show a
    secret of their own are not compressed.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        text = isinstance(response, HttpResponse) and (kind == "text/html" or kind.endswith("json"))
        return (
            super().process_response(request, response)
            if text and not request.path.startswith(CONFIDENTIAL)
            else response
        )
