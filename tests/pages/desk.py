"""Several people at one browser, and what there is to say against the page that lies before one of them."""

import threading
from collections.abc import Container, Iterable
from functools import cache
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from axe_playwright_python.sync_playwright import Axe
from django.core.signals import request_finished, request_started
from django.test import Client, RequestFactory

from accounts.models import User
from tests.world import World

#: The person who has not signed in.
NOBODY = ""
#: How high the screens are that are so wide; the last is an office screen enlarged to 200 %.
HEIGHTS = {1440: 900, 1366: 768, 390: 844, 320: 568, 720: 450}
VIOLATED = "document.addEventListener('securitypolicyviolation', e => console.error('policy ' + e.violatedDirective))"
#: Clicks each summary that is closed, the outer before the inner; gives those that were not to be seen or did not open.
OPEN_ALL = """[...document.querySelectorAll('details > summary')].filter(summary => {
    const seen = summary.checkVisibility() && summary.getClientRects().length;
    if (!summary.parentElement.open) {
        summary.click();
    }
    return !seen || !summary.parentElement.open;
}).map(summary => summary.outerHTML.slice(0, 160))"""
#: A browser of 2021 knows neither; what cannot be seen there has no box.
CHECK_VISIBILITY = "Element.prototype.checkVisibility ??= function () { return this.getClientRects().length > 0; }"
#: What axe finds; it need not write down at length what is as it should be. The contrast is asked apart: `PALE`.
LOOK = """() => axe.run({
    resultTypes: ['violations'], rules: {'color-contrast': {enabled: false}},
}).then(found => found.violations.map(each => each.id + ': ' + each.nodes[0].html.slice(0, 160)))"""
#: What can hardly be told from its ground. To tell it takes axe longer than all the rest: texts of one colour, size and
#: weight on one ground have one contrast, and the first of them is asked.
PALE = """() => {
    const grounds = new Map([[null, '']]);
    const ground = element => {
        if (!grounds.has(element)) {
            const style = getComputedStyle(element);
            const lies = ['static', 'relative'].includes(style.position) ? '' : element.className;
            const own = [style.backgroundColor, style.backgroundImage, style.opacity, lies].join();
            const above = ground(element.parentElement);
            grounds.set(element, own === 'rgba(0, 0, 0, 0),none,1,' ? above : above + '/' + own);
        }
        return grounds.get(element);
    };
    const told = element => element.matches('input, select, textarea') ||
        [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
    const firsts = new Map();
    for (const element of document.body.querySelectorAll('*')) {
        if (told(element) && element.checkVisibility() && element.getClientRects().length) {
            const style = getComputedStyle(element);
            const seen = [style.color, style.fontSize, style.fontWeight, element.className, ground(element)].join('|');
            firsts.set(seen, firsts.get(seen) ?? element);
        }
    }
    return firsts.size ? axe.run(
        {include: [...firsts.values()]}, {runOnly: ['color-contrast'], resultTypes: ['violations']},
    ).then(found => found.violations.flatMap(
        each => each.nodes.slice(0, 3).map(node => each.id + ': ' + node.html.slice(0, 160)),
    )) : [];
}"""


class Answering:
    """What the live server is answering: it does so in threads of its own."""

    def __init__(self) -> None:
        self.count, self.changed = 0, threading.Condition()
        request_started.connect(self.begun)
        request_finished.connect(self.ended)

    def begun(self, **_signal: Any) -> None:
        self._count(1)

    def ended(self, **_signal: Any) -> None:
        self._count(-1)

    def _count(self, more: int) -> None:
        if threading.current_thread() is not threading.main_thread():
            with self.changed:
                self.count += more
                self.changed.notify_all()

    def rests(self, seconds: float = 60) -> bool:
        """Within so long, which is far more than it takes."""
        with self.changed:
            return self.changed.wait_for(lambda: self.count == 0, seconds)


LIVE_SERVER = Answering()


class Desk:
    """One browser in which one person after another sits down; it notes what the console complains of."""

    def __init__(self, browser: Any, url: str, world: World, language: str = "zh-hans") -> None:
        self.browser, self.url, self.world, self.language = browser, url, world, language
        self.seats: dict[tuple[str, int], Any] = {}
        self.said: list[str] = []

    def sit(self, who: str, width: int = 1440) -> Any:
        if (who, width) not in self.seats:
            size = {"width": width, "height": HEIGHTS.get(width, 900)}
            context = self.browser.new_context(viewport=size, has_touch=width < 500, reduced_motion="reduce")
            context.add_cookies([{"name": "django_language", "value": self.language, "url": self.url}])
            if who != NOBODY:
                context.add_cookies([self.key(who)])
            self.seats[who, width] = self.listened(context.new_page())
        return self.seats[who, width]

    def key(self, who: str) -> dict[str, str]:
        user = self.world.user(who)
        user.language = self.language
        user.save(update_fields=["language"])
        return {"name": "sessionid", "value": signed_in(user).cookies["sessionid"].value, "url": self.url}

    def listened(self, page: Any) -> Any:
        page.add_init_script(VIOLATED)
        page.add_init_script(CHECK_VISIBILITY)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("response", self._miss)
        return page

    def _hear(self, message: Any) -> None:
        """What did not load is told by its address, below."""
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.said.append(message.text)

    def _miss(self, response: Any) -> None:
        """A page may be refused to its reader; what belongs to it may not."""
        if response.status >= 400 and not response.request.is_navigation_request():
            self.said.append(f"{response.status} {response.url}")

    def heard(self) -> list[str]:
        """What the console said since it was asked last."""
        said, self.said = self.said, []
        return said

    def leave(self) -> None:
        """All stand up, and what their pages asked last is answered: it would write while the tables are emptied."""
        for page in self.seats.values():
            page.context.close()
        assert LIVE_SERVER.rests(), "a page that was closed is still being answered"


def signed_in(user: User) -> Client:
    """A visitor who gave the password a moment ago, and may see what is asked for it again."""
    client = Client()
    client.force_login(user)
    request = RequestFactory().get("/")
    request.session = client.session
    record_authentication(request, user, "password", reauthenticated=True)
    request.session.save()
    return client


def resize(page: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 900)})


@cache
def axe() -> str:
    """The script, as a page runs it once: a look costs a third of what it does where each brings its own."""
    return str(Axe().axe_script)


def faults(page: Any, *, contrast: bool = True) -> list[str]:
    """Against whoever reads by ear, by keys, or with weak eyes."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe())
    found = page.evaluate(LOOK) + (page.evaluate(PALE) if contrast else [])
    return [f"{page.url} at {page.viewport_size['width']} {each}" for each in found]


def too_wide(page: Any, *widths: int) -> list[str]:
    wide = []
    for width in widths:
        resize(page, width)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(f"{page.url} is wider than {width}")
    return wide


def opened(page: Any) -> list[str]:
    """Every part that is folded up is opened, as a click opens it; those that nobody could click."""
    return [f"{page.url} keeps closed: {each}" for each in page.evaluate(OPEN_ALL)]


def looked_over(page: Any, widths: Iterable[int], contrast: Container[int]) -> list[str]:
    """All that is folded is opened first. Does it fit each width, and is it accessible there?"""
    found = opened(page)
    for width in widths:
        found += too_wide(page, width) + faults(page, contrast=width in contrast)
    return found
