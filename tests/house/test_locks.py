"""What is installed is what the lists give reasons for, pinned and hashed, from no particular registry."""

import re

import pytest

from tests.settings import ROOT

LOCKS = {"requirements.txt": "requirements.lock", "requirements-dev.txt": "requirements-dev.lock"}


def lines(name: str) -> list[str]:
    return (ROOT / name).read_text().splitlines()


def listed(name: str) -> dict[str, str]:
    """{package: version} of a list; extras and reasons are left out."""
    pins = (re.match(r"([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", line) for line in lines(name))
    return {pin[1].lower().replace("_", "-"): pin[2] for pin in pins if pin}


@pytest.mark.parametrize("name", LOCKS)
def test_every_line_of_a_list_is_pinned_and_gives_its_reason_and_licence(name: str) -> None:
    for line in lines(name):
        if line and not line.startswith(("#", "-r ")):
            assert re.fullmatch(r"[\w.-]+(\[[\w,-]+\])?==\S+ +# .+ \([\w. /]+\)", line), line


@pytest.mark.parametrize(("name", "lock"), LOCKS.items())
def test_a_lock_holds_the_versions_of_its_list(name: str, lock: str) -> None:
    assert listed(name).items() <= listed(lock).items()


def test_tests_run_on_what_the_service_runs_on() -> None:
    assert listed("requirements.lock").items() <= listed("requirements-dev.lock").items()


@pytest.mark.parametrize("lock", LOCKS.values())
def test_a_lock_has_a_hash_for_every_package_and_names_no_registry(lock: str) -> None:
    text = (ROOT / lock).read_text()
    packages = re.findall(r"^[\w.-]+(?:\[[\w,-]+\])?==.*?(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)
    assert len(packages) == len(listed(lock))
    assert all("--hash=sha256:" in package for package in packages)
    assert "://" not in text
    assert "index" not in text
