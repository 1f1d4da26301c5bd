"""How large the text is: kept in the browser, for signed-in people and strangers alike."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from tickets.pages.shell import TEXT_SIZE_COOKIE, TEXT_SIZES

YEAR_SECONDS = 365 * 24 * 3600


@require_POST
def text_size(request: HttpRequest) -> HttpResponse:
    """Keep `size` (percent) and go back to `next`, which must be one of our own pages."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = "/"
    response = HttpResponseRedirect(target)
    size = request.POST.get("size", "")
    if size in TEXT_SIZES:
        response.set_cookie(TEXT_SIZE_COOKIE, size, max_age=YEAR_SECONDS, httponly=True, samesite="Lax")
    return response
