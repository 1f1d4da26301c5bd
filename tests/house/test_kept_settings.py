"""What `make run` keeps so that `./manage.py` finds the demo, and when it is not used."""

from pathlib import Path

import pytest

from tests.house.test_settings import GOOD, KEY, start
from tickets.management import kept

ASKED = "print(settings.DEMO, settings.DATABASES['default']['NAME'])"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file where `start` looks for it."""
    folder = tmp_path / "var"
    folder.mkdir()
    return folder / kept.NAME


def test_it_is_read_where_nothing_else_is_set(tmp_path: Path, file: Path) -> None:
    file.write_text("DEMO=1\nDATABASE_URL=sqlite:////srv/demo.sqlite3\n")
    assert start(tmp_path, ASKED).stdout == "True /srv/demo.sqlite3\n"
    assert start(tmp_path, ASKED, DATABASE_URL="sqlite:////srv/demo.sqlite3").stdout.startswith("True")


def test_the_environment_and_a_dotenv_file_win(tmp_path: Path, file: Path) -> None:
    file.write_text("DEMO=1\nDATABASE_URL=sqlite:////srv/demo.sqlite3\n")
    assert start(tmp_path, ASKED, **GOOD).stdout == f"False {tmp_path / 'var' / 'govcloud.sqlite3'}\n"
    (tmp_path / ".env").write_text(f"SECRET_KEY=of the file\nALLOWED_HOSTS=a\nAUDIT_KEY={KEY}\n")
    assert start(tmp_path, ASKED).stdout.startswith("False ")


@pytest.mark.parametrize("more", [{"DEMO": "0"}, {"DATABASE_URL": "sqlite:////srv/real.sqlite3"}])
def test_it_never_makes_a_demo_of_another_database(tmp_path: Path, file: Path, more) -> None:
    file.write_text("DEMO=1\n")
    refused = start(tmp_path, ASKED, **more)
    assert refused.returncode == 1
    assert "SECRET_KEY is not set" in refused.stderr


OWN = {"PASSWORD": "", "OPTIONS": {}}


@pytest.fixture(autouse=True)
def address(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """No address in the environment, whatever the tests run on."""
    for name in ("DATABASE_URL", "DATABASE_URL_FILE"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_a_demo_is_kept_with_its_database(address: pytest.MonkeyPatch, file: Path) -> None:
    kept.keep(file.parent, OWN, demo=True)
    assert file.read_text() == "DEMO=1\n"
    address.setenv("DATABASE_URL", "sqlite:////srv/demo.sqlite3")
    kept.keep(file.parent, OWN, demo=True)
    assert file.read_text() == "DEMO=1\nDATABASE_URL=sqlite:////srv/demo.sqlite3\n"


@pytest.mark.parametrize("secret", [{"PASSWORD": "hidden"}, {"OPTIONS": {"password": "hidden"}}])
def test_a_secret_is_never_kept_and_an_older_file_goes(file: Path, secret) -> None:
    file.write_text("DEMO=1\n")
    kept.keep(file.parent, OWN | secret, demo=True)
    assert not file.exists()


def test_nothing_is_kept_of_a_database_whose_address_is_a_secret_file(address: pytest.MonkeyPatch, file: Path) -> None:
    address.setenv("DATABASE_URL_FILE", "/run/secrets/database_url")
    kept.keep(file.parent, OWN, demo=True)
    assert not file.exists()


def test_outside_the_demo_nothing_is_kept(file: Path) -> None:
    file.write_text("DEMO=1\n")
    kept.keep(file.parent, OWN, demo=False)
    assert not file.exists()
