"""The shipped tables and the code that walks them agree, from the first report to the archive."""

from collections.abc import Callable
from itertools import count

import pytest

from dispatch.domain import commands as c
from dispatch.domain.actors import Actor, Order, system
from dispatch.domain.area import Area
from dispatch.domain.decide import decide
from dispatch.domain.evolve import evolve
from dispatch.domain.information_reports import SheetKind
from dispatch.domain.invariants import violations
from dispatch.domain.places import AdminLevel, Place
from dispatch.domain.post_commands import NotifyPost
from dispatch.domain.refusals import Rejected
from dispatch.domain.report_commands import SeeToReports, WriteSheet
from dispatch.domain.teams import Team
from dispatch.profile.loader import load_profile
from routing.geo import Position

XIAN = load_profile("xian")
HERE = Position(lat=34.26, lon=108.95)
PLACES = (
    Place(code="61", name="陕西省", admin_level=AdminLevel.PROVINCE),
    Place(code="6101", name="西安市", admin_level=AdminLevel.CITY, parent="61"),
    Place(code="610103", name="碑林区", admin_level=AdminLevel.COUNTY, parent="6101"),
    Place(code="T", name="长安路街道", admin_level=AdminLevel.TOWN, parent="610103", position=HERE),
)
LEVEL = {
    "DUTY": "T",
    "DUTYLEAD": "T",
    "OFFICE": "T",
    "LG": "T",
    "OSC": "T",
    "FRS": "610103",
    "GRID": "T",
    "CTY": "610103",
    "CITY": "6101",
}


class Shift:
    """An area under the shipped profile, told what to do line by line."""

    def __init__(self) -> None:
        self.area, self.at, self._numbers = Area("drill"), 0.0, count(1)
        self.order(system("61"), c.FoundArea("演练", "61", "xian", exercise=True))
        self.order(system("61"), c.RegisterPlaces(PLACES))
        team = Team("T1", "应急救援队", "T", HERE, ("FIRE", "MEDICAL", "POLICE"), 12)
        self.order(system("61"), c.EnrolTeams((team,)))

    def order(self, actor: Actor, command: c.Command) -> None:
        self.at += 1
        order = Order(str(next(self._numbers)), actor, self.at)
        for event in decide(self.area, command, order, XIAN):
            self.area = evolve(self.area, event, self.area.position + 1, self.at)
        assert violations(self.area) == ()

    def step(self, role: str, action: str, **told: object) -> None:
        self._step("incident_handling", "I1", Actor(role, role, LEVEL[role]), action, told)

    def order_step(self, role: str, action: str, **told: object) -> None:
        latest = f"D{len(self.area.instructions)}"
        actor = Actor(role, role, "T", team_id="T1" if role == "TEAM" else None)
        self._step("instruction", latest, actor, action, told)

    def call_post(self, place_code: str) -> str:
        self.order(system("61"), NotifyPost(place_code, "I1"))
        return f"K{len(self.area.command_posts)}"

    def post_step(self, role: str, post_id: str, action: str, **told: object) -> None:
        self._step("command_post", post_id, Actor(role, role, LEVEL[role]), action, told)

    def team_step(self, role: str, action: str, **told: object) -> None:
        self._step("team_availability", "T1", Actor(role, role, "T"), action, told)

    def _step(
        self, lifecycle: str, subject: str, actor: Actor, action: str, told: dict[str, object]
    ) -> None:
        particulars = c.Particulars(**told)  # type: ignore[arg-type]
        self.order(actor, c.TakeStep(lifecycle, subject, action, particulars))

    def report(self) -> None:
        self.order(
            Actor("119", "FEED", "6101"),
            c.SendReport("r1", "fire", "feed_119", HERE, place_code="T", external_no="119-1"),
        )

    def attest(self, *matters: str) -> None:
        for matter in matters:
            self.order(Actor("值班员", "DUTY", "T"), c.AttestMatter("I1", matter, "记录"))

    def reported(self) -> None:
        """Have all that is owed reported upwards, to the end, and acknowledged."""
        done: set[str] = set()
        self.order(system("61"), SeeToReports("I1"))
        while left := [one for one in self.area.information_reports if one not in done]:
            for chain_id in left:
                self._report_through(chain_id)
                done.add(chain_id)
                self.order(system("61"), SeeToReports("I1"))

    def _report_through(self, chain_id: str) -> None:
        report = self.area.information_reports[chain_id]
        sender = Actor("值班员", "DUTY", report.place_code)
        for kind in (SheetKind.INITIAL, SheetKind.FINAL):
            self.order(sender, WriteSheet(chain_id, kind))
            leader = Actor("带班领导", "DUTYLEAD", report.place_code)
            self._step("information_report", chain_id, leader, "sign", {})
            self._step("information_report", chain_id, sender, "send", {})
            receiver = Actor("值班员", "DUTY", report.to_code or report.place_code)
            said = {"evidence": ("回执",)}
            self._step("information_report", chain_id, receiver, "acknowledge", said)

    def dispatch(self) -> None:
        self.order(Actor("值班员", "DUTY", "T"), c.GiveInstruction("I1", "T1", "FIRE"))

    def time_passes(self, seconds: float) -> None:
        self.at += seconds
        for deadline_id in tuple(self.area.deadlines):
            self.order(system("61"), c.LetDeadlinePass(deadline_id))

    @property
    def handling(self) -> str:
        return self.area.incidents["I1"].state

    @property
    def states(self) -> tuple[str, str]:
        """The state of the latest order and of the team."""
        latest = self.area.instructions[f"D{len(self.area.instructions)}"]
        return latest.state, self.area.teams["T1"].state


