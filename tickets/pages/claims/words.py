"""Claims in sentences: which time is said, by whom, where it stands, and what it makes of a clock."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from tickets.clocks import claimed
from tickets.clocks.claimed import ALL, ENTRY, ClockReading
from tickets.clocks.lives import Outcome
from tickets.datelaw.types import PauseSpan
from tickets.lifecycle.words import FACTS
from tickets.models import Breach, Claim, Fact, Minutes, Statement
from tickets.models.claims import ACCEPTED, CONTESTED, DECIDED, PAUSE, PENDING, WITHDRAWN
from tickets.models.deadlines import BREACHED, CANCELLED, MET, PAUSED
from tickets.pages.parts import wording
from tickets.pages.parts.moments import beside, dated, due_dated, span


def fact_label(name: str) -> str:
    """What a fact is called: as the act, or the field, that reported it."""
    return str(FACTS.get(name, name))


def late_entry(fact: Fact) -> str:
    """`响应：2026年3月2日 10:04（补录，10:20录入，录入人…；理由：…）`."""
    told = {
        "fact": fact_label(fact.name),
        "at": dated(fact.stated_at),
        "entered": beside(fact.entered_at, fact.stated_at),
        "who": person(fact),
        "why": fact.late_reason,
    }
    return _("%(fact)s: %(at)s (entered late at %(entered)s by %(who)s; reason: %(why)s)") % told


def said_late(fact: Fact) -> str:
    """The same for the entry in the timeline, which names act, person and reason itself."""
    told = {"at": dated(fact.stated_at), "entered": beside(fact.entered_at, fact.stated_at)}
    return _("Happened at %(at)s, entered late at %(entered)s") % told


def person(fact: Fact) -> str:
    return in_name_of(wording.person(fact.entered_by), fact.on_behalf_of)


def speaker(said: Statement) -> str:
    return in_name_of(wording.person(said.by), said.on_behalf_of)


def in_name_of(name: str, principal: object) -> str:
    return _("%(name)s for %(principal)s") % {"name": name, "principal": principal} if principal else name


def subject(claim: Claim) -> str:
    """What the claim is about: `响应`, or `暂停计时申请：第三方原因`."""
    if claim.fact is not None:
        return fact_label(claim.fact.name)
    return _("Pause claimed: %(ground)s") % {"ground": wording.pause_reason(claim.ground)}


def value(claim: Claim, said: Statement) -> str:
    """The value that somebody names, beside the day of the claim."""
    if said.nothing:
        return _("it did not rest") if claim.type == PAUSE else _("it did not happen")
    assert said.start is not None  # noqa: S101  # the database: statement_value_or_none
    if claim.type != PAUSE:
        return beside(said.start, claim.fact.entered_at if claim.fact else claim.entered_at)
    rest = claimed.span(claim, said)
    return stretch(rest) if rest is not None else _("it did not rest")


def spoken_of(claim: Claim, said: Statement, at: datetime) -> str:
    """The same as it was known at that instant: nobody spoke of an end that came later."""
    open_then = claim.type == PAUSE and said.start is not None and said.end is None
    if open_then and said.start is not None and _ended_after(claim, at) is not None:
        return _("from %(start)s on") % {"start": dated(said.start)}
    return value(claim, said)


def _ended_after(claim: Claim, at: datetime) -> Statement | None:
    ended = claimed.spoken(claim, "ended")
    return ended if ended is not None and ended.at > at else None


def stretch(rest: PauseSpan) -> str:
    until = beside(rest.end, rest.start) if rest.end is not None else _("now, still resting")
    return _("%(start)s to %(end)s") % {"start": dated(rest.start), "end": until}


def wanted(claim: Claim) -> str:
    return value(claim, claimed.claimed(claim))


def contest(claim: Claim) -> str:
    """The other side's own value; "" where it named none."""
    said = claimed.contested(claim)
    return value(claim, said) if said is not None and said.valued else ""


def standing(claim: Claim) -> str:
    """The value that clocks run by now."""
    if claim.fact is None:
        counts = claimed.counting(claim)
        return stretch(counts) if counts is not None else _("it did not rest")
    if claim.fact.standing_at is None:
        return _("it did not happen")
    return beside(claim.fact.standing_at, claim.fact.entered_at)


def question(claims: Sequence[Claim]) -> str:
    """Several times that were entered in one act and are answered as one."""
    told = {"what": wording.listed(dict.fromkeys(subject(one) for one in claims)), "n": len(claims)}
    return _("%(what)s: %(n)s times, one answer") % told


def together(others: Sequence[Claim]) -> str:
    """`与主张2、3一并核对`, on each claim of a question."""
    numbers = wording.listed(sorted(one.number for one in others))
    return _("Answered together with claim %(numbers)s") % {"numbers": numbers}


def about(claim: Claim, said: str) -> str:
    """`响应：属实：甲方认可10:04`, where several stand in one row."""
    return wording.pair(subject(claim), said)


