"""The muster: whatever changed since the last one, it is as if everybody had been asked."""

from itertools import count

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatch.assignment.muster import SPARE, Muster, note_changes
from dispatch.assignment.reasons import NO_REASON
from dispatch.assignment.roads import RoadDesk, RoadView
from dispatch.domain.area import Area
from dispatch.domain.teams import REJOINED, Spell, Team
from routing.geo import Position
from tests.dispatch.assignment.test_recommend import a_road_east
from tests.sentences import City, a_team

TRIED = settings(max_examples=40)
CITY, ROADS = City(), RoadDesk(a_road_east()).now
_names = (f"area-{number}" for number in count())

changes = st.fixed_dictionaries(
    {},
    optional={
        "state": st.sampled_from(["STANDBY", "OFF_DUTY", "OUT_OF_SERVICE", REJOINED]),
        "position": st.sampled_from([Position(lon=109.08, lat=34.27), Position(lon=0.0, lat=0.0)]),
        "capabilities": st.sampled_from([("FIRE",), ("MEDICAL", "RESCUE"), ()]),
        "people": st.integers(0, 40),
        "units": st.just({"FIRE": 2}),
        "place_code": st.sampled_from(["610116", "610116001", "6101"]),
        "has_unfit": st.booleans(),
        "insured": st.booleans(),
        "spells": st.just((Spell(0.0, 9.0),)),
        "detached_from": st.just("fire-1"),
    },
)
team_ids = st.sampled_from([*sorted(CITY.area.teams), "a-new-one", "z-new-one"])


def mustered(area: Area, roads: RoadView = ROADS) -> Muster:
    return Muster.of(area, CITY.profile, roads)


def changed(area: Area, team_id: str, fields: dict[str, object]) -> Area:
    team = area.teams.get(team_id, a_team(team_id, "FIRE"))
    return replace(area, teams=area.teams.set(team_id, replace(team, **fields)))


def as_told(muster: Muster) -> list[object]:
    told: list[object] = [muster.ids.tolist()]
    for _, column in muster.told.each():
        arrays = [column] if isinstance(column, np.ndarray) else list(column.values())
        told += [array[..., muster.rows].tolist() for array in arrays]
    return told


@TRIED
@given(st.lists(st.tuples(team_ids, st.none() | changes, st.booleans()), max_size=8))
def test_after_any_changes_it_is_as_if_everybody_had_been_asked(
    steps: list[tuple[str, dict[str, object] | None, bool]],
) -> None:
    """Whether somebody tells who has changed, or not, or only now and then."""
    area = replace(CITY.area, area_id=next(_names))
    mustered(area)
    for team_id, fields, is_noted in steps:
        before = area.teams
        if fields is not None:
            area = changed(area, team_id, fields)
        elif team_id in area.teams:
            area = replace(area, teams=area.teams.delete(team_id))
        if is_noted:
            note_changes(area.area_id, before, area.teams, [team_id, "fire-1", "nobody"])
        asked_anew = mustered(replace(area, area_id=next(_names)))
        assert as_told(mustered(area)) == as_told(asked_anew)


def test_what_is_noted_while_nobody_musters_adds_up() -> None:
    area = replace(CITY.area, area_id=next(_names))
    mustered(area)
    for team_id, fields in (("fire-1", {"state": "OFF_DUTY"}), ("a-new-one", {"people": 40})):
        before, area = area.teams, changed(area, team_id, dict(fields))
        note_changes(area.area_id, before, area.teams, [team_id])
    assert as_told(mustered(area)) == as_told(mustered(replace(area, area_id=next(_names))))


def test_only_who_is_said_to_have_changed_is_asked_anew() -> None:
    area = replace(CITY.area, area_id=next(_names))
    first = mustered(area)
    row = first.row_of("fire-1")
    later = changed(area, "fire-1", {"state": "OFF_DUTY"})
    note_changes(area.area_id, area.teams, later.teams, [])
    assert mustered(later).told.reason[row] == first.told.reason[row]


def test_a_muster_stays_as_it_was_when_teams_change_and_others_are_remembered() -> None:
    area = replace(CITY.area, area_id=next(_names))
    before = mustered(area)
    told = as_told(before)
    after = mustered(changed(area, "fire-1", {"state": "OFF_DUTY"}))
    assert as_told(before) == told
    row = before.row_of("fire-1")
    assert (before.told.reason[row], after.told.reason[row]) != (NO_REASON, NO_REASON)
    assert mustered(area) is not before
    assert as_told(mustered(area)) == told
    unchanged = mustered(area)
    assert mustered(area) is unchanged


def test_more_detachments_than_there_are_spare_rows_find_room_and_in_order_of_id() -> None:
    area = replace(CITY.area, area_id=next(_names))
    mustered(area)
    for number in range(SPARE + 2, 0, -1):
        area = changed(area, f"fire-1-{number}", {"detached_from": "fire-1"})
        if number % 100 == 0:
            mustered(area)
    muster = mustered(area)
    assert muster.ids.tolist() == sorted(area.teams)
    assert as_told(muster) == as_told(mustered(replace(area, area_id=next(_names))))
    assert muster.team_count == len(area.teams)


def test_other_roads_have_other_nodes() -> None:
    beside_the_road = {"position": Position(lon=109.06, lat=34.271)}
    area = changed(replace(CITY.area, area_id=next(_names)), "fire-1", beside_the_road)
    first = mustered(area)
    nowhere = RoadDesk(a_road_east(), max_off_road_m=1.0).now
    assert first.told.node.tolist() != mustered(area, nowhere).told.node.tolist()


def test_an_area_without_teams_musters_nobody_and_then_who_is_enrolled() -> None:
    area = replace(CITY.area, area_id=next(_names))
    nobody: dict[str, Team] = {}
    empty = mustered(replace(area, teams=area.teams.__class__(nobody)))
    assert not len(empty.ids)
    assert not np.any(empty.having({"FIRE"}))
    assert as_told(mustered(area)) == as_told(mustered(replace(area, area_id=next(_names))))


def test_a_team_is_found_with_its_detachments_and_nobody_elses() -> None:
    area = replace(CITY.area, area_id=next(_names))
    area = changed(area, "a-new-one", {"detached_from": "fire-1"})
    area = changed(area, "fire-1", {"detachments": ("a-new-one",)})
    area = changed(area, "z-new-one", {"detached_from": "fire-far"})
    muster = mustered(area)
    rows = muster.with_detachments(["fire-1", "medical-1", "nobody"])
    assert rows == [muster.row_of(one) for one in ("fire-1", "a-new-one", "medical-1")]


def test_who_has_a_task_is_told_with_the_row() -> None:
    area = replace(CITY.area, area_id=next(_names))
    area = changed(area, "fire-1", {"instruction_id": "O1"})
    muster = mustered(area)
    told = [(area.teams["fire-1"], muster.row_of("fire-1"))]
    assert muster.committed({"FIRE"}) == muster.committed({"FIRE", "MEDICAL"}) == told
    assert muster.committed({"MEDICAL"}) == []
