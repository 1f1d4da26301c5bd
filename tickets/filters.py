"""What a list can be narrowed to: one set of filters a list, used by its page and by REST alike."""

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.forms.utils import ErrorList
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import BooleanFilter, CharFilter, ChoiceFilter, Filter, FilterSet, IsoDateTimeFilter

from accounts.models import User
from texts import tidy
from tickets import queries, registered, search
from tickets.clocks import breached
from tickets.datelaw.types import ZONE, midnight
from tickets.lifecycle import words
from tickets.lifecycle.form_fields import DAY, DayFormField, InstantFormField, LineFormField, YesNoFormField
from tickets.lifecycle.supervision import CALLED, GRADE
from tickets.models import Breach, Claim, Deadline, Delivery, MonitoredOutage, RegisterEntry, Ticket
from tickets.models.claims import CLAIM_STATES, PAUSE, TIME, UNSETTLED
from tickets.models.deadlines import STATES
from tickets.models.registers import STATES as ENTRY_STATES
from tickets.models.supervision import ENDED, OPEN
from tickets.outages.known import OF_ENTRIES, OF_ORDERS, SOURCES
from tickets.outbox import mending
from tickets.outbox.channels import CHANNELS
from tickets.policy.calendar_files import YEARS
from tickets.policy.types import PARTIES as OWING
from tickets.statistics.questions import OUTCOMES, due_in

LAMPS = (("red", _("Overdue")), ("amber", _("Nearly due")), ("green", _("On time")), ("grey", _("Paused")))
#: Of entries of registers: whatever their state.
ANY = "any"
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
    #: The control of an instant shows neither a whole day nor a zone, and would lose what the address says.
    widget = forms.TextInput  # type: ignore[assignment]  # narrower there than Django has it

    def __init__(self, *, last: bool = False, **options: Any) -> None:
        self.last = last
        super().__init__(**options)

    def to_python(self, value: object) -> datetime | None:
        """Raises ValidationError."""
        text = tidy.moment(str(value or ""))
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


class MonthField(forms.Field):
    """A month of Beijing time, as `2026-03`: its first day."""

    widget = forms.DateInput(attrs={"type": "month"})
    default_error_messages = {"invalid": _("Write a month such as 2026-03.")}

    def to_python(self, value: object) -> date | None:
        """Raises ValidationError."""
        text = tidy.code(str(value or ""))
        if not text:
            return None
        try:
            day = datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007  # a month has no zone
        except ValueError:
            day = None
        if day is None or day.year not in YEARS:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class MonthFilter(Filter):  # type: ignore[misc]  # django-filter carries no types
    field_class = MonthField

    def filter(self, rows: QuerySet[Any], value: date | None) -> QuerySet[Any]:
        if value is None:
            return rows
        following = (value + timedelta(days=31)).replace(day=1)
        within = {f"{self.field_name}__gte": midnight(value), f"{self.field_name}__lt": midnight(following)}
        return rows.filter(**within)


class DayFilter(Filter):  # type: ignore[misc]  # django-filter carries no types
    field_class = DayFormField


class CodeField(forms.CharField):
    def to_python(self, value: object) -> str:
        return tidy.code(str(value or ""))


class CodeFilter(CharFilter):  # type: ignore[misc]  # django-filter carries no types
    """By a code, a number or a name of the machine, in any writing."""

    field_class = CodeField