def minutes_of(claim: Claim) -> Minutes | None:
    """The minutes that settled the claim, or the newest that wait for the other side."""
    named = [one.minutes for one in reversed(claim.said) if one.minutes is not None]
    return next((one for one in named if one.agreed_at is not None or (one.waiting and claim.unsettled)), None)


def numbered(claim: Claim) -> str:
    return wording.pair(_("Claim %(n)s") % {"n": claim.number}, headline(claim))


def headline(claim: Claim) -> str:
    """The claim in one line, with both times."""
    words = value(claim, claimed.claimed(claim))
    if claim.fact is None:
        told = {"subject": subject(claim), "value": words, "at": beside(claim.entered_at, claim.entered_at)}
        return _("%(subject)s, %(value)s, claimed at %(at)s") % told
    wanted, entered = claimed.claimed(claim), claim.fact.entered_at
    if wanted.nothing:
        seen = wanted.seen_at or claim.entered_at
        told = {"subject": subject(claim), "entered": dated(entered), "seen": beside(seen, entered)}
        return _("%(subject)s, entered at %(entered)s: it did not happen, as seen at %(seen)s") % told
    at = wanted.start or entered
    told = {"subject": subject(claim), "value": dated(at), "entered": beside(entered, at)}
    return _("%(subject)s: %(value)s (entered at %(entered)s)") % told


def status(claim: Claim) -> str:
    """Where it stands; by whom a pause was ended since it was settled; and whether its proof is outstanding."""
    words = {
        PENDING: _pending,
        CONTESTED: _contested,
        ACCEPTED: _accepted,
        DECIDED: _decided,
        WITHDRAWN: _withdrawn,
    }[claim.state](claim)
    return words + _ended(claim) + _unproved(claim)


def _unproved(claim: Claim) -> str:
    if claim.proof_due is None or claim.proof_at is not None or claim.state in (DECIDED, WITHDRAWN):
        return ""
    return _(" The proof is due by %(due)s.") % {"due": due_dated(claim.proof_due)}


def _ended(claim: Claim) -> str:
    settled = claimed.spoken(claim, "accepted", "agreed", "decided", "reviewed")
    if claim.state not in (ACCEPTED, DECIDED):
        return ""
    wanted = claimed.claimed(claim)
    ended = _ended_after(claim, (settled or wanted).at)
    if ended is None:
        return ""
    told = {
        "at": beside(ended.at, wanted.start or claim.entered_at),
        "side": wording.party(ended.side),
        "who": speaker(ended),
    }
    return _(" The pause was ended at %(at)s by the %(side)s (%(who)s).") % told


def mark(claim: Claim) -> str:
    """The same in one word."""
    reviewed = claimed.spoken(claim, "reviewed") is not None
    if claim.state == ACCEPTED and claimed.spoken(claim, "agreed") is not None:
        return _("settled by minutes")
    if claimed.unasked(claim):
        return _("needs no check")
    return {
        PENDING: _("to be checked"),
        CONTESTED: _("contested"),
        ACCEPTED: _("own admission") if claim.admission else _("accepted as true"),
        DECIDED: _("decided on review") if reviewed else _("decided by the supervisor"),
        WITHDRAWN: _("withdrawn"),
    }[claim.state]


def _pending(claim: Claim) -> str:
    told = {"side": wording.party(claim.answered_by), "due": _due(claim)}
    if claimed.spoken(claim, "referred") is not None:
        return _("The %(side)s cannot tell and has passed it to the supervisor, who decides by %(due)s.") % told
    if claim.decision_overdue:
        return _("Neither the %(side)s nor the supervisor has spoken in time; the authority may decide.") % told
    if claim.answer_overdue:
        return _("The %(side)s has not answered in time, which is no consent; it lies with the supervisor.") % told
    return _("Waits for the %(side)s to check, by %(due)s.") % told


def _contested(claim: Claim) -> str:
    contest = claimed.spoken(claim, "contested")
    if contest is None:
        return _("The proof was not handed in in time. The supervisor decides by %(due)s.") % {"due": _due(claim)}
    told = {
        "side": wording.party(claim.side),
        "claimed": value(claim, claimed.claimed(claim)),
        "other": wording.party(contest.side),
        "contested": value(claim, contest),
        "due": _due(claim),
    }
    if claim.decision_overdue:
        return _("The %(side)s says %(claimed)s, the %(other)s %(contested)s. The authority may decide.") % told
    return _("The %(side)s says %(claimed)s, the %(other)s %(contested)s. The supervisor decides by %(due)s.") % told


def _accepted(claim: Claim) -> str:
    if claim.admission:
        return _("Said against oneself: it needs nobody's consent and counts.")
    if (agreed := claimed.spoken(claim, "agreed")) is not None:
        return _by_minutes(claim, agreed)
    answer = claimed.spoken(claim, "accepted")
    if answer is None:
        return _("It counts at once: no contract deadline turns on it.")
    accepted = spoken_of(claim, claimed.claimed(claim), answer.at)
    told = {"side": wording.party(claim.answered_by), "value": accepted}
    return _("The %(side)s accepts as true: %(value)s.") % told


