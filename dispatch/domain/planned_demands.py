"""Say what is wrong with what a plan wants: every demand known, none less than the one below it."""

from collections.abc import Iterator

from dispatch.domain.demands import less_than, problems_of_demands
from dispatch.domain.grades import GRADES_UPWARD
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.wanted import Demands, PlannedDemands


def problems_of_planned(planned: PlannedDemands, profile: Profile) -> Iterator[Rejected]:
    """Yield what is wrong, the field as in the demands of a plan."""
    grades = [
        (f"grades.{one}", planned.grades[one]) for one in GRADES_UPWARD if one in planned.grades
    ]
    alarms = [(f"alarms[{row}]", one) for row, one in enumerate(planned.alarms)]
    problems = [
        Rejected(problem.code, problem.reason, f"{where}.{problem.field}")
        for where, demands in (("first", planned.first), *grades, *alarms)
        for problem in problems_of_demands(demands, profile)
    ]
    yield from problems
    if not problems:  # a word that is not known would be told again as something wanted less
        yield from _falling(planned.first, grades, profile)
        yield from _falling(planned.first, alarms, profile)


def _falling(
    below: Demands, steps: list[tuple[str, Demands]], profile: Profile
) -> Iterator[Rejected]:
    for where, demands in steps:
        for less in less_than(demands, below, profile.dispatch.crew_people):
            reason = f"it wants less {less} than the one below it"
            yield Rejected("wrong_number", reason, where)
        below = demands
