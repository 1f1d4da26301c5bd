"""What people paste from Word, Excel, WeChat and file dialogs, and what is meant by it."""

from typing import Final

FAMILY: Final = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
HEART: Final = "\u2764\ufe0f\u200d\U0001f525"
ENGLAND: Final = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
#: What it is -> (as it is pasted, as one line keeps it). Where several lines are asked for, they stay apart.
LINES: Final = {
    "ideographic space": ("能源监测　无法登录", "能源监测 无法登录"),
    "no-break space": ("能源监测\xa0无法登录", "能源监测 无法登录"),
    "narrow no-break space": ("能源\u202f监测", "能源 监测"),
    "en quad": ("能源\u2000监测", "能源 监测"),
    "hair space": ("能源\u200a监测", "能源 监测"),
    "mathematical space": ("能源\u205f监测", "能源 监测"),
    "blanks at the ends": ("\u3000\xa0 能源监测\u3000 ", "能源监测"),
    "blanks of many kinds": ("能源 \u3000\xa0监测", "能源 监测"),
    "tab of a table": ("能源\t监测", "能源 监测"),
    "zero-width space": ("能源\u200b监测", "能源监测"),
    "byte order mark": ("\ufeff能源监测", "能源监测"),
    "left-to-right mark": ("\u200e能源监测\u200e", "能源监测"),
    "right-to-left mark": ("能源\u200f监测", "能源监测"),
    "embedding of a file dialog": ("\u202aC:\\日志\u202c", "C:\\日志"),
    "override": ("能源\u202e监测", "能源监测"),
    "isolates": ("\u2068能源\u2069监测", "能源监测"),
    "word joiner": ("能源\u2060监测", "能源监测"),
    "soft hyphen": ("gov\xadcloud", "govcloud"),
    "lone joiner": ("能源\u200d监测", "能源监测"),
    "leading variation selector": ("\ufe0f能源", "能源"),
    "full-width letters and digits": ("ＡＰＰ０１重启", "APP01重启"),
    "full-width punctuation": ("重启（夜间）：请确认，谢谢。", "重启（夜间）：请确认，谢谢。"),
    "dashes of prose": ("能源——监测－平台—一期", "能源——监测－平台—一期"),
    "carriage return": ("能源\r监测", "能源 监测"),
    "carriage return and line feed": ("能源\r\n监测", "能源 监测"),
    "line separator": ("能源\u2028监测", "能源 监测"),
    "paragraph separator": ("能源\u2029监测", "能源 监测"),
    "vertical tab of Word": ("能源\x0b监测", "能源 监测"),
    "next line": ("能源\x85监测", "能源 监测"),
    "family": (f"值班{FAMILY}已到", f"值班{FAMILY}已到"),
    "heart with a selector": (f"谢谢{HEART}", f"谢谢{HEART}"),
    "flag of tags": (f"{ENGLAND}代表团", f"{ENGLAND}代表团"),
    "keycap": ("第1\ufe0f\u20e3步", "第1\ufe0f\u20e3步"),
    "rare character": ("𠮷野家𪚥𫠝", "𠮷野家𪚥𫠝"),
    "variant of a character": ("葛\U000e0100城", "葛\U000e0100城"),
    "compatibility ideograph": ("\uf900\ufa0e", "\uf900\ufa0e"),
    "combining mark": ("cafe\u0301", "cafe\u0301"),
    "private use": ("\ue000人名", "\ue000人名"),
    "right-to-left script": ("مرحبا能源", "مرحبا能源"),
    "mathematical letter": ("𝐀能源", "𝐀能源"),
}
#: Refused wherever people write, with the name of the character.
CONTROLS: Final = {
    "能源\x07监测": "U+0007",
    "能源\x1b[0m": "U+001B",
    "能源\x9d监测": "U+009D",
}
