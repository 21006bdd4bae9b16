"""Tiny streams along a straight street, whose best plan can be found by trying all of them."""

from dataclasses import dataclass
from itertools import permutations, product

import numpy as np

from simulators.hindsight.stream import Crews, Stream

UNMET_S = 3600.0


@dataclass(frozen=True)
class Call:
    """One demand: when, where along the street in seconds of driving, how urgent, how long."""

    at: float
    place: int
    weight: float = 1.0
    hold_s: float = 600.0
    priority: int = 1


def stream_on_a_line(stations: list[int], calls: list[Call]) -> Stream:
    """Return the stream of calls in order, with one crew at each station."""
    calls = sorted(calls, key=lambda one: one.at)
    home, scene = np.array(stations), np.array([one.place for one in calls])

    def ms(one: np.ndarray, other: np.ndarray) -> np.ndarray:
        return (np.abs(one[:, None] - other[None, :]) * 1000).astype(np.int32)

    return Stream(
        called_at=np.array([one.at for one in calls]),
        weight=np.array([one.weight for one in calls]),
        priority=np.array([one.priority for one in calls]),
        capability=np.zeros(len(calls), np.int64),
        scene=np.arange(len(calls)),
        hold_s=np.array([one.hold_s for one in calls]),
        crews=Crews(
            station=np.arange(len(stations)),
            count=np.ones(len(stations), np.int64),
            able=np.ones((len(stations), 1), bool),
            group_of={f"T{number}": number for number in range(len(stations))},
        ),
        out_ms=ms(home, scene),
        home_ms=ms(scene, home),
        between_ms=ms(scene, scene),
        slack_ms=np.zeros((len(scene), len(home)), np.int32),
        unmet_s=UNMET_S,
    )


def delays_of(station: int, chain: list[Call], waits_s: tuple[float, ...]) -> list[float]:
    """Return the delays of the calls a crew meets one after another, by moving it step by step."""
    delays: list[float] = []
    place, free_at = float(station), -np.inf
    for call, wait_s in zip(chain, waits_s, strict=True):
        ordered_at = max(call.at, free_at) + wait_s
        driven = min(ordered_at - free_at, abs(place - station))
        stands = place + driven * np.sign(station - place)
        delay_s = ordered_at - call.at + abs(stands - call.place)
        delays.append(float(delay_s))
        place, free_at = float(call.place), call.at + delay_s + call.hold_s
    return delays


def least_weighted_delay(stations: list[int], calls: list[Call], waits: tuple[float, ...]) -> float:
    """Return the weighted delay of the best plan of all: who meets what in which order, if anybody.

    Before each order a crew may wait for any of the seconds in `waits`.
    """
    best = np.inf
    for owners in product(range(-1, len(stations)), repeat=len(calls)):
        cost = sum(c.weight * UNMET_S for c, owner in zip(calls, owners, strict=True) if owner < 0)
        for number, station in enumerate(stations):
            own = [c for c, owner in zip(calls, owners, strict=True) if owner == number]
            cost += min(
                sum(c.weight * s for c, s in zip(chain, delays, strict=True))
                for chain in permutations(own)
                for waited in product(waits, repeat=len(own))
                for delays in [delays_of(station, list(chain), waited)]
            )
        best = min(best, cost)
    return best
