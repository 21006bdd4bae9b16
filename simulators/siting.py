"""Find where one more team would save most, before simulation says whether it does.

Two models over the calls of a drill and the roads as they are, solved to proof by OR-Tools CP-SAT:

- *p-median*: the sites at which so many more teams make the mean drive of the nearest team least.
- *MEXCLP* (Daskin 1983): the sites that make the expected number of calls covered within a time
  greatest, when each team is busy a share q of the time: the k-th team that reaches a call counts
  (1 - q) q^(k-1).

Both look at drives alone, at teams that stand at their stations; a simulation decides.
"""

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

SOLVE_S = 60.0
SCALE = 10_000  # expected coverage is counted in ten-thousandths of a call
MOST_COVERS = 6  # teams that reach one call, beyond which another adds nothing that counts

Times = NDArray[np.float64]


class Site(msgspec.Struct, frozen=True):
    """Where something could stand, in WGS-84, and the place of the area it belongs to."""

    name: str
    place: str
    lon: float
    lat: float


class Sited(msgspec.Struct, frozen=True):
    """The sites a model chose, and its own figure without them and with them.

    The figure of the p-median is the mean drive in seconds, of MEXCLP the expected share covered.
    """

    model: str
    sites: tuple[Site, ...]
    before: float
    after: float
    proven: bool


def p_median(nearest_s: Times, drive_s: Times, sites: Sequence[Site], more: int = 1) -> Sited:
    """Choose `more` sites by the mean drive; raises ValueError where there is nothing to choose.

    `nearest_s` is the drive of the nearest team to each of n calls as things are, `drive_s` from
    each of m sites to each call, [m, n].
    """
    _check(nearest_s, drive_s, sites, more)
    saved = np.maximum(0, np.round((nearest_s - drive_s) * 10)).astype(np.int64)  # tenths
    model = cp_model.CpModel()
    opened = [model.new_bool_var(f"open {s.name}") for s in sites]
    model.add(sum(opened) == more)
    gains = []
    for call in range(saved.shape[1]):
        useful = [site for site in range(len(sites)) if saved[site, call] > 0]
        served = [model.new_bool_var("") for _ in useful]
        for site, by in zip(useful, served, strict=True):
            model.add_implication(by, opened[site])
            gains.append(by * int(saved[site, call]))
        model.add_at_most_one(served)
    model.maximize(sum(gains))
    chosen, proven = _solved(model, opened)
    after = np.minimum(nearest_s, drive_s[chosen].min(axis=0))
    return Sited(
        "p-median",
        tuple(sites[one] for one in chosen),
        round(float(nearest_s.mean()), 2),
        round(float(after.mean()), 2),
        proven,
    )


def mexclp(
    covers: NDArray[np.int64],
    reaches: NDArray[np.bool_],
    busy: float,
    sites: Sequence[Site],
    more: int = 1,
) -> Sited:
    """Choose `more` sites by expected coverage; several teams may stand at one site.

    `covers` counts the teams that reach each of n calls in time as things are, `reaches` says which
    of them each of m sites would reach, [m, n]. `busy` is q, the share of time a team is busy.
    """
    _check(covers, reaches, sites, more)
    if not 0 <= busy < 1:
        raise ValueError("busy: a share, below 1")
    model = cp_model.CpModel()
    stand = [model.new_int_var(0, more, s.name) for s in sites]
    model.add(sum(stand) == more)
    # Calls that the same sites reach and as many teams cover are one term, weighted.
    kinds, weights = np.unique(
        np.vstack([np.minimum(covers, MOST_COVERS), reaches.astype(np.int64)]),
        axis=1,
        return_counts=True,
    )
    gains = []
    for kind, weight in zip(kinds.T, weights.tolist(), strict=True):
        have, useful = int(kind[0]), np.flatnonzero(kind[1:]).tolist()
        steps = [model.new_bool_var("") for _ in range(min(more, MOST_COVERS - have))]
        if not steps or not useful:
            continue
        model.add(sum(steps) <= sum(stand[one] for one in useful))
        for further, step in enumerate(steps):
            worth = (1 - busy) * busy ** (have + further)
            gains.append(step * round(SCALE * weight * worth))
    model.maximize(sum(gains))
    solver_stand, proven = _solved_counts(model, stand)
    added = (np.array(solver_stand)[:, None] * reaches).sum(axis=0)
    return Sited(
        "MEXCLP",
        tuple(sites[one] for one, n in enumerate(solver_stand) for _ in range(n)),
        round(float((1 - busy**covers).mean()), 4),
        round(float((1 - busy ** (covers + added)).mean()), 4),
        proven,
    )


def _check(
    have: NDArray[np.generic], table: NDArray[np.generic], sites: Sequence[Site], more: int
) -> None:
    if not sites or not len(have) or table.shape != (len(sites), len(have)):
        raise ValueError("sites: some sites, some calls, and a table of the one by the other")
    if not 1 <= more <= len(sites):
        raise ValueError(f"more: between 1 and {len(sites)}")


def _solved(model: cp_model.CpModel, opened: Sequence[cp_model.IntVar]) -> tuple[list[int], bool]:
    counts, proven = _solved_counts(model, opened)
    return [one for one, n in enumerate(counts) if n], proven


def _solved_counts(
    model: cp_model.CpModel, variables: Sequence[cp_model.IntVar]
) -> tuple[list[int], bool]:
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = SOLVE_S
    solver.parameters.num_workers = 1  # the same answer on every machine
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise ValueError(f"no sites were found: {solver.status_name(status)}")
    return [int(solver.value(one)) for one in variables], status == cp_model.OPTIMAL
