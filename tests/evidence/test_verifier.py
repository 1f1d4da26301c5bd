"""The verifier of a pack, on a machine without the service: whole, or what was touched is named."""

import ast
import hashlib
import json
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from tests.evidence.conftest import Elsewhere, made, members, packed
from tests.world import World
from tickets.models import Ticket
from tickets.pages.evidence.making import VERIFIER
from tickets.pages.evidence.verify import manifest_text

MANIFEST, CHAIN = "manifest.json", "audit/chain.jsonl"


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def forged(held: dict[str, bytes]) -> dict[str, bytes]:
    """With a manifest that fits whatever the members are now."""
    body = json.loads(held[MANIFEST])
    for one in body["members"]:
        data = held[one["name"]]
        one["size"], one["sha256"] = len(data), hashlib.sha256(data).hexdigest()
    return {**held, MANIFEST: manifest_text(body).encode()}


def test_a_pack_is_whole_where_there_is_no_service(pack: bytes, elsewhere: Elsewhere, full: Ticket) -> None:
    found = elsewhere.verify(pack)
    assert found.code == 0, found.said
    assert f"取证包：{full.number}" in found.said
    assert f"完整：{len(members(pack))}个文件与清单逐一相符" in found.said
    assert f"审计链：{full.chain_length}条记录首尾相接，末条摘要 {full.chain_head}" in found.said
    assert hashlib.sha256(members(pack)[MANIFEST]).hexdigest() in found.said
    assert "本程序不能证明" in found.said


def test_it_says_the_same_in_english(pack: bytes, elsewhere: Elsewhere) -> None:
    found = elsewhere.verify(pack, "--english")
    assert found.code == 0
    assert "Whole: all" in found.said
    assert "this program cannot" in found.said


def test_unpacked_it_checks_the_folder_in_which_it_lies(pack: bytes, elsewhere: Elsewhere) -> None:
    folder = elsewhere.folder / "解压 后"
    with zipfile.ZipFile(BytesIO(pack)) as archive:
        archive.extractall(folder)
    (folder / "Thumbs.db").write_bytes(b"x")
    found = elsewhere.run(program=str(folder / "verify.py"))
    assert found.code == 0, found.said
    assert "系统自带文件，未计入：Thumbs.db" in found.said
    (folder / "record/order.json").write_bytes(b"{}")
    found = elsewhere.run(str(folder), program="verify.py")
    assert (found.code, "record/order.json：内容已被改动" in found.said) == (1, True)


