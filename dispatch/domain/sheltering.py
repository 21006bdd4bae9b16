"""Decide what happens to shelters: opened and closed, people admitted and seen off."""

from msgspec.structs import replace

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain import shelter_commands as hc
from dispatch.domain import shelter_events as he
from dispatch.domain.actors import Order, system
from dispatch.domain.area import Area
from dispatch.domain.deadlines import Moments
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
    admitted = he.EvacueesAdmitted(
        shelter_id=shelter.shelter_id,
        mode=command.mode,
        people=command.people,
        vulnerable=command.vulnerable,
        incident_id=command.incident_id,
        place_code=command.place_code,
    )
    after = with_people(shelter, command.mode, command.people)
    if is_full(after, profile.shelters):
        return [admitted, _by_itself(area, after, "fill", order, profile)]
    return [admitted]


def see_off(
    area: Area, command: hc.SeeEvacueesOff, order: Order, profile: Profile
) -> list[e.Event]:
    """Record who left; a full shelter has room again."""
    permit(profile, order, "SeeEvacueesOff")
    shelter = area.shelter(command.shelter_id)
    authorise(area, order.actor, shelter.place_code)
    _check_people(command, profile)
    there = shelter.occupants.get(command.mode, 0)
    if command.people > there:
        raise Rejected("wrong_number", f"{there} stay there in that mode", "people")
    # Whoever is not counted as vulnerable is not: there must be enough others.
    others = shelter.people - shelter.vulnerable
    if command.vulnerable > shelter.vulnerable or command.people - command.vulnerable > others:
        reason = f"{shelter.vulnerable} of {shelter.people} there are vulnerable"
        raise Rejected("wrong_number", reason, "vulnerable")
    departed = he.EvacueesDeparted(
        shelter_id=shelter.shelter_id,
        mode=command.mode,
        people=command.people,
        vulnerable=command.vulnerable,
        reason=command.reason,
    )
    after = with_people(shelter, command.mode, -command.people)
    if shelter.state == FULL and not is_full(after, profile.shelters):
        return [departed, _by_itself(area, after, "have_room", order, profile)]
    return [departed]


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
    by_system = Order(command_id=order.command_id, actor=system(area.root), at=order.at)
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
