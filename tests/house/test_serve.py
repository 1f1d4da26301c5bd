"""The embedded mode as a person meets it: one process, one Ctrl-C, one at a time."""

import json
import re
import signal
import socket

import pytest

from tests.processes import Installation, stopped, until

pytestmark = pytest.mark.process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_sweeps_and_ends_cleanly(installation: Installation, number: signal.Signals) -> None:
    process = installation.serve()
    until(lambda: installation.get("/readyz")[0] == 200)
    assert json.loads(installation.get("/readyz")[1])["checks"] == {"database": "ok", "sweep": "ok"}
    assert stopped(process, number) == 0
    assert f"http://127.0.0.1:{installation.port}" in installation.printed(process)
    assert "Traceback" not in installation.printed(process)


def test_ctrl_c_ends_within_five_seconds_with_a_request_in_flight(installation: Installation) -> None:
    process = installation.serve()
    with socket.create_connection(("127.0.0.1", installation.port)) as client:
        client.sendall(
            b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nhalf"
        )
        assert stopped(process, signal.SIGINT) == 0


def test_a_second_instance_on_the_same_data_is_refused_with_one_line(installation: Installation) -> None:
    installation.serve()
    second = installation.run("serve", PORT="0")
    assert second.returncode == 1
    assert re.fullmatch(r"CommandError: another govcloud is running on this data .*\n", second.stderr)


def test_a_killed_instance_leaves_no_lock_behind(installation: Installation) -> None:
    first = installation.serve()
    first.kill()
    first.wait(10)
    assert stopped(installation.serve(), signal.SIGTERM) == 0


def test_a_taken_port_is_told_in_one_line(installation: Installation) -> None:
    with socket.create_server(("127.0.0.1", installation.port)):
        refused = installation.run("serve")
    assert refused.returncode == 1
    assert (
        refused.stderr
        == f"CommandError: cannot listen on 127.0.0.1:{installation.port}: Address already in use\n"
    )
