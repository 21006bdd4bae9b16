"""Say on a report sheet what was done: teams and supplies sent, the response, people moved."""

from collections import Counter

from dispatch.domain.area import Area
from dispatch.domain.depots import ReservationState
from dispatch.domain.instructions import Instruction
from dispatch.domain.needs import NOT_SERVING
from dispatch.domain.sheet_words import Filling, numeral


def measures(filling: Filling) -> str:
    """Return what was done: teams and supplies sent, the response, people moved, a hold."""
    parts = [
        *_response(filling),
        *_teams(filling),
        *_supplies(filling),
        *_people_moved(filling),
    ]
    if filling.incident.safety_hold:
        parts.append(filling.phrase("hold"))
    return "；".join(parts) or filling.phrase("measures_none")


def _response(filling: Filling) -> list[str]:
    standing = filling.incident.activation
    if standing is None:
        return []
    key = "response_level" if standing.response_level else "own_plan"
    response = filling.phrase(key, number=numeral(standing.response_level))
    organ = filling.name(standing.organ)
    return [filling.phrase("response", organ=organ, response_level=response)]


def _teams(filling: Filling) -> list[str]:
    area = filling.area
    orders = [area.instructions[one] for one in filling.incident.instruction_ids]
    sent = [one for one in orders if one.state not in NOT_SERVING and one.state != "DRAFT"]
    if not sent:
        return []
    people = sum(_people_of(area, one) for one in sent)
    parts = [filling.phrase("teams_sent", teams=len(sent), people=people)]
    there = sum("ON_SCENE" in one.reached for one in sent)
    if there:
        parts.append(filling.phrase("teams_there", teams=there))
    return parts


def _people_of(area: Area, order: Instruction) -> int:
    return area.teams[order.team_id].people if order.people is None else order.people


def _supplies(filling: Filling) -> list[str]:
    area, sent = filling.area, Counter[str]()
    for one in filling.incident.reservation_ids:
        held = area.reservations[one]
        if held.state is ReservationState.ISSUED:
            sent[held.supply] += held.quantity
    known = filling.profile.supplies
    listed = [
        f"{known[key].zh}{count}{known[key].unit}" for key, count in sent.items() if key in known
    ]
    return [filling.phrase("supplies", supplies="、".join(listed))] if listed else []


def _people_moved(filling: Filling) -> list[str]:
    people = filling.incident.sheltered
    return [filling.phrase("evacuated", people=people)] if people else []
