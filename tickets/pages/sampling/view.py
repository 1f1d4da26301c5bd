"""抽查: the lots that one's unit has drawn; one lot with its orders, and what is said of each."""

from datetime import date
from typing import Final
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from tickets import actions
from tickets.errors import Refusal
from tickets.models import Contract, SampledOrder, Sampling
from tickets.models.sampling import FOUND, OBJECTED
from tickets.pages.parts import asked_days, keyset, supervised, wording
from tickets.pages.parts.asked import asks
from tickets.pages.parts.kept import only_sent
from tickets.pages.parts.visit import Visit, page

PAGE_SIZE: Final = 50
NEWEST: Final = ("-at", "-id")


class SamplingForm(forms.Form):
    contract = forms.ChoiceField(label=gettext_lazy("Contract"))
    month = forms.CharField(
        label=gettext_lazy("Month in which they were sent"),
        widget=forms.TextInput({"type": "month", "placeholder": "2026-03"}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    size = forms.IntegerField(
        label=gettext_lazy("How many orders"), min_value=1, max_value=actions.MOST_SAMPLED, initial=5
    )

    def __init__(self, contracts: list[Contract], today: date, typed: QueryDict | None = None) -> None:
        super().__init__(typed, initial={"month": f"{today:%Y-%m}"})
        self.offer("contract", [(one.number, f"{one.number} {one.title}") for one in contracts])
        kinds = sorted({kind for one in contracts for kind in one.kinds})
        self.offer("kind", [("", _("All kinds")), *((kind, wording.kind(kind)) for kind in kinds)])

    def offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # as it is declared above
        field.choices = choices

    def clean_month(self) -> date:
        if not asked_days.is_month(typed := self.cleaned_data["month"]):
            raise forms.ValidationError(_("Write the month as 2026-03."))
        return asked_days.month(typed, date.min)


@require_http_methods(["GET", "POST"])
@page
@asks(places=True)
def samplings(request: HttpRequest, here: Visit) -> HttpResponse:
    contracts = _overseen(here)
    form = SamplingForm(contracts, here.today, request.POST if request.method == "POST" else None)
    if form.is_valid() and (row := _drawn(form, contracts, here)):
        messages.success(request, _("Drawn: %(n)d of %(all)d orders.") % {"n": row.size, "all": row.population})
        return redirect("sampling", row.pk)
    rows = actions.lots_of(here.standing)
    found = keyset.part(rows, NEWEST, PAGE_SIZE, request.GET)
    looked = Count("orders", filter=~Q(orders__found=""))
    objected = Count("orders", filter=Q(orders__found=OBJECTED))
    listed = Sampling.objects.filter(pk__in=found.ids).annotate(looked=looked, objected=objected).order_by(*NEWEST)
    context = {
        "form": form,
        "rows": [(row, wording.kind(row.kind) if row.kind else "") for row in listed.select_related("contract", "by")],
        "found": found,
        "total": keyset.total(rows, NEWEST, found),
        "most": keyset.MOST,
        "query": "",
        "now": here.now,
    }
    return render(request, "tickets/sampling/page.html", context, status=400 if form.errors else 200)


def _overseen(here: Visit) -> list[Contract]:
    """The contracts of which the person draws samples. Raises Http404 for everybody else."""
    found = [one for one in here.contracts() if actions.passes(actions.check_sampling, one, here.standing)]
    if not found:
        raise Http404
    return found


def _drawn(form: SamplingForm, contracts: list[Contract], here: Visit) -> Sampling | None:
    asked = form.cleaned_data
    contract = next(one for one in contracts if one.number == asked["contract"])
    try:
        month, size = asked["month"], asked["size"]
        return actions.draw_sample(contract, month, size, kind=asked["kind"], actor=here.user, now=here.now)
    except Refusal as refusal:
        form.add_error("size" if "size" in refusal.errors else None, refusal.message)
        return None


@require_GET
@page
@asks()
def sampling(request: HttpRequest, here: Visit, pk: int) -> HttpResponse:
    return _shown(request, here, _of_unit(here, pk))


def _of_unit(here: Visit, pk: int) -> Sampling:
    return get_object_or_404(actions.lots_of(here.standing).select_related("contract", "by", "unit"), pk=pk)


def _shown(request: HttpRequest, here: Visit, row: Sampling, wrong: tuple[int, str] = (0, "")) -> HttpResponse:
    orders = row.orders.select_related("ticket__system", "looked_by").order_by("place")
    place, said = wrong
    context = {
        "row": row,
        "kind": wording.kind(row.kind) if row.kind else "",
        "orders": [(one, supervised.SAMPLED[one.found], wording.kind(one.ticket.kind)) for one in orders],
        "choices": [(code, supervised.SAMPLED[code]) for code in FOUND],
        "query": urlencode({"sampling": row.pk}),
        "wrong": place,
        "typed": request.POST,
        "problems": [(f"s-{place}", said)] if said else [],
        "may_rectify": "rectification" in row.contract.kinds,
        "now": here.now,
    }
    return render(request, "tickets/sampling/sampling.html", context, status=400 if said else 200)


@only_sent("sampling", "pk")
@page
def look(request: HttpRequest, here: Visit, pk: int, place: int) -> HttpResponse:
    """What was found in one order of the lot."""
    row = _of_unit(here, pk)
    order = get_object_or_404(
        SampledOrder.objects.select_related("sampling__contract", "ticket"), sampling=row, place=place
    )
    said = {name: request.POST.get(name, "") for name in ("found", "note")}
    try:
        actions.look_at_sample(order, said["found"], said["note"], actor=here.user, now=here.now)
    except Refusal as refusal:
        return _shown(request, here, row, (place, refusal.message))
    messages.success(request, _("Kept: %(number)s.") % {"number": order.ticket.number})
    return redirect(f"{request.path.removesuffix(f'{place}/')}#s-{place}")
