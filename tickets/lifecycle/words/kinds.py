"""The kinds of work orders."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

KINDS: Final[dict[str, Promise]] = {
    "onboarding": pgettext_lazy("kind", "Onboarding"),
    "go_live": pgettext_lazy("kind", "Go-live"),
    "change": pgettext_lazy("kind", "Change"),
    "exit": pgettext_lazy("kind", "Exit"),
    "provider_exit": pgettext_lazy("kind", "Exit of the provider"),
    "restart": pgettext_lazy("kind", "Restart"),
    "staff_replacement": pgettext_lazy("kind", "Replacement of staff"),
    "migration": pgettext_lazy("kind", "Ordered migration"),
    "switchover": pgettext_lazy("kind", "Switchover"),
    "incident": pgettext_lazy("kind", "Fault"),
}

#: When to choose which kind.
KIND_HELP: Final[dict[str, Promise]] = {
    "onboarding": pgettext_lazy("kind", "A system moves onto the government cloud for the first time."),
    "go_live": pgettext_lazy("kind", "A system that is deployed on the cloud opens for service."),
    "change": pgettext_lazy("kind", "Resources grow, shrink or move, or network rules or software change."),
    "exit": pgettext_lazy("kind", "The agency takes a system off the cloud."),
    "provider_exit": pgettext_lazy(
        "kind", "The provider wishes to stop serving before the term ends; at least six months ahead."
    ),
    "restart": pgettext_lazy("kind", "A server must be restarted, or stopped and started."),
    "staff_replacement": pgettext_lazy(
        "kind", "Someone of the provider does not do what the contract asks and must be replaced."
    ),
    "migration": pgettext_lazy("kind", "The authority orders the provider out and the systems must move."),
    "switchover": pgettext_lazy(
        "kind", "The contract ends or is ended early and the systems move to another platform."
    ),
    "incident": pgettext_lazy("kind", "Something is down, slow or at risk."),
}
