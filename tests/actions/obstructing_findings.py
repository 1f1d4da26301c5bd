"""What keeps a finding from being settled: other rules, what is contested or fell, one person for two."""

from datetime import timedelta

from tests.actions.obstructing import Obstacle, granted, past_the_door
from tests.actions.walks import Try
from tickets.models import Breach, Claim, Endorsement, Ticket


def found_under(*rules: str) -> Obstacle:
    return past_the_door(rules=[{"rule": one} for one in rules])


def told_late(chance: Try) -> Ticket:
    """A fault for whose time nobody has answered."""
    told = chance.world.now - timedelta(minutes=16)
    return chance.world.file("incident", reported_at=told.isoformat(), late_reason="先电话报告")


def resting_on_a_claim(chance: Try) -> Try:
    """Nobody has answered for the time of the fault of which the finding speaks."""
    return past_the_door(event_rows=[{"event_order": told_late(chance).number}])(chance)


def while_something_is_contested(chance: Try) -> Try:
    told_late(chance)
    return chance


def resting_on_ones_own(chance: Try) -> Try:
    """Whoever tries it filed the fault of which the finding speaks."""
    fault = chance.world.file("incident", chance.actor.username)
    return past_the_door(event_rows=[{"event_order": fault.number}])(chance)


def resting_on_what_fell(chance: Try) -> Try:
    """The clock of which the finding speaks was missed, and that was set aside by a claim."""
    fault = told_late(chance)
    claim, now = fault.claims.get(), chance.world.now
    Claim.objects.filter(pk=claim.pk).update(state="accepted", due_at=None)
    clock = chance.world.clock(fault, "incident.respond")
    Breach.objects.create(
        deadline=clock, contract=fault.contract, party="provider", code=clock.code, occurred_at=now, detected_at=now,
        set_aside_at=now, set_aside_claim=claim,
    )  # fmt: skip
    return past_the_door(event_rows=[{"event_order": fault.number, "event_clock": clock.code}])(chance)


def given_by_the_actor(name: str) -> Obstacle:
    """Whoever settles it took that step before."""

    def giving(chance: Try) -> Try:
        given = Endorsement.objects.filter(ticket=chance.ticket, name=name, voided_at=None)
        given.update(voided_at=chance.world.now)
        return granted(name)(chance)

    return giving
