"""Orders that the service opens by itself, once for each period of each rule that a contract has switched on."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override

from tickets import attendance, register, registered
from tickets.actions import door, facts, month_figures, telling
from tickets.actions.act import Act
from tickets.actions.numbers import next_number
from tickets.actions.open import already_known, enter, record_opening
from tickets.actions.rules import Rules
from tickets.datelaw.periods import Period
from tickets.datelaw.types import local
from tickets.lifecycle import KINDS
from tickets.lifecycle.certificates import CERTIFIED, SORT
from tickets.lifecycle.fields import store_all
from tickets.lifecycle.kind import OPEN, Kind
from tickets.lifecycle.kinds.report import AHEAD
from tickets.lifecycle.recurring import Lapsing, Recurring, RecurringPeriod, Term
from tickets.lifecycle.segments import CANCELLED
from tickets.models import PROXIES, Contract, Recurrence, RegisterEntry, Ticket
from tickets.outages.months import ContractMonth
from tickets.policy.known import Parameter
from tickets.registers.books.certificates import Certificates

#: What fell due longer ago is not opened any more; nor what was over before the contract came to the service, unless it
#: is owed all the same.
REACH: Final = timedelta(days=31)


def open_recurring(now: datetime, only: str = "") -> int:
    """Open what has fallen due and is not there yet. How many orders. Each in a transaction of its own. only: of the
    rule of this name; "": of all."""
    door.check()
    contracts = list(Contract.objects.select_related("agency").order_by("number"))
    offered = register.missing(contracts)
    return sum(_open_all(contract, offered[contract.pk], now, only) for contract in contracts)


def _open_all(contract: Contract, offered: dict[str, tuple[str, ...]], now: datetime, only: str) -> int:
    kinds = [kind for name, kind in KINDS.items() if kind.recurs and offered.get(name) == ()]
    if not kinds:
        return 0
    rules, there = Rules(contract), set(contract.recurrences.values_list("rule", "period"))
    term = _term(rules)
    fallen = [(kind, rule, period) for kind in kinds for rule, period in _fallen_due(kind, rules, term, now)]
    due = [one for one in fallen if only in ("", one[1].name)]
    return sum(
        _open(kind, rule, period, rules, now) for kind, rule, period in due if (rule.name, period.key) not in there
    )


def _fallen_due(
    kind: type[Kind], rules: Rules, term: Term, now: datetime
) -> Iterator[tuple[Recurring, RecurringPeriod]]:
    """The periods whose order may be opened by today, of the rules that the contract has."""
    today = local(now).date()
    loaded = local(rules.contract.loaded_at).date()
    for rule in kind.recurs:
        if rules.reading(rule.switch) == "on":
            since = (one for one in rule.periods(term) if today - REACH <= one.since <= today)
            fallen = (one for one in since if one.until is None or today <= one.until)
            yield from ((rule, one) for one in fallen if rule.owed or max(one.since, one.last) >= loaded)


def _term(rules: Rules) -> Term:
    live = rules.contract.systems.filter(live_since__isnull=False).order_by("live_since").first()
    since = live.live_since if live is not None else None
    went_live = local(since).date() if since is not None else None
    paid = len(rules.instalments), rules.contract.effective_on, rules.accepted_on
    known = (rules.contract.starts, rules.term_ends, went_live, *paid)
    read: dict[str, Any] = {"calendar": rules.calendar, "number": rules.number}
    read["promised"] = attendance.promised(rules.contract)
    return Term(*known, certificates=tuple(_certificates(rules.contract)), ahead=rules.number(AHEAD), **read)


def _certificates(contract: Contract) -> Iterator[Lapsing]:
    """Of each certificate the entry of the register that goes farthest: one that was renewed ahead lapses no more."""
    rows = RegisterEntry.objects.filter(contract=contract, register=Certificates.code)
    for entry in registered.in_force(rows, date.max):
        if entry.ends is not None and entry.decided_at is not None:
            said = registered.values(entry)
            yield Lapsing(said[SORT.name], said[CERTIFIED.name], entry.ends, local(entry.decided_at).date())


def _due_on(days: Parameter, period: RecurringPeriod, rules: Rules, today: date) -> date:
    """The last day: working days after the period, so that nothing drifts; where the service itself was late with the
    order, at least the next working day."""
    last = rules.calendar.nth_working_day(period.last, rules.number(days))
    return max(last, rules.calendar.nth_working_day(today, 1)) if today > last else last


def _due_ahead(days: Parameter, period: RecurringPeriod, rules: Rules, today: date) -> date:
    """So many working days after today, but before the period begins, however late the service itself was."""
    return min(rules.calendar.nth_working_day(today, rules.number(days)), period.first - timedelta(days=1))


def _said(rule: Recurring, period: RecurringPeriod, rules: Rules, today: date) -> dict[str, Any]:
    """What the order's form says."""
    said = dict(rule.answers(period))
    reckon = _due_ahead if rule.begins else _due_on
    return said if rule.days is None else {**said, rule.due: reckon(rule.days, period, rules, today)}