class SearchFilter(CharFilter):  # type: ignore[misc]  # django-filter carries no types
    field_class = LineFormField


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
    state = CodeFilter(label=_("State"))
    contract = CodeFilter("contract__number", label=_("Contract"))
    system = CodeFilter("system__code", label=_("Information system"))
    lamp = ChoiceFilter(
        choices=LAMPS,
        method="showing",
        label=_("Lamp"),
        empty_label=_("All lamps"),
        help_text=_("of one of the open clocks"),
    )
    open = YesNoFilter("closed_at", "isnull", label=pgettext_lazy("progress", "Open"))
    sent = YesNoFilter("sent_at", "isnull", exclude=True, label=_("Sent by the unit that opened it"))
    overdue = YesNoFilter(method="late", label=_("Overdue"))
    mine = YesNoFilter(method="own", label=_("Filed by the caller or assigned to them"))
    q = SearchFilter(
        method="containing",
        most=search.LONGEST,
        widget=forms.TextInput(attrs={"type": "search"}),
        label=_("Number, title, system, unit or article"),
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
        return rows.filter(search.Sought.read(value).tickets)


class DeadlineFilter(ListFilter):
    state = ChoiceFilter(choices=[(state, state) for state in STATES], label=_("State"))
    lamp = ChoiceFilter(choices=LAMPS, method="showing", label=_("Lamp"))
    clause = CodeFilter("code", label=_("Clause"))
    contract = CodeFilter("ticket__contract__number", label=_("Contract"))
    ticket = CodeFilter("ticket__number", label=_("Number"))
    party = ChoiceFilter(choices=PARTIES, label=_("Party"))
    month = MonthFilter(method="due_in", label=_("Due in the month"))
    outcome = ChoiceFilter(
        choices=[(one, one) for one in OUTCOMES], method="come_out", label=_("Met, missed or still running")
    )
    due_after = InstantFilter("due_at", "gte", label=_("Due at or after"))
    due_before = InstantFilter("due_at", "lte", last=True, label=_("Due at or before"))
    settled = YesNoFilter("unsettled", exclude=True, label=_("No claim on it is unsettled"))
    ordering = OrderFilter("due_at", "-due_at", "started_at", "-started_at", tie="id")

    def showing(self, rows: QuerySet[Deadline], _name: str, value: str) -> QuerySet[Deadline]:
        return rows.filter(queries.lamp(value, self.now))

    def due_in(self, rows: QuerySet[Deadline], _name: str, value: date | None) -> QuerySet[Deadline]:
        return rows.filter(due_in(value)) if value else rows

    def come_out(self, rows: QuerySet[Deadline], _name: str, value: str) -> QuerySet[Deadline]:
        return rows.filter(OUTCOMES[value])


class BreachFilter(ListFilter):
    """What was missed of the contract; of internal targets, which nobody breaches, only where that is asked."""

    month = MonthFilter("occurred_at", label=_("Missed in the month"))
    party = ChoiceFilter(choices=PARTIES, label=_("Party"))
    unit = CodeFilter("deadline__ticket__opened_unit__code", label=_("Applying unit"))
    contract = CodeFilter("contract__number", label=_("Contract"))
    system = CodeFilter("deadline__ticket__system__code", label=_("Information system"))
    clause = CodeFilter("code", label=_("Clause"))
    state = ChoiceFilter(
        choices=[(state, state) for state in breached.STATES], method="standing_so", label=_("What stands of it")
    )
    ticket = CodeFilter("deadline__ticket__number", label=_("Number"))
    occurred_after = InstantFilter("occurred_at", "gte", label=_("Missed at or after"))
    occurred_before = InstantFilter("occurred_at", "lte", last=True, label=_("Missed at or before"))
    open = YesNoFilter("deadline__stopped_at", "isnull", label=_("The clock still runs"))
    set_aside = YesNoFilter("set_aside_at", "isnull", exclude=True, label=_("Set aside by a settlement"))
    internal = YesNoFilter(label=_("Of internal targets instead of the contract"))
    ordering = OrderFilter("-occurred_at", "occurred_at", tie="-id")

    def standing_so(self, rows: QuerySet[Breach], _name: str, value: str) -> QuerySet[Breach]:
        return rows.filter(breached.in_state(value))

    def filter_queryset(self, queryset: QuerySet[Breach]) -> QuerySet[Breach]:
        asked = bool(self.form.cleaned_data.get("internal"))
        found: QuerySet[Breach] = super().filter_queryset(queryset.filter(internal=asked))
        return found


class ClaimFilter(ListFilter):
    state = ChoiceFilter(choices=[(state, state) for state in CLAIM_STATES], label=_("State"))
    type = ChoiceFilter(choices=[(one, one) for one in (PAUSE, TIME)], label=_("Type"))
    ticket = CodeFilter("ticket__number", label=_("Number"))
    contract = CodeFilter("ticket__contract__number", label=_("Contract"))
    side = ChoiceFilter(choices=PARTIES, label=_("Side that claims"))
    mine = YesNoFilter(method="own", label=_("Raised by the caller or in their name"))
    overdue = YesNoFilter(method="left", label=_("Not decided in time, and still open"))
    open = YesNoFilter(method="unsettled", label=_("Not settled yet"))
    due_before = InstantFilter("due_at", "lte", last=True, label=_("Due at or before"))
    ordering = OrderFilter("-entered_at", "entered_at", tie="-id")

    def left(self, rows: QuerySet[Claim], _name: str, value: bool) -> QuerySet[Claim]:  # noqa: FBT001
        left = Q(decision_overdue=True, state__in=UNSETTLED)
        return rows.filter(left if value else ~left)

    def unsettled(self, rows: QuerySet[Claim], _name: str, value: bool) -> QuerySet[Claim]:  # noqa: FBT001
        return rows.filter(state__in=UNSETTLED) if value else rows.exclude(state__in=UNSETTLED)

    def own(self, rows: QuerySet[Claim], _name: str, value: bool) -> QuerySet[Claim]:  # noqa: FBT001
        return rows.filter(queries.claimed_by(self.user) if value else ~queries.claimed_by(self.user))


class SupervisionFilter(ListFilter):
    """督办单."""

    grade = ChoiceFilter(choices=list(GRADE.choices.items()), label=_("Grade"))
    party = ChoiceFilter(choices=[(side, side) for side in CALLED], label=_("Side called on"))
    state = ChoiceFilter(choices=[(state, state) for state in (*OPEN, *ENDED)], label=_("State"))
    ticket = CodeFilter("ticket__number", label=_("Number"))
    contract = CodeFilter("ticket__contract__number", label=_("Contract"))
    open = YesNoFilter("ended_at", "isnull", label=_("Not ended yet"))
    ordering = OrderFilter("rank", "-rank", "reply_by", "-reply_by", tie="-id")


class RegisterFilter(ListFilter):
    """Entries of registers; where no state is asked for, what is in force today, or on the day asked for."""

    contract = CodeFilter("contract__number", label=_("Contract"))
    state = ChoiceFilter(
        choices=[(one, one) for one in (*ENTRY_STATES, ANY)],
        method="in_state",
        label=_("State"),
        empty_label=_("In force"),
    )
    as_of = DayFilter("starts", method="anyhow", label=_("In force on the day"))
    subject = CharFilter(label=_("About exactly"))
    q = SearchFilter(method="about", most=search.LONGEST, label=_("About"))
    ticket = CodeFilter("ticket__number", label=_("Work order"))
    ordering = OrderFilter("-entered_at", "entered_at", tie="-id")

    def filter_queryset(self, rows: QuerySet[RegisterEntry]) -> QuerySet[RegisterEntry]:
        found: QuerySet[RegisterEntry] = super().filter_queryset(rows)
        asked = self.form.cleaned_data
        if asked.get("state"):
            return found
        return registered.in_force(found, asked.get("as_of") or self.now.astimezone(ZONE).date())

    def in_state(self, rows: QuerySet[RegisterEntry], _name: str, value: str) -> QuerySet[RegisterEntry]:
        return rows if value == ANY else rows.filter(state=value)

    def about(self, rows: QuerySet[RegisterEntry], _name: str, value: str) -> QuerySet[RegisterEntry]:
        return rows.filter(subject__icontains=value)

    def anyhow(self, rows: QuerySet[RegisterEntry], _name: str, _value: date) -> QuerySet[RegisterEntry]:
        """Judged together with the state."""
        return rows


class OutageFilter(ListFilter):
    """Of outages of which orders tell: clocks, as `outages.orders.told` finds them."""

    contract = CodeFilter("ticket__contract__number", label=_("Contract"))
    system = CodeFilter("ticket__system__code", label=_("Information system"))
    month = MonthFilter("started_at", label=_("Begun in the month"))
    state = ChoiceFilter(choices=[(one, one) for one in OF_ORDERS], method="known_as", label=_("State"))
    source = ChoiceFilter(
        choices=[(one, one) for one in SOURCES], method="read_from", label=_("Read from"), empty_label=_("Orders")
    )
    ordering = OrderFilter("-started_at", "started_at", tie="-id")

    def known_as(self, rows: QuerySet[Deadline], _name: str, value: str) -> QuerySet[Deadline]:
        return rows.filter(Q(standing=value))

    def read_from(self, rows: QuerySet[Deadline], _name: str, value: str) -> QuerySet[Deadline]:
        return rows.filter(ticket__kind=value)


class EntryFilter(ListFilter):
    """The same of what monitoring saw, as `outages.entries.present` finds it."""

    contract = CodeFilter("contract__number", label=_("Contract"))
    system = CodeFilter("system__code", label=_("Information system"))
    month = MonthFilter("began_at", label=_("Begun in the month"))
    state = ChoiceFilter(choices=[(one, one) for one in OF_ENTRIES], method="known_as", label=_("State"))
    source = ChoiceFilter(choices=[(one, one) for one in SOURCES], method="read_from", label=_("Read from"))
    ordering = OrderFilter("-began_at", "began_at", tie="-id")

    def known_as(self, rows: QuerySet[MonitoredOutage], _name: str, value: str) -> QuerySet[MonitoredOutage]:
        return rows.filter(Q(standing=value))

    def read_from(self, rows: QuerySet[MonitoredOutage], _name: str, _value: str) -> QuerySet[MonitoredOutage]:
        return rows


class DeliveryFilter(ListFilter):
    """Of what did not go out; where no state is asked for, what is at fault."""

    channel = ChoiceFilter(
        choices=[(one.name, one.label) for one in CHANNELS.values()],
        label=_("Channel"),
        empty_label=_("All channels"),
    )
    state = ChoiceFilter(
        choices=[(state, state) for state in mending.STATES],
        method="standing",
        label=_("State"),
        empty_label=_("All that is at fault"),
    )

    def filter_queryset(self, rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
        found: QuerySet[Delivery] = super().filter_queryset(rows)
        return found if self.form.cleaned_data.get("state") else found & mending.undelivered()

    def standing(self, rows: QuerySet[Delivery], _name: str, value: str) -> QuerySet[Delivery]:
        return rows & mending.undelivered(value)


class NoticeFilter(ListFilter):
    unread = YesNoFilter("read_at", "isnull", label=_("Unread"))