def _by_minutes(claim: Claim, agreed: Statement) -> str:
    """`会商纪要：10:04（甲方某某提出，乙方某某同意）`."""
    said = (one for one in claim.said if one.saying == "proposed" and one.minutes_id == agreed.minutes_id)
    proposer = next((speaker(one) for one in said), "—")
    told = {"value": spoken_of(claim, agreed, agreed.at), "proposer": proposer, "agreer": speaker(agreed)}
    return _("Settled by minutes: %(value)s (%(proposer)s proposed, %(agreer)s agreed).") % told


def _decided(claim: Claim) -> str:
    decision = claimed.decided(claim)
    assert decision is not None  # noqa: S101  # the state says so
    told = {
        "party": wording.party(decision.side),
        "value": spoken_of(claim, decision, decision.at),
        "why": decision.reason,
    }
    wanted = claimed.claimed(claim)
    asked = claimed.spoken(claim, "review_asked") is not None and decision.saying != "reviewed"
    same = (decision.nothing, decision.start, decision.end) == (wanted.nothing, wanted.start, wanted.end)
    words = _("Upheld: the %(party)s decides for %(value)s; reason: %(why)s")
    if not same:
        words = _("Not upheld: the %(party)s decides for %(value)s; reason: %(why)s")
    return words % told + (_(" A review is asked for; the authority decides.") if asked else "")


def _withdrawn(claim: Claim) -> str:
    return _("The claim was withdrawn; what stands is %(value)s.") % {"value": standing(claim)}


def _due(claim: Claim) -> str:
    return due_dated(claim.due_at) if claim.due_at is not None else "—"


def saying(said: Statement) -> str:
    """What the statement does."""
    names = {
        "claimed": "claim.raised",
        "ended": "claim.ended",
        "proof": "claim.proof",
        "proof_missing": "claim.proof_missing",
    }
    return wording.act(names.get(said.saying, f"claim.{said.saying}"))


def by_whom(reading: ClockReading, claim: Claim | None) -> str:
    """`按录入时间10:20`, `按乙方主张10:04`."""
    if reading.by == ENTRY:
        if claim is None or claim.fact is None:
            return _("as it stands")
        return _("by the entry at %(at)s") % {"at": beside(claim.fact.entered_at, claim.entered_at)}
    if reading.by == ALL:
        return _("by all that is claimed")
    if reading.value is None or claim is None:
        return _("without the proof")
    return by_word(claim, reading.value)


def by_word(claim: Claim, said: Statement) -> str:
    """`按乙方主张10:04`, `按甲方所称10:18`."""
    if said.by is None:
        return _("without the proof")
    told = {"side": wording.party(said.side), "value": value(claim, said)}
    if said.saying == "contested":
        return _("as the %(side)s says, %(value)s") % told
    return _("as the %(side)s claims, %(value)s") % told


def state(code: str) -> str:
    """What a clock comes to, in one word."""
    states = {MET: _("in time"), BREACHED: _("overdue"), PAUSED: _("paused"), CANCELLED: _("cancelled")}
    return states.get(code, _("running"))


def comes_to(outcome: Outcome) -> str:
    """`已超期（应于10:05前，净用时20分）`."""
    told = {"state": state(outcome.state), "due": due_dated(outcome.due.legal), "net": span(outcome.net)}
    if outcome.net == outcome.gross:
        return _("%(state)s (due %(due)s, took %(net)s)") % told
    gross = {"gross": span(outcome.gross)}
    return _("%(state)s (due %(due)s, gross %(gross)s, net %(net)s)") % {**told, **gross}


def set_aside(breach: Breach) -> str:
    """`超期认定已撤销（2026年3月4日 10:00，演示·监管审计员，见主张2）：理由…`; whoever accepts gives no reason."""
    assert breach.set_aside_at is not None  # noqa: S101  # the caller asked
    claim = breach.set_aside_claim
    told = {
        "at": dated(breach.set_aside_at),
        "who": in_name_of(wording.person(breach.set_aside_by), breach.set_aside_for),
        "claim": claim.number if claim is not None else "",
    }
    words = _("The finding of lateness is set aside (%(at)s, %(who)s, see claim %(claim)s)")
    if claim is None:
        words = _("The finding of lateness is set aside (%(at)s, %(who)s, late entry)")
    return _reasoned(words % told, breach.set_aside_reason)


def reinstated(breach: Breach, at: datetime) -> str:
    words = _("The finding of lateness stands again (review, %(at)s)")
    if breach.reinstated_by_id is None:
        words = _("The finding of lateness stands again (%(at)s)")
    return _reasoned(words % {"at": dated(at)}, breach.reinstated_reason)


def _reasoned(words: str, why: str) -> str:
    return wording.pair(words, why) if why else words


def every_clock() -> str:
    return _("Every clock of our side (force majeure)")
