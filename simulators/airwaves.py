"""Carry what crews and callers say, and what crews hear: late, twice, or not for a while.

A device says one thing after another: what comes late holds up what is said after it. What cannot
be said is kept, as a phone keeps it, and goes out when the outage is over.
"""

from collections import Counter
from functools import partial

from dispatch.domain.actors import Actor
from dispatch.domain.commands import Command
from dispatch.domain.places import is_within
from simulators.agenda import Action
from simulators.script import Faults, Outage
from simulators.stage import Stage


class Airwaves:
    """What lies between the people outside and the engine, with all its faults.

    `begin_at` is the drill's start in epoch seconds UTC.
    """

    def __init__(self, stage: Stage, faults: Faults, begin_at: float) -> None:
        self._stage, self._faults, self._begin_at = stage, faults, begin_at
        self._free_at: dict[str, float] = {}
        self._hit: dict[tuple[str, int, str], bool] = {}
        self._numbers = 0
        self.met: Counter[str] = Counter()
        """How often each fault was met with."""

    def say(self, command: Command, actor: Actor) -> bool:
        """Say something from outside; True as well while nobody knows how it is received."""
        whose = actor.team_id or actor.name
        now, rng = self._stage.now(), self._stage.chance.of("airwaves", whose)
        at, faults = now, self._faults
        chance = rng.random(3)
        while chance[0] < faults.lost_share:
            self.met["lost"] += 1
            at += faults.again.draw(rng)
            chance[0] = rng.random()
        if chance[1] < faults.late_share:
            self.met["late"] += 1
            at += faults.late.draw(rng)
        at = self.open_at(actor.team_id, actor.jurisdiction, max(at, self._free_at.get(whose, at)))
        self._free_at[whose] = at
        self._numbers += 1
        command_id = None
        if chance[2] < faults.doubled_share:
            self.met["doubled"] += 1
            command_id = f"said-{whose}-{self._numbers}"
            again = partial(self._stage.order, command, actor, command_id)
            self._stage.agenda.at(at + float(rng.uniform(0, 30)), again)
        if at <= now:
            return self._stage.order(command, actor, command_id)
        self._stage.agenda.at(at, partial(self._stage.order, command, actor, command_id))
        return True

    def hear(self, team_id: str, place_code: str, then: Action) -> None:
        """Have a team hear of something as soon as it can hear anything: now, mostly."""
        now = self._stage.now()
        at = self.open_at(team_id, place_code, now)
        if at <= now:
            then()
        else:
            self._stage.agenda.at(at, then)

    def open_at(self, team_id: str | None, place_code: str, at: float) -> float:
        """Return the first moment from `at` on when nothing keeps somebody from being heard."""
        kinds = (
            ("broker_down", self._faults.broker_down),
            *((("radio_silence", self._faults.radio_silence),) if team_id else ()),
            *((("dead_phone", self._faults.dead_phones),) if team_id else ()),
        )
        while True:
            before = at
            for name, outages in kinds:
                for number, outage in enumerate(outages):
                    until = self._begin_at + outage.until_min * 60
                    if not self._begin_at + outage.at_min * 60 <= at < until:
                        continue
                    if self._is_hit((name, number), outage, team_id, place_code):
                        self.met[name] += 1
                        at = until
            if at == before:
                return at

    def _is_hit(
        self, which: tuple[str, int], outage: Outage, team_id: str | None, place_code: str
    ) -> bool:
        whose = team_id or place_code
        key = (*which, whose)
        known = self._hit.get(key)
        if known is None:
            known = self._hit[key] = self._draw(which, outage, whose, place_code)
        return known

    def _draw(self, which: tuple[str, int], outage: Outage, whose: str, place_code: str) -> bool:
        if outage.teams and whose not in outage.teams:
            return False
        places = self._stage.area.places
        if outage.places and not any(is_within(places, place_code, one) for one in outage.places):
            return False
        rng = self._stage.chance.of("outage", *map(str, which), whose)
        return bool(rng.random() < outage.share)
