"""What the README prints can be typed as it stands, and its table of settings is whole."""

import re
import shlex

import pytest
import yaml
from django.core.management import call_command

from tests.settings import ROOT
from tests.world import World

README = (ROOT / "README.md").read_text()
ROW = re.compile(r"`([A-Z_]+)`")
PRINTED = re.findall(r"^    \./manage\.py (.+?)(?:\s+#.*)?$", README, re.MULTILINE)


@pytest.mark.parametrize("line", [line for line in PRINTED if line != "version"])
def test_a_printed_command_works(line: str, world: World, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.chdir(ROOT)
    ticket = world.file("restart")
    call_command(*shlex.split(line.replace("NUMBER", ticket.number)))
    assert capsys.readouterr().out


def test_commands_are_printed_at_all() -> None:
    assert {line.split()[0] for line in PRINTED} >= {"due", "explain", "verify_audit", "load_contract"}


def test_what_people_are_judged_by_reaches_the_containers() -> None:
    """A setting that the table names and compose does not pass on does silently nothing."""
    own = {"DEMO", "DEMO_PASSWORD", "DEBUG", "VAR_DIR", "STATIC_ROOT", "HOST", "PORT", "CHANNEL_", "ENV_FILE"}
    table = README.partition("## Configuration")[2].partition("## Production")[0]
    named = {name for line in table.splitlines() if line.startswith("| `") for name in ROW.findall(line.split("|")[1])}
    compose = (ROOT / "docker-compose.yml").read_text()
    assert {name for name in named - own if f" {name}:" not in compose and f" {name}_FILE:" not in compose} == set()


def test_compose_passes_on_nothing_that_nobody_reads() -> None:
    """A name that is misspelled there does silently nothing, too."""
    source = "".join(path.read_text() for path in sorted((ROOT / "govcloud").glob("*.py")))
    service = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["web"]
    passed = {name.removesuffix("_FILE") for name in service["environment"]}
    assert {"SECRET_KEY", "MFA_REQUIRED"} <= passed
    assert {name for name in passed if not re.search(rf'\benv_\w+\(\s*"{name}"', source)} == set()


def test_the_table_names_every_setting() -> None:
    source = "".join(path.read_text() for path in sorted((ROOT / "govcloud").glob("*.py")))
    asked = set(re.findall(r"\benv(?:_\w+)?\(\s*\"([A-Z_]+)\"", source))
    table = README.partition("## Configuration")[2].partition("## Production")[0]
    assert {"SECRET_KEY", "DATABASE_URL"} <= asked
    assert {name for name in asked if f"`{name}`" not in table} == set()
