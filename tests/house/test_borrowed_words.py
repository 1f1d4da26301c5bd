"""What Django and allauth say to people here is said in this service's words, never in English or a handbook's."""

import re
from pathlib import Path

import allauth
import django
import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext, override

from govcloud.messages import catalogues
from tests.house.test_messages import read, singular
from tests.settings import ROOT

#: Where what people read of Django begins: its validators, the fields of forms, the rules for passwords.
SPOKEN = ("core/validators.py", "forms/fields.py", "contrib/auth/password_validation.py")
#: Names, not sentences.
NAMES = {"IPv4", "IPv6", "IPv4 or IPv6"}
#: Another word for what the glossary names: 双因素认证, 恢复码, 账号, 验证器, 撤销, 超期.
FOREIGN = ("两步验证", "双因素验证", "双因素身份", "恢复代码", "身份验证器", "认证器")
FOREIGN += ("帐户", "帐号", "账户", "吊销", "超时")


#: 逾期 is said of somebody who let a day pass, and in words of the contracts (12.5, 12.6 among them); a clock is 超期.
LEGAL = re.compile("逾期(?:未|不|申请|天数|履行|付款|%\\(days\\)s日)|申请送达逾期|已逾期：按合同|申请尚未逾期")


def test_our_catalogues_have_one_word_for_one_thing() -> None:
    said = [text for path in catalogues(ROOT) for message in read(path) if message.id for text in forms_of(message)]
    wrong = [text for text in said if any(word in text for word in FOREIGN) or "逾期" in LEGAL.sub("", text)]
    assert wrong == []


def forms_of(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else [*message.string]


def test_each_sentence_of_a_django_field_is_ours() -> None:
    """A release of Django that says something else, as 5.2 did of short passwords, is found here."""
    own = read(ROOT / "govcloud/locale/zh_Hans/LC_MESSAGES/django.po")
    ours = {singular(message) for message in own if message.id}
    everywhere = ours | {singular(m) for path in catalogues(ROOT) for m in read(path) if m.id}
    assert sorted(spoken() - everywhere - NAMES) == []


def spoken() -> set[str]:
    home = Path(django.__path__[0])
    said = set()
    for folder in ("conf", "contrib/auth"):
        with (home / folder / "locale/en/LC_MESSAGES/django.po").open("rb") as text:
            for message in read_po(text):
                if message.id and any(place.endswith(SPOKEN) for place, _line in message.locations):
                    said.add(singular(message))
    return said


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        (forms.CharField(max_length=64), "字" * 200, "最多64字，现有200字。"),
        (forms.ChoiceField(choices=[("a", "甲")]), "bogus", "“bogus”不在可选范围内，请重新选择。"),
        (forms.SlugField(), "名 称", "只能使用英文字母、数字、下划线和连字符。"),
        (forms.CharField(), "", "必填。"),
    ],
)
def test_a_field_refuses_in_our_words(field: forms.Field, value: str, said: str) -> None:
    with override("zh-hans"), pytest.raises(ValidationError) as refused:
        field.clean(value)
    assert list(refused.value.messages) == [said]


def test_a_short_password_is_refused_in_chinese() -> None:
    with override("zh-hans"), pytest.raises(ValidationError) as refused:
        validate_password("Plum-Or-41")
    assert list(refused.value.messages) == ["密码太短，至少12个字符。"]


def test_what_allauth_says_of_a_sign_in_names_things_as_we_do() -> None:
    """Of what it says on its pages for two factors: the words that its own catalogue has otherwise."""
    with override("zh-hans"):
        said = {heard(message.id) for message in of_two_factors()}
    assert sorted(text for text in said if any(word in text for word in FOREIGN)) == []


def heard(text: str | tuple[str, str]) -> str:
    return gettext(text) if isinstance(text, str) else ngettext(*text, 2)


def of_two_factors() -> list:
    with (Path(allauth.__path__[0]) / "locale/en/LC_MESSAGES/django.po").open("rb") as text:
        return [
            message
            for message in read_po(text)
            if message.id and any("mfa/" in place and "webauthn" not in place for place, _line in message.locations)
        ]
