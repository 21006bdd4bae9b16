"""Prove the plans: every demand is known, no grade or alarm wants less than the one below it."""

from collections.abc import Iterator

from dispatch.domain.demands import less_than, problems_of_demands
from dispatch.domain.grades import GRADES_UPWARD
from dispatch.domain.profile import Demands, Kind, Profile


def problems_of_plans(profile: Profile) -> Iterator[str]:
    """Yield what is wrong, one clear line each naming the kind and the grade or alarm."""
    for key, kind in profile.kinds.items():
        where = f"kinds.yaml: {key}"
        problems = [*_problems(where, kind.demands, profile)]
        problems += [
            problem
            for name, demands in (*_grades(kind), *_alarms(kind))
            for problem in _problems(f"{where}: {name}", demands, profile)
        ]
        yield from problems
        # A word that is not known would only be told again as something that is wanted less.
        if not problems and profile.dispatch.crew_people >= 1:
            yield from _falling(where, kind, _grades(kind), profile)
            yield from _falling(where, kind, _alarms(kind), profile)


def _grades(kind: Kind) -> list[tuple[str, Demands]]:
    return [(one.value, kind.grades[one]) for one in GRADES_UPWARD if one in kind.grades]


def _alarms(kind: Kind) -> list[tuple[str, Demands]]:
    return [(f"alarm {number}", one) for number, one in enumerate(kind.alarms, start=2)]


def _problems(where: str, demands: Demands, profile: Profile) -> Iterator[str]:
    for problem in problems_of_demands(demands, profile):
        yield f"{where}: {problem.reason}"


def _falling(
    where: str, kind: Kind, steps: list[tuple[str, Demands]], profile: Profile
) -> Iterator[str]:
    below = kind.demands
    for name, demands in steps:
        for less in less_than(demands, below, profile.dispatch.crew_people):
            yield f"{where}: {name}: it wants less {less} than the one below it"
        below = demands
