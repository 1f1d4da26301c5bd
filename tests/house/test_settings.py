"""What is missing or wrong in the environment stops the start with one clear line, and no traceback."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.settings import ROOT

KEY = "0123456789abcdef" * 4
GOOD = {"SECRET_KEY": "some key", "ALLOWED_HOSTS": "orders.example", "AUDIT_KEY": KEY}


def start(tmp_path: Path, code: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Load the settings in a process of its own, with nothing of this one's environment but the path."""
    kept = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path / "var"), "ENV_FILE": str(tmp_path / ".env")}
    return subprocess.run(
        [sys.executable, "-c", f"from govcloud import settings\n{code}"],
        cwd=ROOT,
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
    )


REFUSED = {
    "no secret key": ({"ALLOWED_HOSTS": "a"}, "SECRET_KEY is not set"),
    "no hosts": ({"SECRET_KEY": "k"}, "ALLOWED_HOSTS is not set"),
    "no key of the audit": ({**GOOD, "AUDIT_KEY": ""}, "AUDIT_KEY is not set"),
    "a short key of the audit": ({**GOOD, "AUDIT_KEY": "hidden"}, "AUDIT_KEY, line 1: write id:key"),
    "an unknown digest": ({**GOOD, "AUDIT_DIGEST": "md5"}, "AUDIT_DIGEST is “md5”: write sha256 or sm3."),
    "no place for seals": ({**GOOD, "SEAL_URL": "ftp://u:hidden@h"}, "SEAL_URL must begin with one of: file://"),
    "an unknown switch": ({**GOOD, "DEMO": "perhaps"}, "DEMO is “perhaps”"),
    "an unknown log level": ({**GOOD, "LOG_LEVEL": "loud"}, "LOG_LEVEL is “LOUD”"),
    "another database": (
        {**GOOD, "DATABASE_URL": "mysql://u:hidden@h/d"},
        "DATABASE_URL must begin with one of: postgres://",
    ),
    "no address": ({**GOOD, "DATABASE_URL": "hidden"}, "DATABASE_URL must begin with"),
    "no such port": ({**GOOD, "DATABASE_URL": "postgres://u:hidden@h:port/d"}, "DATABASE_URL is not an address"),
    "no broker": ({**GOOD, "REDIS_URL": "amqp://u:hidden@h"}, "REDIS_URL must begin with"),
    "no broker's port": ({**GOOD, "REDIS_URL": "redis://u:hidden@h:port/0"}, "REDIS_URL is not an address"),
    "no number": ({**GOOD, "PASSWORD_DAYS": "²"}, "PASSWORD_DAYS is “²”: write a whole number."),
    "a folder for a file": ({**GOOD, "DATABASE_URL_FILE": "/"}, "DATABASE_URL_FILE: Is a directory: /"),
    "a file of no text": ({**GOOD, "SECRET_KEY_FILE": sys.executable}, "SECRET_KEY_FILE: is not a text"),
    "no mail address": ({**GOOD, "EMAIL_URL": "hidden"}, "EMAIL_URL must begin with"),
    "a site below a path": ({**GOOD, "SITE_URL": "https://orders.example/app"}, "SITE_URL must be http:// or https://"),
    "a site with a password": ({**GOOD, "SITE_URL": "https://u:hidden@orders.example"}, "SITE_URL must be http://"),
    "a site without a scheme": ({**GOOD, "SITE_URL": "orders.example"}, "SITE_URL must begin with one of: http://"),
    "a site without a host": ({**GOOD, "SITE_URL": "https:///"}, "SITE_URL must be http:// or https://"),
    "a site that asks": ({**GOOD, "SITE_URL": "https://orders.example/?a=1"}, "SITE_URL must be http:// or https://"),
    "no sender": ({**GOOD, "DEFAULT_FROM_EMAIL": "govcloud"}, "DEFAULT_FROM_EMAIL is “govcloud”: write an address"),
    "no such port of the demo": ({"DEMO": "1", "PORT": "99999"}, "PORT is “99999”: write a number up to 65535."),
    "no such host of the demo": ({"DEMO": "1", "HOST": "不存在"}, "HOST is “不存在”"),
    "no secret file": ({**GOOD, "SECRET_KEY_FILE": "/nowhere/key"}, "SECRET_KEY_FILE: No such file"),
}


