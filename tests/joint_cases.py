"""Problems drawn by chance whose incidents want several things, and what couples them."""

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dispatch.assignment.joint.terms import Terms
from dispatch.assignment.problem import MAY_NOT_GO, Problem, Slot, Solution
from tests.crews import CAPABILITIES, problems


@st.composite
def joint_cases(draw: st.DrawFn, slots: int = 4, teams: int = 6) -> tuple[Problem, Terms]:
    """At most so many slots, of one incident or several, and teams; any terms."""
    problem = draw(problems(slots=slots, teams=teams))
    incident, regrouped = 0, []
    for slot in problem.slots:
        incident += draw(st.integers(0, 1))
        regrouped.append(Slot(f"I{incident}", slot.capability, slot.wanted, slot.weight))
    zones = len(problem.reserve)
    some = arrays(np.int64, zones, elements=st.integers(0, 2))
    terms = Terms(
        trip_ms=draw(st.sampled_from([0, 300_000, 5_000_000])),
        kept=draw(st.dictionaries(st.sampled_from(CAPABILITIES), some, max_size=2)),
        kept_ms=draw(st.sampled_from([0, 600_000, 4_000_000])),
    )
    return replace(problem, slots=tuple(regrouped)), terms


def drawn_case(seed: int, slots: int, teams: int) -> tuple[Problem, Terms]:
    """The same by a seed: incidents of two slots, single crews able to one thing or two."""
    chance = np.random.default_rng(seed)
    wants = tuple(
        Slot(f"I{at // 2}", CAPABILITIES[chance.integers(3)], int(chance.integers(1, 3)), weight)
        for at in range(slots)
        for weight in [8 >> (at // 2 % 4)]
    )
    minutes = np.repeat(chance.integers(1, 60, ((slots + 1) // 2, teams)), 2, axis=0)[:slots]
    able = {name: chance.integers(0, 2, teams) for name in CAPABILITIES}
    may_go = np.array([able[slot.capability] for slot in wants]).reshape(slots, teams) > 0
    problem = Problem(
        slots=wants,
        team_ids=tuple(f"team-{at}" for at in range(teams)),
        line=np.arange(slots),
        road_ms=np.where(may_go, minutes * 60_000, MAY_NOT_GO),
        added_ms=chance.integers(0, 3, (slots, teams)) * 60_000,
        crews=np.ones(teams, np.int64),
        crews_for=able,
        zone=chance.integers(0, 3, teams),
        reserve=np.array([0, 1, 1]),
        reserve_ms=1_800_000,
        unmet_ms=7_200_000,
    )
    terms = Terms(trip_ms=120_000, kept={"FIRE": np.array([1, 1, 1])}, kept_ms=1_800_000)
    return problem, terms


def keeps_the_rules(problem: Problem, solution: Solution) -> bool:
    """Whether nobody goes who may not, no crew twice, and no more than are wanted."""
    missing, free = [slot.wanted for slot in problem.slots], problem.crews.copy()
    able = {name: crews.copy() for name, crews in problem.crews_for.items()}
    for slot, team, crews in solution.sent:
        if crews < 1 or problem.travel_ms[slot, team] == MAY_NOT_GO:
            return False
        missing[slot] -= crews
        free[team] -= crews
        able[problem.slots[slot].capability][team] -= crews
    left = [*missing, *free.tolist(), *np.concatenate(list(able.values())).tolist()]
    pairs = [(slot, team) for slot, team, _ in solution.sent]
    return pairs == sorted(set(pairs)) and min(left, default=0) >= 0
