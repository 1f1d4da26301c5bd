"""What did not go out: tried again, sent at once, or cancelled with a reason."""

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.doors import log
from accounts.doors.hands import Hand, Power
from texts import tidy
from tickets.errors import WrongState
from tickets.models import Delivery
from tickets.outbox import channels, mending

#: A reason is a line.
LONGEST: Final = 200
#: So many ids stand in one entry of the system log; it says how many there were in all.
MOST_NAMED: Final = 100


@transaction.atomic
def retry(by: Hand, delivery: Delivery) -> None:
    """重新发送: of what was given up, from the first attempt on. What may have arrived is sent a second time: whoever
    asks has been told. Raises WrongState where it was not given up, or nothing is left to send; PermissionDenied."""
    by.require(Power.RETRY_DELIVERY)
    row = _locked(delivery)
    if not mending.retry(Delivery.objects.filter(pk=row.pk), by.now):
        raise WrongState(_why_not(row))
    log.write(by, Power.RETRY_DELIVERY, **_said(row))


@transaction.atomic
def hasten(by: Hand, delivery: Delivery) -> None:
    """立即发送: what waits for its next attempt, or for its hour. Raises WrongState where it does not wait, or is in
    hand; PermissionDenied."""
    by.require(Power.HASTEN_DELIVERY)
    row = _locked(delivery)
    if not mending.hasten(Delivery.objects.filter(pk=row.pk), by.now):
        raise WrongState(_in_hand(row) or _("It does not wait to be sent."))
    log.write(by, Power.HASTEN_DELIVERY, **_said(row))


@transaction.atomic
def cancel(by: Hand, delivery: Delivery, reason: str) -> None:
    """取消发送, for good; the notice stays in the service. Raises ValidationError without a reason; WrongState where
    it was sent or cancelled, or is in hand; PermissionDenied."""
    by.require(Power.CANCEL_DELIVERY)
    reason = _reason(reason)
    row = _locked(delivery)
    if not mending.cancel(Delivery.objects.filter(pk=row.pk), reason, by.user, by.now):
        over = _("It was sent already.") if row.state == "sent" else _("It is cancelled already.")
        raise WrongState(_in_hand(row) or over)
    log.write(by, Power.CANCEL_DELIVERY, **_said(row), reason=reason)


@transaction.atomic
def retry_all(by: Hand, channel: str) -> int:
    """All of a channel that is at fault: what was given up is tried again, what waits after a failure goes now. How
    many. What may have arrived is not among them, nor what has nothing left to send. Raises ValidationError for a
    channel that is unknown; PermissionDenied."""
    by.require(Power.RETRY_DELIVERY)
    known_channel(channel)
    given_up = mending.undelivered(mending.GIVEN_UP).filter(channel=channel)
    failing = mending.undelivered(mending.FAILING).filter(channel=channel)
    named = [*given_up.order_by("-id").values_list("pk", flat=True)[:MOST_NAMED]]
    count = mending.hasten(failing, by.now) + mending.retry(given_up, by.now)
    if count:
        log.write(by, Power.RETRY_DELIVERY, channel=channel, count=count, deliveries=named)
    return count


def known_channel(name: str) -> None:
    """Raises ValidationError."""
    if name not in channels.CHANNELS:
        known = ", ".join(sorted(channels.CHANNELS))
        raise ValidationError(
            _("There is no channel “%(channel)s”. There are: %(known)s."), params={"channel": name, "known": known}
        )


def _reason(typed: str) -> str:
    reason = tidy.line(typed)
    if not reason:
        raise ValidationError({"reason": _("Say why: it stands in the system log.")})
    if len(reason) > LONGEST:
        raise ValidationError({"reason": _("Use at most %(most)d characters.") % {"most": LONGEST}})
    return reason


def _locked(delivery: Delivery) -> Delivery:
    return Delivery.objects.select_for_update(of=("self",)).select_related("notice", "group").get(pk=delivery.pk)


def _said(row: Delivery) -> dict[str, Any]:
    """Which one it was, and how it stood before."""
    told = {"delivery": row.pk, "channel": row.channel, "event": row.notice.event}
    return told | {"old": {"state": row.state, "attempts": row.attempts, "error": row.error}}


def _in_hand(row: Delivery) -> str:
    return _("It is being sent at this moment. Look again in a minute.") if row.state == "pending" else ""


def _why_not(row: Delivery) -> str:
    if row.state not in ("dead", "uncertain"):
        return _("Only what was given up is tried again.")
    if row.notice.ended_at is not None:
        return _("What it asked for has been done: there is nothing left to send.")
    return _("The group is told of nothing more.")
