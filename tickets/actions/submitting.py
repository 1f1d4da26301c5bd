"""By which steps an order is sent on by whoever has just filed it."""

from tickets.lifecycle.kind import Kind
from tickets.lifecycle.steps import Step
from tickets.permissions import Standing


def submitting(kind: type[Kind], where: Standing) -> list[Step]:
    """The steps by which somebody so placed sends on what they have just filed, in the order of the machine; those that
    ask for more than papers are left to the order's own page."""
    leaving = (one for one in kind.leaving(kind.initial.code) if not (one.aside or one.turns_back or one.refuses))
    mine = (one for one in leaving if kind.initial.editable and not where.roles.isdisjoint(one.by))
    return [one for one in mine if not any(field.required for field in one.asks)]
