"""Text files as offices save them: UTF-8, with or without the mark that Windows puts in front. Of any other encoding
the refusal says which it is, for whoever reads it to say how to save the file."""

from pathlib import Path
from typing import Final

MARK: Final = "\ufeff"


class NotUtf8Error(ValueError):
    """The file is saved in another encoding, whose name it is; "" where it is no text at all."""

    @property
    def encoding(self) -> str:
        return str(self)


def read(path: Path) -> str:
    """Raises OSError, NotUtf8Error."""
    return text_of(path.read_bytes())


def text_of(content: bytes) -> str:
    """Raises NotUtf8Error."""
    try:
        return content.decode().removeprefix(MARK)
    except UnicodeDecodeError:
        raise NotUtf8Error(_encoding(content)) from None


def _encoding(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    from texts import tidy

    return "" if tidy.unwanted(text) else "GBK"
