"""The ten machines, in the order of the contract's work orders."""

from typing import Final

from tickets.lifecycle import incident, restart
from tickets.lifecycle.base import Machine

MACHINES: Final[dict[str, Machine]] = {
    module.MACHINE.kind: module.MACHINE
    for module in (
        restart,
        incident,
    )
}
