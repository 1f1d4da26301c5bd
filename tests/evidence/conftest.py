"""An order with much on it, its pack, and the pack's own verifier run where the service is not."""

import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest

from tests.pages.claimed import claim, contested
from tests.world import PDF, World
from tickets import actions, attachments, sweep
from tickets.models import Ticket
from tickets.pages.evidence import making
from tickets.pages.evidence.gathering import Wanted
from tickets.pages.parts.visit import Visit

#: Names as people hand them in.
ODD = ("通话记录（3月2日）.pdf", "CON.pdf", "..%2f截图 #1 & 'x'.pdf", "𠮷野家工单.pdf")
SITE = "https://gd.example"


def made(world: World, who: str, ticket: Ticket, breach: int | None = None) -> bytes:
    file = BytesIO()
    making.make(file, Visit(world.user(who), world.now), Wanted(ticket.number, breach, SITE))
    return file.getvalue()


def members(pack: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(pack)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(held: Mapping[str, bytes]) -> bytes:
    """An archive of these members: what somebody makes of a pack who has changed it."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in held.items():
            archive.writestr(name, data)
    return file.getvalue()


@dataclass
class Verdict:
    code: int
    said: str


class Elsewhere:
    """A machine without the service: an empty folder, Python alone, no site packages, no environment."""

    def __init__(self, folder: Path, program: bytes) -> None:
        self.folder = folder
        folder.mkdir()
        (folder / "verify.py").write_bytes(program)

    def verify(self, pack: bytes, *options: str) -> Verdict:
        (self.folder / "取证包.zip").write_bytes(pack)
        return self.run("取证包.zip", *options)

    def run(self, *options: str, program: str = "verify.py") -> Verdict:
        command = [sys.executable, "-I", "-S", program, *options]
        done = subprocess.run(command, cwd=self.folder, env={}, capture_output=True, check=False)
        assert not done.stderr, done.stderr.decode()
        return Verdict(done.returncode, done.stdout.decode("utf-8"))


@pytest.fixture
def full(world: World) -> Ticket:
    """A fault answered late by its entry, contested and decided, with files of odd names; it goes on."""
    ticket = contested(world)
    clerk = world.user("clerk")
    for name in ODD:
        file = BytesIO(PDF + name.encode())
        actions.attach(ticket, "other", name=name, stream=file, actor=clerk, now=world.now)
    value = actions.Value(start=world.now.replace(minute=18))
    actions.decide_claim(
        claim(ticket).pk, value=value, actor=world.user("auditor"), now=world.now, comment="以记录为准"
    )
    world.later(minutes=30)
    while sweep.fire_one(world.now):
        pass
    actions.comment(world.fresh(ticket), "请补充原因。\n<script>alert(1)</script>", actor=clerk, now=world.now)
    return world.fresh(ticket)


@pytest.fixture
def closed(world: World, full: Ticket) -> Ticket:
    """The same fault at its end."""
    return world.take(full, "start_handling", "locate", "report_progress", "recover", "submit_report", "confirm")


@pytest.fixture
def pack(world: World, full: Ticket) -> bytes:
    return made(world, "auditor", full)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Elsewhere:
    return Elsewhere(tmp_path / "别处", making.VERIFIER.read_bytes())


@pytest.fixture
def lost() -> Callable[[Ticket, str], None]:
    """The store has lost a file."""

    def lose(ticket: Ticket, name: str) -> None:
        attachments.place(ticket.attachments.get(name=name).path).unlink()

    return lose
