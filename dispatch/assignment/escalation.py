"""Reckon where a level's own means do not meet its incidents, and what it should ask above.

Escalation as arithmetic: what is wanted by the incidents of a place, less what the place has free,
is what it lacks; the same with what comes back within the profile's horizon, and with incidents
that are not verified yet, is what it will lack soon.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from dispatch.assignment.means import LocalMeans, MeansBook, force_of, names_of
from dispatch.assignment.shortfall import Force, Want, crews_missing, less
from dispatch.domain.area import Area
from dispatch.domain.incidents import Incident
from dispatch.domain.instructions import Instruction
from dispatch.domain.needs import (
    NOT_SERVING,
    missing_crews,
    missing_shelter_places,
    missing_supplies,
)
from dispatch.domain.places import AdminLevel, is_within
from dispatch.domain.profile import Profile
from dispatch.domain.support import Amounts, SupportRequest
from dispatch.domain.teams import Team


class Line(msgspec.Struct, frozen=True):
    """One line of the sum: crews of a capability, a supply, or `shelter_places`.

    `wanted` is by all incidents of the place, `own` what it has free that could serve, and
    `back_soon` the crews expected back within the horizon.
    """

    what: str
    wanted: int
    own: int
    back_soon: int = 0


class Escalation(msgspec.Struct, frozen=True):
    """A proposal: the place should ask the one above it for `asks`, for one incident.

    `lacks` is what the incident is short of now, `lacks_soon` within the horizon; `predicted` says
    that only the latter is something. What was asked for already is not asked again.
    """

    incident_id: str
    place_code: str
    asked_of: str
    asks: Amounts
    lacks: Amounts
    lacks_soon: Amounts
    predicted: bool
    lines: tuple[Line, ...]


class Missing(NamedTuple):
    """What an incident still wants, and whether it may be sent to already."""

    incident: Incident
    wants: Amounts
    is_dispatchable: bool


def escalations(area: Area, profile: Profile, book: MeansBook, at: float) -> Iterator[Escalation]:
    """Yield what each place should ask of the one above it at a moment, epoch seconds.

    Places from the town, or the place that leads, upwards; the lowest place first, the most urgent
    incident first.
    """
    by_place: defaultdict[str, list[Missing]] = defaultdict(list)
    for missing in _missing(area, profile):
        for code in _who_answers(area, book, missing.incident):
            by_place[code].append(missing)
    if not by_place:
        return
    means, back = book.of(area, profile, at), _back_soon(area, profile, book, at)
    asked: defaultdict[tuple[str, str], list[SupportRequest]] = defaultdict(list)
    for one in area.support_requests.values():
        asked[one.incident_id, one.place_code].append(one)
    for code in sorted(by_place, key=lambda one: (-area.places[one].admin_level.rank, one)):
        yield from _of_place(area, profile, code, by_place[code], means, back, asked)


def _of_place(
    area: Area,
    profile: Profile,
    code: str,
    missing: Sequence[Missing],
    means: Mapping[str, LocalMeans],
    back: Mapping[str, Counter[Force]],
    asked: Mapping[tuple[str, str], list[SupportRequest]],
) -> Iterator[Escalation]:
    own = means.get(code, LocalMeans())
    coming = back.get(code, Counter())
    soon = LocalMeans(own.forces + coming, own.supplies, own.shelter_places)
    now = [one for one in missing if one.is_dispatchable]
    lacks = _shared_out(profile, now, own)
    lacks_soon = _shared_out(profile, missing, soon)
    lines = tuple(_lines(missing, own, coming))
    above = area.places[code].parent
    assert above is not None  # noqa: S101 - who has nobody above does not answer, see below
    for one in missing:
        incident_id = one.incident.incident_id
        short, short_soon = lacks.get(incident_id, Amounts()), lacks_soon[incident_id]
        asks = short_soon if short.is_nothing else short
        for before in asked.get((incident_id, code), ()):
            asks = asks.less(_outstanding(area, one.incident, before))
        if not asks.is_nothing:
            yield Escalation(
                incident_id=incident_id,
                place_code=code,
                asked_of=above,
                asks=asks,
                lacks=short,
                lacks_soon=short_soon,
                predicted=short.is_nothing,
                lines=lines,
            )


def _missing(area: Area, profile: Profile) -> Iterator[Missing]:
    """Yield the open incidents that want something, the most urgent first."""
    incidents = [area.incidents[one] for one in area.open_incidents]
    incidents.sort(key=lambda one: (one.priority, one.opened_at, one.incident_id))
    for incident in incidents:
        wants = Amounts(
            teams=missing_crews(area, profile, incident),
            supplies=missing_supplies(area, incident),
            shelter_places=missing_shelter_places(incident),
        )
        if not wants.is_nothing:
            dispatchable = profile.incident_handling.has("DISPATCHABLE", incident.state)
            yield Missing(incident, wants, dispatchable)


def _who_answers(area: Area, book: MeansBook, incident: Incident) -> Iterator[str]:
    """Yield the places that answer for an incident and have one above them to ask."""
    for code in book.above(area, incident.lead or incident.place_code):
        place = area.places[code]
        if place.admin_level.rank <= AdminLevel.TOWN.rank and place.parent in area.places:
            yield code


def _shared_out(
    profile: Profile, missing: Sequence[Missing], own: LocalMeans
) -> dict[str, Amounts]:
    """Return what each incident lacks once a place's means are shared out, the urgent first."""
    weights = profile.dispatch.priority_weights
    asked = [
        (one.incident, capability, name, one.wants.teams[capability])
        for one in missing
        for capability, name in names_of(one.incident.team_needs, one.wants.teams).items()
    ]
    wants = [
        Want(name, crews, weights.get(incident.priority, 1)) for incident, _, name, crews in asked
    ]
    crews_short: defaultdict[str, dict[str, int]] = defaultdict(dict)
    short = crews_missing(wants, own.forces)
    for (incident, capability, _, _), count in zip(asked, short, strict=True):
        if count:
            crews_short[incident.incident_id][capability] = count
    left, roofs = Counter(own.supplies), own.shelter_places
    found = {}
    for incident, wanted, _ in missing:
        supplies = less(wanted.supplies, left)
        left.subtract({key: n - supplies.get(key, 0) for key, n in wanted.supplies.items()})
        sheltered = min(roofs, wanted.shelter_places)
        roofs -= sheltered
        found[incident.incident_id] = Amounts(
            teams=crews_short[incident.incident_id],
            supplies=supplies,
            shelter_places=wanted.shelter_places - sheltered,
        )
    return found


