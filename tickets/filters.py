"""What a list can be narrowed to: one set of filters a list, used by its page and by REST alike."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.forms.utils import ErrorList
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, CharFilter, ChoiceFilter, FilterSet, IsoDateTimeFilter

from accounts.models import User
from tickets import queries
from tickets.datelaw.types import ZONE
from tickets.lifecycle import words
from tickets.lifecycle.form_fields import DAY, InstantFormField, YesNoFormField
from tickets.models import Claim, Deadline, Ticket
from tickets.models.claims import CLAIM_STATES, PAUSE, TIME, UNSETTLED
from tickets.models.deadlines import STATES
from tickets.policy.types import PARTIES as OWING

LAMPS = (("red", _("Overdue")), ("amber", _("Nearly due")), ("green", _("On time")), ("grey", _("Paused")))
PARTIES = tuple((party.value, party.value) for party in sorted(OWING))


def unknown(sent: Iterable[str], known: Collection[str]) -> dict[str, ValidationError]:
    """The refusal of each parameter that is none of the known ones."""
    sentence = _("There is no parameter “%(name)s” here. There are: %(known)s.")
    names = ", ".join(known)
    return {
        name: ValidationError(sentence, "unknown", {"name": name, "known": names}) for name in sent if name not in known
    }


class DayOrInstantField(InstantFormField):
    """Takes a whole day, too: its first instant, or its `last`. Any year that the database can keep is good."""

    default_error_messages = {"invalid": _("Write a day or time such as 2026-03-31 or 2026-03-31T09:00+08:00.")}
    default_validators = []
    keeps_fraction = True

    def __init__(self, *, last: bool = False, **options: Any) -> None:
        self.last = last
        super().__init__(**options)

    def to_python(self, value: object) -> datetime | None:
        """Raises ValidationError."""
        text = str(value or "").strip()
        if DAY.fullmatch(text):
            text += "T23:59:59.999999" if self.last else "T00:00"
        # "+08:00" in an address that nobody escaped arrives as " 08:00"
        at = super().to_python(text.replace(" ", "+") if "T" in text else text)
        try:
            return at and at.astimezone(UTC).astimezone(ZONE)
        except OverflowError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class InstantFilter(IsoDateTimeFilter):  # type: ignore[misc]  # django-filter carries no types
    field_class = DayOrInstantField


class YesNoFilter(BooleanFilter):  # type: ignore[misc]  # django-filter carries no types
    field_class = YesNoFormField


class OrderFilter(ChoiceFilter):  # type: ignore[misc]  # django-filter carries no types
    """One of `columns`, the first where nothing is asked, then `tie`: the order of a list is never open."""

    def __init__(self, *columns: str, tie: str) -> None:
        self.default, self.tie = columns[0], tie
        super().__init__(choices=[(one, one) for one in columns], label=_("Order, by default the first"))

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.order_by(value or self.default, self.tie)


class ListFilter(FilterSet):  # type: ignore[misc]  # django-filter carries no types
    """The filters of one list, for `user` at `now`. `beside`: other parameters that its address may hold."""

    def __init__(
        self, data: QueryDict, queryset: QuerySet[Any], *, user: User, now: datetime, beside: Collection[str] = ()
    ) -> None:
        super().__init__(data, queryset)
        self.user, self.now, self.beside = user, now, beside

    def is_valid(self) -> bool:
        """Whether all that was asked is known and means something; `errors` has a sentence for each fault."""
        for name, error in unknown(self.data, [*self.filters, *self.beside]).items():
            self.errors[name] = ErrorList([error])
        return bool(super().is_valid())


class TicketFilter(ListFilter):
    kind = ChoiceFilter(choices=tuple(words.KINDS.items()), label=_("Kind"), empty_label=_("All kinds"))
    state = CharFilter(label=_("State"))
    contract = CharFilter("contract__number", label=_("Contract"))
    system = CharFilter("system__code", label=_("Information system"))
    lamp = ChoiceFilter(
        choices=LAMPS,
        method="showing",
        label=_("Lamp"),
        empty_label=_("All lamps"),
        help_text=_("of one of the open clocks"),
    )
    open = YesNoFilter("closed_at", "isnull", label=_("Open"))
    overdue = YesNoFilter(method="late", label=_("Overdue"))
    mine = YesNoFilter(method="own", label=_("Filed by the caller or assigned to them"))
    q = CharFilter(
        method="containing",
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
        label=_("Number or title"),
    )
    opened_after = InstantFilter("opened_at", "gte", label=_("Filed at or after"))
    opened_before = InstantFilter("opened_at", "lte", last=True, label=_("Filed at or before"))
    ordering = OrderFilter("-opened_at", "opened_at", "-number", "number", "-state_since", "state_since", tie="-id")

    # The methods are called by position.
    def showing(self, rows: QuerySet[Ticket], _name: str, value: str) -> QuerySet[Ticket]:
        return rows.filter(queries.showing(value, self.now))

    def late(self, rows: QuerySet[Ticket], _name: str, value: bool) -> QuerySet[Ticket]:  # noqa: FBT001
        return rows.filter(queries.overdue(self.now) if value else ~queries.overdue(self.now))

    def own(self, rows: QuerySet[Ticket], _name: str, value: bool) -> QuerySet[Ticket]:  # noqa: FBT001
        return rows.filter(queries.mine(self.user) if value else ~queries.mine(self.user))

    def containing(self, rows: QuerySet[Ticket], _name: str, value: str) -> QuerySet[Ticket]:
        return rows.filter(queries.containing(value))


class DeadlineFilter(ListFilter):
    state = ChoiceFilter(choices=[(state, state) for state in STATES], label=_("State"))
    lamp = ChoiceFilter(choices=LAMPS, method="showing", label=_("Lamp"))
    clause = CharFilter("code", label=_("Clause"))
    contract = CharFilter("ticket__contract__number", label=_("Contract"))
    ticket = CharFilter("ticket__number", label=_("Number"))
    party = ChoiceFilter(choices=PARTIES, label=_("Party"))
    due_before = InstantFilter("due_at", "lte", last=True, label=_("Due at or before"))
    settled = YesNoFilter("unsettled", exclude=True, label=_("No claim on it is unsettled"))
    ordering = OrderFilter("due_at", "-due_at", "started_at", "-started_at", tie="id")

    def showing(self, rows: QuerySet[Deadline], _name: str, value: str) -> QuerySet[Deadline]:
        return rows.filter(queries.lamp(value, self.now))


class BreachFilter(ListFilter):
    clause = CharFilter("deadline__code", label=_("Clause"))
    contract = CharFilter("deadline__ticket__contract__number", label=_("Contract"))
    ticket = CharFilter("deadline__ticket__number", label=_("Number"))
    party = ChoiceFilter("deadline__party", choices=PARTIES, label=_("Party"))
    occurred_after = InstantFilter("occurred_at", "gte", label=_("Missed at or after"))
    occurred_before = InstantFilter("occurred_at", "lte", last=True, label=_("Missed at or before"))
    set_aside = YesNoFilter("set_aside_at", "isnull", exclude=True, label=_("Set aside by a settlement"))
    ordering = OrderFilter("-occurred_at", "occurred_at", tie="-id")


class ClaimFilter(ListFilter):
    state = ChoiceFilter(choices=[(state, state) for state in CLAIM_STATES], label=_("State"))
    type = ChoiceFilter(choices=[(one, one) for one in (PAUSE, TIME)], label=_("Type"))
    ticket = CharFilter("ticket__number", label=_("Number"))
    contract = CharFilter("ticket__contract__number", label=_("Contract"))
    side = ChoiceFilter(choices=PARTIES, label=_("Party"))
    mine = YesNoFilter(method="own", label=_("Raised by the caller or in their name"))
    overdue = YesNoFilter(method="left", label=_("Not decided in time, and still open"))
    due_before = InstantFilter("due_at", "lte", last=True, label=_("Due at or before"))
    ordering = OrderFilter("-entered_at", "entered_at", tie="-id")

    def left(self, rows: QuerySet[Claim], _name: str, value: bool) -> QuerySet[Claim]:  # noqa: FBT001
        left = Q(decision_overdue=True, state__in=UNSETTLED)
        return rows.filter(left if value else ~left)

    def own(self, rows: QuerySet[Claim], _name: str, value: bool) -> QuerySet[Claim]:  # noqa: FBT001
        return rows.filter(queries.claimed_by(self.user) if value else ~queries.claimed_by(self.user))


class NoticeFilter(ListFilter):
    unread = YesNoFilter("read_at", "isnull", label=_("Unread"))
