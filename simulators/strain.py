"""Keep what work does to a crew: it tires, its shift ends, somebody may be hurt."""

from functools import cached_property

import numpy as np

from dispatch.domain.actors import Actor
from dispatch.domain.commands import Particulars, TakeStep
from dispatch.domain.sayings import in_both
from dispatch.domain.teams import REJOINED
from simulators.scenario import CrewHabits
from simulators.stage import Stage


class Strain:
    """One crew's hours, and what they lead to. Begins the shift when the crew is first ordered."""

    def __init__(self, stage: Stage, habits: CrewHabits, team_id: str, actor: Actor) -> None:
        self._stage, self._habits, self._team_id, self._actor = stage, habits, team_id, actor
        self._worked_s = 0.0
        self._since = stage.now()
        if habits.shift_h is not None:
            # Shifts did not all begin with the drill: this one may be nearly over.
            self._since -= float(self._rng.uniform(0, habits.shift_h)) * 3600
        self.is_hurt = False

    @cached_property
    def _rng(self) -> np.random.Generator:
        # Drawn apart: what tires or hurts a crew changes nothing of what it does else.
        return self._stage.chance.of("strain", self._team_id)

    def lengthened(self, work_s: float) -> float:
        """Return how long work takes a crew that has done so much already, and count it."""
        tired = 1 + self._habits.tired_per_h * self._worked_s / 3600
        self._worked_s += work_s
        return round(work_s * tired, 3)

    def hurt_after(self, work_s: float) -> float | None:
        """Return after how many seconds of work somebody is hurt, None for nobody."""
        share = self._habits.injury_share
        if not share or self._rng.random() >= share:
            return None
        self.is_hurt = True
        return round(float(self._rng.uniform(0.1, 0.9)) * work_s, 3)

    def come_home(self) -> None:
        """Go out of service with somebody hurt, or off duty when the shift is over.

        A detachment that has joined its team again is no crew of its own any more: the team goes.
        """
        if self._stage.area.teams[self._team_id].state == REJOINED:
            self.is_hurt = False
            return
        if self.is_hurt:
            said = Particulars(reason=in_both("队员受伤", "a member was hurt"))
            self._say("withdraw_from_service", said)
            return
        shift_h = self._habits.shift_h
        if shift_h is None or self._stage.now() - self._since < shift_h * 3600:
            return
        if self._say("go_off_duty"):
            back_at = self._stage.now() + self._habits.rest_h * 3600
            self._stage.agenda.at(back_at, self._come_back)

    def _come_back(self) -> None:
        self._worked_s, self._since = 0.0, self._stage.now()
        self._say("come_on_duty")

    def _say(self, action: str, said: Particulars | None = None) -> bool:
        step = TakeStep("team_availability", self._team_id, action, said or Particulars())
        return self._stage.say(step, self._actor)
