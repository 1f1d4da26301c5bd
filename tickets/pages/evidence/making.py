"""One pack, from the person and what they asked for, into a file that is open for writing."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final

from tickets import attachments
from tickets.pages.evidence import leaf, record
from tickets.pages.evidence.archive import PackWriter
from tickets.pages.evidence.gathering import Gathered, Wanted, gather
from tickets.pages.parts import wording
from tickets.pages.parts.moments import exact
from tickets.pages.parts.visit import Visit

VERIFIER: Final = Path(__file__).with_name("verify.py")


def wanted(asked: Mapping[str, Sequence[str]]) -> Wanted:
    """What an export that waits asks for (`exports.ask_pack`)."""
    breach = next(iter(asked["breach"]), None)
    return Wanted(asked["number"][0], int(breach) if breach else None, asked["site"][0])


def nothing() -> None:
    """Nobody waits to hear how far it is."""


def make(file: BinaryIO, here: Visit, wanted: Wanted, went_on: Callable[[], object] = nothing) -> tuple[Gathered, str]:
    """What it tells of, and the SHA-256 of its manifest. went_on: called before each attachment.

    Nothing is recorded yet. Raises Http404 for what the person may not see, WrongState as `gather`.
    """
    told = gather(here, wanted)
    archive = PackWriter(file, here.now)
    kept = _attachments(archive, told, went_on)
    archive.text("index.html", leaf.page(told, kept))
    record.write(archive, told)
    record.files(archive, told, kept)
    archive.text(VERIFIER.name, VERIFIER.read_text(encoding="utf-8"))
    return told, archive.close(_about(told))


def _attachments(archive: PackWriter, told: Gathered, went_on: Callable[[], object]) -> dict[int, str]:
    """Those whose bytes the store still has, by their names in the pack."""
    kept = {}
    for name, one in told.files():
        went_on()
        try:
            stream = attachments.open_file(one)
        except FileNotFoundError:
            continue
        with stream:
            archive.file(name, stream, one.size)
        kept[one.pk] = name
    return kept


def _about(told: Gathered) -> dict[str, Any]:
    """What the manifest says of the pack as a whole."""
    ticket, case = told.ticket, told.case
    about = {"number": ticket.number, "at": exact(told.here.now), "by": str(told.here.user)}
    if case is not None:
        about["breach"] = wording.round_title(case.clock)
    return {"about": about, "chain": {"length": ticket.chain_length, "head": ticket.chain_head}}
