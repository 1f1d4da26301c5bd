"""A contract of three kinds, written by hand: it gives what these run on, and nothing more."""

from collections.abc import Mapping

from tickets.policy.contract_files import CONTRACTS
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

[interpretations.M13]
question = "重启许可有效多久？"
chosen = "12小时"
key = "restart.permit_max_hours"
value = 12

[interpretations.M8b]
question = "验证码多久有效？"
chosen = "5分钟"
key = "restart.code_minutes"
value = 5
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
    "restart.confirm_call": "1 working day",
    "staff.replace": "3 working days",
    "exit.handover": "10 working days",
    "filing.register": "2 working days",
    "common.accept": "1 working day",
    "common.confirm": "2 working days",
    "leaving.shut": "2 working days",
    "leaving.erase": "2 working days",
}


def written(kinds: tuple[str, ...] = KINDS, limits: Mapping[str, str] = LIMITS) -> str:
    """The file's text. Each clause has an article of its own numbering."""
    head = HEAD.format(kinds=list(kinds))
    return head + "".join(
        CLAUSE.format(
            code=code,
            article=f"{place}.7",
            limit=limit,
            warn="minutes" if limit.endswith(("minutes", "hour")) else "days",
        )
        for place, (code, limit) in enumerate(limits.items(), start=20)
    )


def parameters(terms: ContractTerms) -> dict[str, int]:
    """The values that rules read, by key ("go_live.trial_days"), from the interpretations."""
    return {each.key: each.value for each in terms.interpretations if each.key and each.value is not None}


def without(*codes: str) -> dict[str, str]:
    return {code: limit for code, limit in LIMITS.items() if code not in codes}
