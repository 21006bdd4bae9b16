"""Decide whom an incident asks near by, and what first responders answer 第一响应人.

They are asked at once, by geometry and before any team is settled, because what they can do is done
in the first minutes. Each is asked once to an incident; who declines or does not answer makes room
for the next nearest; all are stood down when it is over, or when it turns out to be a danger they
are kept out of.
"""

from collections.abc import Iterator

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain import responder_messages as fm
from dispatch.domain.actors import Order
from dispatch.domain.area import Area
from dispatch.domain.deadlines import Moments, started
from dispatch.domain.evolve import folded
from dispatch.domain.incidents import Incident
from dispatch.domain.lifecycle import NEW
from dispatch.domain.nearby import cells_near
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.responders import (
    AVAILABLE,
    RESPONDER_ROLE,
    KindAsks,
    Responder,
    ResponderCall,
    responder_call_id,
)
from dispatch.domain.rules import Situation
from dispatch.domain.steps import authorise, choose_row, permit, step_taken
from dispatch.domain.told_moments import check_told
from routing.geo import distance_m

LIFECYCLE, CALL_LIFECYCLE = "responder", "responder_call"


def register(
    area: Area, command: fm.RegisterResponders, order: Order, profile: Profile
) -> list[e.Event]:
    """Enter people, each with their consent on record."""
    table = profile.lifecycles[LIFECYCLE]
    row = choose_row(table, NEW, "register", Situation(area, profile, order))
    seen: set[str] = set()
    for index, one in enumerate(command.responders):
        for problem in _problems_of(one, area, profile):
            field = f"responders[{index}].{problem.field}"
            raise Rejected(problem.code, f"{one.responder_id}: {problem.reason}", field)
        if one.responder_id in seen:
            field = f"responders[{index}].responder_id"
            raise Rejected("stands_twice", f"{one.responder_id} stands twice", field)
        seen.add(one.responder_id)
        authorise(area, order.actor, one.place_code)
    entered = tuple(command.responders)
    return [fm.RespondersRegistered(row=row.id, state=row.moves[NEW], responders=entered)]


def place(area: Area, command: fm.PlaceResponder, order: Order, profile: Profile) -> list[e.Event]:
    """Note where a responder is; a short move, or an older position, changes nothing."""
    permit(profile, order, "PlaceResponder")
    found = area.responder(command.responder_id)
    _speaks_for(area, order, found)
    check_told(command.at, order.at, "at")
    rules = profile.responders
    if command.at <= found.seen_at:
        return []
    known = found.is_at(command.at, rules.position_holds_s)
    # Said anew before it holds no longer, so that who stays away from home is not lost there.
    lasts = command.at - found.seen_at < rules.position_holds_s / 2
    if lasts and distance_m(known, command.position) < rules.moved_m:
        return []
    return [fm.ResponderPlaced(found.responder_id, command.position, command.at)]


def ask(area: Area, command: fm.AskResponders, order: Order, profile: Profile) -> list[e.Event]:
    """Ask the nearest who are able and were not asked yet; stand down whom a danger forbids."""
    permit(profile, order, "AskResponders")
    incident = area.incident(command.incident_id)
    authorise(area, order.actor, incident.place_code)
    asks = profile.responders.kinds.get(incident.kind)
    if asks is None or incident.safety_hold:
        why = "hold" if incident.safety_hold else incident.kind
        return list(stood_down(area, incident, f"not for first responders: {why}", order, profile))
    if not profile.incident_handling.has("DISPATCHABLE", incident.state):
        return []
    table = profile.lifecycles[CALL_LIFECYCLE]
    by_system = order.by_engine(area.root)
    row = choose_row(table, NEW, "ask", Situation(area, profile, by_system))
    calls = tuple(_calls(area, incident, asks, order.at, row.moves[NEW], profile))
    if not calls:
        return []
    moments = Moments(step_at=order.at, kind=incident.kind)
    clocks = tuple(
        clock
        for one in calls
        for clock in started(profile, row.starts, CALL_LIFECYCLE, one.call_id, moments)
    )
    return [fm.RespondersAsked(incident.incident_id, row.id, calls, clocks)]


def stood_down(
    area: Area, incident: Incident, reason: str, order: Order, profile: Profile
) -> Iterator[e.Event]:
    """Yield the standing down of all who are asked or gone to an incident."""
    by_system = order.by_engine(area.root)
    for call_id in area.called_to.get(incident.incident_id, ()):
        call = area.responder_calls[call_id]
        if call.is_open:
            yield _call_step(area, call, "stand_down", c.Particulars(reason), by_system, profile)


