"""The forms of a register: an entry, its correction, and why one is returned or annulled."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import pgettext

from tickets import registered
from tickets.lifecycle.tables import SystemCode
from tickets.models import Contract, RegisterEntry
from tickets.pages.parts.forms import AskedForm, PaperField
from tickets.registers import Register
from tickets.registers.register import FILE, REASON, WHY


class EntryForm(AskedForm):
    """A new entry, or the right one in the place of `corrects`."""

    def __init__(
        self,
        register: type[Register],
        contract: Contract,
        data: QueryDict | None = None,
        *,
        corrects: RegisterEntry | None = None,
        asked: Mapping[str, Any] | None = None,
    ) -> None:
        asks = register.asks if corrects is None else (*register.asks, WHY)
        initial = registered.values(corrects) if corrects is not None else dict(asked or {})
        super().__init__(asks, "entry", data, initial=initial)
        if register.scan:
            label = pgettext("slot", register.scan)
            self.fields[FILE] = PaperField(label=label, required=register.scan_needed and corrects is None)
        if corrects is not None and corrects.file_path:
            self.mark_filled({FILE: corrects.file_name})
        systems = [one.name for one in register.asks if isinstance(one, SystemCode)]
        known = list(_systems(contract)) if systems else []
        for name in systems:
            self.offer(name, known)
        if WHY.name in self.fields:
            self.order_fields([WHY.name])


def _systems(contract: Contract) -> Iterable[tuple[str, str]]:
    return contract.systems.order_by("code").values_list("code", "name")


class ReturnForm(AskedForm):
    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__((REASON,), "return", data)


class AnnulForm(AskedForm):
    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__((WHY,), "annul", data)
