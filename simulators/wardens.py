"""Play those who are called when a warning 预警 is out: villages answer, towns pass it on.

The law's measures are taken one after the other by the duty rooms of the places warned. A command
post that a warning alone has called together keeps watch.
"""

from functools import partial

import numpy as np

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain import post_events as pe
from dispatch.domain import warning_commands as wc
from dispatch.domain import warning_events as we
from dispatch.domain.area import Area
from dispatch.domain.places import AdminLevel
from dispatch.domain.posts import CONSULTING
from dispatch.domain.sayings import in_both
from simulators.alerts import WardenHabits
from simulators.observing import Reactions
from simulators.playing import played
from simulators.stage import Stage

ANSWERER = {AdminLevel.VILLAGE: "VFORCE"}
"""Who answers for a place of a level; for all others it is the duty room."""


class Wardens:
    """Everybody who is called about the warnings of a drill."""

    def __init__(self, stage: Stage, habits: WardenHabits) -> None:
        self._stage, self._habits = stage, habits
        self.reactions: Reactions = {
            we.WarningPassedOn: self._passed_on,
            pe.PostNotified: self._post_notified,
            "warning": self._warning_moved,
            "warning_call": self._call_moved,
        }

    def _warning_moved(self, event: e.StepTaken, area: Area) -> None:
        if event.action == "act":
            self._take_measures(event.subject_id, area)

    def _call_moved(self, event: e.StepTaken, area: Area) -> None:
        if event.action == "call_again":
            self._called_again(event.subject_id, area)

    # --- the calls

    def _passed_on(self, event: we.WarningPassedOn, _area: Area) -> None:
        for call in event.calls:
            self._called(event.warning_id, call.place_code)

    def _called(self, warning_id: str, place_code: str) -> None:
        rng = self._rng(f"{warning_id}/{place_code}")
        if rng.random() >= self._habits.deaf_share:
            self._answer_in(self._habits.answer.draw(rng), f"{warning_id}/{place_code}")

    def _called_again(self, call_id: str, area: Area) -> None:
        if area.warning_calls[call_id].is_open:
            self._answer_in(self._habits.answer.draw(self._rng(call_id)), call_id)

    def _answer_in(self, seconds: float, call_id: str) -> None:
        at = self._stage.now() + seconds
        self._stage.agenda.at(at, partial(self._answer, call_id))

    def _answer(self, call_id: str) -> None:
        area = self._stage.area
        call = area.warning_calls[call_id]
        table = self._stage.profile.lifecycles["warning_call"]
        if not call.is_open or not table.has("OWED", call.state):
            return  # the warning is over, or somebody has answered at the console
        place = area.places[call.place_code]
        role = ANSWERER.get(place.admin_level, "DUTY")
        action = "relay" if call.must_relay and call.relayed_at is None else "answer"
        who = played(self._stage, role, call.place_code)
        said = c.Particulars(reason=in_both("收到，已通知到户", "heard, every household is told"))
        self._stage.order(c.TakeStep("warning_call", call_id, action, said), who)

    # --- what is done about it

    def _take_measures(self, warning_id: str, area: Area) -> None:
        """Plan the measures of the colour's lists, one after the other."""
        warning = area.warnings[warning_id]
        after_s = 0.0
        for measure in self._stage.profile.warnings.measures_of(warning.notice.colour):
            after_s += self._habits.measure.draw(self._rng(warning_id))
            at = self._stage.now() + after_s
            self._stage.agenda.at(at, partial(self._tick, warning_id, measure))

    def _tick(self, warning_id: str, measure: str) -> None:
        warning = self._stage.area.warnings[warning_id]
        if not warning.is_open:
            return
        for place_code in warning.notice.place_codes:
            duty = played(self._stage, "DUTY", place_code)
            self._stage.order(wc.TickMeasure(warning_id, place_code, measure), duty)

    def _post_notified(self, event: pe.PostNotified, _area: Area) -> None:
        if event.warning_id is None or event.incident_id is not None:
            return
        at = self._stage.now() + self._habits.answer.draw(self._rng(event.post_id))
        self._stage.agenda.at(at, partial(self._keep_watch, event.post_id))

    def _keep_watch(self, post_id: str) -> None:
        post = self._stage.area.command_posts[post_id]
        if post.state == CONSULTING:
            duty = played(self._stage, "DUTYLEAD", post.place_code)
            said = c.Particulars(reason=in_both("尚无险情，继续值守", "nothing has happened yet"))
            self._stage.order(c.TakeStep("command_post", post_id, "keep_watch", said), duty)

    def _rng(self, whose: str) -> np.random.Generator:
        return self._stage.chance.of("wardens", whose)
