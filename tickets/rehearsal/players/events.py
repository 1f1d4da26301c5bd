"""Force majeure, and the days on which the terms of the contract come about."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from accounts import roles
from tickets import register
from tickets.lifecycle.kinds.force_majeure import EVENT
from tickets.policy.types import ContractTerms, HeadCountTerms, Positive, ScoreItemTerms, ScoreSheetTerms
from tickets.rehearsal.script import ScriptEvent, at_day
from tickets.rehearsal.stage import WHY, Player, RehearsalStage

HOUR: Final = timedelta(hours=1)
SOURCE: Final = "演练脚本"
#: Key of the row -> question of the contract, with the answers as the script words them.
SWITCHES: Final = {
    "late_fee_with_annex": ("penalty.daily", {"annex_only": "where_no_band", "heaviest": "beside_bands"}),
}  # fmt: skip

#: What it may have been: the answers of the form.
HAPPENINGS: Final = tuple(EVENT.options)


def force_majeure(stage: RehearsalStage, event: ScriptEvent) -> Player:
    """Told by the provider, of faults of the system alone; proved; confirmed by the agency, or decided against."""
    yield event.instant("notice") or event.at
    happening = event.get("event") or "other"
    said: dict[str, Any] = {
        "event": happening, "own_network": False if happening == "carrier" else None, "event_told": event.text or WHY,
        "occurred_at": (event.instant("from") or event.at).isoformat(), "late_reason": WHY,
        "systems": [event.system] if event.system not in ("", "total") else None,
        "affected_duties": [{"affected_kind": "incident"}],
    }  # fmt: skip
    ticket = stage.open("force_majeure", roles.PROVIDER_LEAD, title=event.text, **said)
    stage.tickets[event.id] = ticket.number
    over, proof = event.instant("to") or event.at, event.day("proof")
    yield max(stage.now, over, at_day(proof, 10) if proof is not None else over)
    if proof is not None:
        ticket = stage.take(ticket, "submit_proof")
    yield stage.now + HOUR
    if event.get("outcome") == "confirmed":
        step = "confirm_event" if proof is not None else "confirm_unproven"
        ticket = stage.take(ticket, step)
        stage.take(ticket, "report_over", ended_at=over.isoformat())
    elif proof is not None:
        ticket = stage.take(ticket, "contest_event")
        stage.take(ticket, "decide_against")
    else:
        stage.take(ticket, "withdraw")


def parameter(stage: RehearsalStage, event: ScriptEvent) -> Player:
    """What both sides agree on in writing is loaded as an edition of the contract's file."""
    yield event.at
    assert stage.terms is not None  # noqa: S101  # whoever runs a script has them
    stage.terms = _agreed(stage.terms, event)
    register.load(stage.terms, now=stage.now)
    stage.refresh()


def _agreed(terms: ContractTerms, event: ScriptEvent) -> ContractTerms:
    important, day = event.several("important"), event.at.date()
    if important:
        terms = replace(terms, systems=tuple(replace(one, important=one.code in important) for one in terms.systems))
    if people := event.get("promised_staff"):
        promised = HeadCountTerms(since=day, people=Positive(int(people)), source=SOURCE)
        terms = replace(terms, head_count=(*terms.head_count, promised))
    if mark := event.get("pass_score"):
        terms = replace(terms, score_sheet=_sheet(terms, Positive(int(mark))))
    for key, value in event.data.items():
        terms = _answered(terms, key, value)
    return terms


def _sheet(terms: ContractTerms, mark: Positive) -> ScoreSheetTerms:
    """The agreed sheet with this mark; where none is agreed, one of a single item."""
    if terms.score_sheet is not None:
        return replace(terms.score_sheet, pass_mark=mark)
    item = ScoreItemTerms(code="all", words="月度考核得分（演练）", points=Positive(100))
    return ScoreSheetTerms(source=SOURCE, items=(item,), pass_mark=mark)


def _answered(terms: ContractTerms, key: str, value: str) -> ContractTerms:
    name, words = SWITCHES.get(key, (key, {}))
    said = words.get(value, value)
    changed = tuple(
        replace(one, value=int(said) if isinstance(one.value, int) else said) if one.key == name else one
        for one in terms.interpretations
    )
    return replace(terms, interpretations=changed)
