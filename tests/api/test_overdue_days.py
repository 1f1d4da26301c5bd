"""For how many days a clock is late, over REST: on the order, in the lists of clocks and of breaches."""

from tests.api.conftest import Api
from tickets.models import Ticket


def demanded(api: Api) -> Ticket:
    """On Monday, 2 March; five days, by 24:00 of Monday, 9 March."""
    return api.world.take(api.world.file("staff_replacement"), "submit", "issue_demand")


def test_an_order_and_the_list_of_clocks_show_the_days_and_what_follows(api: Api) -> None:
    ticket = demanded(api)
    api.world.later(days=9)
    clocks = {one["clause"]["code"]: one for one in api.get("clerk", f"tickets/{ticket.number}/")["deadlines"]}
    clock = clocks["staff.replace"]
    assert (clock["overdue_days"], clocks["common.approve"]["overdue_days"]) == (2, 0)
    assert clock["clause"]["consequence"] == "第十二条第5款：每逾期一日，合同价款千分之一"
    listed = {one["clause"]["code"]: one for one in api.get("clerk", "deadlines/")["results"]}
    assert listed["staff.replace"]["overdue_days"] == 2


def test_a_breach_says_for_how_many_days(api: Api) -> None:
    world, ticket = api.world, demanded(api)
    world.later(days=9)
    world.take(ticket, "nominate", "accept_nominee", "report_handover")
    world.take(world.fresh(ticket), "confirm_handover")
    (breach,) = api.get("clerk", "breaches/")["results"]
    assert (breach["clause"]["code"], breach["overdue_days"]) == ("staff.replace", 2)
