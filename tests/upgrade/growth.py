"""The next release of this code: a kind, a clause, a field with a guard and a state, written into a copy of it."""

import re
import shutil
from pathlib import Path

from tests.settings import ROOT
from tickets.lifecycle import KINDS

WRITTEN = Path(__file__).parent / "next_release"
COPIED = ("accounts", "govcloud", "texts", "tickets", "tests")

GUARD = """@guard(_("A restart of high impact needs another way."))
def impact_bearable(scene: Scene) -> bool:
    return scene.recorded(Restart.restart_impact) != "high"


"""
#: The edition of the form that first asks for it.
NEXT = KINDS["restart"].opening.edition + 1
FIELD = f"""    restart_impact = Choice(
        "Impact of the restart", {{"low": "Low impact", "high": "High impact"}}, example="low", since={NEXT})
"""
STEPS = """    watch = Step("Watch it for a while", confirming, watching, by=AGENCY, aside=True)
    end_watch = Step(
        "End the watch and close", watching, closed, by=AGENCY, stops=(CONFIRM, EXECUTE, AFTERCARE))
"""
#: What an editor puts into the file of the kind “restart”, and behind which words.
RESTART = (
    ('EXECUTE: Final = Clock("restart.execute")\n', 'AFTERCARE: Final = Clock("restart.aftercare")\n'),
    ('    impact_ack = Confirmed("The impact is known", example=True)\n', FIELD),
    ("asks=(host, operation, REASON, WINDOW_START, WINDOW_END, impact_ack", ", restart_impact"),
    (
        '    confirming = State("Awaiting the agency’s confirmation", stages.CONFIRMATION)\n',
        '    watching = State("Watched after the restart", stages.CONFIRMATION)\n',
    ),
    ("when=(content.approved, restart_class, window_ahead", ", impact_bearable"),
    ("        stops=(CORRECT,), starts=(CONFIRM,", " AFTERCARE"),
    ("asks=(COMPLETE,), stops=(CONFIRM, EXECUTE", ", AFTERCARE"),
)


def copy_of_the_code(folder: Path) -> Path:
    """This release, in a folder of its own."""
    code = folder / "code"
    for package in COPIED:
        shutil.copytree(ROOT / package, code / package)  # with what is compiled: the times of the files are kept
    shutil.copy(ROOT / "manage.py", code)
    return code


def grow(code: Path) -> None:
    """The next release in its place. Its migration and its contracts are written later."""
    kinds = code / "tickets" / "lifecycle" / "kinds"
    shutil.copy(WRITTEN / "inspection.py", kinds)
    restart = kinds / "restart.py"
    text = restart.read_text()
    for before, more in RESTART:
        text = put_behind(before, more, text)
    text = text.replace("# fmt: off\nclass Restart(Kind):", f"{GUARD}class Restart(Kind):")
    restart.write_text(text.replace("# fmt: on\n", "") + STEPS)
    texts = code / "tickets" / "lifecycle" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    texts.write_text(texts.read_text() + (WRITTEN / "chinese.po").read_text())


def put_behind(before: str, more: str, text: str) -> str:
    assert text.count(before) == 1, f"the file of the kind reads otherwise by now: {before!r}"
    return text.replace(before, before + more)


def grow_contracts(code: Path) -> None:
    """The shipped contracts declare the kind and have the clauses."""
    for file in (code / "tickets" / "policy" / "contracts").glob("*.toml"):
        declared = re.sub(r"^kinds = \[", 'kinds = ["inspection", ', file.read_text(), flags=re.MULTILINE)
        file.write_text(declared + (WRITTEN / "clauses.toml").read_text())