def test_a_secret_is_read_without_the_mark_and_the_end_of_line_of_windows(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes("\ufeffof windows\r\n".encode())
    (tmp_path / "url").write_bytes("\ufeffredis://broker:6379/1\r\n".encode())
    environment = GOOD | {"SECRET_KEY_FILE": str(tmp_path / "key"), "REDIS_URL_FILE": str(tmp_path / "url")}
    said = start(tmp_path, "print(ascii(settings.SECRET_KEY), settings.REDIS_URL)", **environment)
    assert said.stdout == "'of windows' redis://broker:6379/1\n"


def test_a_dotenv_file_of_windows_is_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(f"\ufeffSECRET_KEY=hidden\r\nALLOWED_HOSTS=a，b、c\r\nAUDIT_KEY={KEY}\r\n".encode())
    said = start(tmp_path, "print(settings.SECRET_KEY, settings.ALLOWED_HOSTS)")
    assert (said.stdout, said.stderr) == ("hidden ['a', 'b', 'c', 'localhost']\n", "")


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("SECRET_KEY=hidden，中文\n".encode("gbk"), ".env: is saved as GBK, save it as UTF-8 (另存为 UTF-8)"),
        (b"SECRET_KEY=k\n\nSECRET KEY=hidden\n", ".env, line 3: write NAME=value"),
        ("＃ note\nＳＥＣＲＥＴ＝hidden\n".encode(), ".env, line 1: write NAME=value"),
    ],
)
def test_what_a_dotenv_file_hides_is_never_said(tmp_path: Path, content: bytes, line: str) -> None:
    (tmp_path / ".env").write_bytes(content)
    ended = start(tmp_path, **GOOD)
    assert (ended.returncode, ended.stderr.count("\n")) == (1, 1)
    assert line in ended.stderr
    assert "hidden" not in ended.stderr


@pytest.mark.parametrize("case", REFUSED)
def test_a_wrong_environment_stops_with_one_line_that_shows_no_secret(tmp_path: Path, case: str) -> None:
    environment, line = REFUSED[case]
    ended = start(tmp_path, **environment)
    assert ended.returncode == 1
    assert line in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert "hidden" not in ended.stderr


def test_outside_the_demo_cookies_are_secure_and_browsers_stay_with_https(tmp_path: Path) -> None:
    names = ("SESSION_COOKIE_SECURE", "SECURE_HSTS_SECONDS", "SECURE_SSL_REDIRECT")
    code = f"print(*(bool(getattr(settings, name)) for name in {names}))"
    assert start(tmp_path, code, **GOOD).stdout == "True True True\n"
    assert start(tmp_path, code, **GOOD, HTTPS="0").stdout == "False False False\n"
    assert start(tmp_path, code, DEMO="1").stdout == "False False False\n"
    names = "print(settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)"
    assert start(tmp_path, names, **GOOD).stdout == "__Host-sessionid __Host-csrftoken\n"


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from the file\n")
    environment = {"SECRET_KEY_FILE": str(tmp_path / "key"), "ALLOWED_HOSTS": "a", "AUDIT_KEY": KEY}
    assert start(tmp_path, "print(settings.SECRET_KEY)", **environment).stdout == "from the file\n"


