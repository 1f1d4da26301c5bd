"""What makes a step unlawful that was lawful a moment ago, person by person, hour by hour, row by row.

Where the door itself can bring the obstacle about it does: another person, a later hour, an edit. Where it
leaves no way (that is what it is for) the row is changed past it, and the guard must still stand.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from accounts import roles
from accounts.models import Membership, User
from tests.actions.walks import DAY, SECOND, Try, permitted
from tests.world import SEATS
from tickets import actions, register
from tickets.actions.rules import Rules
from tickets.clocks import readings
from tickets.clocks.timers import Clockwork
from tickets.datelaw.types import ZONE
from tickets.lifecycle.questions import OF_STEPS
from tickets.lifecycle.words import PAUSE_REASONS
from tickets.models import AuditEntry, Claim, Deadline, Endorsement, Fact, Ticket
from tickets.models.claims import TIME
from tickets.policy.types import EVENTS

Obstacle = Callable[[Try], Try]
LATER = timedelta(days=10)
OTHER_DIGEST = "0" * 64
RULE = {"source": "10.0.0.1", "destination": "10.0.1.1", "protocol": "tcp", "direction": "in", "action": "allow"}


def vcpu(quantity: int) -> list[dict[str, Any]]:
    return [{"line": "vcpu", "quantity": quantity}]


CUTTING = {"type": "reduction", "term": "long_term", "end_date": None, "data_saved": True, "lines": vcpu(-2)}


def again(chance: Try, **changes: Any) -> Try:
    return replace(chance, **{"ticket": chance.world.fresh(chance.ticket), **changes})


# --- the person ---


def by_an_author(chance: Try) -> Try:
    """Whoever opened the ticket gets the role that decides; where the sides are opposed, whoever decides has edited."""
    author = User.objects.get(pk=chance.ticket.opened_by_id)
    held = chance.actor.memberships.get()
    if any(roles.opposed(held.role, one.role) for one in author.memberships.all()):
        Ticket.objects.filter(pk=chance.ticket.pk).update(authors=[chance.actor.pk])
        return again(chance)
    Membership.objects.create(user=author, organization=held.organization, role=held.role)
    return again(chance, actor=author)


def by_the_verifier(chance: Try) -> Try:
    verifier = User.objects.get(pk=chance.ticket.endorsements.get(name="permit").by_id)
    provider = chance.ticket.contract.provider
    Membership.objects.get_or_create(user=verifier, organization=provider, role=roles.PROVIDER_ENGINEER)
    return again(chance, actor=verifier)


def as_its_author(chance: Try) -> Try:
    """Nobody of one side acts for the other, so that no role makes an author of whoever decides there."""
    Ticket.objects.filter(pk=chance.ticket.pk).update(authors=[chance.actor.pk])
    return again(chance)


def by_whoever_gave(name: str) -> Obstacle:
    """Whoever endorsed it before gets the role that decides."""

    def deciding(chance: Try) -> Try:
        before = User.objects.get(pk=chance.ticket.endorsements.get(name=name, voided_at=None).by_id)
        held = chance.actor.memberships.get()
        Membership.objects.create(user=before, organization=held.organization, role=held.role)
        return again(chance, actor=before)

    return deciding


def by_whoever_looked(chance: Try) -> Try:
    """Whoever decides has recorded before what was looked at."""
    told = {"seq": 0, "at": chance.world.now, "source": chance.ticket.state, "hash": OTHER_DIGEST}
    AuditEntry.objects.create(ticket=chance.ticket, actor=chance.actor, action="record_check", **told)
    return again(chance)


def by_another_engineer(chance: Try) -> Try:
    world, ticket = chance.world, chance.ticket
    other = User.objects.create(username="engineer-2", name="演示·另一名工程师")
    Membership.objects.create(user=other, organization=ticket.contract.provider, role=roles.PROVIDER_ENGINEER)
    world.take(ticket, "hand_over", who="manager", assignee="engineer")
    return again(chance, actor=other)


def by_the_other_lead(chance: Try) -> Try:
    other = "manager" if chance.actor.username == "lead" else "lead"
    return again(chance, actor=chance.world.user(other))


def from_another_unit(chance: Try) -> Try:
    openers = (SEATS[role] for role in chance.ticket.machine.opening.by)
    other = next(one for one in openers if one != chance.actor.username)
    return again(chance, ticket=chance.world.file(chance.ticket.kind, other))


def by(who: str) -> Obstacle:
    return lambda chance: again(chance, actor=chance.world.user(who))


# --- the hour ---


def at(instant: Callable[[Try], datetime]) -> Obstacle:
    def wait(chance: Try) -> Try:
        chance.world.at(instant(chance))
        return again(chance)

    return wait


def window_end(chance: Try) -> datetime:
    return datetime.fromisoformat(chance.ticket.fields["window_end"])


def window_passed(chance: Try) -> datetime:
    return window_end(chance) + SECOND


def half_a_year_before_the_end(chance: Try) -> datetime:
    ends = chance.ticket.contract.ends
    return chance.world.now.replace(year=ends.year, month=ends.month, day=1) - 4 * 30 * DAY


def started(code: str) -> Obstacle:
    return at(lambda chance: chance.world.clock(chance.ticket, code).started_at)


# --- what was typed ---


def types(**typed: Any) -> Obstacle:
    def typing(chance: Try) -> Try:
        given = {name: one(chance) if callable(one) else one for name, one in typed.items()}
        return again(chance, typed={**chance.typed, **given})

    return typing


def day(days: int) -> Callable[[Try], str]:
    return lambda chance: (chance.world.now + days * DAY).date().isoformat()


def hour(hours: int) -> Callable[[Try], str]:
    return lambda chance: (chance.world.now + timedelta(hours=hours)).isoformat()


def unlisted_ground(chance: Try) -> Try:
    running = Deadline.objects.filter(ticket=chance.ticket, state="running").select_related("clause")
    listed = {ground for row in running for ground in row.clause.pauses}
    free = set(PAUSE_REASONS) - listed - EVENTS - OF_STEPS
    return again(chance, typed={**chance.typed, "ground": min(free)})


# --- what the ticket says ---


def edited(title: str | None = None, **fields: Any) -> Obstacle:
    def editing(chance: Try) -> Try:
        ticket, world = chance.ticket, chance.world
        given = {name: one(chance) if callable(one) else one for name, one in fields.items()}
        clerk = world.user("clerk")
        actions.edit(ticket, actor=clerk, now=world.now, version=ticket.version, title=title, fields=given)
        return again(chance)

    return editing


def other_end_date(chance: Try) -> Try:
    temporary = chance.ticket.fields["term"] == "temporary"
    return edited(end_date=None if temporary else day(30))(chance)


def past_the_door(**fields: Any) -> Obstacle:
    """The ticket says something else, though no edit was possible."""

    def changing(chance: Try) -> Try:
        given = {name: one(chance) if callable(one) else one for name, one in fields.items()}
        said = {**chance.ticket.fields, **given}
        Ticket.objects.filter(pk=chance.ticket.pk).update(fields=said)
        return again(chance)

    return changing


def came_later(chance: Try) -> Try:
    """In a month whose sheet is not closed."""
    Ticket.objects.filter(pk=chance.ticket.pk).update(state_since=chance.world.now + 400 * DAY)
    return again(chance)


def interrupting_out_of_hours(chance: Try) -> Try:
    return at(window_passed)(past_the_door(interrupts=True)(chance))


# --- what was endorsed ---


def without(*names: str) -> Obstacle:
    def voiding(chance: Try) -> Try:
        standing = Endorsement.objects.filter(ticket=chance.ticket, name__in=names, voided_at__isnull=True)
        standing.update(voided_at=chance.world.now)
        return again(chance)

    return voiding


def for_other_content(*names: str) -> Obstacle:
    def changing(chance: Try) -> Try:
        Endorsement.objects.filter(ticket=chance.ticket, name__in=names).update(digest=OTHER_DIGEST)
        return again(chance)

    return changing


def granted(*names: str) -> Obstacle:
    def granting(chance: Try) -> Try:
        for name in names:
            Endorsement.objects.get_or_create(
                ticket=chance.ticket,
                name=name,
                voided_at=None,
                defaults={"digest": chance.ticket.digest, "at": chance.world.now, "by": chance.actor},
            )
        return again(chance)

    return granting


def done_already(chance: Try) -> Try:
    return granted(*(one.name for one in chance.step.grants))(chance)


def owing_its_number(chance: Try) -> Try:
    return granted("urgent", "work")(without("filing")(chance))


def given_otherwise(chance: Try, name: str, **values: Any) -> Try:
    """Another row stands in its place: what it says never changes once it is written.

    To lift the triggers instead would change the schema, and SQLite then reads all of it anew after each rollback.
    """
    given = chance.ticket.endorsements.get(name=name, voided_at=None)
    without(name)(chance)
    Endorsement.objects.create(**row_of(given) | values)
    return again(chance)


def row_of(given: Endorsement) -> dict[str, Any]:
    return {one.attname: getattr(given, one.attname) for one in given._meta.concrete_fields if not one.primary_key}


def approved_later(chance: Try) -> Try:
    return given_otherwise(chance, "approval", at=chance.world.now + timedelta(hours=1))


def urgent_and_far(chance: Try) -> Try:
    return types(window_start=hour(240), window_end=hour(250))(granted("urgent")(chance))


def another_exit_filed(chance: Try) -> Try:
    world = chance.world
    world.take(world.file("exit"), "submit", "approve", "record_filing", filing_no="BA-2026-0099")
    return again(chance)


def drilled_without_consent(chance: Try) -> Try:
    """A drill of the platform beside the agency's, which needs no consent."""
    world = chance.world
    drill = world.take(world.file("drill", "manager", consent_no=permitted(world)), "announce_drill", "confirm_ready")
    return past_the_door(consent_no="GD-2000-000001")(again(chance, ticket=drill, actor=world.user("desk")))


