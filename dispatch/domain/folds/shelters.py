"""Fold what happens to shelters and the people in them."""

from msgspec.structs import replace

from dispatch.domain import events as e
from dispatch.domain import shelter_events as he
from dispatch.domain.area import Area
from dispatch.domain.folds import evacuations
from dispatch.domain.folds.common import with_incident
from dispatch.domain.shelters import Shelter


def registered(area: Area, event: e.SheltersRegistered, _position: int, _at: float) -> Area:
    """Shelters are entered; a record entered anew leaves who is in it, and whether it is open."""
    shelters = {one.shelter_id: _kept(area, one) for one in event.shelters}
    return replace(area, shelters=area.shelters.update(shelters))


def admitted(area: Area, event: he.EvacueesAdmitted, position: int, _at: float) -> Area:
    """People are in a shelter."""
    shelter = area.shelters[event.shelter_id]
    after = _with_people(shelter, event.mode, event.people, event.vulnerable)
    area = _set(area, replace(after, admitted=shelter.admitted + event.people))
    if event.incident_id is not None:
        sheltered = area.incidents[event.incident_id].sheltered + event.people
        area = with_incident(area, event.incident_id, sheltered=sheltered)
    return evacuations.admitted(area, event, position)


def departed(area: Area, event: he.EvacueesDeparted, position: int, _at: float) -> Area:
    """People have left a shelter."""
    shelter = area.shelters[event.shelter_id]
    after = _with_people(shelter, event.mode, -event.people, -event.vulnerable)
    area = _set(area, replace(after, departed=shelter.departed + event.people))
    return evacuations.departed(area, event, position)


def stepped(area: Area, event: e.StepTaken) -> Area:
    """A shelter moves on in its lifecycle; what was overdue before is over."""
    return _set(area, replace(area.shelters[event.subject_id], state=event.went_to, overdue=()))


def _kept(area: Area, entered: Shelter) -> Shelter:
    known = area.shelters.get(entered.shelter_id)
    if known is None:
        return entered
    return replace(
        entered,
        state=known.state,
        occupants=known.occupants,
        vulnerable=known.vulnerable,
        admitted=known.admitted,
        departed=known.departed,
        overdue=known.overdue,
    )


def _with_people(shelter: Shelter, mode: str, by: int, vulnerable: int) -> Shelter:
    occupants = dict(shelter.occupants)
    occupants[mode] = occupants.get(mode, 0) + by
    if not occupants[mode]:
        del occupants[mode]
    return replace(shelter, occupants=occupants, vulnerable=shelter.vulnerable + vulnerable)


def _set(area: Area, shelter: Shelter) -> Area:
    return replace(area, shelters=area.shelters.set(shelter.shelter_id, shelter))
