"""At which hours a person is told on channels outside the service, and how copies reach them."""

from datetime import datetime, time, timedelta

from accounts.models import User
from tickets.datelaw.types import ZONE
from tickets.models import Notice, NoticeHours
from tickets.notices.catalogue import CATALOGUE
from tickets.notices.events import COPIES, DIGESTS


def of(person: User) -> NoticeHours:
    """What the person chose, or the defaults. Without a query where it was fetched along with them."""
    try:
        return person.notice_hours
    except NoticeHours.DoesNotExist:
        return NoticeHours(user=person)


def keep(person: User, *, quiet_from: time, quiet_until: time, copies_by_digest: bool) -> bool:
    """From now on. False: nothing changed."""
    chosen = {"quiet_from": quiet_from, "quiet_until": quiet_until, "copies_by_digest": copies_by_digest}
    before = of(person)
    if all(getattr(before, name) == value for name, value in chosen.items()):
        return False
    NoticeHours.objects.update_or_create(user=person, defaults=chosen)
    return True


def leaves_at(notice: Notice, now: datetime) -> datetime:
    """When it goes out on a channel: now, or at the end of the reader's quiet hours. It is held, never lost."""
    if breaks_through(notice):
        return now
    chosen = of(notice.recipient)
    return _end_of_quiet(chosen.quiet_from, chosen.quiet_until, now)


def breaks_through(notice: Notice) -> bool:
    """A red lamp, and whatever a fault asks for."""
    return notice.urgent or notice.params.get("kind") in CATALOGUE[notice.event].at_night


def _end_of_quiet(start: time, end: time, now: datetime) -> datetime:
    here = now.astimezone(ZONE)
    at = here.time()
    quiet = start <= at < end if start <= end else at >= start or at < end
    if not quiet:
        return now
    last = datetime.combine(here.date(), end, ZONE)
    return last if last > now else last + timedelta(days=1)


def draws_together(notice: Notice) -> bool:
    """Whether its reader has such a copy in the digest of the working day."""
    event = CATALOGUE[notice.event]
    return event.group == COPIES and event.name not in DIGESTS and of(notice.recipient).copies_by_digest
