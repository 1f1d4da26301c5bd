"""Checks an evidence pack without the service (取证包离线核验). Python 3.8 or later, its standard library alone.

    python verify.py [PACK] [--digest SHA256] [--english]

PACK: the archive as it was handed out, or the folder into which it was unpacked; without it the folder of this
program. --digest: what the service shows for this pack. Exit status 0: whole; 1: something was touched, and each is
named; 2: it could not be checked.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import sys
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any, Iterator  # noqa: UP035  # as Python 3.8 has it

MANIFEST = "manifest.json"
CHAIN = "audit/chain.jsonl"
FILES = "record/files.json"
CHUNK = 1 << 18
#: Bytes of a manifest, a chain or a list of files.
MOST_TEXT = 1 << 28
WHOLE, TOUCHED, UNCHECKED = 0, 1, 2
#: What the systems of readers put into a folder by themselves.
LITTER = {".ds_store", "thumbs.db", "desktop.ini"}

#: What is said, in Chinese and in English.
CHINESE = {
    "about": "取证包：{number}{breach}",
    "made": "制作：{at}，{by}",
    "digest": "清单（manifest.json）的SHA-256：{digest}",
    "compare": "请将清单摘要与服务中该工单“取证包”页或取证单上登记的逐字核对：一致，则以下结论对服务当时所出的取证包"
    "成立；不一致，则清单已被整体替换。",
    "agrees": "清单摘要与给出的摘要一致。",
    "differs": "清单摘要与给出的摘要不一致，清单已被替换",
    "changed": "内容已被改动",
    "missing": "缺失",
    "added": "多出，清单中没有",
    "twice": "在压缩包中出现多次",
    "broken": "清单已被改动，其余文件无从核对",
    "entry": "第{seq}条审计记录{what}",
    "unread": "读不出",
    "gap": "序号不连续",
    "link": "与前一条不相接",
    "other": "不属于本工单的审计链",
    "plain": "内容与其摘要不符",
    "head": "审计链的末条与清单记载不符",
    "registered": "与提交时登记的SHA-256不符",
    "lost": "制作时服务的存储中已无此附件：{name}",
    "litter": "系统自带文件，未计入：{name}",
    "whole": "完整：{count}个文件与清单逐一相符，没有缺少，没有多出。",
    "chain": "审计链：{count}条记录首尾相接，末条摘要 {head}。",
    "keyed": "其中{count}条的摘要带有密钥，密钥不出服务：其内容未被伪造，须由服务核验"
    "（manage.py verify_audit --against audit/chain.jsonl），本程序不能证明。",
    "touched": "不完整：发现{count}处。",
    "no_pack": "未找到取证包：{path}",
    "bad_zip": "压缩包已损坏，无法打开：{path}",
}
ENGLISH = {
    "about": "Evidence pack: {number}{breach}",
    "made": "Made: {at}, {by}",
    "digest": "SHA-256 of the manifest (manifest.json): {digest}",
    "compare": "Compare it with the one that the service shows for this order (“Evidence pack”) or on the finding. "
    "If they agree, what follows holds of the pack as the service made it; if not, the whole manifest was replaced.",
    "agrees": "The digest of the manifest is the one that was given.",
    "differs": "its digest is not the one that was given: it was replaced",
    "changed": "changed",
    "missing": "missing",
    "added": "added: the manifest does not list it",
    "twice": "stands in the archive more than once",
    "broken": "changed: the other members cannot be checked against it",
    "entry": "entry {seq} of the audit {what}",
    "unread": "cannot be read",
    "gap": "is not the next by its number",
    "link": "does not stand upon the entry before it",
    "other": "belongs to another chain",
    "plain": "has content that does not fit its hash",
    "head": "the chain does not end as the manifest says",
    "registered": "not the SHA-256 that was registered when it was handed in",
    "lost": "When the pack was made the service had lost this attachment: {name}",
    "litter": "Put there by the system, not counted: {name}",
    "whole": "Whole: all {count} members are as the manifest lists them; none is missing, none was added.",
    "chain": "Audit chain: {count} entries, each upon the one before; the last hash is {head}.",
    "keyed": "{count} of them are hashed under a key that never leaves the service: that their content was not forged "
    "the service can prove (manage.py verify_audit --against audit/chain.jsonl), this program cannot.",
    "touched": "Not whole. Found: {count}.",
    "no_pack": "No evidence pack here: {path}",
    "bad_zip": "The archive is damaged and cannot be opened: {path}",
}


class UnreadableError(Exception):
    """There is nothing that could be checked. `word`: of those above."""

    def __init__(self, word: str, path: Path) -> None:
        super().__init__(word)
        self.word, self.path = word, path


class Speaker:
    """Writes sentences in one language; what the console cannot show never stops the check."""

    def __init__(self, *, english: bool) -> None:
        self.english = english
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(errors="replace")

    def word(self, sentence: str, **told: object) -> str:
        return (ENGLISH if self.english else CHINESE)[sentence].format(**told)

    def say(self, sentence: str, **told: object) -> None:
        self.line(self.word(sentence, **told))

    def line(self, text: str) -> None:
        sys.stdout.write(text + "\n")

    def fault(self, member: str, what: str) -> None:
        self.line("  {}{}{}".format(member, ": " if self.english else "：", what))


class Archive:
    """The pack as it was handed out."""

    def __init__(self, path: Path) -> None:
        try:
            self.zip = zipfile.ZipFile(path)
            self.names = Counter(one.filename for one in self.zip.infolist() if not one.filename.endswith("/"))
        except Exception as error:  # whatever a damaged archive throws
            raise UnreadableError("bad_zip", path) from error

    def chunks(self, name: str) -> Iterator[bytes]:
        with self.zip.open(name) as stream:
            while True:
                chunk = stream.read(CHUNK)
                if not chunk:
                    return
                yield chunk


class Folder:
    """The pack unpacked. Nothing outside of it is opened, whatever its manifest names."""

    def __init__(self, path: Path) -> None:
        self.path = path
        found = (Path(place) / name for place, _folders, names in os.walk(str(path)) for name in names)
        self.names = Counter(one.relative_to(path).as_posix() for one in found)

    def chunks(self, name: str) -> Iterator[bytes]:
        with (self.path / name).open("rb") as stream:
            while True:
                chunk = stream.read(CHUNK)
                if not chunk:
                    return
                yield chunk


Source = Any  # Archive or Folder


def opened(path: Path) -> Source:
    """Raises UnreadableError."""
    if path.is_dir():
        source: Source = Folder(path)
    elif path.is_file():
        source = Archive(path)
    else:
        raise UnreadableError("no_pack", path)
    if MANIFEST not in source.names:
        raise UnreadableError("no_pack", path)
    return source


def whole(source: Source, name: str) -> bytes | None:
    """The bytes of a member; None where they cannot be read, or where there are more than any member of texts has."""
    found, size = [], 0
    try:
        for chunk in source.chunks(name):
            found.append(chunk)
            size += len(chunk)
            if size > MOST_TEXT:
                return None
        return b"".join(found)
    except Exception:  # noqa: BLE001  # whatever a damaged archive throws: the member is not what it was
        return None


def measured(source: Source, name: str, most: int) -> tuple[int, str]:
    """Size and SHA-256 of a member; (-1, "") where it cannot be read or is larger: it is read no further then."""
    size, digest = 0, hashlib.sha256()
    try:
        for chunk in source.chunks(name):
            size += len(chunk)
            if size > most:
                return -1, ""
            digest.update(chunk)
    except Exception:  # noqa: BLE001  # as `whole`
        return -1, ""
    return size, digest.hexdigest()


def canonical(value: Any) -> str:
    """JSON as the service hashes it."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def manifest_text(body: dict[str, Any]) -> str:
    """The one way of writing a manifest: whatever else it says, it says by itself whether a byte of it was changed."""
    told = {name: value for name, value in body.items() if name != "self"}
    told["self"] = hashlib.sha256(canonical(told).encode()).hexdigest()
    return json.dumps(told, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def read_manifest(data: bytes | None) -> dict[str, Any] | None:
    """None where it is not as it was written."""
    try:
        body = json.loads((data or b"").decode("utf-8"))
        return body if manifest_text(body).encode("utf-8") == data else None
    except Exception:  # noqa: BLE001  # whatever a changed byte makes of it
        return None


def compared(source: Source, manifest: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(member, word) of all that is not as the manifest lists it."""
    listed = {one["name"]: one for one in manifest["members"]}
    for name, one in listed.items():
        if name not in source.names:
            yield name, "missing"
        elif measured(source, name, one["size"]) != (one["size"], one["sha256"]):
            yield name, "changed"
    for name, count in sorted(source.names.items()):
        if count > 1:
            yield name, "twice"
        if name != MANIFEST and name not in listed and not litter(name):
            yield name, "added"


def litter(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1].lower() in LITTER


class Chain:
    """The order's chain of the audit, as far as it can be followed without the key."""

    def __init__(self, data: bytes, manifest: dict[str, Any]) -> None:
        self.number, self.told = manifest["about"]["number"], manifest["chain"]
        self.lines = data.decode("utf-8").splitlines()
        self.count, self.keyed, self.head = 0, 0, ""

    def faults(self) -> Iterator[tuple[int, str]]:
        """(entry, word); entry 0: of the chain as a whole."""
        for number, text in enumerate(self.lines, 1):
            try:
                line = json.loads(text)
                yield from self.follow(line, number)
            except Exception:  # noqa: BLE001  # a line that is none of ours
                yield number, "unread"
        if (self.count, self.head) != (self.told["length"], self.told["head"]):
            yield 0, "head"

    def follow(self, line: dict[str, Any], number: int) -> Iterator[tuple[int, str]]:
        if "head" in line:
            return
        said = line["entry"] if "entry" in line else line["link"]
        if said["chain"] != self.number:
            yield number, "other"
        if said["seq"] != self.count + 1:
            yield number, "gap"
        if said["previous"] != self.head:
            yield number, "link"
        if said.get("keyed_by"):
            self.keyed += 1
        elif "entry" in line and hashlib.sha256(canonical(said).encode()).hexdigest() != line["hash"]:
            yield number, "plain"
        self.count, self.head = self.count + 1, line["hash"]


def check(source: Source, speaker: Speaker, given: str) -> int:
    """Says all that it finds; how many faults there are."""
    data = whole(source, MANIFEST)
    manifest = read_manifest(data)
    if manifest is None:
        speaker.fault(MANIFEST, speaker.word("broken"))
        return 1
    digest = hashlib.sha256(data or b"").hexdigest()
    introduce(speaker, manifest, digest)
    faults = [(name, speaker.word(word)) for name, word in compared(source, manifest)]
    if given and given != digest:
        faults.insert(0, (MANIFEST, speaker.word("differs")))
    elif given:
        speaker.say("agrees")
    else:
        speaker.say("compare")
    touched = {name for name, _what in faults}
    faults += registered(source, speaker, touched)
    faults += followed(source, speaker, manifest, touched)
    for name in sorted(filter(litter, source.names)):
        speaker.say("litter", name=name)
    for member, what in faults:
        speaker.fault(member, what)
    if not faults:
        speaker.say("whole", count=len(manifest["members"]) + 1)
    return len(faults)


def introduce(speaker: Speaker, manifest: dict[str, Any], digest: str) -> None:
    about = manifest["about"]
    breach = " " + about["breach"] if about.get("breach") else ""
    speaker.say("about", number=about["number"], breach=breach)
    speaker.say("made", at=about["at"], by=about["by"])
    speaker.say("digest", digest=digest)


def registered(source: Source, speaker: Speaker, touched: set[str]) -> list[tuple[str, str]]:
    """The attachments against what was registered when they were handed in."""
    if FILES in touched:
        return []
    faults = []
    for one in json.loads((whole(source, FILES) or b"[]").decode("utf-8")):
        member = one["member"]
        if member is None:
            speaker.say("lost", name=one["name"])
        elif member not in touched and measured(source, member, one["size"])[1] != one["sha256"]:
            faults.append((member, speaker.word("registered")))
    return faults


def followed(source: Source, speaker: Speaker, manifest: dict[str, Any], touched: set[str]) -> list[tuple[str, str]]:
    if CHAIN in touched:
        return []
    chain = Chain(whole(source, CHAIN) or b"", manifest)
    faults = [
        (CHAIN, speaker.word("entry", seq=seq, what=speaker.word(word)) if seq else speaker.word(word))
        for seq, word in chain.faults()
    ]
    if not faults:
        speaker.say("chain", count=chain.count, head=chain.head)
        if chain.keyed:
            speaker.say("keyed", count=chain.keyed)
    return faults


def main() -> int:
    asked = argparse.ArgumentParser(prog="verify.py", description=(__doc__ or "").split("\n\n", 1)[0])
    asked.add_argument("pack", nargs="?", type=Path, default=Path(__file__).resolve().parent)
    asked.add_argument("--digest", default="", help="SHA-256 of manifest.json, as the service shows it")
    asked.add_argument("--english", action="store_true")
    sent = asked.parse_args()
    speaker = Speaker(english=sent.english)
    try:
        faults = check(opened(sent.pack), speaker, re.sub(r"\s", "", sent.digest).lower())
    except UnreadableError as error:
        speaker.say(error.word, path=error.path)
        return UNCHECKED
    if faults:
        speaker.say("touched", count=faults)
    return TOUCHED if faults else WHOLE


if __name__ == "__main__":
    sys.exit(main())
