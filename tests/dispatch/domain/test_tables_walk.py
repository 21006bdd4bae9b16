"""Walk the tables at random: no sequence of commands, legal or not, breaks an invariant."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from dispatch.domain import commands as c
from dispatch.domain import cover_commands as vc
from dispatch.domain.actors import Actor
from dispatch.domain.evolve import evolve
from dispatch.domain.handling import MATTERS
from dispatch.domain.invariants import violations
from dispatch.domain.lifecycle import NEW
from dispatch.domain.profile import Grade
from dispatch.domain.refusals import Rejected
from dispatch.domain.steps import Situation, allowed_actions
from dispatch.domain.support import Amounts
from dispatch.profile.loader import load_profile
from dispatch.store.codec import recorded_of, state_hash
from routing.geo import Position
from tests.sentences import PEOPLE, TEAMS, City, leader_of

PROFILE = load_profile("xian")
ACTIONS = {
    name: sorted({row.action for row in table.rows if NEW not in row.moves})
    for name, table in PROFILE.lifecycles.items()
}
people = st.sampled_from([*PEOPLE.values(), *map(leader_of, TEAMS)])
ids = st.integers(1, 6)
positions = st.builds(
    Position, lon=st.sampled_from([109.06, 109.0601, 109.08]), lat=st.just(34.2712)
)
particulars = st.builds(
    c.Particulars,
    reason=st.sampled_from(["", "因为"]),
    evidence=st.sampled_from([(), ("photo",)]),
    grade=st.sampled_from([None, *Grade]),
    response_level=st.sampled_from([None, 0, 1, 2, 3, 4]),
    matters=st.just("火灾"),
    expected_period=st.just("12 h"),
    measures=st.just(("疏散",)),
    receiver=st.just("公安"),
)


class Walk(RuleBasedStateMachine):
    """Anybody orders anything of anything; the engine refuses or carries out."""

    def __init__(self) -> None:
        super().__init__()
        self.city = City(profile=PROFILE)
        self.count = 0

    def give(self, command: c.Command, actor: Actor) -> None:
        before = self.city.area
        try:
            self.city.by(actor, command)
        except Rejected as refusal:
            told = bool(refusal.code and refusal.reason)
        else:
            return
        assert told
        assert self.city.area is before

    @rule(actor=people, kind=st.sampled_from(["fire", "gas"]), position=positions)
    def report(self, actor: Actor, kind: str, position: Position) -> None:
        self.count += 1
        self.give(c.SendReport(f"r{self.count}", kind, "grid", position), actor)

    @rule(
        actor=people, n=ids, action=st.sampled_from(ACTIONS["incident_handling"]), said=particulars
    )
    def step_of_an_incident(self, actor: Actor, n: int, action: str, said: c.Particulars) -> None:
        self.give(c.TakeStep("incident_handling", f"I{n}", action, said), actor)

    @rule(n=ids, pick=st.integers(0, 40), actor=people, said=particulars)
    def step_that_is_allowed(self, n: int, pick: int, actor: Actor, said: c.Particulars) -> None:
        incident = self.city.area.incidents.get(f"I{n}")
        if incident is None:
            return
        s = Situation(area=self.city.area, profile=PROFILE, incident=incident, order=_order(actor))
        places = (incident.place_code,)
        table = PROFILE.incident_handling
        allowed = [a.action for a in allowed_actions(table, incident.state, s, places)]
        if allowed:
            step = c.TakeStep("incident_handling", f"I{n}", allowed[pick % len(allowed)], said)
            self.give(step, actor)

    @rule(actor=people, n=ids, action=st.sampled_from(ACTIONS["instruction"]), said=particulars)
    def step_of_an_order(self, actor: Actor, n: int, action: str, said: c.Particulars) -> None:
        self.give(c.TakeStep("instruction", f"D{n}", action, said), actor)

    @rule(
        n=ids, action=st.sampled_from(["sign", "set_out", "arrive", "begin", "finish", "decline"])
    )
    def the_team_does_its_part(self, n: int, action: str) -> None:
        instruction = self.city.area.instructions.get(f"D{n}")
        if instruction is not None:
            team = self.city.area.teams[instruction.team_id]
            said = c.Particulars(reason="因为")
            self.give(c.TakeStep("instruction", f"D{n}", action, said), leader_of(team))

    @rule(
        actor=people,
        team=st.sampled_from([team.team_id for team in TEAMS]),
        action=st.sampled_from(ACTIONS["team_availability"]),
        said=particulars,
    )
    def step_of_a_team(self, actor: Actor, team: str, action: str, said: c.Particulars) -> None:
        self.give(c.TakeStep("team_availability", team, action, said), actor)

    @rule(
        n=ids,
        team=st.sampled_from(TEAMS),
        draft=st.booleans(),
        actor=st.sampled_from([PEOPLE["city duty officer"], PEOPLE["duty officer"]]),
    )
    def order_a_team(self, n: int, team, draft: bool, actor: Actor) -> None:
        order = c.GiveInstruction(f"I{n}", team.team_id, team.capabilities[0], draft=draft)
        self.give(order, actor)

    @rule(actor=people, n=ids, matter=st.sampled_from(sorted(MATTERS)))
    def vouch(self, actor: Actor, n: int, matter: str) -> None:
        self.give(c.AttestMatter(f"I{n}", matter, "台账"), actor)

    @rule(n=ids, quantity=st.integers(-1, 12))
    def promise(self, n: int, quantity: int) -> None:
        self.give(c.ReserveStock(f"I{n}", "depot-1", "hose", quantity), PEOPLE["keeper"])

    @rule(n=ids, act=st.sampled_from(["issue", "release"]))
    def move_stock(self, n: int, act: str) -> None:
        issue, release = c.IssueStock(f"S{n}"), c.ReleaseReservation(f"S{n}", "因为")
        self.give(issue if act == "issue" else release, PEOPLE["keeper"])

    @rule(actor=people, team=st.sampled_from(TEAMS), home=st.booleans())
    def stand_by_elsewhere(self, actor: Actor, team, home: bool) -> None:
        move = vc.TeamMove(team.team_id, "610116001", Position(lon=108.88, lat=34.04))
        there, back = vc.MoveUp((move,), "因为"), vc.SendHome((team.team_id,), "因为")
        self.give(back if home else there, actor)

    @rule(actor=people, n=ids, crews=st.integers(0, 2))
    def ask_the_level_above(self, actor: Actor, n: int, crews: int) -> None:
        lacks = Amounts(teams={"FIRE": crews})
        self.give(vc.RequestSupport(f"I{n}", actor.jurisdiction, lacks, "因为"), actor)

    @rule(actor=people, n=ids, action=st.sampled_from(ACTIONS["support_request"]), said=particulars)
    def answer_who_asked(self, actor: Actor, n: int, action: str, said: c.Particulars) -> None:
        self.give(c.TakeStep("support_request", f"Q{n}", action, said), actor)

    @rule(counted=st.integers(-1, 20))
    def count_stock(self, counted: int) -> None:
        self.give(c.TakeStock("depot-1", "hose", counted, "盘点"), PEOPLE["keeper"])

    @rule(seconds=st.sampled_from([10.0, 301.0, 4000.0]))
    def time_goes_by(self, seconds: float) -> None:
        self.city.wait(seconds)

    @invariant()
    def nothing_is_broken(self) -> None:
        assert violations(self.city.area) == ()

    def teardown(self) -> None:
        """The log folds to the very state the engine holds."""
        folded = type(self.city.area)(area_id="test")
        for entry in self.city.log.read("test"):
            recorded = recorded_of(entry)
            folded = evolve(folded, recorded.event, recorded.position, recorded.recorded_at)
        assert state_hash(folded) == state_hash(self.city.area)


def _order(actor: Actor):
    from dispatch.domain.actors import Order

    return Order("x", actor, 0.0)


Walk.TestCase.settings = settings(
    max_examples=60,
    stateful_step_count=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestTheTablesWalk = Walk.TestCase
