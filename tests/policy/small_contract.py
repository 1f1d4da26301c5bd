"""A contract of three kinds, written by hand: it gives what these run on, and nothing more."""

from collections.abc import Collection, Mapping

from tickets.lifecycle.known import KNOWN
from tickets.policy.contract_files import CONTRACTS
from tickets.policy.known import Parameter
from tickets.policy.types import ContractTerms

#: The contract files that come with the code, by number.
SHIPPED = sorted(CONTRACTS.glob("*.toml"))
KINDS = ("restart", "staff_replacement", "exit")

HEAD = """
number = "XS-2026-001"
title = "小型合同"
starts = 2026-01-01
ends = 2026-12-31
amount = "1000.00"
kinds = {kinds}

[parties]
agency = "agency"
provider = "provider"
authority = "authority"
supervisor = "supervisor"

[organizations]
agency = {{name = "小型合同使用单位"}}
provider = {{name = "小型合同服务商"}}
authority = {{name = "小型合同管理单位"}}
supervisor = {{name = "小型合同监管服务商"}}

[systems.portal]
name = "门户系统"

[catalogue.vcpu]
group = "计算"
category = "云主机"
item = "vCPU"
unit = "CPU"
quantity = 8

[[instalments]]
number = 1
share = 100
amount = "1000.00"
condition = "合同生效后"
"""

NUMBER = """
[interpretations.{code}]
question = "{key}？"
key = "{key}"
value = {value}
words = "{{value}}"
"""

WORD = """
[interpretations.{code}]
question = "{key}？"
key = "{key}"
value = "{value}"
fixed = {fixed}
readings = {{ {words} }}
"""

CLAUSE = """
[clauses."{code}"]
article = "{article}"
title = "{code}"
title_en = "{code}"
party = "provider"
basis = "judgement"
limit = "{limit}"
warn = "{warn}"
text = "约定"
evidence = "记录"
"""

#: The duties of these kinds, and how long each lasts.
LIMITS = {
    "restart.verify": "30 minutes",
    "restart.execute": "1 hour",
    "staff.replace": "3 working days",
    "exit.handover": "10 working days",
    "filing.register": "2 working days",
    "common.accept": "1 working day",
    "common.confirm": "2 working days",
    "leaving.shut": "2 working days",
    "leaving.erase": "2 working days",
    "leaving.observe": "2 working days",
    "leaving.judge": "2 working days",
    "common.approve": "2 working days",
    "common.correct": "2 working days",
}


def answered(kinds: tuple[str, ...], silent_on: Collection[str] = ()) -> str:
    """Every question that the code asks of these kinds, read as it is read where nothing is said."""
    keys = [key for key in KNOWN.readings_of(kinds) if key not in silent_on]
    return "".join(_answered(f"R{place}", key) for place, key in enumerate(keys, start=1))


def _answered(code: str, key: str) -> str:
    asked = KNOWN.readings[key]
    if isinstance(asked, Parameter):
        return NUMBER.format(code=code, key=key, value=asked.otherwise)
    words = ", ".join(f'{value} = "{value}"' for value in asked.values)
    return WORD.format(code=code, key=key, value=asked.otherwise, fixed=str(asked.fixed).lower(), words=words)


def written(kinds: tuple[str, ...] = KINDS, limits: Mapping[str, str] = LIMITS, silent_on: Collection[str] = ()) -> str:
    """The file's text. Each clause has an article of its own numbering; it answers all questions but `silent_on`."""
    head = HEAD.format(kinds=list(kinds)) + answered(kinds, silent_on)
    return head + "".join(
        CLAUSE.format(
            code=code,
            article=f"{place}.7",
            limit=limit,
            warn="minutes" if limit.endswith(("minutes", "hour")) else "days",
        )
        for place, (code, limit) in enumerate(limits.items(), start=20)
    )


def readings(terms: ContractTerms) -> dict[str, int | str]:
    """The values that rules read, by key ("go_live.trial_days"), from the interpretations."""
    return {each.key: each.value for each in terms.interpretations}


def numbers(terms: ContractTerms) -> dict[str, int]:
    return {key: value for key, value in readings(terms).items() if isinstance(value, int)}


#: What go-live reads beside the days of its trial run.
EVIDENCE = """
[interpretations.M12b]
question = "试运行记录最早可追溯多少天？"
chosen = "100天"
key = "dates.evidence_reach_days"
value = 100
"""


def without(*codes: str) -> dict[str, str]:
    return {code: limit for code, limit in LIMITS.items() if code not in codes}
