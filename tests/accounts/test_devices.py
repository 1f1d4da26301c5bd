import pytest

from accounts.devices import device

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36"
KYLIN = "Mozilla/5.0 (X11; Linux x86_64; Kylin V10) AppleWebKit/537.36 (KHTML, like Gecko) Qaxbrowser/1.1 Chrome/102"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Safari/604.1"
WECHAT = "Mozilla/5.0 (Linux; Android 13; V2) AppleWebKit/537.36 Chrome/107 Mobile MicroMessenger/8.0.40"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (WINDOWS, "Windows 10/11，Chrome"),
        (f"{WINDOWS} Edg/120.0", "Windows 10/11，Edge"),
        (KYLIN, "银河麒麟，奇安信可信浏览器"),
        (IPHONE, "iPhone，Safari"),
        (WECHAT, "安卓手机，微信"),
        ("curl/8.5.0", "curl"),
        ("", "未知设备"),
        ("x" * 500, "未知设备"),
    ],
)
def test_a_device_is_told_in_words(agent: str, words: str) -> None:
    assert device(agent) == words
