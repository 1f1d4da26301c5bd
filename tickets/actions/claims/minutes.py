"""会商纪要: the leads of both sides settle any number of claims together. One proposes, the other agrees.

What is proposed moves nothing, and its own side may take it back; agreed to, each value takes its place on its order,
as if it had been accepted there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from texts import tidy
from tickets.actions.act import refuse
from tickets.actions.claims import born, telling
from tickets.actions.claims.born import Value
from tickets.actions.claims.bounds import check
from tickets.actions.claims.hearing import BOTH, BarredError, Hearing, on_record, persons
from tickets.actions.claims.settle import SettledClaim, settle
from tickets.actions.idempotency import Once, repeatable
from tickets.actions.whole import whole
from tickets.clocks import claimed
from tickets.errors import Invalid, WrongState
from tickets.lifecycle.form_fields import faults
from tickets.models import Claim, Minutes, Statement
from tickets.models.claims import ACCEPTED, UNSETTLED
from tickets.permissions import standing

MOST, LONGEST = 100, 2_000
PROPOSED, AGREED, TAKEN_BACK = "claim.proposed", "claim.agreed", "claim.taken_back"


@repeatable
def settle_together(
    items: Sequence[tuple[int, Value]], *, text: str, actor: User, now: datetime, once: Once | None = None
) -> Minutes:
    """Propose minutes: what is to stand of each claim, by its id. Raises Invalid, Forbidden for whoever is no lead of
    either side, WrongState where a claim is settled."""
    refuse(errors_of(text))
    values = _each_once(items)
    hearings = _locked(list(values), PROPOSED, actor=actor, now=now, comment=text)
    with on_record(actor, now), whole(), hearings as acts:
        if once is not None:
            once.check()
        meant = _proposable(acts, values)
        minutes = _written(acts, text, actor, now)
        for act in acts:
            for claim in act.heard:
                _say(act, "proposed", minutes, claim, meant[claim.pk])
            telling.of_step(act, act.claim, "claim_proposed", more=len(act.heard) - 1)
            act.keep()
        if once is not None:
            once.keep(acts[0].claim, now, minutes=minutes)
        return minutes


def meant_together(items: Sequence[tuple[int, Value]], *, actor: User, now: datetime) -> dict[int, Value]:
    """Claim id -> the value as it would be proposed. Writes nothing. Raises as `settle_together`."""
    values = _each_once(items)
    with whole(), _locked(list(values), PROPOSED, actor=actor, now=now, comment="") as acts:
        return _proposable(acts, values)


def _each_once(items: Sequence[tuple[int, Value]]) -> dict[int, Value]:
    values = dict(items)
    if not values or len(values) != len(items) or len(values) > MOST:
        message = _("Name the claims, each once, at most %(most)d.") % {"most": MOST}
        raise Invalid(message, {"claims": [message]})
    return values


def _proposable(acts: Sequence[Hearing], values: Mapping[int, Value]) -> dict[int, Value]:
    """Raises WrongState, Forbidden, Invalid."""
    _all_open(acts)
    for act in acts:
        act.speak_for_a_side(_("Only a lead of one of the two sides settles claims by minutes."))
    return _meant(acts, values)


def errors_of(text: str) -> dict[str, list[str]]:
    """What is amiss with the words of minutes."""
    if not (text := tidy.paragraphs(text)):
        return {"minutes": [_("Write down what was agreed.")]}
    return {"minutes": sentences} if (sentences := faults(text, LONGEST)) else {}


def _meant(acts: Iterable[Hearing], values: Mapping[int, Value]) -> dict[int, Value]:
    """Claim id -> its value as it is meant. Raises Invalid with everything that is amiss, `claims.<id>.<field>`."""
    meant: dict[int, Value] = {}
    errors: dict[str, list[str]] = {}
    for act in acts:
        for claim in act.heard:
            _between_sides(claim)
            try:
                meant[claim.pk] = check(act, claim, values[claim.pk])
            except Invalid as refusal:
                errors |= {f"claims.{claim.pk}.{name}": said for name, said in refusal.errors.items()}
    refuse(errors)
    return meant


@repeatable
def agree_minutes(pk: int, *, actor: User, now: datetime, once: Once | None = None) -> Minutes:
    """Agree to what the other side's lead proposed; every value takes its place. Raises Minutes.DoesNotExist, Forbidden
    for their own side, WrongState where the minutes wait no more or a claim of theirs is settled already."""
    with _waiting(pk, AGREED, actor=actor, now=now, once=once) as (minutes, acts):
        _all_open(acts)
        proposed = {one.claim_id: one for one in minutes.statements.filter(saying="proposed")}
        for act in acts:
            _agreeing(act, minutes)
        capacity = acts[0].capacity
        minutes.agreed_by, minutes.agreed_at = actor, max(now, minutes.proposed_at)
        minutes.agreed_for_id = capacity.principal if capacity else None
        acts[0].store(minutes, "agreed_by", "agreed_for", "agreed_at")
        for act in acts:
            values = {one.pk: _value(proposed[one.pk]) for one in act.heard}
            words = [_say(act, "agreed", minutes, one, values[one.pk]) for one in act.heard]
            settle(act, [SettledClaim(one.claim, one, one) for one in words], ACCEPTED)
            act.keep()
        return minutes


@repeatable
def withdraw_minutes(pk: int, *, actor: User, now: datetime, once: Once | None = None) -> Minutes:
    """A lead of the side that proposed takes the minutes back, whatever became of their claims. Raises
    Minutes.DoesNotExist, Forbidden for the other side, WrongState where they are agreed or taken back already."""
    with _waiting(pk, TAKEN_BACK, actor=actor, now=now, once=once) as (minutes, acts):
        refusal = _("Only the side that proposed the minutes takes them back.")
        for act in acts:
            act.speak_for_a_side(refusal)
            if act.capacity is None or act.capacity.side != minutes.side:
                raise BarredError(act, "side_that_proposed", refusal)
        capacity = acts[0].capacity
        minutes.withdrawn_by, minutes.withdrawn_at = actor, now
        minutes.withdrawn_for_id = capacity.principal if capacity else None
        acts[0].store(minutes, "withdrawn_by", "withdrawn_for", "withdrawn_at")
        for act in acts:
            for claim in act.heard:
                _say(act, "taken_back", minutes, claim)
            telling.of_step(act, act.claim, "claim_taken_back", more=len(act.heard) - 1)
            act.keep()
        return minutes


@contextmanager
def _waiting(
    pk: int, action: str, *, actor: User, now: datetime, once: Once | None
) -> Iterator[tuple[Minutes, list[Hearing]]]:
    """The minutes and one hearing an order, all locked. Raises WrongState where they wait for nobody any more."""
    with on_record(actor, now), whole():
        minutes = Minutes.objects.select_for_update().get(pk=pk)
        if once is not None:
            once.check()
        if minutes.agreed_at is not None:
            raise WrongState(_("These minutes are agreed already."))
        if minutes.withdrawn_at is not None:
            raise WrongState(_("These minutes were taken back."))
        named = list(minutes.statements.filter(saying="proposed").values_list("claim", flat=True))
        with _locked(named, action, actor=actor, now=now, comment=minutes.text) as acts:
            yield minutes, acts
            if once is not None:
                once.keep(acts[0].claim, now, minutes=minutes)


def _agreeing(act: Hearing, minutes: Minutes) -> None:
    """Raises Forbidden but for the lead of the other side."""
    refusal = _("The lead of the other side agrees to the minutes.")
    act.speak_for_a_side(refusal)
    assert act.capacity is not None  # noqa: S101  # just set
    proposers = {pk for pk in (minutes.proposed_by_id, minutes.proposed_for_id) if pk is not None}
    if act.capacity.side == minutes.side or not persons(act.actor, act.capacity).isdisjoint(proposers):
        raise BarredError(act, "other_side", refusal)


def _written(acts: Sequence[Hearing], text: str, actor: User, now: datetime) -> Minutes:
    """Raises Invalid where the orders are of several contracts."""
    capacity, contracts = acts[0].capacity, {act.ticket.contract_id for act in acts}
    if len(contracts) > 1:
        raise _elsewhere()
    assert capacity is not None  # noqa: S101  # a lead speaks
    minutes = Minutes(
        contract=acts[0].ticket.contract,
        text=tidy.paragraphs(text),
        side=capacity.side,
        proposed_by=actor,
        proposed_for_id=capacity.principal,
        proposed_at=now,
    )
    acts[0].store(minutes)
    return minutes


def _say(act: Hearing, saying: str, minutes: Minutes, claim: Claim, value: Value | None = None) -> Statement:
    return born.say(act, claim, saying, value, minutes.text, minutes=minutes)


def _between_sides(claim: Claim) -> None:
    if {claim.side, claim.answered_by} != BOTH:
        raise _elsewhere()


def _elsewhere() -> Invalid:
    message = _("Minutes settle claims between agency and provider under one contract.")
    return Invalid(message, {"claims": [message]})


def _value(statement: Statement) -> Value:
    return Value(statement.start, statement.end, statement.nothing, statement.seen_at)


def _all_open(acts: Iterable[Hearing]) -> None:
    """Raises WrongState where one of the claims is settled."""
    settled = [one for act in acts for one in act.heard if one.state not in UNSETTLED]
    if settled:
        message = _("Claim %(claim)s on work order %(ticket)s is settled or withdrawn already.")
        raise WrongState(message % {"claim": settled[0].number, "ticket": settled[0].ticket.number})


@contextmanager
def _locked(claims: Sequence[int], action: str, *, actor: User, now: datetime, comment: str) -> Iterator[list[Hearing]]:
    """One hearing an order, locked in the order of their ids, with the claims named. Raises Claim.DoesNotExist."""
    tickets = sorted(set(Claim.objects.filter(pk__in=claims).values_list("ticket", flat=True)))
    where = standing(actor, now)
    with ExitStack() as stack:
        acts = [stack.enter_context(Hearing.on(pk, action, actor=actor, now=now, comment=comment)) for pk in tickets]
        for act in acts:
            act.where = where
            act.heard = claimed.load(Claim.objects.filter(pk__in=claims, ticket=act.ticket))
            act.claim = act.heard[0]
        if sum(len(act.heard) for act in acts) != len(claims):
            raise Claim.DoesNotExist
        yield acts
