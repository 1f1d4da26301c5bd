"""What the contract calls by several names has one in the interface: the table of docs/glossary.md (G9)."""

import re

import pytest

from tests.settings import ROOT

PAGE = (ROOT / "docs" / "glossary.md").read_text()
TABLE = PAGE.partition("## Names of the contract")[2].partition("\n## ")[0]
NAMES = [row for row in re.findall(r"^\| (\S+) \| (\S+) \| .* \|$", TABLE, re.MULTILINE) if row[0] != "---"]
CATALOGUES = sorted(ROOT.glob("*/**/zh_Hans/LC_MESSAGES/django.po"))
CONTRACT = (ROOT / "tickets" / "policy" / "contracts" / "texts" / "FW2025091703.txt").read_text()


@pytest.mark.parametrize(("name", "other"), NAMES)
def test_one_name_stands_for_what_the_contract_calls_by_several(name: str, other: str) -> None:
    assert {"违约金", "数据可靠性"} <= {one for one, _other in NAMES}
    assert other in CONTRACT
    said = [line for path in CATALOGUES for line in path.read_text().splitlines() if line.startswith(("msgstr", '"'))]
    assert [line for line in said if other in line] == []
