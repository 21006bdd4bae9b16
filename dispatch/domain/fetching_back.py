"""Decide what follows when people go back without leave: they are missed, and fetched."""

from dispatch.domain import evacuation_commands as xc
from dispatch.domain import evacuation_events as xe
from dispatch.domain import events as e
from dispatch.domain import sheltering
from dispatch.domain.actors import Order
from dispatch.domain.area import Area
from dispatch.domain.evacuations import EvacuationGroup
from dispatch.domain.evacuee_counting import with_steps
from dispatch.domain.incidents import Incident
from dispatch.domain.instructing import why_not
from dispatch.domain.places import AdminLevel, is_within, seat_at
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.rules import Situation
from dispatch.domain.sending import send
from dispatch.domain.shelter_commands import BACK, SeeEvacueesOff
from dispatch.domain.steps import authorise, permit
from dispatch.domain.teams import Team
from routing.geo import distance_m


def report_gone_back(
    area: Area, command: xc.ReportGoneBack, order: Order, profile: Profile
) -> list[e.Event]:
    """Record that people went back: out of a shelter, or of those on the way."""
    permit(profile, order, "ReportGoneBack")
    group = area.evacuation_group(command.group_id)
    authorise(area, order.actor, group.place_code)
    if not profile.evacuation_table.has("AWAY", group.state):
        raise Rejected("wrong_state", f"{group.group_id} is {group.state}", "group_id")
    if command.people < 1:
        raise Rejected("wrong_number", "one at least", "people")
    events: list[e.Event] = []
    if command.shelter_id is not None:
        leave = SeeEvacueesOff(
            shelter_id=command.shelter_id,
            mode=area.evacuations[group.evacuation_id].mode,
            people=command.people,
            vulnerable=command.vulnerable,
            reason=command.words or "went back without leave",
            group_id=group.group_id,
            to=BACK,
        )
        events += sheltering.departed(area, leave, order, profile)
    elif command.people > group.on_the_way:
        reason = f"{group.on_the_way} are on the way: say from which shelter"
        raise Rejected("wrong_number", reason, "people")
    events.append(
        xe.EvacueesWentBack(group.group_id, command.people, command.shelter_id, command.words)
    )
    return with_steps(area, events, group.group_id, order, profile)


def fetch(area: Area, command: xc.FetchBack, order: Order, profile: Profile) -> list[e.Event]:
    """Send a team after those who went back; where none can go, that is on record."""
    permit(profile, order, "FetchBack")
    group = area.evacuation_group(command.group_id)
    authorise(area, order.actor, group.place_code)
    if not group.went_back:
        return []
    incident = area.incidents.get(area.evacuations[group.evacuation_id].incident_id or "")
    by_hand = command.team_id is not None
    if incident is None or not profile.incident_handling.has("DISPATCHABLE", incident.state):
        reason = "it belongs to no incident whose response is on: tie it to one"
        return _nobody(group, reason, by_hand)
    chosen = _chosen(area, group, incident, profile, command.team_id, order)
    if chosen is None:
        return _nobody(group, "no force near it is free", by_hand)
    team, capability = chosen
    place = area.places[group.place_code].name
    task = profile.evacuation.fetch_back.task.format(people=group.went_back, place=place)
    draft = e.InstructionGiven(
        instruction_id=area.next_id("instruction", "D"),
        incident_id=incident.incident_id,
        team_id=team.team_id,
        capability=capability,
        row="",
        state="",
        destination=group.position or incident.position,
        task=task,
    )
    s = Situation(area=area, profile=profile, order=order, incident=incident, team=team)
    try:
        sent = send(s, "dispatch", draft, 1)
    except Rejected as refusal:
        return _nobody(group, refusal.reason, by_hand)
    return [*sent, xe.FetchingOrdered(group.group_id, draft.instruction_id)]


def _nobody(group: EvacuationGroup, reason: str, by_hand: bool) -> list[e.Event]:
    if by_hand:
        raise Rejected("nobody_to_fetch", reason, "team_id")
    return [] if group.unfetched == reason else [xe.NobodyToFetch(group.group_id, reason)]


def _chosen(
    area: Area,
    group: EvacuationGroup,
    incident: Incident,
    profile: Profile,
    team_id: str | None,
    order: Order,
) -> tuple[Team, str] | None:
    """Return the force to send and what it serves with: the village's own, else the nearest."""
    if team_id is not None:
        team = area.team(team_id)
        authorise(area, order.actor, team.place_code)
        capability = _capability(team, profile)
        if capability is None:
            raise Rejected("not_capable", f"{team_id} cannot fetch people", "team_id")
        return team, capability
    town = seat_at(area.places, group.place_code, AdminLevel.TOWN) or group.place_code
    here, kind = group.position or incident.position, profile.kinds.get(incident.kind)
    able = [
        (team.place_code != group.place_code, distance_m(team.whereabouts, here), team.team_id)
        for team in area.teams.values()
        if is_within(area.places, team.place_code, town)
        and team.detached_from is None
        and (capability := _capability(team, profile)) is not None
        and why_not(profile, team, capability, kind) is None
    ]
    if not able:
        return None
    team = area.teams[min(able)[2]]
    return team, _capability(team, profile) or ""


def _capability(team: Team, profile: Profile) -> str | None:
    wanted = profile.evacuation.fetch_back.capabilities
    return next((one for one in wanted if one in team.capabilities), None)