def _lines(missing: Sequence[Missing], own: LocalMeans, coming: Counter[Force]) -> Iterator[Line]:
    crews: Counter[str] = Counter()
    supplies: Counter[str] = Counter()
    for one in missing:
        crews.update(one.wants.teams)
        supplies.update(one.wants.supplies)
    for capability in sorted(crews):
        able, back = _able(own.forces, capability), _able(coming, capability)
        yield Line(capability, crews[capability], able, back)
    for supply in sorted(supplies):
        yield Line(supply, supplies[supply], own.supplies[supply])
    places = sum(one.wants.shelter_places for one in missing)
    if places:
        yield Line("shelter_places", places, own.shelter_places)


def _able(forces: Counter[Force], capability: str) -> int:
    return sum(count * dict(force.crews_for).get(capability, 0) for force, count in forces.items())


def _outstanding(area: Area, incident: Incident, before: SupportRequest) -> Amounts:
    """Return what was asked for and may still come; what was declined or withdrawn will not.

    Of a request that was granted, what has been sent from elsewhere since is no longer to come.
    """
    if before.is_open:
        return before.asks
    if before.state != "GRANTED":
        return Amounts()
    sent: Counter[str] = Counter()
    for one in map(area.instruction, incident.instruction_ids):
        from_elsewhere = not is_within(
            area.places, area.teams[one.team_id].place_code, before.place_code
        )
        if one.given_at >= before.requested_at and one.state not in NOT_SERVING and from_elsewhere:
            sent[one.capability] += one.crews
    goods: Counter[str] = Counter()
    for held in map(area.reservation, incident.reservation_ids):
        from_elsewhere = not is_within(
            area.places, area.depots[held.depot_id].place_code, before.place_code
        )
        if held.revision > before.revision and held.serves and from_elsewhere:
            goods[held.supply] += held.quantity
    return before.asks.less(Amounts(teams=dict(sent), supplies=dict(goods)))


def _back_soon(
    area: Area, profile: Profile, book: MeansBook, at: float
) -> dict[str, Counter[Force]]:
    """Return the forces at work now that are taken to be back within the horizon, by place."""
    back: defaultdict[str, Counter[Force]] = defaultdict(Counter)
    orders = orders_of(area, area.teams.values())
    ends_at = tasks_end_at(area, profile, orders, at)
    for at_work in np.flatnonzero(ends_at <= at + profile.own_means.horizon_s).tolist():
        team = area.teams[orders[at_work].team_id]
        for code in book.above(area, team.place_code):
            back[code][force_of(team, profile)] += 1
    return back


def orders_of(area: Area, teams: Iterable[Team]) -> list[Instruction]:
    """Return the open orders of some teams, in the order of the teams.

    An order binds its team as long as it is open, and in a storm there are far more incidents than
    teams.
    """
    return [area.instructions[one.instruction_id] for one in teams if one.instruction_id]


def tasks_end_at(
    area: Area, profile: Profile, orders: Sequence[Instruction], at: float
) -> NDArray[np.float64]:
    """Return when each team is taken to be done with its order, and free again: float64[orders]."""
    means = profile.own_means
    kinds = [area.incidents[one.incident_id].kind for one in orders]
    task_s = [means.mean_task_s.get(kind, means.other_task_s) for kind in kinds]
    arrived_at = [one.reached.get("ON_SCENE") for one in orders]
    arrives_at = [
        max(at, one.eta_at or at + (one.travel_s or 0.0)) if arrived is None else arrived
        for one, arrived in zip(orders, arrived_at, strict=True)
    ]
    ends_at = np.array(arrives_at, np.float64) + np.array(task_s, np.float64)
    return np.maximum(at, ends_at)
