"""What one process counts or remembers about sign-ins and requests, every other process knows."""

import logging
import socket
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.core.cache import cache, caches
from django.test import Client

from accounts.models import User
from govcloud.cache import RedisOrTable
from govcloud.settings import TABLE
from tests.accounts import elsewhere
from tests.processes import REDIS, Installation
from tests.settings import ROOT

NOBODY_LISTENS = "redis://127.0.0.1:1/0"


def process(installation: Installation, call: str) -> subprocess.Popen[str]:
    """Call a function of `elsewhere` in a process of its own, which prints the answer."""
    code = f"import django; django.setup(); from tests.accounts import elsewhere; print(elsewhere.{call})"
    environment = installation.environment(REDIS_URL=REDIS)
    return subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def answers(installation: Installation, *calls: str) -> list[str]:
    """What processes that run at the same time print."""
    running = [process(installation, call) for call in calls]
    return [each.communicate(timeout=120)[0].strip() for each in running]


@pytest.mark.process
def test_of_two_processes_that_are_given_a_code_one_takes_it(installation: Installation) -> None:
    (code,) = answers(installation, "set_up_app()")
    assert sorted(answers(installation, f"takes('{code}')", f"takes('{code}')")) == ["False", "True"]


@pytest.mark.process
def test_two_processes_keep_to_one_limit_of_allauth(installation: Installation) -> None:
    call = f"password_changes('{uuid4()}', 15)"
    assert sum(map(int, answers(installation, call, call))) == elsewhere.CHANGES_A_MINUTE


@pytest.mark.process
@pytest.mark.skipif(not REDIS, reason="TEST_REDIS_URL names no Redis; without one there is one process")
def test_requests_to_two_web_processes_count_together(installation: Installation) -> None:
    call = f"requests('{uuid4()}', 40)"
    assert [*answers(installation, call), *answers(installation, call)] == ["40", str(elsewhere.REQUESTS_A_MINUTE - 40)]


def test_requests_to_two_threads_count_together() -> None:
    granted = []
    for _ in range(2):
        with ThreadPoolExecutor(1) as thread:
            granted.append(thread.submit(elsewhere.requests, "198.51.100.7", 40).result())
    assert granted == [40, elsewhere.REQUESTS_A_MINUTE - 40]


@pytest.fixture
def redis_at(settings, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """`redis_at(address)` makes the cache that of production, with the Redis there, which is asked at once."""
    monkeypatch.setattr(RedisOrTable, "away", False)

    def place(address: str) -> None:
        redis = {
            "BACKEND": "govcloud.cache.RedisOrTable",
            "LOCATION": address,
            "KEY_PREFIX": uuid4().hex,
            "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
        }
        settings.CACHES = {"default": redis, "requests": redis, "table": TABLE}
        monkeypatch.setattr(RedisOrTable, "ask_again_at", 0.0)

    return place


def test_without_redis_people_sign_in_and_programs_ask(redis_at, client: Client, li: User, sign_in, caplog):
    redis_at(NOBODY_LISTENS)
    with caplog.at_level(logging.WARNING, "govcloud.cache"):
        assert sign_in().status_code == 302
        assert client.get("/api/v1/kinds/").status_code == 200
    assert caplog.messages == ["Redis does not answer (ConnectionError); its part is kept in the database"]


def test_without_redis_a_code_works_once_and_limits_hold(db: None, redis_at) -> None:
    redis_at(NOBODY_LISTENS)
    code = elsewhere.set_up_app()
    assert [elsewhere.takes(code) for _ in range(2)] == [True, False]
    assert elsewhere.password_changes("li", 30) == elsewhere.CHANGES_A_MINUTE
    assert elsewhere.requests("198.51.100.7", 80) == elsewhere.REQUESTS_A_MINUTE


def test_a_redis_that_never_answers_is_waited_for_once(redis_at, client, li: User, sign_in, monkeypatch) -> None:
    monkeypatch.setattr("govcloud.cache.PAUSE_SECONDS", 3600.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        redis_at(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        assert sign_in().status_code == 302
        assert client.get("/api/v1/kinds/").status_code == 200
        silent.setblocking(False)
        silent.accept()[0].close()
        with pytest.raises(BlockingIOError):
            silent.accept()


@pytest.mark.skipif(not REDIS, reason="TEST_REDIS_URL names no Redis")
def test_redis_is_used_again_once_it_answers(db: None, redis_at, caplog) -> None:
    redis_at(NOBODY_LISTENS)
    cache.set("where", "table")
    redis_at(REDIS)
    with caplog.at_level(logging.WARNING, "govcloud.cache"):
        cache.set("where", "Redis")
    assert caplog.messages[-1] == "Redis answers again"
    assert (cache.get("where"), caches["table"].get("where")) == ("Redis", "table")
    assert cache.delete("where")