def _of_registers(rule: Recurring, period: RecurringPeriod, contract: Contract, now: datetime) -> dict[str, Any]:
    """The figures of the month, and whether there is anything to report of it."""
    named = Period.read(period.key)
    if not rule.figures or named is None:
        return {}
    month = ContractMonth(contract, named, now)
    nothing = {rule.nothing: period.last} if rule.nothing and month_figures.is_empty(month) else {}
    return {rule.figures: month_figures.of_month(month), **nothing}


def _opened_by_people(kind: type[Kind], rule: Recurring, contract: Contract, said: dict[str, Any]) -> bool:
    if rule.same is None:
        return False
    stored = store_all([field for field in kind.opening.asks if field.name in rule.same], said)
    there = Ticket.objects.filter(contract=contract, kind=kind.kind).exclude(state=CANCELLED.code)
    return there.filter(**{f"fields__{name}": value for name, value in stored.items()}).exists()


@transaction.atomic
def _open(kind: type[Kind], rule: Recurring, period: RecurringPeriod, rules: Rules, now: datetime) -> bool:
    """False: another process was quicker, or people were."""
    contract = Contract.objects.select_for_update().select_related("agency").get(pk=rules.contract.pk)
    if contract.recurrences.filter(rule=rule.name, period=period.key).exists():
        return False
    with override(settings.LANGUAGE_CODE):
        said = _said(rule, period, rules, local(now).date())
        if _opened_by_people(kind, rule, contract, said):
            return False
        said |= _of_registers(rule, period, contract, now)
        scene = facts.of_rule(kind.kind, contract, now=now, fields=said)
        said |= already_known(kind, scene)
        title = gettext(rule.title) % {
            "year": f"{period.first:%Y}",
            "month": f"{period.first:%m}",
            "what": rule.what(period),
        }
    file_by_rule(new_by_rule(kind, contract, title, said, now, rule.into), said, (rule.name, period.key), now)
    return True


def new_by_rule(
    kind: type[Kind], contract: Contract, title: str, said: dict[str, Any], now: datetime, into: str = ""
) -> Ticket:
    """An order that nobody opened. into: its state, where it is not the first of its kind."""
    return PROXIES[kind.kind](
        number=next_number(now),
        kind=kind.kind,
        state=into or kind.initial.code,
        contract=contract,
        title=title,
        fields=store_all(kind.opening.asks, said),
        form_edition=kind.opening.edition,
        opened_by=None,
        opened_unit=contract.agency,
        opened_at=now,
        state_since=now,
        slots_since=now,
        sent_at=None if kind.initial.private else now,
    )


def file_by_rule(ticket: Ticket, said: dict[str, Any], place: tuple[str, str], now: datetime) -> None:
    """The row, its clocks, its `place` (rule, period), audit and notices."""
    act, (rule, period) = Act(ticket, OPEN, None, now, values=dict(said)), place
    enter(act)
    act.store(Recurrence(contract=ticket.contract, rule=rule, period=period, ticket=ticket))
    scene = facts.of_rule(ticket.kind, ticket.contract, now=act.now, fields=act.values)
    act.clocks.apply(mark for mark in ticket.machine.opening.clocks if mark.counts(scene))
    record_opening(act, rule=rule, period=period)
    if ticket.lapses_at is None or ticket.lapses_at > now:  # what ends by itself at once is nobody's move
        act.tell("your_move", telling.moving(ticket, act.turns, act.roster))
    act.save()
