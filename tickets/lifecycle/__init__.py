"""The ten machines, in the order of the contract's work orders."""

from typing import Final

from tickets.lifecycle import (
    change,
    go_live,
    incident,
    migration,
    onboarding,
    provider_exit,
    restart,
    staff_replacement,
    switchover,
)
from tickets.lifecycle import exit as exit_
from tickets.lifecycle.base import Machine

MACHINES: Final[dict[str, Machine]] = {
    machine.kind: machine
    for machine in (
        onboarding.MACHINE,
        go_live.MACHINE,
        change.MACHINE,
        exit_.MACHINE,
        provider_exit.MACHINE,
        restart.MACHINE,
        staff_replacement.MACHINE,
        migration.MACHINE,
        switchover.MACHINE,
        incident.MACHINE,
    )
}

__all__ = ["MACHINES"]
