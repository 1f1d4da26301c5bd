"""Lucide icons, drawn into the page: no font, no sprite, no request. Words beside them carry the meaning."""

from functools import lru_cache

from django.utils.safestring import SafeString
from lucide.templatetags.lucide import lucide


@lru_cache(maxsize=128)
def icon(name: str) -> SafeString:
    """The icon as SVG, hidden from screen readers. Raises lucide.IconDoesNotExist."""
    return SafeString(lucide(name, size=None, **{"class": "icon", "aria-hidden": "true", "focusable": "false"}))
