"""What people read of a claim: each value that it rests on, the row, the sum, the formula; in both languages."""

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils import translation

from tests.penalties import year
from tests.penalties.pricing import MONITORING, SENSING, SYSTEMS, at, day, fault, length, outage, pricing
from tests.settings import ROOT
from tickets.availability import Span
from tickets.datelaw.types import ReckoningStep, day_end
from tickets.penalties import choice, explain, fees, narrator, proposing, rights, settling
from tickets.penalties.claims import PenaltyClaim, Pricing
from tickets.penalties.facts import FaultFact, PenaltyFacts, UnattendedFact
from tickets.policy.penalty_terms import Impact, Trigger

NAMES = dict(zip(SYSTEMS, ("监测系统", "感知系统", "运行系统"), strict=True))


def said(*steps: ReckoningStep, language: str = "zh-hans") -> str:
    with translation.override(language):
        return "".join(explain.lines(steps, NAMES)) if language != "en" else " ".join(explain.lines(steps, NAMES))


def told(facts: PenaltyFacts, by: Pricing, rule: str = "", language: str = "zh-hans") -> str:
    found = [one for one in proposing.claims(facts, by) if not rule or one.rule == rule]
    return said(*narrator.lines(found[0], by), language=language)


def of_faults(*took: str, by_system: bool = True, **more: object) -> str:
    members: list[FaultFact] = [
        fault(f"F{n}", Trigger.RESPONSE, length(one), SENSING, **more) for n, one in enumerate(took)
    ]
    return told(PenaltyFacts(faults=tuple(members)), pricing(by_system=by_system))


def test_a_mean_in_a_band_names_its_values_the_row_the_sum_and_the_formula() -> None:
    assert of_faults("40:00", "8:00") == (
        "2025年11月，感知系统平均响应时间24.00分钟（2件：40.00、8.00，合计48.00分钟），大于15分钟且小于30分钟，"
        "未造成重大影响，拟按附件3第8项计违约金¥8,781.98（大写：人民币捌仟柒佰捌拾壹元玖角捌分）。"
        "算式：351,279.03 ÷ 12 × 30%。"
    )


def test_a_grave_one_says_which_word_was_judged() -> None:
    text = of_faults("22:00", impact=frozenset({Impact.ACCIDENT}))
    assert "造成重大事故，拟按附件2第7项计违约金¥58,546.51" in text


@pytest.mark.parametrize(
    ("took", "where"),
    [
        ("15:00", "恰为15分钟，合同未约定惩罚系数，待双方认定。"),
        ("75:00", "超过60分钟，合同未约定惩罚系数，待双方认定。"),
        ("6:00", "超过5分钟、不足15分钟，合同未约定惩罚系数，待双方认定。"),
    ],
)
def test_what_no_band_holds_says_where_it_lies(took: str, where: str) -> None:
    assert of_faults(took).endswith(where)


def test_a_mean_that_prints_like_an_edge_says_how_far_beyond_it_is() -> None:
    assert "平均响应时间15.00（15分0.001秒）分钟" in of_faults("15:00.001")
    assert "（" not in of_faults("15:06").partition("分钟（")[0]


def test_a_member_that_is_not_settled_makes_it_provisional() -> None:
    text = of_faults("40:00", "8:00", contested=True)
    assert text == "2025年11月，感知系统尚无时点已定的响应。另有2件时点未定，本数为暂计，不据以认定。"


def test_in_a_table_a_mean_says_how_many_members_are_not_settled() -> None:
    facts = PenaltyFacts(faults=(
        fault("F1", Trigger.RESPONSE, length("20:00"), SENSING),
        fault("F2", Trigger.RESPONSE, length("9:00"), SENSING, contested=True),
    ))  # fmt: skip
    (claim,) = proposing.claims(facts, pricing())
    assert said(narrator.facts(claim, pricing())) == (
        "2025年11月，感知系统平均响应时间20.00分钟（1件：20.00，合计20.00分钟），大于15分钟且小于30分钟，另有1件时点未定"
    )


def test_before_the_fees_are_signed_it_says_that_the_sum_is_estimated() -> None:
    assert of_faults("22:00", by_system=False).endswith("分系统费用表尚未签署，本数按合同总价估算，不作结算依据。")


def test_availability_is_written_out() -> None:
    down = PenaltyFacts(outages=(outage("F5", "2025-11-19T01:00", length("2:00:00")),))
    assert told(down, pricing(), "A3.1").startswith(
        "2025年11月，运行系统可用性1 − 120.00 ÷ 43200.00 ＝ 99.7222%，未造成重大损失，拟按附件3第1项计"
    )
    assert told(down, pricing(), "A3.5").startswith("F5：运行系统宕机2小时，拟按附件3第5项计违约金¥7,465.12")


