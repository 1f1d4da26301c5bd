"""What may be handed in, and what is refused before anything is written down."""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from django.utils.translation import override

from tickets import attachments
from tickets.attachments import archives
from tickets.errors import Invalid
from tickets.models import Attachment

PDF = b"%PDF-1.7\n1 0 obj\n"


@pytest.fixture(autouse=True)
def media(tmp_path, settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def archive(**members: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in members.items():
            zipped.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return stream.getvalue()


def store(name: str, content: bytes) -> Attachment:
    return attachments.store(name, io.BytesIO(content))


def test_a_file_is_hashed_named_at_random_and_can_be_opened_again(media):
    stored = store("方案.pdf", PDF)
    assert (stored.name, stored.size, stored.content_type) == ("方案.pdf", len(PDF), "application/pdf")
    assert stored.sha256 == hashlib.sha256(PDF).hexdigest()
    assert stored.path.count("/") == 2
    assert "方案" not in stored.path
    with attachments.open_file(Attachment(path=stored.path)) as stream:
        assert stream.read() == PDF


def test_two_files_of_one_name_never_share_a_path():
    assert store("a.pdf", PDF).path != store("a.pdf", PDF).path


def office(part: str, main: str, **members: str) -> bytes:
    """A file of Word and its like, whose list of contents stands where the program put it."""
    kind = f"application/vnd.openxmlformats-officedocument.{part}.{main}.main+xml"
    listed = f'<Types><Override PartName="/some/part.xml" ContentType="{kind}"/></Types>'
    return archive(**{"[Content_Types]_dot_xml": listed, "some__part_dot_xml": "<w/>"} | members)


DOCX, XLSX = office("wordprocessingml", "document"), office("spreadsheetml", "sheet")
PPTX = office("presentationml", "presentation")
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"


def altered(content: bytes, old: bytes, new: bytes) -> bytes:
    assert old in content
    return content.replace(old, new)


def flipped(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]


def encrypted() -> bytes:
    """The bit that says so, in the member's own head and in the directory."""
    content = bytearray(archive(a_dot_txt="a"))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("name", "content", "served"),
    [
        ("scan.png", b"\x89PNG\r\n\x1a\n rest", "image/png"),
        ("scan.JPG", b"\xff\xd8\xff\xe0 rest", "image/jpeg"),
        ("scan.jpeg", b"\xff\xd8\xff\xe1 rest", "image/jpeg"),
        ("微信图片.jfif", b"\xff\xd8\xff\xe0 rest", "image/jpeg"),
        ("photo.jpe", b"\xff\xd8\xff\xdb rest", "image/jpeg"),
        ("微信截图.png", b"\xff\xd8\xff\xe0 rest", "image/jpeg"),
        ("扫描件.PDF", b"\xef\xbb\xbf\r\n%PDF-1.4 rest", "application/pdf"),
        ("公文.ofd", archive(OFD_dot_xml="<ofd/>"), "application/ofd"),
        ("公文.ofd", archive(ofd_dot_XML="<ofd/>"), "application/ofd"),
        ("清单.docx", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("模板.docx", office("wordprocessingml", "template"), None),
        ("清单.xlsx", XLSX, None),
        ("汇报.pptx", PPTX, None),
        ("放映.pptx", office("presentationml", "slideshow"), None),
        ("公式.docx", office("wordprocessingml", "document", word__embeddings__oleObject1_dot_bin="x"), None),
        ("嵌表.docx", office("wordprocessingml", "document", word__embeddings__a_dot_xlsx="x"), None),
        ("all.zip", archive(a_dot_txt="a", 目录__b_dot_docx="b"), "application/zip"),
        ("note.txt", "重启记录".encode(), "text/plain"),
        ("note.txt", "重启记录".encode("utf-16"), "text/plain"),
        ("note.log", "重启记录".encode("gb18030"), "text/plain"),
        ("lines.csv", b"line,quantity\n", "text/csv"),
    ],
)
def test_the_types_of_an_office_are_taken(name, content, served):
    stored = store(name, content)
    assert stored.size == len(content)
    assert served is None or stored.content_type == served


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("tool.exe", b"MZ", "不接受此类文件"),
        ("page.html", b"<html>", "不接受此类文件"),
        ("drawing.svg", b"<svg/>", "PNG或JPG"),
        ("noextension", PDF, "不接受此类文件"),
        (".pdf", PDF, "不接受此类文件"),
        ("a.pdf.sh", b"#!/bin/sh", "不接受此类文件"),
        ("旧文档.doc", OLD, "请另存为docx、PDF或OFD"),
        ("旧文档.wps", OLD, "请另存为docx、PDF或OFD"),
        ("旧表.xls", OLD, "请另存为xlsx、PDF或OFD"),
        ("旧表.et", OLD, "请另存为xlsx、PDF或OFD"),
        ("照片.HEIC", HEIC, "兼容性最佳"),
        ("照片.jpg", HEIC, "内容却是heic"),
        ("扫描.tif", b"II*\x00", "PNG或JPG"),
        ("打包.rar", b"Rar!", "请打包为zip"),
        ("邮件.eml", b"From: a", "打印为PDF"),
        ("宏.xlsm", XLSX, "不含宏"),
        ("加密.docx", OLD, "打开密码"),
        ("改名.pdf", OLD, "旧版或加密的办公文件"),
        ("改名.docx", XLSX, "扩展名为docx，内容却是xlsx"),
        ("改名.docx", PDF, "扩展名为docx，内容却是pdf"),
        ("改名.zip", PDF, "扩展名为zip，内容却是pdf"),
        ("disguised.pdf", b"MZ\x90\x00", "内容却是exe"),
        ("disguised.png", PDF, "扩展名为png，内容却是pdf"),
        ("disguised.txt", b"text\0binary", "不是txt文件"),
        ("disguised.txt", b"MZ\0binary", "内容却是exe"),
        ("disguised.zip", b"PK\x03\x04 but broken", "已损坏"),
        ("disguised.docx", archive(a_dot_txt="a"), "扩展名为docx，内容却是zip"),
        ("macros.docx", office("wordprocessingml", "document", word__vbaProject_dot_bin="x"), "word/vbaProject.bin"),
        (
            "macros.docx",
            archive(**{"[Content_Types]_dot_xml": "application/vnd.ms-word.document.macroEnabled.main+xml"}),
            "含有宏",
        ),
        ("carrier.zip", archive(setup_dot_EXE="x"), "“setup.EXE”是可执行程序"),
        ("carrier.zip", archive(setup_dot_exe_dot_="x"), "“setup.exe.”是可执行程序"),
        ("carrier.zip", archive(**{"setup_dot_exe ": "x"}), "是可执行程序"),
        ("carrier.zip", archive(a__快捷方式_dot_lnk="x"), "“a/快捷方式.lnk”是可执行程序"),
        ("nested.zip", archive(inner_dot_zip="x"), "“inner.zip”又是压缩包"),
        ("slip.zip", archive(**{"../etc": "x"}), "“../etc”会解压到文件夹之外"),
        ("slip.zip", archive(__etc__passwd="x"), "“/etc/passwd”会解压到文件夹之外"),
        ("locked.zip", encrypted(), "“a.txt”已加密"),
        ("damaged.zip", flipped(archive(a_dot_txt="a" * 99), 37), "已损坏"),
        ("empty.pdf", b"", "文件为空"),
    ],
)
def test_everything_else_is_refused_at_the_file_with_what_to_do_and_leaves_nothing_behind(name, content, said, media):
    with override("zh-hans"), pytest.raises(Invalid) as refused:
        store(name, content)
    assert list(refused.value.errors) == ["file"]
    assert said in refused.value.message
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_a_size_that_lies_in_the_directory_is_found_out():
    """It says ten bytes and unpacks to a megabyte."""
    content = archive(a_dot_txt="0" * 1024**2)
    lying = altered(content, (1024**2).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    with pytest.raises(Invalid, match=r"a\.txt"):
        store("bomb.zip", lying)


def test_a_file_beyond_the_limit_is_refused_and_one_at_it_is_taken(monkeypatch):
    monkeypatch.setattr(attachments, "MAX_SIZE", 100)
    assert store("a.txt", b"x" * 100).size == 100
    with pytest.raises(Invalid):
        store("a.txt", b"x" * 101)


def test_an_archive_that_unpacks_to_too_much_is_refused():
    with pytest.raises(Invalid):
        store("bomb.zip", archive(a_dot_txt="0" * (archives.MAX_UNPACKED + 1)))


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\a\\b.pdf", "b.pdf"),
        ("evil\r\nX: y.pdf", "evilX y.pdf"),
        ("fdp\u202e.exe.pdf", "fdp.exe.pdf"),
        ("  ..hidden.pdf ", "hidden.pdf"),
        ('a"b<c>.pdf', "abc.pdf"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
    ],
)
def test_a_name_keeps_only_what_is_safe_to_show(name, clean):
    assert attachments.clean_name(name) == clean
