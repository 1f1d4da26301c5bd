"""A channel that is one file more and its Chinese, put where the service looks for channels."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from govcloud.messages import compile_one
from tests.pages.conftest import Visitor
from tests.world import World
from tickets.outbox import channels

#: All of it: what it is called, what an address is, what it asks the environment for, how it sends.
CODE = """
from datetime import timedelta
from pathlib import Path

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.outbox.channel import Channel, ChannelSetting, Envelope

FOLDER = ChannelSetting("CHANNEL_PAGER_FOLDER")


def send(envelope: Envelope) -> None:
    with (Path(FOLDER.value) / envelope.to).open("a") as pager:
        pager.write(f"{envelope.subject}\\n")


CHANNEL = Channel(
    name="pager",
    label=_("pager"),
    address=forms.RegexField(r"[0-9]{4}", label=_("Pager number"), help_text=_("Four digits"), max_length=4),
    settings=(FOLDER,),
    timeout=timedelta(seconds=1),
    send=send,
)
"""
CHINESE = {"pager": "寻呼机", "Pager number": "寻呼机号码", "Four digits": "四位数字"}


@dataclass
class Pager:
    """`folder` holds a file for each pager, with a line for each message."""

    folder: Path

    def shows(self, number: str) -> list[str]:
        file = self.folder / number
        return file.read_text().splitlines() if file.exists() else []


@pytest.fixture
def plant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """`plant(line, instead)`: the file alone, one passage changed; not configured, not translated."""

    def planted(line: str = "", instead: str = "") -> None:
        assert line in CODE
        (tmp_path / "more").mkdir()
        (tmp_path / "more" / "pager.py").write_text(CODE.replace(line, instead))
        monkeypatch.setattr(channels, "__path__", [*channels.__path__, str(tmp_path / "more")])
        for name, channel in channels.found().items():
            monkeypatch.setitem(channels.CHANNELS, name, channel)

    yield planted
    sys.modules.pop("tickets.outbox.channels.pager", None)


@pytest.fixture
def pager_file(plant: Callable[..., None]) -> None:
    plant()


@pytest.fixture
def chinese(tmp_path: Path, settings: Any) -> None:
    """What the channel adds to the catalogue."""
    catalogue = tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    catalogue.parent.mkdir(parents=True)
    said = "".join(f'msgid "{english}"\nmsgstr "{words}"\n\n' for english, words in CHINESE.items())
    catalogue.write_text(f'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8"\n\n{said}')
    compile_one(catalogue)
    settings.LOCALE_PATHS = [*settings.LOCALE_PATHS, tmp_path / "locale"]


@pytest.fixture
def pager(pager_file: None, chinese: None, tmp_path: Path, settings: Any) -> Pager:
    """The channel in use."""
    folder = tmp_path / "pagers"
    folder.mkdir()
    settings.CHANNEL_SETTINGS = {"CHANNEL_PAGER_FOLDER": str(folder)}
    return Pager(folder)


@pytest.fixture
def visitor(world: World, clock_at: Callable[[datetime], None]) -> Visitor:
    return Visitor(world, clock_at)