def test_nobody_on_site_names_how_long() -> None:
    start = at("2026-02-16T22:00")
    fact = UnattendedFact(event="U2", systems=(), span=Span(start, start + length("4:00:00")))
    text = told(PenaltyFacts(unattended=(fact,)), pricing())
    assert text == "U2：现场无人值守4小时，恰为240分钟，合同未约定惩罚系数，待双方认定。"


def claims_of_the_year() -> list[PenaltyClaim]:
    until = day_end(day("2026-12-31"))
    return list(proposing.claims(year.Known(until).facts(), year.priced(until)))


def of_the_year(key: str) -> str:
    (one,) = (one for one in claims_of_the_year() if one.key == key)
    return said(*narrator.lines(one, pricing()))


def test_what_was_late_names_its_days() -> None:
    assert of_the_year("12.5/total/H01") == (
        "H01应于2025年11月10日（周一）24时前完成，2025年11月13日（周四）完成，逾期3日，"
        "拟按合同第12.5条计违约金¥3,609.03（大写：人民币叁仟陆佰零玖元零叁分）。算式：1,203,010.38 × 0.1% × 3。"
    )
    assert of_the_year("12.6/total/Y05").endswith("本项由甲方承担，不自动相抵。")


def test_every_sort_of_facts_of_a_year_has_its_sentence_in_both_languages() -> None:
    for one in claims_of_the_year():
        for language in ("zh-hans", "en"):
            text = said(*narrator.lines(one, pricing()), language=language)
            assert "%(" not in text
            assert one.amount is None or f"¥{one.amount:,}" in text


def test_every_text_of_the_narrator_has_its_chinese() -> None:
    """The pure module holds its ids as plain strings."""
    texts = [value for name, value in vars(narrator).items() if name.isupper() for value in _texts(value)]
    with (ROOT / "tickets/locale/zh_Hans/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file)
    assert settings.LANGUAGE_CODE
    assert len(texts) > 30
    assert [text for text in (*texts, fees.FEES_DIFFER) if catalogue.get(text) is None] == []


def _texts(value: object) -> list[str]:
    return [value] if isinstance(value, str) else list(value.values()) if isinstance(value, dict) else []


def test_what_is_absorbed_held_corrected_or_empty_is_said() -> None:
    assert said(narrator.absorbed("可用性")) == "与“可用性”系同一事件，依第十二条第3款择其重者，不重复计。"
    assert said(ReckoningStep(narrator.HELD, {})) == "双方尚未就择重达成一致，待协商确认，暂不抵扣。"
    assert said(ReckoningStep(narrator.EMPTY, {})) == "本月无违约金事项。"
    by = pricing()
    (old,) = (one for one in claims_of_the_year() if one.key == "A3.1/energy-monitoring/2026-05")
    assert old.amount is not None
    told_ = narrator.corrected(day("2026-05-01"), day("2026-06-12"), day("2026-06-01"), old.amount, old.amount)
    assert said(told_) == (
        "2026年5月清单已于2026年6月12日（周五）关账，更正列入2026年6月清单：冲减¥23,046.93，补列¥23,046.93。"
    )
    assert said(narrator.otherwise(old)) == "另一读法：¥23,046.93。算式：553,126.40 ÷ 12 × 50%。"
    assert choice.chosen([old], by).sum == old.amount


def test_the_settlement_names_what_is_deducted_paid_and_claimed_apart() -> None:
    instalment, beyond = pricing().fees.total, pricing().fees.total + 1
    plain = settling.FinalDeduction(instalment=instalment, claimed=instalment - 1)
    assert said(*narrator.settlement(plain)) == (
        "尾款¥1,203,010.38，抵扣违约金¥1,203,009.38，实付¥1.00（大写：人民币壹元整）。"
    )
    heavy = settling.FinalDeduction(instalment=instalment, claimed=beyond)
    assert said(*narrator.settlement(heavy)) == (
        "尾款¥1,203,010.38，抵扣违约金¥1,203,010.38，实付¥0.00（大写：人民币零元整）。违约金超过尾款¥1.00，另行追偿。"
    )


def test_a_right_names_its_last_day_and_who_decides() -> None:
    right = rights.TerminationRight("12.4", ("C03",), day("2026-09-10"))
    assert said(narrator.right(right)) == (
        "依据合同第12.4条，解除权自2026年9月10日（周四）产生，至2027年9月10日（周五）24时届满。"
        "是否行使，由甲方决定并书面通知。"
    )


def test_in_english() -> None:
    members = (fault("F2", Trigger.RESPONSE, length("20:00"), MONITORING),)
    text = told(PenaltyFacts(faults=members), pricing(), language="en")
    assert text.startswith(
        "In 2025-11 the mean response of 监测系统 took 20.00 minutes (1: 20.00; together 20.00 minutes)"
    )
    assert text.endswith("Formula: 553,126.40 ÷ 12 × 30%.")
