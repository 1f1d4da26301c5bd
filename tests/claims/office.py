"""An office on any day: people of both sides and the supervisor act on several orders, in time, late or mistaken.

Each method takes one act by the door. What is refused has not happened; every other error is one of the service.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from tests.world import SEATS, SECONDS, World
from tickets import actions, sweep
from tickets.actions import Value
from tickets.clocks import readings
from tickets.errors import Refusal
from tickets.lifecycle import KINDS
from tickets.lifecycle.fields import schema
from tickets.lifecycle.kinds.finding.guards import not_server
from tickets.lifecycle.steps import Step
from tickets.models import Claim, Deadline, Fact, Ticket
from tickets.models.claims import PAUSE, UNSETTLED

T = TypeVar("T")
#: Draws one of several.
Choose = Callable[[Sequence[T]], T]

#: Each kind; those of every day more often.
KINDS_WALKED = (*KINDS, "incident", "incident", "change", "change", "restart")
#: So many minutes before its entry something happened.
BACK = (0, 0, 3, 16, 45, 300, 1700)
#: So many minutes go by.
AHEAD = (1, 4, 20, 70, 400, 1500, 4500)
SIDES = {
    "agency": ("clerk", "lead"),
    "provider": ("desk", "manager", "engineer"),
    "authority": ("officer",),
    "supervisor": ("auditor",),
}
#: What a change may be of: growth, less of what is held, growth for a while, a move to another system, rules.
CHANGES: tuple[dict[str, Any], ...] = (
    {},
    {"type": "reduction", "data_saved": True, "lines": [{"line": "vcpu", "quantity": -2}]},
    {"term": "temporary", "end_date": "2026-04-01"},
    {"lines": [{"line": "vcpu", "quantity": 99_999}]},
    {"interrupts": True},
)
#: The stamps of a fault that was dealt with first.
STAMPS = (("respond",), ("respond", "recover"), ("recover",), ("respond", "arrive", "locate", "recover"))
PEOPLE = tuple(dict.fromkeys(SEATS.values()))
REASON = "先电话处理，后补录"
#: Where several may take part, one of so many is anybody.
STRANGER = 8
#: So many times likelier is a step that leads on than one beside the way.
ONWARD = 6


class Office:
    """`choose` says what happens; `orders` are those that are walked, `touched` those of the last act."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.orders: list[Ticket] = []
        self.touched: Sequence[Ticket] = ()
        self.took: Counter[str] = Counter()
        self.said = ""

    def _try(self, what: str, act: Callable[[], object], *on: Ticket) -> None:
        """Take an act on these orders, or be refused. `said` is what a failing run prints."""
        self.said, self.touched = f"{self.world.now:%m-%d %H:%M} {what}", on
        try:
            act()
        except Refusal as refusal:
            self.said += f": {refusal.status}"
        else:
            self.took[what.split(maxsplit=1)[0]] += 1

    def open_orders(self) -> list[Ticket]:
        return [one for one in self.orders if self.world.fresh(one).closed_at is None]

    def open_claims(self) -> bool:
        return bool(self._claims(state__in=UNSETTLED))

    # Orders and their steps.

    def open(self, choose: Choose[Any]) -> None:
        kind = choose(KINDS_WALKED)
        fields = self._late(choose(BACK), "reported_at") if kind == "incident" else {}
        fields |= choose(CHANGES) if kind == "change" else {}
        self._try(f"open {kind} {fields}", lambda: self.orders.append(self.world.file(kind, **fields)))

    def call(self, choose: Choose[Any]) -> None:
        """电话接报: a fault told and answered by telephone, entered a while later in one act."""
        called = self.world.now - timedelta(minutes=choose(BACK))
        answered = called + timedelta(minutes=choose((0, 3, 16)))
        what = {"caller": "演示·值班员", "symptom": "页面打不开", "called_at": called, "answered_at": answered}
        where = {"contract": self.world.contract, "system": self.world.system, **self._by(choose(SIDES["provider"]))}
        self._try(f"call {called} {answered}", lambda: self.orders.append(actions.take_call(**where, **what)))

    def stamp(self, choose: Choose[Any]) -> None:
        """先抢修，后补录: several instants of one fault, entered in one act."""
        if faults := [one for one in self.orders if one.kind == "incident"]:
            ticket, steps = self.world.fresh(choose(faults)), choose(STAMPS)
            stamps = {}
            for name in steps:
                at = self.world.now - timedelta(minutes=choose(BACK))
                stamps[name] = self._typed(ticket, ticket.machine.by_step[name]) | {"happened_at": at.isoformat()}
            self._try(
                f"stamp {ticket.number} {stamps}",
                lambda: actions.stamp_late(ticket, stamps, late_reason=REASON, **self._by(choose(SIDES["provider"]))),
                ticket,
            )

    def step(self, choose: Choose[Any]) -> None:
        """Any step that leads out of the state, by one of its people, reported in time or late."""
        ticket = self.world.fresh(choose(self.open_orders() or self.orders))
        ways = self._ways(ticket) if choose(range(STRANGER)) else []
        ways = ways or [(step, choose(PEOPLE)) for step in ticket.machine.leaving(ticket.state) if not step.lapses]
        if ways:
            step, who = choose(ways)
            fields = self._reported(step, choose)
            self._try(
                f"{step.name} {ticket.number} by {who} {fields}",
                lambda: self.world.take(ticket, step.name, who=who, **self._typed(ticket, step) | fields),
                ticket,
            )

    def _ways(self, ticket: Ticket) -> list[tuple[Step, str]]:
        """Which steps who may take now; those that lead on many times over."""
        steps = [one for one in ticket.machine.leaving(ticket.state) if not one.lapses]
        people = dict.fromkeys(seat for step in steps for seat in _seats(step))
        rows = readings.latest(ticket)
        open_to = {who: actions.available(ticket, rows, **self._by(who)) for who in people}
        ways = [(step, who) for step in steps for who in people if step in open_to[who]]
        return [way for way in ways for _ in range(ONWARD if _leads_on(way[0]) else 1)]

    def _typed(self, ticket: Ticket, step: Step) -> dict[str, Any]:
        shapes = schema(step.asks, self.world.sample)["properties"]
        return {name: one["examples"][0] for name, one in shapes.items() if one.get("examples")}

    def _reported(self, step: Step, choose: Choose[Any]) -> dict[str, Any]:
        if step.reports is None:
            return {}
        names = [one.name for one in step.reports.at] or ["happened_at"]
        return self._late(choose(BACK), *names)

    def _late(self, minutes: int, *names: str) -> dict[str, Any]:
        at = (self.world.now - timedelta(minutes=minutes)).isoformat()
        return {**dict.fromkeys(names, at), "late_reason": REASON} if minutes else {}

    # Claims.

    def claim_time(self, choose: Choose[Any]) -> None:
        """Either side says that something happened at another time."""
        facts = list(Fact.objects.filter(ticket__in=self.orders).select_related("ticket").order_by("id"))
        if facts:
            fact = choose(facts)
            who, value = self._one_of(choose, ("agency", "provider")), self._instant(fact, choose)
            number = Fact.objects.filter(ticket=fact.ticket, name=fact.name, pk__lte=fact.pk).count()
            self._try(
                f"claim_time {fact.ticket.number} {fact.name} {number} {value} by {who}",
                lambda: actions.claim_time(
                    fact.ticket, fact=fact.name, number=number, value=value, reason=REASON, **self._by(who)
                ),
                fact.ticket,
            )

    def claim_pause(self, choose: Choose[Any]) -> None:
        """Either side says that a clock rests, or rested."""
        clocks = self._clocks()
        grounds = [(row, ground) for row in clocks for ground in [*row.clause.pauses, "force_majeure"]]
        if grounds:
            row, ground = choose(grounds)
            who, value = self._one_of(choose, ("agency", "provider")), self._stretch(row.started_at, choose)
            code = "*" if ground == "force_majeure" else row.code
            self._try(
                f"claim_pause {row.ticket.number} {code} {ground} {value} by {who}",
                lambda: actions.claim_pause(
                    row.ticket, code=code, ground=ground, value=value, reason=REASON, **self._by(who)
                ),
                row.ticket,
            )

    def answer(self, choose: Choose[Any]) -> None:
        """Somebody of the other side, or a stranger, says something to a claim that is not settled."""
        if claims := self._claims(state__in=UNSETTLED):
            claim = choose(claims)
            who = self._one_of(choose, (claim.answered_by,))
            verb = choose((self._accept, self._accept, self._contest, self._refer))
            verb(claim, who, choose)
        else:
            self.step(choose)

    def decide(self, choose: Choose[Any]) -> None:
        if claims := self._claims(state__in=UNSETTLED):
            claim = choose(claims)
            who, value = self._one_of(choose, ("supervisor", "authority")), self._value(claim, choose)
            self._hear("decide", actions.decide_claim, claim, who, value=value, comment=REASON)

    def take_back(self, choose: Choose[Any]) -> None:
        """The claimant withdraws, corrects, ends or proves."""
        if claims := self._claims():
            claim = choose(claims)
            who = self._one_of(choose, (claim.side,))
            verb = choose(("withdraw", "correct", "end", "prove"))
            if verb == "correct":
                value = self._value(claim, choose)
                self._hear("correct", actions.correct_claim, claim, who, value=value)
            else:
                acts = {"withdraw": actions.withdraw_claim, "end": actions.end_pause, "prove": actions.prove_claim}
                self._hear(verb, acts[verb], claim, who)

    def review(self, choose: Choose[Any]) -> None:
        """A party asks for a review, or the authority decides one."""
        if claims := self._claims(state="decided"):
            claim = choose(claims)
            if choose((True, False)):
                who = self._one_of(choose, (claim.side, claim.answered_by))
                self._hear("ask_review", actions.ask_review, claim, who, comment=REASON)
            else:
                who, value = self._one_of(choose, ("authority",)), self._value(claim, choose)
                self._hear("review", actions.review_claim, claim, who, value=value, comment=REASON)

    def agree(self, choose: Choose[Any]) -> None:
        """会商纪要: a lead proposes what is to stand of some claims, the other side's agrees."""
        if claims := self._claims(state__in=UNSETTLED):
            some = claims[: choose((1, 2, 3))]
            items = [(one.pk, self._value(one, choose)) for one in some]
            proposes, agrees = choose((("lead", "manager"), ("manager", "lead")))
            what = f"agree {[f'{one.ticket.number} c{one.number}' for one in some]} {items} by {proposes}"
            self._try(what, lambda: self._minutes(items, proposes, agrees), *{one.ticket for one in some})

    def _minutes(self, items: list[tuple[int, Value]], proposes: str, agrees: str) -> None:
        minutes = actions.settle_together(items, text=REASON, **self._by(proposes))
        actions.agree_minutes(minutes.pk, **self._by(agrees))

    def _accept(self, claim: Claim, who: str, choose: Choose[Any]) -> None:
        self._hear("accept", actions.accept_claim, claim, who)

    def _contest(self, claim: Claim, who: str, choose: Choose[Any]) -> None:
        value = choose((None, self._value(claim, choose)))
        self._hear("contest", actions.contest_claim, claim, who, value=value, comment=REASON)

    def _refer(self, claim: Claim, who: str, choose: Choose[Any]) -> None:
        self._hear("refer", actions.refer, claim, who)

    def _hear(self, verb: str, act: Callable[..., Claim], claim: Claim, who: str, **said: Any) -> None:
        what = f"{verb} {claim.ticket.number} c{claim.number} by {who} {said.get('value', '')}"
        self._try(what, lambda: act(claim.pk, **self._by(who), **said), claim.ticket)

    # Time.

    def wait(self, choose: Choose[Any]) -> None:
        """Time goes by, and the sweep comes past."""
        self.world.later(minutes=choose(AHEAD))
        self.said, self.touched = f"{self.world.now:%m-%d %H:%M} sweep", self.orders
        while sweep.fire_one(self.world.now):
            pass

    # What is drawn.

    def _claims(self, **having: Any) -> list[Claim]:
        return list(Claim.objects.filter(ticket__in=self.orders, **having).select_related("ticket", "fact"))

    def _clocks(self) -> list[Deadline]:
        return readings.load(Deadline.objects.filter(ticket__in=self.orders, cancelled=False).select_related("ticket"))

    def _one_of(self, choose: Choose[Any], sides: Iterable[str]) -> str:
        own = [name for side in sides for name in SIDES[side]]
        return choose(PEOPLE if choose(range(STRANGER)) == 0 else own)

    def _by(self, who: str) -> dict[str, Any]:
        return {"actor": self.world.user(who), "now": self.world.now}

    def _value(self, claim: Claim, choose: Choose[Any]) -> Value:
        if claim.type == PAUSE:
            first = min(one.started_at for one in claim.clocks.all())
            return choose((Value(nothing=True), self._stretch(first, choose)))
        assert claim.fact is not None
        return self._instant(claim.fact, choose)

    def _instant(self, fact: Fact, choose: Choose[Any]) -> Value:
        """As entered, as stated, as early as may be, or before its entry, inside the bounds or not."""
        before = fact.entered_at - timedelta(minutes=choose(BACK))
        return Value(choose((fact.entered_at, fact.stated_at, fact.not_before, before)))

    def _stretch(self, begun: datetime, choose: Choose[Any]) -> Value:
        start = begun + timedelta(minutes=choose((0, 2, 10, 400)))
        return Value(start, choose((None, start + timedelta(minutes=choose((1, 15, 2000))))))


def _seats(step: Step) -> list[str]:
    """Those of its roles; where it takes another lead, the second ones as well."""
    seats = (SEATS, SECONDS) if not_server in step.when else (SEATS,)
    return [some[role] for some in seats for role in step.by if role in some]


def _leads_on(step: Step) -> bool:
    return not (step.aside or step.turns_back or step.refuses)


assert set(KINDS_WALKED) <= KINDS.keys()
