"""Decide what becomes of a recommendation: put forward, accepted, changed by hand."""

from collections.abc import Iterable

from msgspec.structs import replace

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain import sheltering
from dispatch.domain.actors import Order
from dispatch.domain.area import Area
from dispatch.domain.crews import crews_for, crews_of
from dispatch.domain.demands import counted_in_units
from dispatch.domain.evolve import folded
from dispatch.domain.incidents import Incident
from dispatch.domain.instructing import why_not
from dispatch.domain.needs import missing_crews, missing_shelter_places, missing_supplies
from dispatch.domain.profile import Profile
from dispatch.domain.recommendations import Recommendation, Settlement, TeamChoice
from dispatch.domain.refusals import Rejected
from dispatch.domain.rules import Situation
from dispatch.domain.sending import send
from dispatch.domain.shelters import CLOSED
from dispatch.domain.steps import authorise, permit
from dispatch.domain.supply_commands import ReserveStock
from dispatch.domain.supplying import promised


def make(
    area: Area, command: c.MakeRecommendation, order: Order, profile: Profile
) -> list[e.Event]:
    """Put a recommendation forward; the incident's last open one is superseded by it.

    Several processes may advise on one area: what another has proposed already changes nothing, and
    what has been met meanwhile is refused.
    """
    permit(profile, order, "MakeRecommendation")
    made = command.recommendation
    incident = area.incident(made.incident_id)
    if not profile.incident_handling.has("DISPATCHABLE", incident.state):
        raise Rejected("incident_not_open", f"{incident.incident_id} is {incident.state}")
    if not (
        missing_crews(area, profile, incident)
        or missing_supplies(area, incident)
        or missing_shelter_places(incident)
    ):
        raise Rejected("nothing_needed", f"{incident.incident_id} wants for nothing by now")
    events: list[e.Event] = []
    if incident.recommendation_id is not None:
        before = area.recommendation(incident.recommendation_id)
        if made.asks_the_same_as(before):
            return []
        events.append(_settled(before, Settlement.SUPERSEDED, "", ()))
    numbered = replace(made, recommendation_id=area.next_id("recommendation", "R"))
    return [*events, e.RecommendationMade(recommendation=numbered)]


def accept(
    area: Area, command: c.AcceptRecommendation, order: Order, profile: Profile
) -> list[e.Event]:
    """Carry a recommendation out, as far as it still holds; refused when nothing of it does.

    What has lapsed since (a team gone elsewhere, stock promised to another) is named in the event.
    """
    permit(profile, order, "AcceptRecommendation")
    recommendation = area.recommendation(command.recommendation_id)
    return _carry_out(
        area, recommendation, recommendation.teams, order, profile, Settlement.ACCEPTED, ""
    )


def change(
    area: Area, command: c.ChangeRecommendation, order: Order, profile: Profile
) -> list[e.Event]:
    """Carry a recommendation out with other teams, chosen by a person who says why."""
    permit(profile, order, "ChangeRecommendation")
    if not command.reason.strip():
        raise Rejected("input_missing", "say why another choice is better", "reason")
    recommendation = area.recommendation(command.recommendation_id)
    incident = area.incident(recommendation.incident_id)
    known = {one.team_id: one.travel_s for one in recommendation.runners_up}
    known |= {one.team_id: one.travel_s for one in recommendation.teams}
    for team_id in command.crews:
        if not any(team_id in team_ids for team_ids in command.team_ids.values()):
            raise Rejected("not_chosen", f"{team_id} is not chosen", f"crews.{team_id}")
    choices = []
    for capability, team_ids in command.team_ids.items():
        for team_id in team_ids:
            team = area.team(team_id)
            refusal = why_not(profile, team, capability, profile.kinds.get(incident.kind))
            if refusal is not None:
                raise Rejected(refusal.code, refusal.reason, f"team_ids.{capability}")
            choices.append(
                TeamChoice(
                    capability=capability,
                    team_id=team_id,
                    travel_s=known.get(team_id, -1.0),
                    origin=team.whereabouts,
                    crews=command.crews.get(team_id, crews_of(team, profile)),
                )
            )
    if len({choice.team_id for choice in choices}) < len(choices):
        raise Rejected("stands_twice", "a team can be chosen once", "team_ids")
    if not (choices or recommendation.depots or recommendation.shelters):
        raise Rejected("input_missing", f"nobody is chosen for {incident.incident_id}", "team_ids")
    orders = _carry_out(
        area, recommendation, choices, order, profile, Settlement.CHANGED, command.reason
    )
    return [*_pinned(area, recommendation, choices, command.reason), *orders]


def _pinned(
    area: Area, recommendation: Recommendation, choices: Iterable[TeamChoice], reason: str
) -> list[e.Event]:
    """Pin those a person chose instead of others, so that no reckoning undoes it."""
    proposed = {(one.team_id, one.capability) for one in recommendation.teams}
    return [
        e.TeamPinned(
            incident_id=recommendation.incident_id,
            team_id=area.teams[choice.team_id].parent_id,
            capability=choice.capability,
            reason=reason,
        )
        for choice in choices
        if (choice.team_id, choice.capability) not in proposed
    ]