def used_up(chance: Try) -> Try:
    chance.ticket.endorsements.filter(name="permit").update(used_at=chance.world.now)
    return again(chance)


def shut_down_tomorrow(chance: Try) -> Try:
    return given_otherwise(chance, "stability", data={"shut_down_on": day(1)(chance)})


def over_already(chance: Try) -> Try:
    asked = chance.ticket.endorsements.get(name="new_window", voided_at=None)
    return given_otherwise(chance, "new_window", data=asked.data | {"window_end": hour(-1)(chance)})


def beyond_the_term(chance: Try) -> str:
    return (chance.world.contract.ends + DAY).isoformat()


def later_end_beyond_the_term(chance: Try) -> Try:
    return given_otherwise(chance, "extension", data={"end_date": beyond_the_term(chance)})


def growing_long_after_the_term(chance: Try) -> Try:
    grown = past_the_door(type="expansion", term="long_term", end_date=None)(chance)
    return at(lambda one: datetime.combine(one.world.contract.ends + DAY, time(9), ZONE))(grown)


def no_notice_in_time(chance: Try) -> Try:
    return at(half_a_year_before_the_end)(without("application")(chance))


# --- clocks and other tickets ---


def suspended_once(chance: Try) -> Try:
    return again(chance, ticket=chance.take())


