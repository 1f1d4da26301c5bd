"""The network address of a request: what the lock counts by and what the audit says."""

import pytest
from django.test import RequestFactory

from accounts import lock
from accounts.models import SignInFailure
from accounts.record import address_of

FORGED = "198.51.100.9"
REAL = "203.0.113.7"
PROXY = "172.18.0.1"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "", PROXY),
        (0, FORGED, PROXY),
        (1, REAL, REAL),
        (1, f"{FORGED}, {REAL}", REAL),
        (2, f"{FORGED}, {REAL}, 10.0.0.2", REAL),
        (2, REAL, PROXY),
        (1, "", PROXY),
        (1, "unknown", PROXY),
        (1, f"{REAL}, <script>", PROXY),
        (1, "2001:DB8::0:1", "2001:db8::1"),
    ],
)
def test_the_address_is_what_our_outermost_proxy_saw(settings, proxies: int, forwarded: str, address: str):
    settings.PROXIES = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert address_of(RequestFactory(REMOTE_ADDR=PROXY).get("/", headers=headers)) == address


def test_behind_a_proxy_a_guesser_locks_their_own_address_only(client, li, sign_in, settings):
    settings.PROXIES = 1
    for n in range(lock.FAILURES_PER_ADDRESS):
        sign_in(f"name{n}", "Wrong-Password-1", headers={"X-Forwarded-For": f"{FORGED}{n % 10}, {REAL}"})
    assert set(SignInFailure.objects.values_list("address", flat=True)) == {REAL}
    sign_in(headers={"X-Forwarded-For": "203.0.113.8"})
    assert "_auth_user_id" in client.session
