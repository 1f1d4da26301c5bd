"""The QR code of a paper: it holds an address of the service, never data."""

from collections.abc import Iterator
from typing import Final

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

#: Level M; with the four modules of quiet around it that scanners ask for.
LEVEL: Final = "m"
QUIET: Final = 4

#: One dark run of a row: column, row, length, in modules.
Run = tuple[int, int, int]


def runs(address: str) -> tuple[int, list[Run]]:
    """The width in modules, quiet zone included, and the dark runs."""
    matrix = segno.make_qr(address, error=LEVEL).matrix
    return len(matrix) + 2 * QUIET, [run for y, row in enumerate(matrix) for run in _dark(row, y)]


def _dark(row: bytearray, y: int) -> Iterator[Run]:
    start = None
    for x, module in enumerate([*row, 0]):
        if module and start is None:
            start = x
        elif not module and start is not None:
            yield start + QUIET, y + QUIET, x - start
            start = None


def svg(address: str, label: str) -> SafeString:
    """As a picture in the page."""
    size, dark = runs(address)
    path = "".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in dark)
    return format_html(
        '<svg class="qr" role="img" aria-label="{}" viewBox="0 0 {} {}" shape-rendering="crispEdges">{}</svg>',
        label,
        size,
        size,
        mark_safe(f'<path d="{path}" fill="#000"/>'),  # noqa: S308  # numbers alone
    )
