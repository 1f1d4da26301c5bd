"""What a file is called that a page makes and hands out."""

from django.utils.http import content_disposition_header


def attached(name: str) -> str:
    """The header by which a browser keeps it under that name, Chinese and all."""
    header = content_disposition_header(as_attachment=True, filename=name)
    assert header is not None  # noqa: S101  # only what is shown in the page has none
    return header
