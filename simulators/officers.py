"""Play the duty officers: verify, confirm, accept, close, see to recovery, archive.

They take only steps the tables allow at that moment, and leave a response that somebody activated
at the console to those who activated it. Its command posts are played by `commanders`.
"""

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain import grade_messages as gm
from dispatch.domain import order_events as oe
from dispatch.domain import plan_messages as pm
from dispatch.domain import post_events as pe
from dispatch.domain import report_events as re
from dispatch.domain import supply_events as se
from dispatch.domain.actors import Actor, Order
from dispatch.domain.area import Area
from dispatch.domain.depots import ReservationState
from dispatch.domain.evacuation_guards import groups_of_incident
from dispatch.domain.incidents import Incident
from dispatch.domain.information_reports import SheetState
from dispatch.domain.needs import missing_crews
from dispatch.domain.places import AdminLevel, seat_at
from dispatch.domain.profile import Grade
from dispatch.domain.report_guards import final_report_is_acknowledged
from dispatch.domain.rules import Situation
from dispatch.domain.sayings import in_both
from simulators.agenda import Action, Appointment
from simulators.commanders import Commanders
from simulators.observing import Reactions
from simulators.planners import play_plan
from simulators.playing import played
from simulators.scenario import OfficerHabits
from simulators.stage import Stage

AFTERCARE = ("aftercare_plan", "evacuee_clearance")
SETTLED = ("requisitions", "stock_reconciliation", "shelters_closed")
ON_FILE = ("complete_record",)
IN_FULL = ("loss_assessment", "lessons", "data_deletion")


class Officers:
    """The duty rooms of a drill: one case for each incident."""

    def __init__(self, stage: Stage, habits: OfficerHabits) -> None:
        self.stage, self.habits = stage, habits
        self._cases: dict[str, Case] = {}
        self.reactions: Reactions = {
            e.IncidentRegistered: self._registered,
            e.RecommendationMade: self._proposed,
            "instruction": self._order_moved,
            "command_post": self._post_stepped,
            "incident_handling": self._incident_moved,
            gm.GradeProposed: self._grade_proposed,
            gm.GradeSet: self._grade_set,
            pm.PlanActivated: self._plan_activated,
            oe.MaydayCalled: self._mayday_called,
            pe.PostNotified: self._post_notified,
            pe.EscalationAnswered: self._post_answered,
            pe.PostNoticed: self._post_answered,
            se.StockIssued: self._stock_is_settled,
            se.ReservationReleased: self._stock_is_settled,
            se.ReservationLapsed: self._stock_is_settled,
            re.SheetMoved: self._sheet_moved,
        }

    def _registered(self, event: e.IncidentRegistered, area: Area) -> None:
        case = Case(self, area, area.incidents[event.incident_id])
        self._cases[event.incident_id] = case
        case.open()

    def _proposed(self, event: e.RecommendationMade, area: Area) -> None:
        self._of(event.recommendation.incident_id, area).proposed()

    def _order_moved(self, event: e.StepTaken, area: Area) -> None:
        if event.went_to == "ON_SCENE":
            self._of(area.instructions[event.subject_id].incident_id, area).seen_on_scene()
        elif event.over:
            self._of(area.instructions[event.subject_id].incident_id, area).consider()

    def _post_stepped(self, event: e.StepTaken, area: Area) -> None:
        self._post_moved(event.subject_id, area)

    def _incident_moved(self, event: e.StepTaken, _area: Area) -> None:
        if event.over:
            self._cases.pop(event.subject_id, None)

    def _grade_proposed(self, event: gm.GradeProposed, area: Area) -> None:
        if event.proposal is not None:
            self._of(event.incident_id, area).graded()

    def _grade_set(self, event: gm.GradeSet, area: Area) -> None:
        self._of(event.incident_id, area).commanders.graded()

    def _plan_activated(self, event: pm.PlanActivated, area: Area) -> None:
        self._of(event.incident_id, area).plan_activated(event)

    def _mayday_called(self, event: oe.MaydayCalled, area: Area) -> None:
        self._of(event.incident_id, area).mayday(event.instruction_id)

    def _post_answered(self, event: pe.EscalationAnswered | pe.PostNoticed, area: Area) -> None:
        self._post_moved(event.post_id, area)

    def _post_notified(self, event: pe.PostNotified, area: Area) -> None:
        if event.incident_id is not None:
            self._of(event.incident_id, area).commanders.moved(event.post_id)

    def _stock_is_settled(
        self,
        event: se.StockIssued | se.ReservationReleased | se.ReservationLapsed,
        area: Area,
    ) -> None:
        self._of(area.reservations[event.reservation_id].incident_id, area).consider()

    def _sheet_moved(self, event: re.SheetMoved, area: Area) -> None:
        if event.state is SheetState.ACKED:
            incident_id = area.information_reports[event.chain_id].incident_id
            self._of(incident_id, area).file()

    def _post_moved(self, post_id: str, area: Area) -> None:
        incident_id = area.command_posts[post_id].incident_id
        if incident_id is not None:
            case = self._of(incident_id, area)
            case.commanders.moved(post_id)
            case.consider()

    def _of(self, incident_id: str, area: Area) -> "Case":
        """Return the case of an incident; one from before the drill is taken up now."""
        case = self._cases.get(incident_id)
        if case is None:
            case = self._cases[incident_id] = Case(self, area, area.incidents[incident_id])
        return case


