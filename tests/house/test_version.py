"""One version, said wherever somebody asks for it."""

import tomllib

import pytest
from django.test import Client

from govcloud import __version__
from tests.settings import ROOT


@pytest.fixture(scope="module")
def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def test_the_project_takes_it_from_the_package(project: dict) -> None:
    assert project["project"]["dynamic"] == ["version"]
    assert project["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "govcloud.__version__"}


def test_the_changelog_begins_with_it() -> None:
    headings = [line for line in (ROOT / "CHANGELOG.md").read_text().splitlines() if line.startswith("## ")]
    assert headings[0].split()[1] == __version__


@pytest.mark.django_db
def test_probes_say_it(client: Client) -> None:
    assert client.get("/readyz").json()["version"] == __version__


@pytest.mark.django_db
def test_pages_say_it_at_their_foot(client: Client, world) -> None:
    client.force_login(world.user("clerk"))
    page = client.get("/").content.decode()
    assert f"govcloud {__version__}" in page.partition("<footer")[2]


@pytest.mark.django_db
def test_the_description_of_rest_says_it(client: Client, world) -> None:
    client.force_login(world.user("clerk"))
    schema = client.get("/api/v1/schema/?format=json")
    assert schema.json()["info"]["version"] == __version__


def test_the_licence_is_named_in_two_lines(project: dict) -> None:
    lines = (ROOT / "LICENSE").read_text().splitlines()
    assert len(lines) == 2
    assert lines[0] == f"SPDX-License-Identifier: {project['project']['license']}"
