"""Programs at work over REST: each act is intended in the ledger, sent until it is answered, and acknowledged there."""

import random
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from typing import Any, Self
from uuid import uuid4

import requests

from tests.faults.lab import Lab

#: Of an answer; who is not answered asks again under the same key.
TIMEOUT_SECONDS = 15.0
PAUSE_SECONDS = 0.3
#: What says “later” or “somebody else just now”. 0: nobody listens, or the connection was cut.
AGAIN = frozenset({0, 409, 429, 502, 503, 504})
#: An incident is answered within five minutes: reported so long ago, its clock runs out under our eyes.
AGO = timedelta(minutes=5) - timedelta(seconds=8)


@dataclass
class Answers:
    """Of all clients of a row: status -> how often; seconds of those that were answered at the first attempt."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    @property
    def wrong(self) -> int:
        """Trouble of the service must say when to come again (503), never that it broke (500)."""
        return sum(count for status, count in self.statuses.items() if status >= 500 and status not in AGAIN)

    def at_share(self, share: float) -> float:
        """The seconds within which so many of all were answered."""
        found = sorted(self.seconds)
        return found[min(len(found) - 1, int(len(found) * share))] if found else 0.0


class Client(Thread):
    """Files incidents, the clocks of most of which run out; answers some of them."""

    def __init__(self, lab: Lab, answers: Answers, seed: int, pause: float = 0.1) -> None:
        super().__init__(name=f"client {seed}", daemon=True)
        self.lab, self.answers, self.pause = lab, answers, pause
        self.chance = random.Random(seed)
        self.over = Event()
        self.giving_up = False
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Token {lab.tokens['desk']}"
        self.fields: dict[str, Any] = {}

    def run(self) -> None:
        while not self.over.is_set():
            number = self.file()
            if number and self.chance.random() < 0.4:
                self.answer(number)
            self.over.wait(self.pause)

    def file(self) -> str:
        key = f"filed {uuid4()}"
        self.lab.ledger.intend(key, "file")
        return self._done("tickets/", self._body(key), key)

    def answer(self, number: str) -> None:
        key = f"answered {uuid4()}"
        self.lab.ledger.intend(key, "respond", number)
        self._done(f"tickets/{number}/actions/respond/", {"fields": {"note": "已受理"}}, key)

    def _body(self, title: str) -> dict[str, Any]:
        if not self.fields:
            self.fields = self._examples()
        reported = {"reported_at": (datetime.now(UTC) - AGO).isoformat(), "alarm_at": None}
        named = {"kind": "incident", "contract": "DEMO", "system": self.system, "title": title}
        return {**named, "fields": self.fields | reported}

    def _examples(self) -> dict[str, Any]:
        while not self.giving_up:
            kind, contract = self._get("kinds/incident/"), self._get("contracts/DEMO/")
            if kind and contract:
                self.system = contract["systems"][0]["code"]
                return {name: one["examples"][0] for name, one in kind["fields"]["properties"].items()}
            time.sleep(PAUSE_SECONDS)
        return {}

    def _get(self, path: str) -> Any:
        try:
            answer = self.session.get(self._address(path), timeout=TIMEOUT_SECONDS)
        except requests.RequestException:
            return None
        return answer.json() if answer.ok else None

    def _address(self, path: str) -> str:
        return f"http://localhost:{self.lab.port}/api/v1/{path}"

    def _done(self, path: str, body: dict[str, Any], key: str) -> str:
        """The number of the order, once it is answered; "" where it was refused, or we gave up."""
        first = True
        while not self.giving_up:
            began = time.monotonic()
            status, number = self._sent(path, body, key)
            self.answers.statuses[status] += 1
            if first and status:
                self.answers.seconds.append(time.monotonic() - began)
            first = False
            if status in {200, 201}:
                self.lab.ledger.acknowledge(key, number)
                return number
            if status not in AGAIN and status < 500:
                self.lab.ledger.intents.pop(key)
                return ""
            time.sleep(PAUSE_SECONDS)
        return ""

    def _sent(self, path: str, body: dict[str, Any], key: str) -> tuple[int, str]:
        try:
            answer = self.session.post(
                self._address(path), json=body, headers={"Idempotency-Key": key}, timeout=TIMEOUT_SECONDS
            )
        except requests.RequestException:
            return 0, ""
        return answer.status_code, str(answer.json()["number"]) if answer.ok else ""


class Load:
    """So many clients at work between `with` and its end; then each is answered whatever it still waits for."""

    def __init__(self, lab: Lab, clients: int, seed: int, pause: float = 0.1, patience: float = 60.0) -> None:
        self.answers, self.patience = Answers(), patience
        self.clients = [Client(lab, self.answers, seed * 100 + n, pause) for n in range(clients)]

    def __enter__(self) -> Self:
        for client in self.clients:
            client.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.finish()

    def finish(self) -> None:
        for client in self.clients:
            client.over.set()
        end = time.monotonic() + self.patience
        for client in self.clients:
            client.join(max(0.0, end - time.monotonic()))
            client.giving_up = True
        for client in self.clients:
            client.join(TIMEOUT_SECONDS + 1)