@pytest.fixture
def shift() -> Shift:
    return Shift()


def test_a_shop_fire_goes_from_the_hotline_to_the_archive(shift: Shift) -> None:
    shift.report()
    shift.step("GRID", "start_first_response")
    shift.dispatch()
    for action in ("deliver", "sign", "set_out", "arrive"):
        shift.order_step("TEAM", action)
    shift.step("DUTY", "confirm", grade="GENERAL")
    shift.order_step("TEAM", "begin")
    shift.step("OFFICE", "close_on_scene")
    with pytest.raises(Rejected, match="open instructions"):
        shift.step("OFFICE", "terminate_response")
    shift.order_step("TEAM", "finish")
    shift.order_step("DUTY", "close")
    shift.step("OFFICE", "terminate_response")
    shift.attest("aftercare_plan", "evacuee_clearance")
    shift.step("LG", "start_recovery")
    shift.attest("requisitions", "stock_reconciliation", "shelters_closed")
    shift.step("LG", "complete_recovery")
    shift.attest("complete_record")
    with pytest.raises(Rejected, match="final report"):
        shift.step("OFFICE", "archive")
    shift.reported()
    shift.step("OFFICE", "archive")

    assert shift.handling == "ARCHIVED"
    assert shift.states == ("CLOSED", "RETURNING")
    assert {one.timer for one in shift.area.deadlines.values()} == {"casualty_amend.traffic_fire"}
    shift.team_step("TEAM", "return")
    assert shift.states == ("CLOSED", "STANDBY")


def test_a_graver_event_is_ended_by_who_activated_it_and_closed_in_full(shift: Shift) -> None:
    four = {"matters": "火灾", "expected_period": "6 h", "measures": ("疏散",)}
    shift.report()
    shift.step("DUTY", "start_verify")
    town = shift.call_post("T")
    shift.post_step("OFFICE", town, "propose_response", response_level=0, **four)
    with pytest.raises(Rejected, match="not verified"):
        shift.post_step("LG", town, "approve_response")
    shift.step("DUTY", "confirm", evidence=("照片",), grade="SERIOUS")
    with pytest.raises(Rejected, match="county or above"):
        shift.post_step("LG", town, "approve_response", response_level=4)
    shift.post_step("LG", town, "approve_response")
    county = shift.call_post("610103")
    shift.post_step("CTY", county, "propose_response", response_level=4, **four)
    shift.post_step("CTY", county, "approve_response", reason="扩大")
    shift.step("OSC", "safety_hold")
    with pytest.raises(Rejected, match="safety hold"):
        shift.dispatch()
    shift.step("FRS", "resume", reason="险情排除")
    shift.attest("missing_persons")
    shift.step("FRS", "declare_controlled")
    shift.step("DUTY", "relapse", reason="复燃")
    assert shift.handling == "RESPONDING"
    with pytest.raises(Rejected, match="only the organ"):
        shift.step("LG", "terminate_response")
    shift.step("CTY", "terminate_response")
    shift.attest("aftercare_plan", "evacuee_clearance")
    shift.step("CTY", "start_recovery")
    shift.attest("requisitions", "stock_reconciliation", "shelters_closed")
    shift.step("CTY", "complete_recovery")
    shift.attest("complete_record")
    shift.reported()
    with pytest.raises(Rejected, match="loss"):
        shift.step("OFFICE", "archive")
    shift.attest("loss_assessment", "lessons", "data_deletion")
    shift.step("OFFICE", "archive")

    assert shift.handling == "ARCHIVED"


