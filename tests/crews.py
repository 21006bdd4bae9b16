"""Problems drawn by chance: teams of several crews, capabilities they share, zones, surcharges."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dispatch.assignment.problem import MAY_NOT_GO, Problem, Slot

CAPABILITIES = ("FIRE", "MEDICAL", "WATER")
UNMET_MS = 7_200_000


@st.composite
def problems(draw: st.DrawFn, slots: int = 4, teams: int = 6, *, plain: bool = False) -> Problem:
    """At most so many slots and teams; `plain` ones have single crews, no zones, no surcharges."""
    rows, columns = draw(st.integers(0, slots)), draw(st.integers(0, teams))

    def numbers(least: int, most: int, *shape: int) -> np.ndarray:
        return draw(arrays(np.int64, shape, elements=st.integers(least, most)))

    minutes = numbers(-1, 60, rows, columns)
    wants = tuple(
        Slot(
            f"I{at}",
            draw(st.sampled_from(CAPABILITIES)),
            draw(st.integers(0, 3)),
            draw(st.sampled_from([8, 4, 2, 1])),
        )
        for at in range(rows)
    )
    ids = tuple(f"team-{at}" for at in range(columns))
    travel_ms = np.where(minutes < 0, MAY_NOT_GO, minutes * 60_000)
    if plain:
        return Problem.of_single_crews(wants, ids, travel_ms, UNMET_MS)
    crews, zones = numbers(1, 3, columns), draw(st.integers(0, 3))
    return Problem(
        slots=wants,
        team_ids=ids,
        line=np.arange(rows),
        road_ms=travel_ms,
        added_ms=numbers(0, 600_000, rows, columns),
        crews=crews,
        crews_for={name: np.minimum(crews, numbers(0, 3, columns)) for name in CAPABILITIES},
        zone=numbers(-1, zones - 1, columns),
        reserve=numbers(0, 3, zones),
        reserve_ms=draw(st.sampled_from([0, 600_000, 1_800_000, 10_000_000])),
        unmet_ms=UNMET_MS,
    )