def test_a_file_of_a_variable_wins_and_a_blank_variable_counts_as_not_set(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("redis://broker:6379/1\n")
    environment = GOOD | {"REDIS_URL": "redis://other", "REDIS_URL_FILE": str(tmp_path / "url"), "LOG_LEVEL": " "}
    code = "print(settings.REDIS_URL, settings.LOG_LEVEL)"
    assert start(tmp_path, code, **environment).stdout == "redis://broker:6379/1 INFO\n"


def test_a_secret_is_taken_as_it_stands(tmp_path: Path) -> None:
    assert start(tmp_path, "print(settings.SECRET_KEY)", **GOOD | {"SECRET_KEY": "$HOME"}).stdout == "$HOME\n"


def test_what_channels_ask_for_is_taken_by_its_prefix_and_a_secret_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("of the file\n")
    environment = {"CHANNEL_SMS_KEY_FILE": str(tmp_path / "key"), "CHANNEL_SMS_SENDER": "政务云", "CHANNEL": "x"}
    said = start(tmp_path, "print(settings.CHANNEL_SETTINGS)", **GOOD, **environment).stdout
    assert said == "{'CHANNEL_SMS_KEY': 'of the file', 'CHANNEL_SMS_SENDER': '政务云'}\n"


def test_a_dotenv_file_is_read_and_the_environment_wins(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"SECRET_KEY=of the file\nALLOWED_HOSTS=a,b\nAUDIT_KEY={KEY}\n")
    code = "print(settings.SECRET_KEY, settings.ALLOWED_HOSTS[:2])"
    assert start(tmp_path, code).stdout == "of the file ['a', 'b']\n"
    assert start(tmp_path, code, SECRET_KEY="mine").stdout == "mine ['a', 'b']\n"


def test_the_demo_keeps_its_own_key_readable_by_its_owner_alone(tmp_path: Path) -> None:
    first = start(tmp_path, "print(settings.SECRET_KEY)", DEMO="1").stdout
    assert first == start(tmp_path, "print(settings.SECRET_KEY)", DEMO="1").stdout
    assert (tmp_path / "var" / "secret-key").stat().st_mode & 0o077 == 0


def test_the_demo_makes_its_own_key_of_the_audit_and_keeps_it(tmp_path: Path) -> None:
    code = "print(*settings.AUDIT_KEYS, *(key.hex() for key in settings.AUDIT_KEYS.values()))"
    first = start(tmp_path, code, DEMO="1").stdout
    assert first == start(tmp_path, code, DEMO="1").stdout
    kept = tmp_path / "var" / "keys" / "audit"
    assert kept.stat().st_mode & 0o077 == 0
    assert kept.read_text().strip().replace(":", " ") == first.strip()


def test_a_file_of_keys_holds_the_signing_one_first_and_the_old_ones_below(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text(f"2026:{KEY}\n\n{'ab' * 32}\n")
    environment = GOOD | {"AUDIT_KEY_FILE": str(tmp_path / "keys"), "AUDIT_DIGEST": "SM3"}
    said = start(tmp_path, "print(*settings.AUDIT_KEYS, settings.AUDIT_DIGEST)", **environment)
    if "sm3" in hashlib.algorithms_available:
        assert said.stdout == f"2026 {hashlib.sha256(bytes.fromhex('ab' * 32)).hexdigest()[:8]} sm3\n"
    else:
        assert said.stderr == "govcloud: AUDIT_DIGEST is sm3, which the OpenSSL of this Python lacks: write sha256.\n"


def test_a_path_for_seals_is_a_file(tmp_path: Path) -> None:
    code = "print(settings.SEAL_URL)"
    assert start(tmp_path, code, **GOOD, SEAL_URL="/mnt/seals.jsonl").stdout == "file:///mnt/seals.jsonl\n"
    assert start(tmp_path, code, **GOOD, SEAL_URL="https://seals.example/in").stdout == "https://seals.example/in\n"


@pytest.mark.parametrize(
    ("environment", "url"),
    [
        (GOOD, ""),
        ({**GOOD, "SITE_URL": "https://orders.example/"}, "https://orders.example"),
        ({**GOOD, "SITE_URL": "http://10.1.2.3:8080"}, "http://10.1.2.3:8080"),
        ({"DEMO": "1"}, "http://127.0.0.1:8000"),
        ({"DEMO": "1", "HOST": "0.0.0.0", "PORT": "9000"}, "http://127.0.0.1:9000"),  # noqa: S104
        ({"DEMO": "1", "HOST": "::"}, "http://[::1]:8000"),
        ({"DEMO": "1", "SITE_URL": "https://demo.example"}, "https://demo.example"),
    ],
)
def test_links_lead_to_where_people_reach_the_service(tmp_path: Path, environment: dict[str, str], url: str) -> None:
    assert start(tmp_path, "print(settings.SITE_URL)", **environment).stdout == f"{url}\n"


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("smtps://u:p@mail.example", "465 False True"),
        ("smtps://u:p@mail.example:4650", "4650 False True"),
        ("smtp+ssl://mail.example", "465 False True"),
        ("smtp+tls://u:p@mail.example", "587 True False"),
        ("smtp://mail.example", "25 False False"),
        ("consolemail://", "25 False False"),
    ],
)
def test_smtps_is_tls_from_the_first_byte_and_smtp_tls_begins_in_the_clear(tmp_path: Path, url: str, kept: str) -> None:
    code = "print(settings.EMAIL_PORT, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL)"
    assert start(tmp_path, code, **GOOD, EMAIL_URL=url).stdout == f"{kept}\n"


def test_the_sender_of_mail_may_bear_a_name(tmp_path: Path) -> None:
    environment = GOOD | {"DEFAULT_FROM_EMAIL": "政务云工单 <orders@example.test>"}
    said = start(tmp_path, "print(settings.DEFAULT_FROM_EMAIL)", **environment)
    assert said.stdout == "政务云工单 <orders@example.test>\n"
