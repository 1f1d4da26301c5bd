"""A text file is read whoever saved it as UTF-8, and of any other encoding it is said which."""

from pathlib import Path

import pytest

from texts import files

TEXT = "合同编号 = 一\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_utf_8_is_read_with_or_without_a_mark(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "file").write_text(TEXT, encoding=encoding)
    assert files.read(tmp_path / "file") == TEXT


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (TEXT.encode("gbk"), "GBK"),
        (TEXT.encode("gb18030"), "GBK"),
        (TEXT.encode("utf-16"), "UTF-16"),
        (b"\xfe\xff\x54\x08", "UTF-16"),
        (b"\x7fELF\x02\x01\xff\xff", ""),
        (b"\xff\x00\x81", ""),
    ],
)
def test_another_encoding_is_named(tmp_path: Path, content: bytes, named: str) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(files.NotUtf8Error) as refused:
        files.read(tmp_path / "file")
    assert refused.value.encoding == named