def _carry_out(
    area: Area,
    recommendation: Recommendation,
    choices: Iterable[TeamChoice],
    order: Order,
    profile: Profile,
    settlement: Settlement,
    reason: str,
) -> list[e.Event]:
    incident = area.incident(recommendation.incident_id)
    authorise(area, order.actor, incident.place_code)
    by_hand = settlement is Settlement.CHANGED
    orders, lapsed = _orders(area, recommendation, choices, incident, order, profile, by_hand)
    promises, short = _promises(area, recommendation, incident, order, profile)
    openings, shut = _openings(area, recommendation, order, profile)
    if not orders and not promises and not openings:
        raise Rejected(
            "recommendation_lapsed",
            f"nothing of {recommendation.recommendation_id} holds any longer:"
            f" {'; '.join(lapsed + short + shut) or 'it proposed nothing'}",
        )
    settled = _settled(recommendation, settlement, reason, (*lapsed, *short, *shut))
    return [settled, *orders, *promises, *openings]


def _orders(
    area: Area,
    recommendation: Recommendation,
    choices: Iterable[TeamChoice],
    incident: Incident,
    order: Order,
    profile: Profile,
    by_hand: bool,
) -> tuple[list[e.Event], list[str]]:
    """Return the orders to those teams that can still go, and why the others cannot."""
    events: list[e.Event] = []
    lapsed: list[str] = []
    missing = missing_crews(area, profile, incident)
    sent: list[e.Event] = []
    for choice in choices:
        # Another choice may be of the same team: what is left of it goes.
        area, sent = folded(area, sent, order.at), []
        team = area.team(choice.team_id)
        authorise(area, order.actor, team.place_code)
        refusal = why_not(profile, team, choice.capability, profile.kinds.get(incident.kind))
        if refusal is not None:
            lapsed.append(refusal.reason)
            continue
        crews = choice.crews
        if not by_hand:
            in_units = counted_in_units(incident.team_needs, choice.capability)
            able = crews_for(team, choice.capability, profile, in_units)
            crews = min(crews, able, missing.get(choice.capability, 0))
            if crews < 1:
                lapsed.append(f"{choice.team_id}: {choice.capability} is no longer needed")
                continue
            if crews < choice.crews:
                lapsed.append(f"{choice.team_id}: {crews} of {choice.crews} crews")
        draft = e.InstructionGiven(
            instruction_id=area.next_id("instruction", "D"),
            incident_id=incident.incident_id,
            team_id=team.team_id,
            capability=choice.capability,
            row="",
            state="",
            destination=incident.position,
            travel_s=choice.travel_s if choice.travel_s >= 0 else None,
            recommendation_id=recommendation.recommendation_id,
        )
        s = Situation(area=area, profile=profile, order=order, incident=incident, team=team)
        sent = send(s, "dispatch", draft, crews)
        missing[choice.capability] = missing.get(choice.capability, 0) - crews
        events += sent
    return events, lapsed


def _promises(
    area: Area,
    recommendation: Recommendation,
    incident: Incident,
    order: Order,
    profile: Profile,
) -> tuple[list[e.Event], list[str]]:
    """Return the promises of stock that can still be made, and what has run short since."""
    events: list[e.Event] = []
    short: list[str] = []
    missing = missing_supplies(area, incident)
    number = area.numbers.get("reservation", 0)
    for choice in recommendation.depots:
        free = area.depot(choice.depot_id).free(choice.supply, order.at)
        quantity = min(choice.quantity, free, missing.get(choice.supply, 0))
        if quantity < choice.quantity:
            short.append(f"{choice.depot_id}: {quantity} of {choice.quantity} {choice.supply}")
        if quantity < 1:
            continue
        missing[choice.supply] -= quantity
        number += 1
        wanted = ReserveStock(
            incident.incident_id, choice.depot_id, choice.supply, quantity, choice.travel_s
        )
        events.append(promised(area, wanted, f"S{number}", order, profile))
    return events, short


def _openings(
    area: Area, recommendation: Recommendation, order: Order, profile: Profile
) -> tuple[list[e.Event], list[str]]:
    """Return the steps that have proposed shelters opened, and why others cannot be."""
    events: list[e.Event] = []
    shut: list[str] = []
    for shelter_id in dict.fromkeys(one.shelter_id for one in recommendation.shelters):
        shelter = area.shelter(shelter_id)
        if shelter.state != CLOSED:
            continue
        try:
            authorise(area, order.actor, shelter.place_code)
            events.append(sheltering.step(area, shelter, "open", order, profile))
        except Rejected as refusal:
            shut.append(f"{shelter_id}: {refusal.reason}")
    return events, shut


def _settled(
    recommendation: Recommendation, settlement: Settlement, reason: str, lapsed: tuple[str, ...]
) -> e.RecommendationSettled:
    return e.RecommendationSettled(
        recommendation_id=recommendation.recommendation_id,
        incident_id=recommendation.incident_id,
        settlement=settlement,
        reason=reason,
        lapsed=lapsed,
    )
