"""Production as docker-compose.yml describes it: our services' own commands, on the servers at hand."""

import re
import shlex
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import pytest
import requests
import yaml
from django.conf import settings

from tests.api.test_every_kind_to_its_end import Program
from tests.databases import POSTGRES
from tests.processes import REDIS, Installation, stopped, until
from tests.settings import ROOT
from tests.world import PDF, SEATS
from tickets import tasks

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = {name for name, service in SERVICES.items() if service.get("image") == "govcloud"}
WORKERS = sorted(name for name in OURS if name.startswith("worker"))
HOST = "orders.example"
#: The services run by the clock on the wall, and in quiet hours mail would wait for the morning.
TOLD_AT_ANY_HOUR = """
from datetime import time
from accounts.models import User
from tickets.outbox import hours
for person in User.objects.all():
    assert hours.keep(person, quiet_from=time(0), quiet_until=time(0), copies_by_digest=False)
"""

on_servers = pytest.mark.skipif(
    not (POSTGRES and REDIS), reason="TEST_DATABASE_URL and TEST_REDIS_URL name no PostgreSQL and Redis"
)


def test_there_are_two_sweeping_workers_and_one_for_long_work_and_no_scheduler() -> None:
    """Each queue has a worker, and what takes long has processes that can be ended."""
    assert WORKERS == ["worker-1", "worker-2", "worker-long"]
    taken = [re.findall(r"--queues (\S+) --pool (\S+)", SERVICES[name]["command"])[0] for name in WORKERS]
    assert taken == [("clocks", "threads"), ("channels", "threads"), ("long", "prefork")]
    assert {queue for queue, _pool in taken} == settings.CELERY_TASK_QUEUES.keys()
    bounded = {one.name for one in (tasks.fire, tasks.deliver, tasks.write_export, tasks.run_apart) if one.time_limit}
    assert bounded == {name for name, queue in settings.CELERY_TASK_ROUTES.items() if queue == "long"}
    assert not any("beat" in SERVICES[name]["command"] for name in OURS)


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_services_stop_by_term_and_hold_no_secret(name: str) -> None:
    service = SERVICES[name]
    assert service["stop_signal"] == "SIGTERM"
    values = {key: value for key, value in service["environment"].items() if re.search("SECRET|URL$", key)}
    assert all("password" not in str(value) and "@" not in str(value) for value in values.values())
    assert {"DATABASE_URL_FILE", "SECRET_KEY_FILE", "AUDIT_KEY_FILE"} <= service["environment"].keys()


