"""Name the people a drill plays as they are spoken of: by their place and what they are there."""

from dispatch.domain.actors import Actor
from dispatch.domain.places import AdminLevel, Places
from simulators.stage import Stage

TITLES = {
    "DUTY": "值班室",
    "DUTYLEAD": "带班领导",
    "OFFICE": "应急办",
    "LG": "领导小组",
    "OSC": "现场总指挥",
    "FRS": "消防指挥员",
    "VFORCE": "负责人",
    "CTY": "应急管理局",
    "CITY": "应急管理局",
    "PROV": "应急管理厅",
    "UNIT": "事发单位",
}
"""What people of a role are called at their place; those of all others, as the profile has it."""


def played(stage: Stage, role: str, place_code: str) -> Actor:
    """Return who acts in that role for that place: the same person, each time it is asked."""
    people, places = stage.people, stage.area.places
    if people.places is not places:  # others are there now, or are called otherwise
        people.known.clear()
        people.places = places
    actor = people.known.get((role, place_code))
    if actor is None:
        actor = people.known[role, place_code] = _named(stage, role, place_code)
    return actor


def _named(stage: Stage, role: str, place_code: str) -> Actor:
    label = stage.profile.roles.get(role)
    title = TITLES.get(role) or (label.zh if label else role)
    return Actor(f"{spoken_name(stage.area.places, place_code)}{title}", role, place_code)


def spoken_name(places: Places, code: str) -> str:
    """Return what a place is called; a village with its town: there is a 和平村 in many."""
    place = places.get(code)
    if place is None:
        return code
    above = places.get(place.parent or "")
    within = above.name if above is not None and place.admin_level is AdminLevel.VILLAGE else ""
    return f"{within}{place.name}"
