"""HEAD: what GET would answer, without its body. Not every server in front takes the body away by itself, and one that
is left stands before the next answer on the same connection."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse


class Heads:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method != "HEAD":
            return self.get_response(request)
        request.method = "GET"
        return bare(self.get_response(request))


def bare(response: HttpResponseBase) -> HttpResponseBase:
    """The head alone; it still tells how long the body would be, where that is known."""
    if isinstance(response, StreamingHttpResponse):
        response.close()
        response.streaming_content = ()
    elif isinstance(response, HttpResponse):
        response.headers.setdefault("Content-Length", str(len(response.content)))
        response.content = b""
    return response
