"""The reasoning in words, in both languages."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils import translation

from tests.datelaw.dates import CALENDAR, at, day, pause
from tickets.datelaw import calendar, explain, narrator, reckoning, types
from tickets.errors import PolicyError
from tickets.management.commands import due as command
from tickets.policy import calendar_files
from tickets.policy.types import Limit, Unit

PURE = (narrator, calendar, types, reckoning, calendar_files, command)


@pytest.fixture(params=["zh-hans", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with translation.override(request.param):
        yield request.param


def told(start: str, limit: str, *pauses: str, roll: bool = True, language: str = "zh-hans") -> list[str]:
    stretches = [pause(text) for text in pauses]
    due = reckoning.due(at(start), Limit.parse(limit, roll=roll), CALENDAR, stretches, explain=True)
    with translation.override(language):
        return explain.lines(due)


def test_working_days_name_what_was_skipped_and_under_which_notice() -> None:
    assert told("2025-12-19 17:00", "20 working days") == [
        "起算时间为2025年12月19日（周五）17:00，开始的当日不计入（《民法典》第201条）。",
        "自2025年12月20日（周六）起只计工作日，周六、周日除调休上班外不计入。",
        "2026年1月1日（周四）至2026年1月3日（周六）为元旦放假，不计入（国办发明电〔2025〕7号）。",
        "2026年1月4日（周日）为调休上班日，计入（国办发明电〔2025〕7号）。",
        "第20个工作日为2026年1月19日（周一）。",
        "应于2026年1月19日（周一）24时前完成，2026年1月20日（周二）00:00即为超期。",
    ]


def test_the_same_in_english() -> None:
    assert told("2026-09-11 03:00", "15 days", language="en") == [
        ("The period starts on Fri 11 September 2026, 03:00. The day of the start is not counted (Civil Code 201)."),
        "Every day counts, rest days included, from Sat 12 September 2026 on.",
        "Day 15 is Sat 26 September 2026.",
        (
            "Sat 26 September 2026 lies in the days off of Mid-Autumn Festival, "
            "Fri 25 September 2026 to Sun 27 September 2026 (国办发明电〔2025〕7号): "
            "the last day moves to the next working day, Mon 28 September 2026 (Civil Code 203)."
        ),
        "Due by 24:00 of Mon 28 September 2026; 00:00 of Tue 29 September 2026 is already late.",
    ]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (("2026-04-21", "10 days"), "2026年5月1日（周五）在劳动节假期内"),
        (("2025-11-03", "5 days"), "2025年11月8日（周六）为休息日，最后一日顺延至下一工作日2025年11月10日（周一）"),
        (("2026-09-05", "15 days"), "2026年9月20日（周日）虽逢周末，但为调休上班日"),
        (("2026-01-31", "1 month"), "满1个月的当月没有31日，以月末日2026年2月28日（周六）为最后一日"),
        (("2026-10-09", "1 month"), "满1个月的对应日为2026年11月9日（周一）"),
        (("2026-10-09", "6 months before"), "至少提前6个月，最迟为对应日2026年4月9日（周四）"),
        (("2026-08-31", "6 months before"), "当月没有31日，最迟为月末日2026年2月28日（周六）"),
        (("2026-11-01", "6 months before"), "建议最迟于前一工作日2026年4月30日（周四）办理"),
        (("2026-10-09", "5 working days before"), "倒推第5个工作日为2026年9月24日（周四）"),
        (("2026-12-10", "20 working days"), "尚未载入国务院办公厅2027年节假日安排"),
        (("2026-09-30 23:58:30", "5 minutes"), "2026年10月1日（周四）00:03:30（含），此后即为超期"),
        (("2026-10-30 10:00", "3 hours", "2026-10-30 11:00/2026-10-31 12:30"), "暂停计时，1天1小时30分钟不计入"),
        (("2026-10-12", "5 days", "2026-10-14/2026-10-16"), "整日暂停2天不计入，最后一日变为2026年10月19日"),
        (("2026-10-12", "5 working days", "2026-10-14/2026-10-16"), "整日暂停的2个工作日不计入"),
        (("2026-10-12", "5 days", "2026-10-14 09:00/2026-10-14 18:00"), "暂停期间不足一整日"),
        (("2026-10-12", "5 days", "2026-10-17 12:00/2026-10-20 15:00"), "2026年10月17日（周六）24时处于暂停期间"),
        (("2026-10-12", "5 days", "2026-10-14"), "2026年10月14日（周三）00:00开始的暂停尚未结束"),
        (("2026-10-09", "6 months before", "2026-04-01/2026-04-02"), "不因暂停而变动"),
    ],
)
def test_each_turn_of_the_arithmetic_is_said(question: tuple[str, ...], said: str) -> None:
    assert said in "\n".join(told(*question))


def test_a_limit_that_does_not_roll_says_so() -> None:
    assert "2025年11月8日（周六）为休息日，但本期限遇休息日不顺延。" in told("2025-11-03", "5 days", roll=False)


@pytest.mark.parametrize(
    ("last", "said"), [("2026-10-03", "最后一日已确定为2026年10月3日（周六）"), ("2026-08-01", "以起算当日为最后一日")]
)
def test_a_given_last_day_is_said(last: str, said: str) -> None:
    due = reckoning.due_on(day(last), at("2026-09-01 09:00"), CALENDAR, explain=True)

    assert said in "\n".join(explain.lines(due))


@pytest.mark.parametrize(
    ("unit", "due_at", "chinese", "english"),
    [
        (Unit.DAY, "2026-11-06", "2026年11月5日（周四）24时", "by 24:00 of Thu 5 November 2026"),
        (Unit.HOUR, "2026-11-06 17:30", "2026年11月6日（周五）17:30", "Fri 6 November 2026, 17:30"),
        (Unit.HOUR, "2026-11-06 00:03:30", "2026年11月6日（周五）00:03:30", "Fri 6 November 2026, 00:03:30"),
        (
            Unit.HOUR,
            "2026-11-06 00:03:30.001",
            "2026年11月6日（周五）00:03:30",
            "Fri 6 November 2026, 00:03:30",
        ),
    ],
)
def test_a_due_is_written_as_people_write_it(unit: Unit, due_at: str, chinese: str, english: str) -> None:
    assert explain.deadline(unit, at(due_at)) == chinese
    with translation.override("en"):
        assert explain.deadline(unit, at(due_at)) == english


def test_an_instant_in_another_zone_is_shown_in_shanghai() -> None:
    assert explain.moment(at("2026-11-06 17:30").astimezone(tz=None)) == "2026年11月6日（周五）17:30"


@pytest.mark.parametrize(
    ("limit", "chinese", "english"),
    [
        ("1 minute", "1分钟", "1 minute"),
        ("24 hours", "24小时", "24 hours"),
        ("5 days", "5天", "5 days"),
        ("7 natural days", "7个自然日", "7 natural days"),
        ("20 working days", "20个工作日", "20 working days"),
        ("1 month", "1个月", "1 month"),
        ("6 months before", "至少提前6个月", "At least 6 months before"),
        ("1 working day before", "至少提前1个工作日", "At least 1 working day before"),
    ],
)
def test_a_limit_is_written_in_both_languages(limit: str, chinese: str, english: str) -> None:
    assert explain.limit(Limit.parse(limit)) == chinese
    with translation.override("en"):
        assert explain.limit(Limit.parse(limit)) == english


@pytest.mark.parametrize(
    ("span", "chinese"),
    [
        (timedelta(days=2, hours=3, minutes=5), "2天3小时5分钟"),
        (timedelta(seconds=90), "1分钟30秒"),
        (timedelta(hours=1), "1小时"),
        (timedelta(), "0秒"),
    ],
)
def test_a_span_of_time_leaves_out_what_is_nothing(span: timedelta, chinese: str) -> None:
    assert explain.span(span) == chinese


def test_a_refusal_is_translated(language: str) -> None:
    error = PolicyError(types.NAIVE, at="2026-10-09T00:00:00")

    expected = {"zh-hans": "时间2026-10-09T00:00:00缺少时区。"}.get(language, str(error))
    assert explain.refusal(error) == expected


def test_the_answer_has_the_shape_of_the_interface() -> None:
    answer = explain.answer(reckoning.due(at("2026-10-09"), Limit.parse("1 month"), CALENDAR, explain=True))
    elapsed = explain.answer(reckoning.due(at("2026-10-09"), Limit.parse("1 hour"), CALENDAR, explain=True))

    assert {key: value for key, value in answer.items() if key != "steps"} == {
        "start": "2026-10-09T00:00:00+08:00",
        "limit": "1 month",
        "nominal_last_day": "2026-11-09",
        "last_day": "2026-11-09",
        "due_at": "2026-11-10T00:00:00+08:00",
        "provisional": False,
    }
    assert (elapsed["nominal_last_day"], elapsed["last_day"]) == (None, None)


def test_every_text_of_the_pure_modules_has_its_chinese() -> None:
    file = settings.BASE_DIR / "tickets/locale/zh_Hans/LC_MESSAGES/django.po"
    with file.open("rb") as text:
        catalogue = read_po(text, locale="zh_Hans")
    texts = [value for module in PURE for value in vars(module).values() if _is_text(value)]

    assert len(texts) > 50
    for msgid in texts:
        entry = catalogue.get(msgid)
        assert entry is not None, msgid
        assert entry.string, msgid
        assert _names(entry.string) == _names(msgid), msgid


def _is_text(value: object) -> bool:
    return isinstance(value, str) and "%(" in value


def _names(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)", text))
