"""Whatever a contract file is refused for is said in Chinese too."""

import ast
from pathlib import Path

import pytest
from django.utils.translation import gettext, override

POLICY = Path(__file__).parent.parent.parent / "tickets" / "policy"
MODULES = (
    "types",
    "tables",
    "contract_files",
    "contract_checks",
    "interpretation_checks",
    "calendar_files",
    "calendar_checks",
)


def messages() -> list[str]:
    """The sentences that stand as constants at the head of the pure modules."""
    heads = [node for name in MODULES for node in ast.parse((POLICY / f"{name}.py").read_text("utf-8")).body]
    values = [node.value for node in heads if isinstance(node, ast.Assign)]
    return [each.value for each in values if isinstance(each, ast.Constant) and isinstance(each.value, str)]


@pytest.mark.parametrize("message", messages())
def test_a_refusal_has_its_chinese(message):
    with override("zh-hans"):
        assert gettext(message) != message


@pytest.mark.parametrize("message", messages())
def test_a_refusal_names_the_same_values_in_both_languages(message):
    class Asked(dict[str, str]):
        def __missing__(self, name: str) -> str:
            self[name] = "x"
            return "x"

    english, chinese = Asked(), Asked()
    with override("zh-hans"):
        gettext(message) % chinese
    message % english
    assert set(chinese) == set(english)