class Case:
    """One incident on a duty officer's desk."""

    def __init__(self, officers: Officers, area: Area, incident: Incident) -> None:
        self._stage, self._habits = officers.stage, officers.habits
        self._incident_id = incident.incident_id
        self._rng = self._stage.chance.of("officers", incident.incident_id)
        self._give_up_at = incident.opened_at + self._habits.patience_s
        town = seat_at(area.places, incident.place_code, AdminLevel.TOWN) or area.root
        self._town = town
        self._duty = played(self._stage, "DUTY", town)
        self._office = played(self._stage, "OFFICE", town)
        self._group = played(self._stage, "LG", town)
        # Teams come from anywhere in the area, so it is the area's own duty room that sends them.
        self._room = played(self._stage, "DUTY", area.root)
        self.commanders = Commanders(self._stage, self._habits, self._incident_id)
        self._accepting: Appointment | None = None
        self._closing: Appointment | None = None
        self._confirming: Appointment | None = None

    @property
    def _incident(self) -> Incident:
        return self._stage.area.incidents[self._incident_id]

    # --- what happens, and what is planned for it

    def open(self) -> None:
        """Plan the verification."""
        self._in(self._habits.verify.draw(self._rng), self._start_verify)
        self._stage.agenda.at(self._give_up_at, self.consider)

    def proposed(self) -> None:
        """Plan to accept what waits for a person; the newest proposal counts by then."""
        accept, incident = self._habits.accept, self._incident
        if accept is None or (self._accepting and self._accepting.action is not None):
            return
        if not self._stage.profile.is_automatic(incident.kind, incident.priority):
            at = self._stage.now() + accept.draw(self._rng)
            self._accepting = self._stage.agenda.at(at, self._accept)

    def seen_on_scene(self) -> None:
        """Plan to confirm, now that somebody sees it."""
        if self._confirming is None and not self._incident.verified:
            at = self._stage.now() + self._habits.confirm.draw(self._rng)
            self._confirming = self._stage.agenda.at(at, self._confirm)

    def graded(self) -> None:
        """Plan to grade it as the figures propose."""

        def grade() -> None:
            proposal = self._incident.grade_proposal
            if proposal is not None and proposal.grade is not self._incident.grade:
                said = in_both("依据伤亡和损失数据", "as the figures have it")
                order = gm.SetGrade(self._incident_id, proposal.grade, said)
                self._stage.order(order, played(self._stage, "DUTYLEAD", self._town))

        in_s = self._habits.confirm.draw(self._stage.chance.of("grading", self._incident_id))
        self._in(in_s, grade)

    def mayday(self, instruction_id: str) -> None:
        """Plan that help comes to a team in danger, and that whoever commands says it is over."""

        def clear() -> None:
            kind = self._stage.profile.kinds[self._incident.kind]
            who = played(self._stage, kind.commander, self._incident.place_code)
            said = c.Particulars(reason=in_both("增援已到", "help has come"))
            step = c.TakeStep("instruction", instruction_id, "clear_mayday", said)
            self._stage.order(step, who)

        in_s = self._habits.mayday.draw(self._stage.chance.of("mayday", instruction_id))
        self._stage.agenda.at(self._stage.now() + in_s, clear)

    def consider(self) -> None:
        """Plan to close if nothing is left to be done for it."""
        if self._closing is None and self._is_over():
            at = self._stage.now() + self._habits.close.draw(self._rng)
            self._closing = self._stage.agenda.at(at, self._close)

    def plan_activated(self, event: pm.PlanActivated) -> None:
        """Have those the plan names say that they know, and its steps done."""
        ours = self.commanders
        play_plan(self._stage, self._habits, event, self._duty, lambda: ours.command_it)

    # --- the steps

    def _start_verify(self) -> None:
        if self._incident.state == "REPORTED":
            self._step("start_verify", self._duty)
            self.consider()  # what needs nobody can be settled by telephone

    def _confirm(self, evidence: str = "首到队伍 the first team on scene") -> None:
        if self._incident.state == "REPORTED":
            self._step("start_verify", self._duty)
        incident = self._incident
        if incident.state in {"VERIFYING", "FIRST_RESPONSE"} and not incident.verified:
            self._step("confirm", self._duty, c.Particulars(evidence=(evidence,)))

    def _accept(self) -> None:
        area = self._stage.area
        made = area.recommendations.get(area.incidents[self._incident_id].recommendation_id or "")
        if made is not None and (made.teams or made.depots):
            self._stage.order(c.AcceptRecommendation(made.recommendation_id), self._room)

    def _close(self) -> None:
        self._closing = None
        if not self._is_over():
            return  # a report, a demand or a relapse came between
        if not self._incident.verified:
            self._confirm("电话回访报警人 the caller, by telephone")
        for instruction_id in self._incident.instruction_ids:
            if self._stage.area.instructions[instruction_id].state == "DONE":
                self._stage.order(c.TakeStep("instruction", instruction_id, "close"), self._duty)
        if self._incident.state == "FIRST_RESPONSE":
            self._step("close_on_scene", self._office)
        elif self._incident.state == "RESPONDING":
            self._attest("missing_persons")
            self.commanders.declare_controlled()
        if self._incident.state == "CONTROLLED":
            if self._incident.activation is None:
                self._step("terminate_response", self._office)
            else:
                self.commanders.end_response()
            self._in(self._habits.aftercare.draw(self._rng), self._recover)

    def _recover(self) -> None:
        if self._incident.state != "TERMINATED":
            return
        table = self._stage.profile.evacuation_table
        groups = groups_of_incident(self._stage.area, self._incident)
        if not all(table.has("MAY_RETURN", one.state) for one in groups):
            self._in(self._habits.aftercare.draw(self._rng), self._recover)  # people are away still
        else:
            self._attest(*AFTERCARE)
            self._step("start_recovery", self._group)
            self._in(self._habits.aftercare.draw(self._rng), self._archive)

    def _archive(self) -> None:
        if self._incident.state == "RECOVERY":
            self._attest(*SETTLED)
            self._step("complete_recovery", self._group)
            self._attest(*ON_FILE)
            if self._incident.grade not in (None, Grade.GENERAL):
                self._attest(*IN_FULL)
            self.file()

    def file(self) -> None:
        """Archive, once the level above has acknowledged the final report."""
        if self._incident.state == "REVIEW" and self._final_report_is_in():
            self._step("archive", self._office)

    def _final_report_is_in(self) -> bool:
        stage = self._stage
        order = Order(command_id="", actor=self._office, at=stage.now())
        s = Situation(area=stage.area, profile=stage.profile, order=order, incident=self._incident)
        return final_report_is_acknowledged(s) is None

    # --- small steps shared by those above

    def _is_over(self) -> bool:
        """Whether nobody is under way, nothing is held, and nobody is still wanted or hoped for."""
        area = self._stage.area
        incident = area.incidents[self._incident_id]
        if incident.state == "RESPONDING" and not self.commanders.command_it:
            return False  # it is for those who activated the response
        if incident.state == "FIRST_RESPONSE" and incident.grade not in (None, Grade.GENERAL):
            return False  # its command post is to respond first
        if incident.state not in {"REPORTED", "VERIFYING", "FIRST_RESPONSE", "RESPONDING"}:
            return False
        if any(area.instructions[one].is_open for one in incident.instruction_ids):
            return False
        held = (area.reservations[one].state for one in incident.reservation_ids)
        if ReservationState.HELD in held:
            return False
        if incident.state == "REPORTED" and not incident.instruction_ids:
            return False
        missing = missing_crews(area, self._stage.profile, incident)
        return not missing or self._stage.now() >= self._give_up_at

    def _attest(self, *matters: str) -> None:
        for matter in matters:
            # The clocks of what is over have stopped: there is nobody left to tell.
            is_open = self._incident_id in self._stage.area.open_incidents
            if is_open and matter not in self._incident.attested:
                said = c.AttestMatter(
                    self._incident_id, matter, "演练记录在案 noted in the drill's log"
                )
                self._stage.order(said, self._office)

    def _step(self, action: str, actor: Actor, given: c.Particulars | None = None) -> None:
        particulars = given or c.Particulars()
        step = c.TakeStep("incident_handling", self._incident_id, action, particulars)
        self._stage.order(step, actor)

    def _in(self, seconds: float, action: Action) -> None:
        self._stage.agenda.at(self._stage.now() + seconds, action)
