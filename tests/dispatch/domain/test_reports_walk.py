"""Walk the reports of a small city at random: no chain loses a step, or has a receipt too many."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from dispatch.domain import commands as c
from dispatch.domain.actors import Actor
from dispatch.domain.evolve import evolve
from dispatch.domain.information_reports import InformationReport, SheetKind, SheetState
from dispatch.domain.invariants import violations
from dispatch.domain.lifecycle import NEW
from dispatch.domain.profile import Grade
from dispatch.domain.refusals import Rejected
from dispatch.domain.report_commands import OpenReport, WriteSheet
from dispatch.domain.sheets import kinds_next
from dispatch.profile.loader import load_profile
from dispatch.store.codec import recorded_of, state_hash
from tests.reporting import duty, leader
from tests.sentences import PEOPLE, City

PROFILE = load_profile("xian")
TABLE = PROFILE.information_report
ACTIONS = sorted({row.action for row in TABLE.rows if NEW not in row.moves} - {"write"})
TOWN, COUNTY, CITY, PROVINCE = "610111001", "610111", "6101", "61"
ANSWERS = ("acknowledge", "acknowledge", "return")
picks = st.integers(0, 11)
people = st.sampled_from(
    [
        *(side(place) for place in (TOWN, COUNTY, CITY, PROVINCE) for side in (duty, leader)),
        Actor("works", "UNIT", "610111001601"),
        *(PEOPLE[one] for one in ("system", "town office", "county", "grid worker")),
    ]
)
chains = st.integers(1, 5).map(lambda n: f"B{n}")
said = st.builds(
    c.Particulars,
    reason=st.sampled_from(["", "因为"]),
    receiver=st.sampled_from(["", "值班室"]),
    evidence=st.sampled_from([(), ("回执",)]),
)


def sender_of(report: InformationReport) -> Actor:
    by_unit = PROFILE.reporting.lines[report.line].by_unit
    return Actor("works", "UNIT", report.place_code) if by_unit else duty(report.place_code)


class Reports(RuleBasedStateMachine):
    """Anybody does anything with any report, beside a plain tale of what went and was answered."""

    def __init__(self) -> None:
        super().__init__()
        self.city = City(profile=PROFILE)
        self.told: dict[str, list[tuple[str, int]]] = {}

    @initialize(kind=st.sampled_from(["fire", "hazmat", "geological"]), sensitive=st.booleans())
    def it_begins(self, kind: str, sensitive: bool) -> None:
        self.city.a_fire(kind=kind, sensitive=sensitive)

    def give(self, command: c.Command, actor: Actor) -> bool:
        before = self.city.area
        try:
            self.city.by(actor, command)
        except Rejected as refusal:
            told = bool(refusal.code and refusal.reason)
        else:
            return True
        assert told
        assert self.city.area is before
        return False

    @rule(chain_id=chains, action=st.sampled_from(ACTIONS), actor=people, told=said)
    def somebody_takes_a_step(
        self, chain_id: str, action: str, actor: Actor, told: c.Particulars
    ) -> None:
        self.takes(chain_id, action, actor, told)

    def takes(self, chain_id: str, action: str, actor: Actor, told: c.Particulars) -> None:
        before = self.city.area.information_reports.get(chain_id)
        step = c.TakeStep("information_report", chain_id, action, told)
        if self.give(step, actor) and before is not None:
            self._tell(chain_id, action, before)

    def one_of_them(self, pick: int) -> InformationReport | None:
        reports = list(self.city.area.information_reports.values())
        return reports[pick % len(reports)] if reports else None

    @rule(pick=picks, action=st.sampled_from(["phone", "submit", *ANSWERS]), told=said)
    def the_right_one_takes_a_step(self, pick: int, action: str, told: c.Particulars) -> None:
        report = self.one_of_them(pick)
        if report is not None:
            own = sender_of(report)
            above = duty(report.to_code) if report.to_code else own
            actor = above if action in ANSWERS else own
            self.takes(report.chain_id, action, actor, told)

    @rule(chain_id=chains, kind=st.sampled_from(list(SheetKind)), actor=people)
    def somebody_writes(self, chain_id: str, kind: SheetKind, actor: Actor) -> None:
        self.give(WriteSheet(chain_id, kind, {}), actor)

    @rule(pick=picks, which=picks)
    def the_right_one_writes_and_sends(self, pick: int, which: int) -> None:
        report = self.one_of_them(pick)
        if report is None:
            return
        line = PROFILE.reporting.lines[report.line]
        kinds = kinds_next(report, line) or (SheetKind.AMENDMENT,)
        own = sender_of(report)
        self.give(WriteSheet(report.chain_id, kinds[which % len(kinds)], {}), own)
        for action, actor in (
            ("sign", own if line.by_unit else leader(report.place_code)),
            ("send", own),
        ):
            self.takes(report.chain_id, action, actor, c.Particulars())

    @rule(actor=people)
    def somebody_skips_a_level(self, actor: Actor) -> None:
        self.give(OpenReport("I1", "skip_level", TOWN, "急", CITY), actor)

    @rule(
        action=st.sampled_from(
            ["start_verify", "confirm", "close_on_scene", "terminate_response", "relapse"]
        ),
        grade=st.sampled_from([None, *Grade]),
    )
    def the_incident_goes_on(self, action: str, grade: Grade | None) -> None:
        who = {"close_on_scene": "town office", "terminate_response": "town office"}
        told = c.Particulars(reason="因为", evidence=("照片",), grade=grade)
        step = c.TakeStep("incident_handling", "I1", action, told)
        self.give(step, PEOPLE[who.get(action, "duty officer")])

    @rule(action=st.sampled_from(["dismiss", "reopen"]), pick=picks)
    def it_was_none_or_is_one_after_all(self, action: str, pick: int) -> None:
        if pick % 3:
            return
        told = c.Particulars(reason="因为", evidence=("照片",))
        self.give(c.TakeStep("incident_handling", "I1", action, told), PEOPLE["duty leader"])

    @rule(seconds=st.sampled_from([60.0, 1_900.0, 40_000.0, 700_000.0]))
    def time_goes_by(self, seconds: float) -> None:
        self.city.wait(seconds)

    def _tell(self, chain_id: str, action: str, before: object) -> None:
        tale = self.told.setdefault(chain_id, [])
        report = self.city.area.information_reports[chain_id]
        if action == "send":
            tale.append(("sent", report.sheets[-1].number))
        if action in ("acknowledge", "return"):
            answered = [
                one.number
                for one, was in zip(report.sheets, before.sheets, strict=False)  # type: ignore[attr-defined]
                if one.state is not was.state
            ]
            tale.extend((action, one) for one in answered)

    @invariant()
    def nothing_is_broken(self) -> None:
        assert violations(self.city.area) == ()

    @invariant()
    def no_step_is_lost(self) -> None:
        """What was sent is there, and only what was sent was ever answered."""
        reports = self.city.area.information_reports
        for chain_id, tale in self.told.items():
            sheets = {one.number: one for one in reports[chain_id].sheets}
            sent = [number for what, number in tale if what == "sent"]
            assert sent == sorted(set(sent))
            assert {n for n, one in sheets.items() if one.sent_at is not None} == set(sent)
            for what, number in tale:
                if what != "sent":
                    assert number in sent
                    state = SheetState.ACKED if what == "acknowledge" else SheetState.RETURNED
                    assert sheets[number].state is state

    def teardown(self) -> None:
        """The log folds to the very state the engine holds."""
        folded = type(self.city.area)(area_id="test")
        for entry in self.city.log.read("test"):
            recorded = recorded_of(entry)
            folded = evolve(folded, recorded.event, recorded.position, recorded.recorded_at)
        assert state_hash(folded) == state_hash(self.city.area)


Reports.TestCase.settings = settings(
    max_examples=40,
    stateful_step_count=50,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestTheReportsWalk = Reports.TestCase
