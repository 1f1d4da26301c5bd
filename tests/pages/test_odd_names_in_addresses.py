"""What an address asks and a page does not know is told on it: nobody takes what is shown for what was asked."""

import re

import pytest

from tests.pages.addresses import PAGES, furnish
from tests.pages.conftest import Visitor, words
from tests.world import World

#: A sentence of the page itself, or of the filters of a list.
PASSED_OVER = re.compile(r"地址中的“(\w+)”不是本页的参数|没有参数“(\w+)”|地址中“(\w+)”的值“[^”]*”无法识别")


def test_every_page_tells_of_a_name_that_it_does_not_know_and_of_no_other(
    world: World, visitor: Visitor, settings, tmp_path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    found, told = furnish(world), {}
    for who, path in PAGES:
        if who and not path.startswith(("/accounts/", "/profile/", "/nowhere/")):
            address = path.format(**found)
            answer = visitor.client(who).get(f"{address}{'&' if '?' in address else '?'}foo=bar", follow=True)
            names = ["".join(one) for one in PASSED_OVER.findall(words(answer.content.decode()))]
            told[path] = (answer.status_code in (200, 400), names)
    assert {path: one for path, one in told.items() if one != (True, ["foo"])} == {}


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("auditor", "/board/?only=tomorrow"),
        ("auditor", "/recheck/?month=2026-13"),
        ("auditor", "/reports/?sort=year"),
        ("lead", "/notices/?shelf=attic"),
        ("lead", "/due/?year=1000"),
        ("clerk", "/?show=nothing"),
        ("auditadmin", "/manage/log/?until=x"),
        ("clerk", "/tickets/?tab=none"),
        ("auditor", "/breaches/?after=zero"),
        ("sysadmin", "/manage/clocks/?before=1"),
    ],
)
def test_a_value_that_means_nothing_is_told(visitor: Visitor, who: str, path: str) -> None:
    name, value = path.partition("?")[2].split("=")
    assert f"地址中“{name}”的值“{value}”无法识别，本页未按该值显示。" in words(visitor.get(who, path))


@pytest.mark.parametrize("page", ["9", "0", "x"])
def test_a_page_that_a_list_has_not_is_told(visitor: Visitor, page: str) -> None:
    assert f"清单没有第“{page}”页" in words(visitor.get("sysadmin", f"/manage/people/?page={page}"))
    assert "清单没有" not in words(visitor.get("sysadmin", "/manage/people/?page=1"))
