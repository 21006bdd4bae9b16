"""Say how far a finished drill stayed from what hindsight could have made of it."""

from collections import defaultdict
from dataclasses import replace

import msgspec
import numpy as np
from numpy.typing import NDArray

from dispatch.assignment.roads import RoadView
from dispatch.domain.area import Area
from dispatch.domain.profile import Profile
from simulators.hindsight.bound import LEAST_HOLD_S, ROUNDS, Carried, lower_bound
from simulators.hindsight.chain import NOBODY
from simulators.hindsight.stream import Demand, Floats, Met, Stream, demands_of, stream_of

MOST_URGENT = 1
"""The priority that is also looked at as if no other call had come."""


class Regret(msgspec.Struct, frozen=True):
    """How a plan compares with the hindsight bound.

    `weighted_s` and `bound_s` are weighted delays, in weighted seconds; `bound_s` is never above
    `weighted_s`. `regret` is their difference as a share of the bound, None for a bound of nothing.
    `sooner_s` has been taken off the bound: what the crews were sooner than the model of the bound
    lets them be.
    """

    demands: int
    delay_s_mean: float
    weighted_s: float
    bound_s: float
    regret: float | None
    sooner_s: float
    rounds: int


def regret_of(
    area: Area, profile: Profile, roads: RoadView, rounds: int = ROUNDS, since: float = 0.0
) -> dict[str, object]:
    """Return the regret of a finished drill, as JSON, and that of its most urgent calls alone.

    Delay is what dispatching decides: from a call to the order, and the drive; a demand never met
    counts as delayed by the profile's `unmet_s`. Calls count from `since` on, in epoch seconds UTC;
    the bound takes nobody for bound by an earlier one, so it stays below what could be. The roads
    are taken as they are now: they must not have changed meanwhile. Raises `ValueError` where a
    team has several crews or stands off the roads.
    """
    demands = demands_of(area, profile, since)
    if not demands:
        return {}
    stream = stream_of(area, profile, roads, demands)
    everything = np.ones(len(stream), bool)
    urgent = stream.priority == MOST_URGENT
    told = msgspec.to_builtins(_regret(stream, demands, everything, rounds))
    if urgent.any():
        alone = _regret(stream, demands, urgent, rounds)
        told[f"priority_{MOST_URGENT}"] = msgspec.to_builtins(alone)
    return dict(told)


def overall_regret(
    area: Area, profile: Profile, roads: RoadView, rounds: int, since: float = 0.0
) -> Regret | None:
    """Return the regret of all calls of a finished drill, as `regret_of` does; None without any."""
    demands = demands_of(area, profile, since)
    if not demands:
        return None
    stream = stream_of(area, profile, roads, demands)
    return _regret(stream, demands, np.ones(len(stream), bool), rounds)


def _regret(
    stream: Stream, demands: list[Demand], chosen: NDArray[np.bool_], rounds: int
) -> Regret:
    """Return the regret over some of the demands, as if the others had not been."""
    kept, sooner = _within_model(stream, demands, chosen)
    own = stream.of(kept)
    delay_s = np.array([stream.unmet_s if one.delay_s is None else one.delay_s for one in demands])[
        kept
    ]
    weighted_s, sooner_s = float(own.weight @ delay_s), float(own.weight @ sooner[kept])
    held = replace(own, hold_s=own.hold_s - sooner[kept])
    group_of = stream.crews.group_of
    group = [NOBODY if one.met is None else group_of[one.met.team_id] for one in demands]
    carried = Carried(np.array(group, np.int64)[kept], delay_s + sooner[kept])
    found = lower_bound(held, carried, rounds)
    bound_s = max(0.0, found.weighted_s - sooner_s)
    return Regret(
        demands=len(own),
        delay_s_mean=round(float(delay_s.sum()) / max(len(delay_s), 1), 1),
        weighted_s=round(weighted_s, 1),
        bound_s=round(bound_s, 1),
        regret=round((weighted_s - bound_s) / bound_s, 4) if bound_s > 0 else None,
        sooner_s=round(sooner_s, 1),
        rounds=found.rounds,
    )


def _within_model(
    stream: Stream, demands: list[Demand], chosen: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], Floats]:
    """Return which demands are looked at, and how much sooner each was met than the model allows.

    A crew on its way is taken to stand at the road node nearest to it, which may lie ahead; and it
    may be near a call because of one that is not among those chosen. With every delay longer, and
    the work shorter, by what is returned here, the plan is one of those the bound is about.
    """
    kept = chosen & (stream.hold_s >= LEAST_HOLD_S)
    while True:
        sooner = _sooner_s(stream, demands, kept)
        stays = kept & (stream.hold_s - sooner >= LEAST_HOLD_S)
        if stays.sum() == kept.sum():
            return kept, sooner
        kept = stays


def _sooner_s(stream: Stream, demands: list[Demand], kept: NDArray[np.bool_]) -> Floats:
    """Return how many seconds sooner each demand was met than its crew could by the model, [N]."""
    rounds_of: dict[str, list[int]] = defaultdict(list)
    for number in np.flatnonzero(kept).tolist():
        met = demands[number].met
        if met is not None:
            rounds_of[met.team_id].append(number)
    sooner = np.zeros(len(stream))
    for team_id, numbers in rounds_of.items():
        station = int(stream.crews.station[stream.crews.group_of[team_id]])
        before: int | None = None
        for number in sorted(numbers, key=lambda one: _met(demands[one]).ordered_at):
            delay_s = demands[number].delay_s
            assert delay_s is not None  # noqa: S101 - only what was met is looked at
            least_s = _least_delay_s(stream, demands, station, before, number)
            sooner[number] = max(0.0, least_s - delay_s)
            before = number
    return sooner


def _least_delay_s(
    stream: Stream, demands: list[Demand], station: int, before: int | None, number: int
) -> float:
    """Return the delay of a demand that a crew meets after another, as `best_chain` has it."""
    scene, called_at = stream.scene[number], float(stream.called_at[number])
    out_s = float(stream.out_ms[station, scene]) / 1000
    if before is None:
        return out_s
    done_at = _met(demands[before]).done_at
    home_at = done_at + float(stream.home_ms[stream.scene[before], station]) / 1000
    from_home_s = max(0.0, home_at - called_at) + out_s
    if called_at > home_at:
        return from_home_s
    there_s = float(stream.between_ms[stream.scene[before], scene]) / 1000
    if called_at <= done_at:
        return min(from_home_s, done_at - called_at + there_s)
    slack_s = float(stream.slack_ms[stream.scene[before], station]) / 1000
    back_s = out_s - (home_at - called_at) - slack_s
    return min(from_home_s, max(0.0, there_s - (called_at - done_at), back_s))


def _met(demand: Demand) -> Met:
    assert demand.met is not None  # noqa: S101 - only what was met is looked at
    return demand.met
