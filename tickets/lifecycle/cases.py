"""What lies in other rows of the event that a finding is about. Read once, by `actions`."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol


class EventCase(Protocol):
    #: Those of the orders named that are orders of the contract.
    @property
    def orders(self) -> frozenset[str]: ...

    #: Those of the outages named that monitoring has reported under the contract.
    @property
    def outages(self) -> frozenset[str]: ...

    #: (order, duty): the clocks of the contract that these orders have missed, whatever became of it since.
    @property
    def missed(self) -> frozenset[tuple[str, str]]: ...

    #: Those of these whose miss was set aside, in words.
    @property
    def fallen(self) -> tuple[str, ...]: ...

    #: Who filed the orders named or entered the outages named, or decided a fact of theirs; and whom they stood in for.
    @property
    def fact_finders(self) -> frozenset[int]: ...

    #: The claims on which the event rests and that are not settled, in words.
    @property
    def contested(self) -> tuple[str, ...]: ...

    #: Those of the orders named that are notices to rectify and were found not put right.
    @property
    def not_cured(self) -> frozenset[str]: ...

    #: Rule -> number of the finding that says the same of the same event.
    @property
    def found(self) -> Mapping[str, str]: ...

    #: The days of the other events that were found to be of level B.
    @property
    def of_level_b(self) -> tuple[date, ...]: ...