def test_after_an_event_closed_on_scene_a_relapse_brings_back_first_response(shift: Shift) -> None:
    shift.report()
    shift.step("OFFICE", "start_first_response")
    shift.step("OFFICE", "close_on_scene")
    shift.step("DUTY", "relapse", reason="复燃")

    assert shift.handling == "FIRST_RESPONSE"


def test_a_dismissed_event_lets_its_teams_go_and_can_be_reopened(shift: Shift) -> None:
    shift.report()
    shift.dispatch()
    shift.step("DUTYLEAD", "dismiss", reason="误报", evidence=("照片",))
    assert shift.states == ("CANCELLED", "STANDBY")
    assert not shift.area.deadlines
    shift.step("DUTYLEAD", "reopen", reason="新证据", evidence=("录音",))

    assert shift.handling == "VERIFYING"


def test_an_event_is_transferred_once_the_receiver_has_acknowledged(shift: Shift) -> None:
    shift.report()
    with pytest.raises(Rejected, match="acknowledgement"):
        shift.step("DUTY", "transfer", receiver="交警支队")
    shift.attest("transfer_receipt")
    shift.step("DUTY", "transfer", receiver="交警支队")

    assert shift.handling == "TRANSFERRED"


@pytest.mark.parametrize(
    ("afterwards", "expected"),
    [
        (lambda s: s.order_step("TEAM", "sign"), ("SIGNED", "ALERTED")),
        (lambda s: s.order_step("TEAM", "decline", reason="故障"), ("DECLINED", "STANDBY")),
        (lambda s: s.order_step("DUTY", "cancel", reason="撤"), ("CANCELLED", "OUT_OF_CONTACT")),
        (lambda s: s.order_step("DUTY", "reassign", reason="换"), ("REASSIGNED", "OUT_OF_CONTACT")),
    ],
    ids=["signs late", "declines late", "is called off", "is relieved"],
)
def test_a_team_that_did_not_sign_is_out_of_contact_until_it(
    shift: Shift, afterwards: Callable[[Shift], None], expected: tuple[str, str]
) -> None:
    shift.report()
    shift.dispatch()
    shift.time_passes(301)
    assert shift.states == ("OVERDUE", "OUT_OF_CONTACT")
    with pytest.raises(Rejected, match="is open"):
        shift.team_step("TEAM", "report_in")
    afterwards(shift)

    assert shift.states == expected
    if expected[1] == "OUT_OF_CONTACT":
        shift.team_step("TEAM", "report_in")
        assert shift.states[1] == "STANDBY"


def test_a_draft_binds_its_team_and_is_issued_after_approval(shift: Shift) -> None:
    shift.report()
    draft = c.GiveInstruction("I1", "T1", "FIRE", draft=True)
    shift.order(Actor("值班员", "DUTY", "T"), draft)
    assert shift.states == ("DRAFT", "STANDBY")
    with pytest.raises(Rejected, match="under instruction"):
        shift.dispatch()
    with pytest.raises(Rejected, match="may not approve"):
        shift.order_step("DUTY", "approve")
    shift.order_step("DUTYLEAD", "approve")
    shift.order_step("DUTY", "issue")

    assert shift.states == ("ISSUED", "ALERTED")


def test_a_draft_can_be_withdrawn_while_its_team_stands_by(shift: Shift) -> None:
    shift.report()
    draft = c.GiveInstruction("I1", "T1", "FIRE", draft=True)
    shift.order(Actor("值班员", "DUTY", "T"), draft)
    shift.order_step("DUTY", "cancel", reason="不需要")

    assert shift.states == ("CANCELLED", "STANDBY")


def test_a_team_that_was_withdrawn_from_service_has_to_come_on_duty_again(shift: Shift) -> None:
    shift.report()
    shift.team_step("TEAM", "withdraw_from_service", reason="车辆检修")
    shift.team_step("TEAM", "restore")
    with pytest.raises(Rejected, match="OFF_DUTY"):
        shift.dispatch()
    shift.team_step("TEAM", "come_on_duty")
    shift.dispatch()

    assert shift.states == ("ISSUED", "ALERTED")
