"""Decide what happens to shelters: opened and closed, people admitted and seen off."""

from msgspec.structs import replace

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain import shelter_commands as hc
from dispatch.domain import shelter_events as he
from dispatch.domain.actors import Order
from dispatch.domain.area import Area
from dispatch.domain.deadlines import Moments
from dispatch.domain.evacuations import EvacuationGroup
from dispatch.domain.evacuee_counting import with_steps
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.rules import Situation
from dispatch.domain.shelters import FULL, Shelter, capacity_of, is_full, places_left
from dispatch.domain.steps import authorise, choose_row, permit, step_taken

NOTHING_SAID = c.Particulars()


def take_step(area: Area, command: c.TakeStep, order: Order, profile: Profile) -> list[e.Event]:
    """Take a step of a shelter by its table."""
    shelter = area.shelter(command.subject_id)
    authorise(area, order.actor, shelter.place_code)
    return [step(area, shelter, command.action, order, profile, command.particulars)]


def admit(area: Area, command: hc.AdmitEvacuees, order: Order, profile: Profile) -> list[e.Event]:
    """Take people in where there are places left; the last of them fill the shelter."""
    permit(profile, order, "AdmitEvacuees")
    shelter = area.shelter(command.shelter_id)
    authorise(area, order.actor, shelter.place_code)
    _check_people(command, profile)
    command = _of_their_evacuation(area, command, profile)
    if command.incident_id is not None:
        area.incident(command.incident_id)
    if command.place_code is not None and command.place_code not in area.places:
        raise Rejected("unknown_place", f"no place {command.place_code!r}", "place_code")
    if not profile.shelter.has("ADMITTING", shelter.state):
        raise Rejected("shelter_not_open", f"{shelter.shelter_id} is {shelter.state}")
    if not capacity_of(shelter, command.mode, profile.shelters):
        raise Rejected("unfit_shelter", f"it is not fit for a stay of {command.mode}", "mode")
    left = places_left(shelter, command.mode, profile.shelters)
    if command.people > left:
        raise Rejected("no_places_left", f"{shelter.shelter_id} has {left} places left", "people")
    events: list[e.Event] = [
        he.EvacueesAdmitted(
            shelter_id=shelter.shelter_id,
            mode=command.mode,
            people=command.people,
            vulnerable=command.vulnerable,
            incident_id=command.incident_id,
            place_code=command.place_code,
            group_id=command.group_id,
        )
    ]
    after = with_people(shelter, command.mode, command.people)
    if is_full(after, profile.shelters):
        events.append(_by_itself(area, after, "fill", order, profile))
    if command.group_id is None:
        return events
    return with_steps(area, events, command.group_id, order, profile)


def see_off(
    area: Area, command: hc.SeeEvacueesOff, order: Order, profile: Profile
) -> list[e.Event]:
    """Record who left; a full shelter has room again. Home people go once they are cleared."""
    permit(profile, order, "SeeEvacueesOff")
    authorise(area, order.actor, area.shelter(command.shelter_id).place_code)
    if command.group_id is None:
        return departed(area, command, order, profile)
    group = area.evacuation_group(command.group_id)
    if command.to not in (hc.HOME, hc.ELSEWHERE, hc.SHELTER):
        reason = f"say where they go: {hc.HOME}, {hc.ELSEWHERE} or {hc.SHELTER}"
        raise Rejected("input_missing", reason, "to")
    if command.to == hc.HOME and not profile.evacuation_table.has("MAY_RETURN", group.state):
        reason = f"{group.group_id} is not cleared to return: report them gone back, or keep them"
        raise Rejected("not_cleared_to_return", reason, "to")
    events = departed(area, command, order, profile)
    return with_steps(area, events, group.group_id, order, profile)


def departed(
    area: Area, command: hc.SeeEvacueesOff, order: Order, profile: Profile
) -> list[e.Event]:
    """Return the events of people who leave a shelter; raises `Rejected` for who is not there."""
    shelter = area.shelter(command.shelter_id)
    _check_people(command, profile)
    _check_who_leaves(area, shelter, command)
    left = he.EvacueesDeparted(
        shelter_id=shelter.shelter_id,
        mode=command.mode,
        people=command.people,
        vulnerable=command.vulnerable,
        reason=command.reason,
        group_id=command.group_id,
        to=command.to,
    )
    after = with_people(shelter, command.mode, -command.people)
    if shelter.state == FULL and not is_full(after, profile.shelters):
        return [left, _by_itself(area, after, "have_room", order, profile)]
    return [left]


