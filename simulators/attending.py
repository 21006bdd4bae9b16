"""Count who took part in a drill: person-times 参训人次, the one meaning of the word there is.

Everybody counts once in a drill: each person who acted under a name, and all people of each team
that spoke for itself or signed for an order, whoever took the step for it; of a team that sent a
detachment only, the people of that.
一次演练中，每名以本人名义操作的人员计 1 人次，自行报告或签收过指令的队伍全员各计 1 人次，
同一演练不重复计。
"""

from collections import Counter, defaultdict
from collections.abc import Iterable

import msgspec

from dispatch.domain.actors import SYSTEM_ROLE, Actor
from dispatch.domain.area import Area
from dispatch.domain.places import AdminLevel

BESIDE = frozenset({SYSTEM_ROLE, "DIRECTOR", "FEED", "SENSOR"})
"""Roles of nobody who takes part: the engine itself, who runs the drill, and machines."""
TURNED_OUT = frozenset({"SIGNED", "EN_ROUTE", "ON_SCENE", "EXECUTING", "DONE"})

Row = tuple[str, str]
"""A place code and a role."""


class Attended(msgspec.Struct, frozen=True):
    """Who took part for one place in one role.

    `names` are the people and teams, `person_times` the people they are. `called_out` 出动人次 is
    how many people orders brought to a scene, a team's once for every order; `acts` how often
    somebody did something.
    """

    names: int
    person_times: int
    called_out: int
    acts: int


class Attending:
    """Sees who acts, event by event; `of` then adds the teams whose steps others took."""

    def __init__(self) -> None:
        self._acts: Counter[Row] = Counter()
        self._people: dict[str, Row] = {}
        self._spoke: dict[str, Counter[str]] = defaultdict(Counter)

    def see(self, actor: Actor) -> None:
        """Take note of somebody who acted."""
        if actor.role in BESIDE:
            return
        if actor.team_id is not None:
            self._spoke[actor.team_id][actor.role] += 1
            return
        # Who acts for several places or in several roles is still one person: where first seen.
        self._people.setdefault(actor.name, (actor.jurisdiction, actor.role))
        self._acts[actor.jurisdiction, actor.role] += 1

    def of(self, area: Area) -> dict[Row, Attended]:
        """Return who took part, by place and role, as the area is at the end."""
        names = Counter(self._people.values())
        person_times, called_out = names.copy(), Counter[Row]()
        acts = self._acts.copy()
        for team_id, by_role in self._spoke.items():
            row = _row_of(area, area.teams[team_id].parent_id)
            acts[row] += by_role.total()
        for team_id, parts in by_team(area, self._took_part(area)).items():
            row = _row_of(area, team_id)
            names[row] += 1
            person_times[row] += people_of(area, team_id, parts)
        for order in area.instructions.values():
            if "ON_SCENE" in order.reached:
                row = _row_of(area, area.teams[order.team_id].parent_id)
                called_out[row] += area.teams[order.team_id].people
        return {
            row: Attended(names[row], person_times[row], called_out[row], acts[row])
            for row in sorted(names | acts | called_out)
        }

    def _took_part(self, area: Area) -> set[str]:
        """Return the teams and detachments that took part."""
        return set(self._spoke) | {
            one.team_id
            for one in area.instructions.values()
            if not TURNED_OUT.isdisjoint(one.reached)
        }


def by_team(area: Area, team_ids: Iterable[str]) -> dict[str, set[str]]:
    """Return teams and detachments by the team they are of."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in team_ids:
        found[area.teams[one].parent_id].add(one)
    return found


def people_of(area: Area, team_id: str, parts: set[str]) -> int:
    """Return how many people of a team were there: all, or those of its detachments alone."""
    team = area.teams[team_id]
    everybody = team.people if team.whole is None else team.whole.people
    if team_id in parts:
        return everybody
    return min(everybody, sum(area.teams[one].people for one in parts))


def _row_of(area: Area, team_id: str) -> Row:
    team = area.teams[team_id]
    is_village = area.places[team.place_code].admin_level is AdminLevel.VILLAGE
    return team.place_code, "VFORCE" if is_village else "TEAM"