@pytest.mark.parametrize("name", sorted(SERVICES.keys() - {"migrate"}))
def test_every_service_that_stays_has_a_health_check(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"


def test_every_secret_is_a_file_outside_the_repository() -> None:
    named = {secret for service in SERVICES.values() for secret in service.get("secrets", [])}
    assert named == COMPOSE["secrets"].keys()
    assert all(secret["file"].startswith("./secrets/") for secret in COMPOSE["secrets"].values())
    assert "/secrets/" in (ROOT / ".gitignore").read_text().splitlines()


#: A demo, a developer's pages and the embedded service are not production; the image itself says where things lie.
NOT_OF_PRODUCTION = {"DEMO", "DEMO_PASSWORD", "DEBUG", "HOST", "PORT"}
OF_THE_IMAGE = {
    name
    for line in re.findall(r"^ENV (.*)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    for name in re.findall(r"\b([A-Z_]+)=", line)
}


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_setting_of_the_readme_reaches_the_container(name: str) -> None:
    table = re.findall(r"^\| (`[A-Z_]+`[^|]*)\|", (ROOT / "README.md").read_text(), re.MULTILINE)
    told = {setting for row in table for setting in re.findall(r"`([A-Z_]+)`", row)} - {"CHANNEL_"}
    given = {one.removesuffix("_FILE") for one in SERVICES[name]["environment"]}
    assert len(told) > 20
    assert told - given - OF_THE_IMAGE == NOT_OF_PRODUCTION
    assert SERVICES[name]["env_file"] == [{"path": "channels.env", "required": False}]


def filled(text: str) -> str:
    """What compose makes of ${NAME}, ${NAME:-default} and ${NAME:?message}, with ALLOWED_HOSTS given."""
    asked = r"\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}"
    return re.sub(asked, lambda found: HOST if found[1] == "ALLOWED_HOSTS" else found[2] or "", text)


class Production(Installation):
    """The services' own commands; only what a container would give them is put in its place."""

    def service(self, name: str) -> dict[str, str]:
        """The environment of a service: the servers at hand, secrets as files, a folder for the volume."""
        secrets = {
            "database_url": self.database,
            "secret_key": "of production",
            "audit_key": "ab" * 32,
            "email_url": "consolemail://",
        }
        for secret, value in secrets.items():
            (self.folder / secret).write_text(value)
        written = {key: filled(value) for key, value in SERVICES[name]["environment"].items()}
        in_place = {key: value.replace("/run/secrets", str(self.folder)) for key, value in written.items()}
        return in_place | {
            "REDIS_URL": REDIS,
            "MEDIA_ROOT": str(self.folder / "media"),
            "DEMO": "1",  # its people carry the ticket
            "HTTPS": "1",
            "DATABASE_URL": "",
        }

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """A command in the container of the web service."""
        return super().run(*command, **self.service("web"), **environment)

    def up(self, name: str) -> Any:
        command = shlex.split(SERVICES[name]["command"].replace("0.0.0.0:8000", f"127.0.0.1:{self.port}"))
        return self.start(*command, **self.service(name))

    def healthy(self, name: str) -> bool:
        """The service's own health check, whose port and interpreter are those at hand."""
        test = [word.replace(":8000", f":{self.port}") for word in SERVICES[name]["healthcheck"]["test"][1:]]
        return self.start(*test, **self.service(name)).wait(30) == 0


@pytest.fixture
def production(installation: Installation) -> Iterator[Production]:
    installed = Production(installation.folder, installation.database)
    yield installed
    installed.end()


@on_servers
@pytest.mark.process
def test_the_services_come_up_healthy_and_stop_by_term(production: Production) -> None:
    assert production.up("migrate").wait(60) == 0
    running = [production.up(name) for name in ("web", *WORKERS)]
    until(lambda: production.get("/healthz")[0] == 200)
    until(lambda: production.get("/readyz")[0] == 200)
    assert production.healthy("web")
    assert all(production.healthy(name) for name in WORKERS)
    assert [stopped(process, signal.SIGTERM, 30) for process in running] == [0, 0, 0, 0]


class Wire:
    """Speaks REST to the running web service as each of the demo's people; what the tests' `Api` does in-process."""

    def __init__(self, production: Production) -> None:
        self.production = production
        self.tokens: dict[str, str] = {}

    def token(self, who: str) -> str:
        if who not in self.tokens:
            self.tokens[who] = self.production.run("create_token", who).stdout.strip()
        return self.tokens[who]

    def ask(self, who: str, method: str, path: str, **body: Any) -> requests.Response:
        headers = {"Authorization": f"Token {self.token(who)}", "X-Forwarded-Proto": "https"}
        address = f"http://localhost:{self.production.port}/api/v1/{path}"
        return requests.request(method, address, headers=headers, timeout=30, **body)

    def client(self, who: str) -> "Wire.Reader":
        return Wire.Reader(self, who)

    @dataclass
    class Reader:
        wire: "Wire"
        who: str

        def get(self, path: str) -> requests.Response:
            return self.wire.ask(self.who, "GET", path.removeprefix("/api/v1/"))

    def get(self, who: str, path: str) -> Any:
        return self.told(self.ask(who, "GET", path), 200)

    def post(self, who: str, path: str, body: Any, expect: int = 200) -> Any:
        return self.told(self.ask(who, "POST", path, json=body), expect)

    def hand_in(self, who: str, number: str, slot: str) -> Any:
        file = {"file": ("附件.pdf", PDF)}
        return self.told(self.ask(who, "POST", f"tickets/{number}/attachments/", data={"slot": slot}, files=file), 201)

    def told(self, answer: requests.Response, expect: int) -> Any:
        assert answer.status_code == expect, answer.text
        return answer.json()


@on_servers
@pytest.mark.process
def test_one_ticket_is_carried_from_filing_to_close_through_the_services(production: Production) -> None:
    assert production.run("demo").returncode == 0
    assert production.run("shell", "-c", TOLD_AT_ANY_HOUR).returncode == 0
    production.up("web")
    workers = [production.up(name) for name in WORKERS]
    until(lambda: production.get("/readyz")[0] == 200)
    wire = Wire(production)
    ticket = Program(cast("Any", wire), "staff_replacement", SEATS).run()
    assert ticket["state"] == "closed"
    # The mail of the demo goes to a worker's output.
    until(lambda: any(ticket["number"] in production.printed(worker) for worker in workers))
    assert production.run("verify_audit").returncode == 0