def _of_their_evacuation(
    area: Area, command: hc.AdmitEvacuees, profile: Profile
) -> hc.AdmitEvacuees:
    """Return an admission with what the evacuation of its group says; raises `Rejected`."""
    if command.group_id is None:
        return command
    group = area.evacuation_group(command.group_id)
    evacuation = area.evacuations[group.evacuation_id]
    if not profile.evacuation_table.has("AWAY", group.state):
        raise Rejected("wrong_state", f"{group.group_id} is {group.state}", "group_id")
    if command.mode != evacuation.mode:
        raise Rejected("wrong_mode", f"they come for a stay of {evacuation.mode}", "mode")
    if command.people > group.missing:
        reason = f"{group.missing} of {group.group_id} are not counted yet: correct its people"
        raise Rejected("wrong_number", reason, "people")
    return replace(command, incident_id=evacuation.incident_id, place_code=group.place_code)


def _check_who_leaves(area: Area, shelter: Shelter, command: hc.SeeEvacueesOff) -> None:
    """Refuse more than are there: of the group that is named, or of those on no list."""
    if command.group_id is not None:
        group, mode = _group_in(area, command.group_id, command.mode)
        there = group.sheltered.get(shelter.shelter_id, 0) if mode else 0
        vulnerable = group.vulnerable_in.get(shelter.shelter_id, 0)
        others = there - vulnerable
    else:
        listed, listed_vulnerable = on_lists(area, shelter.shelter_id, command.mode)
        there = shelter.occupants.get(command.mode, 0) - listed
        vulnerable = shelter.vulnerable - listed_vulnerable
        others = shelter.people - on_lists(area, shelter.shelter_id)[0] - vulnerable
    if command.people > there:
        whose = command.group_id or "no evacuation's list"
        raise Rejected("wrong_number", f"{there} of {whose} stay there in that mode", "people")
    # Whoever is not counted as vulnerable is not: there must be enough others.
    if command.vulnerable > vulnerable or command.people - command.vulnerable > others:
        reason = f"{vulnerable} of {vulnerable + others} there are vulnerable"
        raise Rejected("wrong_number", reason, "vulnerable")


def _group_in(area: Area, group_id: str, mode: str) -> tuple[EvacuationGroup, bool]:
    """Return a group, and whether it stays in that mode."""
    group = area.evacuation_group(group_id)
    return group, area.evacuations[group.evacuation_id].mode == mode


def on_lists(area: Area, shelter_id: str, mode: str | None = None) -> tuple[int, int]:
    """Return how many in a shelter are of groups of evacuations, and how many vulnerable of them.

    With a mode those who stay in it count; vulnerable people are not told apart by mode.
    """
    people = vulnerable = 0
    for group in area.evacuation_groups.values():
        if shelter_id in group.sheltered:
            if mode is None or area.evacuations[group.evacuation_id].mode == mode:
                people += group.sheltered[shelter_id]
            vulnerable += group.vulnerable_in.get(shelter_id, 0)
    return people, vulnerable


def with_people(shelter: Shelter, mode: str, by: int) -> Shelter:
    """Return a shelter with so many more, or less, who stay in a mode."""
    people = shelter.occupants.get(mode, 0) + by
    others = {key: one for key, one in shelter.occupants.items() if key != mode}
    return replace(shelter, occupants=others | ({mode: people} if people else {}))


def _check_people(command: hc.AdmitEvacuees | hc.SeeEvacueesOff, profile: Profile) -> None:
    if command.mode not in profile.shelters.modes:
        raise Rejected("unknown_mode", f"no mode {command.mode!r}", "mode")
    if command.people < 1:
        raise Rejected("wrong_number", "one at least", "people")
    if not 0 <= command.vulnerable <= command.people:
        raise Rejected("wrong_number", "none to all of them are vulnerable", "vulnerable")


def _by_itself(
    area: Area, shelter: Shelter, action: str, order: Order, profile: Profile
) -> e.StepTaken:
    """Return a step that follows from how many are there, taken by the engine."""
    by_system = order.by_engine(area.root)
    return step(area, shelter, action, by_system, profile)


def step(
    area: Area,
    shelter: Shelter,
    action: str,
    order: Order,
    profile: Profile,
    particulars: c.Particulars = NOTHING_SAID,
) -> e.StepTaken:
    """Return the event of a step of a shelter; raises `Rejected` where the table has none."""
    s = Situation(area=area, profile=profile, order=order, particulars=particulars, shelter=shelter)
    table = profile.shelter
    row = choose_row(table, shelter.state, action, s)
    moments = Moments(step_at=order.at)
    return step_taken(s, table, row, shelter.shelter_id, shelter.state, moments)
