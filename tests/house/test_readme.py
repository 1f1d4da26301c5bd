"""What the README prints can be typed as it stands, and its table of settings is whole."""

import re
import shlex

import pytest
from django.core.management import call_command

from tests.settings import ROOT
from tests.world import World

README = (ROOT / "README.md").read_text()
PRINTED = re.findall(r"^    \./manage\.py (.+?)(?:\s+#.*)?$", README, re.MULTILINE)


@pytest.mark.parametrize("line", [line for line in PRINTED if line != "version"])
def test_a_printed_command_works(line: str, world: World, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.chdir(ROOT)
    ticket = world.file("restart")
    call_command(*shlex.split(line.replace("NUMBER", ticket.number)))
    assert capsys.readouterr().out


def test_commands_are_printed_at_all() -> None:
    assert {line.split()[0] for line in PRINTED} >= {"due", "explain", "verify_audit", "load_contract"}


def test_the_table_names_every_setting() -> None:
    source = "".join(path.read_text() for path in sorted((ROOT / "govcloud").glob("*.py")))
    asked = set(re.findall(r"\benv(?:_\w+)?\(\s*\"([A-Z_]+)\"", source))
    table = README.partition("## Configuration")[2].partition("## Production")[0]
    assert {"SECRET_KEY", "DATABASE_URL"} <= asked
    assert {name for name in asked if f"`{name}`" not in table} == set()
