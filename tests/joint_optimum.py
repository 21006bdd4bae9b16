"""The best joint plan there is, found in two ways that share nothing with the search."""

from collections import defaultdict

import numpy as np
from ortools.sat.python.cp_model import OPTIMAL, CpModel, CpSolver, IntVar, LinearExpr

from dispatch.assignment.joint.terms import Terms, joint_cost_ms
from dispatch.assignment.problem import MAY_NOT_GO, Problem, Solution

FAR = 10**12  # weighted milliseconds: beyond any arrival


def cheapest_of_all(problem: Problem, terms: Terms) -> int:
    """Try every way of sending crews, one slot and team after another."""

    def cheapest(at: int, sent: tuple[tuple[int, int, int], ...]) -> int:
        if at == len(problem.slots) * len(problem.team_ids):
            return joint_cost_ms(problem, Solution(sent, proved_optimal=False), terms)
        slot, team = divmod(at, len(problem.team_ids))
        capability = problem.slots[slot].capability
        most = min(
            problem.slots[slot].wanted - sum(n for s, _, n in sent if s == slot),
            int(problem.crews[team]) - sum(n for _, t, n in sent if t == team),
            int(problem.crews_for[capability][team])
            - sum(n for s, t, n in sent if (problem.slots[s].capability, t) == (capability, team)),
        )
        if problem.travel_ms[slot, team] == MAY_NOT_GO:
            most = 0
        return min(
            cheapest(at + 1, (*sent, (slot, team, crews)) if crews else sent)
            for crews in range(most + 1)
        )

    return cheapest(0, ())


def cheapest_proved(problem: Problem, terms: Terms) -> int:
    """Ask CP-SAT, which proves it; for small cases only."""
    asked = _Asked(problem)
    asked.let_incidents_wait()
    asked.let_teams_travel(terms)
    asked.let_zones_keep(terms)
    asked.model.minimize(sum(asked.costs))
    solver = CpSolver()
    solver.parameters.num_workers = 1
    if solver.solve(asked.model) != OPTIMAL:
        raise AssertionError("CP-SAT did not prove a case that should be small")
    return round(solver.objective_value)


class _Asked:
    """A problem as CP-SAT is asked it: who is sent, as what, and on which trip."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.model = problem, CpModel()
        self.costs: list[LinearExpr | int] = []
        self.sent: dict[tuple[int, int], IntVar] = {}
        self.going: dict[tuple[int, int], IntVar] = {}
        for index, slot in enumerate(problem.slots):
            for team in np.flatnonzero(problem.travel_ms[index] != MAY_NOT_GO).tolist():
                most = int(min(slot.wanted, problem.crews[team]))
                crews, going = self.model.new_int_var(0, most, ""), self.model.new_bool_var("")
                self.model.add(crews == 0).only_enforce_if(~going)
                self.sent[index, team], self.going[index, team] = crews, going
                self.costs.append(int(problem.surcharge_ms[index, team]) * crews)

    def let_incidents_wait(self) -> None:
        """Pay for the last crew of each incident, and for those not sent."""
        slots = self.problem.slots
        last = {slot.incident_id: self.model.new_int_var(0, FAR, "") for slot in slots}
        self.costs += last.values()
        for (index, team), going in self.going.items():
            slot, ms = slots[index], int(self.problem.travel_ms[index, team])
            self.model.add(last[slot.incident_id] >= slot.weight * ms).only_enforce_if(going)
        for index, slot in enumerate(slots):
            missing = slot.wanted - sum(n for (s, _), n in self.sent.items() if s == index)
            self.model.add(missing >= 0)
            self.costs.append(slot.weight * self.problem.unmet_ms * missing)

    def let_teams_travel(self, terms: Terms) -> None:
        """Send no more crews than there are, and pay for each journey."""
        trips: dict[tuple[str, int], list[IntVar]] = defaultdict(list)
        for (index, team), going in self.going.items():
            trips[self.problem.slots[index].incident_id, team].append(going)
        for legs in trips.values():
            trip = self.model.new_bool_var("")
            self.model.add_max_equality(trip, legs)
            self.costs.append(terms.trip_ms * trip)
        for team, crews in enumerate(self.problem.crews.tolist()):
            self.model.add(self.of_team(team) <= crews)
            for capability, able in self.problem.crews_for.items():
                self.model.add(self.of_team(team, capability) <= int(able[team]))

    def let_zones_keep(self, terms: Terms) -> None:
        """Pay for what zones give of their reserve, and of the able crews they should keep."""
        problem, model, everybody = self.problem, self.model, int(self.problem.crews.sum())
        inside = [np.flatnonzero(problem.zone == z).tolist() for z in range(len(problem.reserve))]
        for zone, freely in enumerate(problem.sent_freely.tolist()):
            over = model.new_int_var(0, everybody, "")
            model.add(over >= sum(self.of_team(team) for team in inside[zone]) - freely)
            self.costs.append(problem.reserve_ms * over)
        for capability, kept in terms.kept.items():
            able = np.minimum(problem.crews_for[capability], problem.crews)
            for zone, wanted in enumerate(kept.tolist()):
                left = []
                for team in inside[zone]:
                    still = model.new_int_var(0, int(able[team]), "")
                    has = int(problem.crews_for[capability][team])
                    model.add(still <= has - self.of_team(team, capability))
                    model.add(still <= int(problem.crews[team]) - self.of_team(team))
                    left.append(still)
                short = model.new_int_var(0, everybody, "")
                model.add(short >= min(wanted, int(able[inside[zone]].sum())) - sum(left))
                self.costs.append(terms.kept_ms * short)

    def of_team(self, team: int, capability: str | None = None) -> LinearExpr | int:
        """How many crews of a team are sent, for one capability or in all."""
        return sum(
            crews
            for (index, sender), crews in self.sent.items()
            if sender == team and capability in (None, self.problem.slots[index].capability)
        )