def take_step(area: Area, command: c.TakeStep, order: Order, profile: Profile) -> list[e.Event]:
    """Say that a responder is away or back, or withdraw the consent; no call is left open then."""
    found = area.responder(command.subject_id)
    _speaks_for(area, order, found)
    s = Situation(area, profile, order, particulars=command.particulars)
    table = profile.lifecycles[LIFECYCLE]
    row = choose_row(table, found.state, command.action, s)
    moments = Moments(step_at=order.at)
    events: list[e.Event] = [step_taken(s, table, row, found.responder_id, found.state, moments)]
    if row.moves[found.state] != AVAILABLE and found.called_to is not None:
        call = area.responder_calls[responder_call_id(found.called_to, found.responder_id)]
        by_system = order.by_engine(area.root)
        said = c.Particulars(reason=row.action)
        events.append(_call_step(area, call, "stand_down", said, by_system, profile))
    return events


def take_call_step(
    area: Area, command: c.TakeStep, order: Order, profile: Profile
) -> list[e.Event]:
    """Accept, decline, arrive, leave: the responder, or a duty officer for one on the phone."""
    call = area.responder_call(command.subject_id)
    found = area.responders[call.responder_id]
    incident = area.incidents[call.incident_id]
    if order.actor.role == RESPONDER_ROLE:
        _speaks_for(area, order, found)
    else:
        authorise(area, order.actor, incident.place_code, found.place_code)
    step = _call_step(area, call, command.action, command.particulars, order, profile)
    if step.went_to not in profile.lifecycles[CALL_LIFECYCLE].sets["REFUSED"]:
        return [step]
    # Whoever does not come makes room for the next.
    after = folded(area, [step], order.at)
    again = order.by_engine(area.root)
    return [step, *ask(after, fm.AskResponders(incident.incident_id), again, profile)]


def _calls(
    area: Area, incident: Incident, asks: KindAsks, now: float, state: str, profile: Profile
) -> Iterator[ResponderCall]:
    held = (area.responder_calls[one] for one in area.called_to.get(incident.incident_id, ()))
    room = asks.at_most - sum(one.is_open for one in held)
    reach_m = max(asks.radius_m.values(), default=0.0)
    near: list[tuple[float, str, str]] = []
    ids = {
        one
        for cell in cells_near(incident.position, reach_m)
        for one in area.responders_near.get(cell, ())
    }
    for responder_id in ids:
        found = area.responders[responder_id]
        call_id = responder_call_id(incident.incident_id, responder_id)
        if found.state != AVAILABLE or found.called_to or call_id in area.responder_calls:
            continue
        at = found.is_at(now, profile.responders.position_holds_s)
        away_m = distance_m(at, incident.position)
        skill = _fit(found, asks, away_m)
        if skill is not None:
            near.append((away_m, responder_id, skill))
    for away_m, responder_id, skill in sorted(near)[: max(room, 0)]:
        yield ResponderCall(
            call_id=responder_call_id(incident.incident_id, responder_id),
            incident_id=incident.incident_id,
            responder_id=responder_id,
            skill=skill,
            distance_m=round(away_m, 1),
            state=state,
            asked_at=now,
        )


def _fit(found: Responder, asks: KindAsks, away_m: float) -> str | None:
    """Return the skill they are asked for: of those that reach, the first the profile names."""
    for skill, radius_m in asks.radius_m.items():
        if skill in found.skills and away_m <= radius_m:
            return skill
    return None


def _call_step(
    area: Area,
    call: ResponderCall,
    action: str,
    particulars: c.Particulars,
    order: Order,
    profile: Profile,
) -> e.StepTaken:
    s = Situation(area, profile, order, particulars=particulars)
    table = profile.lifecycles[CALL_LIFECYCLE]
    row = choose_row(table, call.state, action, s)
    kind = area.incidents[call.incident_id].kind
    moments = Moments(step_at=order.at, kind=kind)
    return step_taken(s, table, row, call.call_id, call.state, moments)


def _speaks_for(area: Area, order: Order, found: Responder) -> None:
    """Refuse a responder who speaks for another, and others from outside the place."""
    if order.actor.role != RESPONDER_ROLE:
        authorise(area, order.actor, found.place_code)
    elif order.actor.name != found.responder_id:
        raise Rejected("not_oneself", f"{order.actor.name} is not {found.responder_id}")


def _problems_of(one: Responder, area: Area, profile: Profile) -> Iterator[Rejected]:
    if not one.responder_id.strip() or "/" in one.responder_id:
        yield Rejected("unfit_name", "an id without / is expected", "responder_id")
    if not one.consent.strip():
        yield Rejected("input_missing", "say how the consent is on record", "consent")
    if one.place_code not in area.places:
        yield Rejected("unknown_place", f"no place {one.place_code!r}", "place_code")
    if not one.skills:
        yield Rejected("input_missing", "one skill at least", "skills")
    for skill in one.skills:
        if skill not in profile.responders.skills:
            yield Rejected("unknown_skill", f"no skill {skill!r}", "skills")
