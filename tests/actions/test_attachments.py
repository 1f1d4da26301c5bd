"""What may be handed in, and what is refused before anything is written down."""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from tickets import attachments
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


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("scan.png", b"\x89PNG\r\n\x1a\n rest"),
        ("scan.JPG", b"\xff\xd8\xff\xe0 rest"),
        ("scan.jpeg", b"\xff\xd8\xff\xe1 rest"),
        ("公文.ofd", archive(OFD_dot_xml="<ofd/>")),
        ("清单.docx", archive(word__document_dot_xml="<w/>")),
        ("清单.xlsx", archive(xl__workbook_dot_xml="<x/>")),
        ("汇报.pptx", archive(ppt__presentation_dot_xml="<p/>")),
        ("all.zip", archive(a_dot_txt="a")),
        ("note.txt", "重启记录".encode()),
        ("note.log", "重启记录".encode("gb18030")),
        ("lines.csv", b"line,quantity\n"),
    ],
)
def test_the_types_of_an_office_are_taken(name, content):
    assert store(name, content).size == len(content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("tool.exe", b"MZ"),
        ("page.html", b"<html>"),
        ("drawing.svg", b"<svg/>"),
        ("noextension", PDF),
        (".pdf", PDF),
        ("a.pdf.sh", b"#!/bin/sh"),
        ("disguised.pdf", b"MZ\x90\x00"),
        ("disguised.png", PDF),
        ("disguised.txt", b"text\0binary"),
        ("disguised.zip", b"PK\x03\x04 but broken"),
        ("disguised.docx", archive(a_dot_txt="a")),
        ("macros.docx", archive(word__document_dot_xml="<w/>", word__vbaProject_dot_bin="x")),
        ("carrier.zip", archive(setup_dot_EXE="x")),
        ("empty.pdf", b""),
    ],
)
def test_everything_else_is_refused_at_the_file_and_leaves_nothing_behind(name, content, media):
    with pytest.raises(Invalid) as refused:
        store(name, content)
    assert list(refused.value.errors) == ["file"]
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_a_file_beyond_the_limit_is_refused_and_one_at_it_is_taken(monkeypatch):
    monkeypatch.setattr(attachments, "MAX_SIZE", 100)
    assert store("a.txt", b"x" * 100).size == 100
    with pytest.raises(Invalid):
        store("a.txt", b"x" * 101)


def test_an_archive_that_unpacks_to_too_much_is_refused():
    with pytest.raises(Invalid):
        store("bomb.zip", archive(a_dot_txt="0" * (attachments.MAX_UNPACKED + 1)))


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