def test_one_byte_changed_in_any_member_is_named(pack: bytes, elsewhere: Elsewhere) -> None:
    held = members(pack)
    assert len(held) > 15
    for name, data in held.items():
        for at in {0, len(data) // 2, len(data) - 1}:
            found = elsewhere.verify(packed({**held, name: flipped(data, at)}))
            assert found.code == 1, (name, at, found.said)
            named = [line for line in found.said.splitlines() if line.startswith("  ")]
            assert [line.strip().partition("：")[0] for line in named] == [name], (name, at, found.said)


def test_what_is_missing_added_or_renamed_is_named(pack: bytes, elsewhere: Elsewhere) -> None:
    held = members(pack)
    for name in held.keys() - {MANIFEST}:
        left = {each: data for each, data in held.items() if each != name}
        assert f"  {name}：缺失\n" in elsewhere.verify(packed(left)).said
    found = elsewhere.verify(packed({**held, "files/999.pdf": b"x"}))
    assert (found.code, "  files/999.pdf：多出，清单中没有\n" in found.said) == (1, True)
    renamed = {("files/0x1.pdf" if name == "files/001.pdf" else name): data for name, data in held.items()}
    found = elsewhere.verify(packed(renamed))
    assert "  files/001.pdf：缺失\n" in found.said
    assert "  files/0x1.pdf：多出，清单中没有\n" in found.said
    assert "不完整：发现2处。" in found.said


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_that_stands_there_twice_is_named(pack: bytes, elsewhere: Elsewhere) -> None:
    file = BytesIO(pack)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("index.html", members(pack)["index.html"])
    found = elsewhere.verify(file.getvalue())
    assert (found.code, "  index.html：在压缩包中出现多次\n" in found.said) == (1, True)


def test_a_byte_changed_anywhere_in_the_archive_is_no_way_to_another_content(pack: bytes, elsewhere: Elsewhere) -> None:
    """Between the members, and in what the archive says of them: found, or without any effect."""
    held = members(pack)
    for at in range(7, len(pack), len(pack) // 60):
        damaged = flipped(pack, at)
        if elsewhere.verify(damaged).code == 0:
            assert members(damaged) == held, at


def test_a_manifest_made_anew_is_found_by_its_digest(pack: bytes, elsewhere: Elsewhere) -> None:
    held = members(pack)
    digest = hashlib.sha256(held[MANIFEST]).hexdigest()
    other = forged({**held, "record/order.json": b"{}\n"})
    assert elsewhere.verify(packed(other)).code == 0  # whole by itself: only the service knows better
    found = elsewhere.verify(packed(other), "--digest", digest)
    assert (found.code, f"  {MANIFEST}：清单摘要与给出的摘要不一致，清单已被替换\n" in found.said) == (1, True)
    found = elsewhere.verify(pack, "--digest", f"  {digest.upper()} ")
    assert (found.code, "清单摘要与给出的摘要一致。" in found.said) == (0, True)


def test_a_chain_with_an_entry_less_is_broken_though_the_manifest_fits(pack: bytes, elsewhere: Elsewhere) -> None:
    held = members(pack)
    lines = held[CHAIN].splitlines(keepends=True)
    found = elsewhere.verify(packed(forged({**held, CHAIN: b"".join(lines[:2] + lines[3:])})))
    assert found.code == 1
    assert f"  {CHAIN}：第3条审计记录与前一条不相接\n" in found.said
    found = elsewhere.verify(packed(forged({**held, CHAIN: b"".join(lines[:-2] + lines[-1:])})))
    assert f"  {CHAIN}：审计链的末条与清单记载不符\n" in found.said
    found = elsewhere.verify(packed(forged({**held, CHAIN: b"null\n" + held[CHAIN]})))
    assert f"  {CHAIN}：第1条审计记录读不出\n" in found.said


def test_a_file_other_than_the_one_handed_in_is_named_though_the_manifest_fits(
    pack: bytes, elsewhere: Elsewhere
) -> None:
    found = elsewhere.verify(packed(forged({**members(pack), "files/002.pdf": b"%PDF-1.4 another"})))
    assert (found.code, "  files/002.pdf：与提交时登记的SHA-256不符\n" in found.said) == (1, True)


def test_what_is_no_pack_cannot_be_checked(elsewhere: Elsewhere) -> None:
    assert elsewhere.run("没有.zip").code == 2
    assert elsewhere.run(".").code == 2
    found = elsewhere.verify(b"PK\x03\x04 no archive")
    assert (found.code, "压缩包已损坏" in found.said) == (2, True)


def test_a_manifest_that_names_places_outside_opens_nothing_there(
    pack: bytes, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_bytes(b"x")
    held = members(pack)
    body = json.loads(held[MANIFEST])
    body["members"].append({"name": "../secret", "size": 1, "sha256": hashlib.sha256(b"x").hexdigest()})
    folder = elsewhere.folder / "unpacked"
    with zipfile.ZipFile(BytesIO(pack)) as archive:
        archive.extractall(folder)
    (folder / MANIFEST).write_text(manifest_text(body), encoding="utf-8")
    assert "  ../secret：缺失\n" in elsewhere.run(str(folder)).said


def test_it_is_written_as_python_3_8_reads_it() -> None:
    assert ast.parse(VERIFIER.read_text(encoding="utf-8"), feature_version=(3, 8))


def test_a_member_that_swelled_is_read_no_further_than_the_manifest_says(pack: bytes, elsewhere: Elsewhere) -> None:
    swollen = BytesIO()
    with zipfile.ZipFile(swollen, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members(pack).items():
            archive.writestr(name, bytes(50_000_000) if name == "index.html" else data)
    found = elsewhere.verify(swollen.getvalue())
    assert (found.code, "  index.html：内容已被改动\n" in found.said) == (1, True)


def test_a_lost_attachment_is_told_and_is_no_fault(world: World, full: Ticket, pack: bytes, elsewhere: Elsewhere, lost):
    lost(full, "CON.pdf")
    found = elsewhere.verify(made(world, "auditor", full))
    assert found.code == 0, found.said
    assert "制作时服务的存储中已无此附件：CON.pdf" in found.said