def suspended_beside_a_running_one(chance: Try) -> Try:
    after = suspended_once(chance)
    held = Deadline.objects.filter(ticket=after.ticket, state="paused", pauses__action="suspend").first()
    clauses = register.clauses(after.ticket.contract)
    started = set(Deadline.objects.filter(ticket=after.ticket).values_list("code", flat=True))
    free = [one for one in clauses.values() if one.party == held.party and one.limit_n and one.sort == "clock"]
    start(after, next(one.code for one in free if one.code not in started))
    return again(after)


def start(chance: Try, code: str) -> Try:
    clockwork = Clockwork(
        ticket=chance.ticket,
        rules=Rules(chance.ticket.contract),
        now=chance.world.now,
        rows=readings.latest(chance.ticket),
    )
    clockwork.start(code)
    clockwork.save()
    return again(chance)


def settled(code: str) -> Obstacle:
    def settling(chance: Try) -> Try:
        rows = Deadline.objects.filter(ticket=chance.ticket, code=code)
        rows.update(state="cancelled", stopped_at=chance.world.now, next_at=None)
        return again(chance)

    return settling


def too_few_days(chance: Try) -> Try:
    """Days have gone by since the second limit was ordered."""
    rows = Deadline.objects.filter(ticket=chance.ticket, code="change.expand_again")
    rows.update(started_at=chance.world.now - 2 * DAY)
    return types(days=1)(chance)


def no_sister(chance: Try) -> Try:
    Ticket.objects.filter(kind="switchover").update(closed_at=chance.world.now)
    return again(chance)


def read_as(key: str, value: str) -> Obstacle:
    """The contract reads an open question otherwise."""

    def reading(chance: Try) -> Try:
        chance.ticket.contract.interpretations.filter(key=key).update(value=value)
        return again(chance)

    return reading


def ended_by_another(chance: Try) -> Try:
    other = chance.world.contract.systems.exclude(pk=chance.world.system.pk).first()
    chance.world.take(chance.world.file("switchover", system=other, basis="14.4"), "submit", "issue_notice")
    return again(chance)


def handed_over(chance: Try, at: datetime) -> Fact:
    """The application came at that instant, and nobody consented to its coming late."""
    chance.ticket.endorsements.filter(name="late_consent").update(voided_at=chance.world.now)
    said = dict.fromkeys(("entered_at", "stated_at", "standing_at", "not_before"), at)
    sides = {"side": "provider", "answered_by": "agency"}
    return Fact.objects.create(ticket=chance.ticket, name="apply", entered_by=chance.actor, **sides, **said)


def handed_over_after_half_a_year(chance: Try) -> Try:
    handed_over(chance, half_a_year_before_the_end(chance) + DAY)
    return again(chance)


def handed_over_in_question(chance: Try) -> Try:
    now = chance.world.now
    limits = {"side": "provider", "answered_by": "agency", "entered_at": now, "due_at": now + DAY}
    Claim.objects.create(ticket=chance.ticket, number=9, type=TIME, fact=handed_over(chance, now), **limits)
    return again(chance)
