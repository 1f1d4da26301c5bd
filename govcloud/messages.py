"""Chinese texts: every `.po` beside the code becomes the `.mo` that Django reads. `make messages` runs it.

Babel does it by pip alone; Django's compilemessages needs gettext from the system, and `pybabel compile`
skips a whole catalogue whose header is marked fuzzy.
"""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from tickets.management.progress import say_line, step

PACKAGES = ("accounts", "govcloud", "tickets")


def catalogues(root: Path) -> list[Path]:
    return sorted(file for package in PACKAGES for file in (root / package).rglob("LC_MESSAGES/*.po"))


def compile_one(source: Path) -> None:
    """Write the `.mo` anew where it is older than its source."""
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
        return
    with source.open("rb") as text:
        catalogue = read_po(text, locale=source.parent.parent.name)
    fresh = target.with_suffix(".mo.new")
    with fresh.open("wb") as file:
        write_mo(file, catalogue)
    fresh.replace(target)  # at once: a process that starts now reads the old file or the new one, never half


def compile_all(root: Path) -> None:
    for source in catalogues(root):
        compile_one(source)


if __name__ == "__main__":
    with step("Compiling the Chinese texts", say_line):
        compile_all(Path(__file__).resolve().parent.parent)
