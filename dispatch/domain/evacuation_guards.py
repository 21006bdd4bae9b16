"""Name the rules of evacuations; each answers a reason, or nothing."""

from collections.abc import Iterator

from dispatch.domain.area import Area
from dispatch.domain.evacuations import Evacuation, EvacuationGroup
from dispatch.domain.incidents import Incident
from dispatch.domain.places import is_within
from dispatch.domain.rules import INCIDENT_RULES, Rule, Situation

ATTESTED_RETURN = "evacuees_are_cleared_to_return"


def may_force_people_out(s: Situation) -> str | None:
    """Towns and villages may force people out of a geological danger when it is urgent
    (地质灾害防治条例 art. 29); otherwise the county and above.
    """
    evacuation = _evacuation(s)
    if not evacuation.forced:
        return None
    rule = s.profile.evacuation.may_force(evacuation.hazard)
    place = s.area.places.get(s.order.actor.jurisdiction)
    if rule is None:
        return f"nobody may force people out of {evacuation.hazard}"
    if place is not None and place.admin_level.rank <= rule.lowest.rank:
        return None
    return f"people are forced out by the {rule.lowest.value.lower()} or above ({rule.basis})"


def everybody_is_counted(s: Situation) -> str | None:
    """Each of them is in a shelter, elsewhere or home."""
    missing = _group(s).missing
    return f"{missing} are not counted yet" if missing else None


def clears_what_is_theirs(s: Situation) -> str | None:
    """Who ordered people out clears them to return, or a level above."""
    organ, evacuation = s.order.actor.jurisdiction, _evacuation(s)
    if is_within(s.area.places, evacuation.place_code, organ):
        return None
    return f"{evacuation.place_code} ordered it, and clears it, or a level above"


def danger_is_over(s: Situation) -> str | None:
    """Nobody is cleared to return while the warning stands, or rescuers are held back."""
    evacuation = _evacuation(s)
    warning = s.area.warnings.get(evacuation.warning_id or "")
    if warning is not None and warning.is_open:
        return f"the warning {warning.warning_id} still stands"
    incident = s.area.incidents.get(evacuation.incident_id or "")
    if incident is not None and incident.safety_hold:
        return f"rescuers are held back from {incident.incident_id}"
    return None


def nobody_is_in_a_shelter(s: Situation) -> str | None:
    """They have all left the shelters."""
    there = _group(s).in_shelters
    return f"{there} are in shelters still" if there else None


def nobody_has_returned(s: Situation) -> str | None:
    """None of them is home yet."""
    returned = _group(s).returned
    return f"{returned} are home already" if returned else None


def evacuees_are_cleared_to_return(s: Situation) -> str | None:
    """Everybody who was ordered out because of it is cleared to return; for people who came to
    shelters on no list somebody vouches.
    """
    incident, table = s.the_incident, s.profile.evacuation_table
    waiting = [
        group.group_id
        for group in groups_of_incident(s.area, incident)
        if not table.has("MAY_RETURN", group.state)
    ]
    if waiting:
        return f"not cleared to return yet: {', '.join(waiting)}"
    if incident.sheltered > incident.listed:
        return INCIDENT_RULES[ATTESTED_RETURN](s)
    return None


def groups_of_incident(area: Area, incident: Incident) -> Iterator[EvacuationGroup]:
    """Yield the groups that were ordered out because of an incident."""
    for evacuation in area.evacuations.values():
        if evacuation.incident_id == incident.incident_id:
            yield from (area.evacuation_groups[one] for one in evacuation.group_ids)


def _evacuation(s: Situation) -> Evacuation:
    assert s.evacuation is not None  # noqa: S101 - the loader pairs rules with tables
    return s.evacuation


def _group(s: Situation) -> EvacuationGroup:
    assert s.group is not None  # noqa: S101 - the loader pairs rules with tables
    return s.group


EVACUATION_RULES: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (
        may_force_people_out,
        everybody_is_counted,
        clears_what_is_theirs,
        danger_is_over,
        nobody_is_in_a_shelter,
        nobody_has_returned,
    )
}

RETURN_RULES: dict[str, Rule] = {ATTESTED_RETURN: evacuees_are_cleared_to_return}
