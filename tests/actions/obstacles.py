"""For each guard, what makes it refuse a step that was lawful a moment ago."""

from tests.actions.obstructing import (
    CUTTING,
    LATER,
    RULE,
    Obstacle,
    another_exit_filed,
    approved_later,
    at,
    beyond_the_term,
    by_an_author,
    by_another_engineer,
    by_the_other_lead,
    by_the_verifier,
    day,
    done_already,
    edited,
    ended_by_another,
    for_other_content,
    from_another_unit,
    granted,
    growing_long_after_the_term,
    half_a_year_before_the_end,
    hour,
    interrupting_out_of_hours,
    later_end_beyond_the_term,
    no_notice_in_time,
    no_sister,
    other_end_date,
    over_already,
    owing_its_number,
    past_the_door,
    read_as,
    settled,
    shut_down_tomorrow,
    start,
    started,
    suspended_beside_a_running_one,
    suspended_once,
    too_few_days,
    types,
    unlisted_ground,
    urgent_and_far,
    used_up,
    vcpu,
    window_end,
    without,
)
from tests.actions.walks import SECOND, Try
from tests.lifecycle.test_guards_about_content import REFUSES
from tickets.lifecycle.fields import store_all


def as_the_table_says(guard: str) -> Obstacle:
    """The ticket says, or whoever acts types, what the first row does in which this guard refuses."""
    row = next(where for one, where in REFUSES if one.name == guard)

    def saying(chance: Try) -> Try:
        told = past_the_door(**store_all(chance.ticket.machine.opening.asks, row.fields))(chance)
        return types(**store_all(chance.step.asks, row.typed))(told)

    return saying


#: Where the row of the table is not enough.
OBSTACLES: dict[str, Obstacle] = {
    "admitted_rightly": types(unauthorised=True),
    "basis_fits": past_the_door(basis="not_renewed"),
    "ends_once": ended_by_another,
    "extension_asked": without("extension"),
    "extension_in_term": later_end_beyond_the_term,
    "extension_unasked": granted("extension"),
    "growth_in_term": past_the_door(end_date=beyond_the_term),
    "grows_in_term": growing_long_after_the_term,
    "held_enough": past_the_door(**{**CUTTING, "lines": vcpu(-101)}),
    "scope_running": types(scope=["no-such-system"]),
    "scope_within": types(scope=["energy-sensing"]),
    "to_system_fits": past_the_door(to_system="energy-sensing"),
    "approved": for_other_content("approval"),
    "authorised": approved_later,
    "call_answered": granted("call"),
    "call_outstanding": without("call"),
    "check_overdue": started("go_live.check"),
    "cost_ok": edited(lines=vcpu(5)),
    "data_saved_fits": edited(**{**CUTTING, "data_saved": False}),
    "end_ahead": past_the_door(end_date=day(-1)),
    "end_date_fits": other_end_date,
    "end_date_ahead": past_the_door(end_date=day(-1)),
    "ended": past_the_door(end_date=day(0)),
    "exit_day_known": types(exit_filed_on=None),
    "exit_is_filed": another_exit_filed,
    "expand_breached": started("change.expand"),
    "filed": for_other_content("filing", "urgent"),
    "filing_settled": owing_its_number,
    "ground_listed": unlisted_ground,
    "ground_fits": past_the_door(ending="expiry", end_date=day(0)),
    "grows_long": edited(**CUTTING),
    "icp_ok": past_the_door(public=True),
    "in_time": at(half_a_year_before_the_end),
    "in_time_or_same": no_notice_in_time,
    "in_window": at(lambda chance: window_end(chance) + SECOND),
    "is_late": granted("application"),
    "is_urgent": without("urgent"),
    "last_service_day_ahead": past_the_door(last_service_day=day(-1)),
    "late_filing_open": without("urgent"),
    "late_filing_pending": without("late_filing"),
    "lines_fit": edited(**{**CUTTING, "lines": vcpu(2)}),
    "located": without("located"),
    "may_damage": past_the_door(type="policy", interrupts=False),
    "mine": by_another_engineer,
    "new_window_ahead": over_already,
    "no_long_growth": past_the_door(type="expansion", term="long_term"),
    "not_author": by_an_author,
    "not_grows_long": past_the_door(type="expansion", term="long_term"),
    "not_in_effect": granted("in_effect"),
    "not_suspended": suspended_beside_a_running_one,
    "not_temporary": past_the_door(term="temporary", end_date=day(30)),
    "not_within": past_the_door(lines=vcpu(1)),
    "once": done_already,
    "onsite_open": settled("incident.onsite"),
    "onsite_unset": lambda chance: start(chance, "incident.onsite"),
    "own_draft": from_another_unit,
    "paper_order": without("paper"),
    "paper_counts": read_as("filing.paper", "system_only"),
    "passing_over_agreed": read_as("go_live.silent_supervisor", "waited_for"),
    "pausable": suspended_once,
    "planned_date_ahead": past_the_door(planned_date=day(-1)),
    "policies_fit": edited(policies=[RULE]),
    "rejectable": at(lambda chance: chance.world.now + LATER),
    "reopenable": at(lambda chance: chance.world.now + LATER),
    "same_content": edited(title="另一件事"),
    "same_request": edited(lines=vcpu(5)),
    "second_limit_ahead": too_few_days,
    "second_limit_open": settled("change.expand_again"),
    "second_person": by_the_verifier,
    "shutdown_day": shut_down_tomorrow,
    "signed_by_all": without("sign_provider"),
    "sister_named": types(sister_order="GD-2000-000001"),
    "sister_open": no_sister,
    "stays_urgent": urgent_and_far,
    "supplement_signed": without("supplement_provider"),
    "suspended": by_the_other_lead,
    "temporary": past_the_door(term="long_term"),
    "temporary_beyond": past_the_door(lines=vcpu(1)),
    "term_fits": edited(**{**CUTTING, "term": "temporary", "end_date": day(30)}),
    "trial_covers": types(trial_from=day(-28)),
    "unsigned": done_already,
    "unused": used_up,
    "urgent_soon": past_the_door(window_start=hour(240), window_end=hour(250)),
    "was_in_effect": without("in_effect"),
    "window_ahead": at(window_end),
    "window_asked": without("new_window"),
    "window_end_ahead": past_the_door(window_end=hour(-1)),
    "window_if_interrupts": interrupting_out_of_hours,
    "window_needed": past_the_door(interrupts=False),
    "window_over": at(window_end),
    "within": past_the_door(type="expansion", term="long_term", lines=vcpu(500)),
}
#: A step whose other guards leave the usual obstacle no room: the lines must stay those of a growth.
SPECIAL: dict[tuple[str, str], Obstacle] = {
    ("submit_for_costing", "lines_fit"): edited(lines=vcpu(-2)),
    ("ask_extension", "end_within_term"): types(end_date=beyond_the_term),
}
#: What another guard of the same step always refuses first, whatever is done.
BEHIND = {
    ("submit", "grows_in_term"): "not_grows_long",
    **{
        ("submit_for_costing", one): "grows_long"
        for one in ("data_saved_fits", "end_within_term", "held_enough", "term_fits")
    },
}


def obstacle(step: str, guard: str) -> Obstacle:
    return SPECIAL.get((step, guard)) or OBSTACLES.get(guard) or as_the_table_says(guard)
