"""What a browser says of itself, in words that its owner recognises: the browser and the system it runs on."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

#: Part of what is said -> the browser. The first that fits: most say that they are Chrome and Safari, too.
BROWSERS: Final[Mapping[str, str | Promise]] = {
    "wxwork": gettext_lazy("WeCom"),
    "micromessenger": gettext_lazy("WeChat"),
    "dingtalk": gettext_lazy("DingTalk"),
    "qaxbrowser": gettext_lazy("Qianxin browser"),
    "qihu": gettext_lazy("360 browser"),
    "360se": gettext_lazy("360 browser"),
    "360ee": gettext_lazy("360 browser"),
    "edg": "Edge",
    "opr/": "Opera",
    "firefox": "Firefox",
    "chrome": "Chrome",
    "safari": "Safari",
    "curl": "curl",
    "python": "Python",
}
SYSTEMS: Final[Mapping[str, str | Promise]] = {
    "harmonyos": gettext_lazy("HarmonyOS"),
    "openharmony": gettext_lazy("HarmonyOS"),
    "android": gettext_lazy("Android phone"),
    "iphone": "iPhone",
    "ipad": "iPad",
    "windows nt 10": "Windows 10/11",
    "windows nt 6.1": "Windows 7",
    "windows": "Windows",
    "mac os": "macOS",
    "uos": gettext_lazy("UOS"),
    "kylin": gettext_lazy("Kylin"),
    "linux": "Linux",
}


def device(agent: str) -> str:
    """`Chrome on Windows 10/11`."""
    browser, system = _first(BROWSERS, agent), _first(SYSTEMS, agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return str(browser or system or _("A device that says nothing of itself"))


def _first(known: Mapping[str, str | Promise], agent: str) -> str | Promise:
    said = agent.lower()
    return next((name for part, name in known.items() if part in said), "")
