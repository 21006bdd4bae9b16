"""What does not hold is told, each in its own words: a check that keeps silent proves nothing."""

from typing import Any

import pytest
from immutables import Map
from msgspec.structs import replace

from dispatch.domain.area import Area
from dispatch.domain.information_reports import (
    DUE,
    WRITTEN,
    InformationReport,
    Sheet,
    SheetKind,
    SheetState,
)
from dispatch.domain.invariants import violations
from dispatch.domain.teams import Means, Team
from tests.sentences import City


def a_team(team_id: str, people: int, **more: Any) -> Team:
    place = City().area.teams["fire-1"]
    return replace(place, team_id=team_id, people=people, strength={"FIRE": people}, **more)


def an_area_of(*teams: Team) -> Area:
    return Area(area_id="A", teams=Map({one.team_id: one for one in teams}))


def of_parts(people: int, strength: int) -> Area:
    whole = Means(people=10, strength={"FIRE": 10, "WATER": 0}, units={})
    part = a_team("T-1", 4, detached_from="T")
    rest = a_team("T", people, detachments=("T-1",), whole=whole)
    return an_area_of(replace(rest, strength={"FIRE": strength}), part)


def test_a_force_and_its_detachment_add_up() -> None:
    assert violations(of_parts(6, 6)) == ()


@pytest.mark.parametrize(("people", "strength"), [(7, 6), (6, 5), (6, 0)])
def test_people_who_were_lost_on_the_way_are_told(people: int, strength: int) -> None:
    assert violations(of_parts(people, strength)) == (
        "team T and its detachments are not what they were",
    )


@pytest.mark.parametrize("wrong", [{"people": 0}, {"units": {"FIRE": -1}}])
def test_less_than_nothing_is_told(wrong: dict[str, Any]) -> None:
    assert violations(an_area_of(replace(a_team("T", 5), **wrong))) == (
        "team T is less than nothing",
    )


def a_sheet(number: int, **more: Any) -> Sheet:
    sheet = Sheet(
        number=number,
        kind=SheetKind.INITIAL,
        nth=1,
        serial="",
        title="",
        urgency="",
        office="",
        addressee="",
        texts={},
        drafted_by="",
        drafted_at=0.0,
        state=SheetState.SENT,
        signed_at=1.0,
        sent_at=2.0,
    )
    return replace(sheet, **more)


def told_of(state: str, *sheets: Sheet) -> list[str]:
    chain = InformationReport("C", "I", "line", "", "N", state, 0.0, 0.0, sheets=sheets)
    told = violations(Area(area_id="A", information_reports=Map({"C": chain})))
    return [one for one in told if one != "C is lost: no incident knows it"]


def test_a_chain_that_is_in_order_says_nothing() -> None:
    assert told_of(DUE) == []
    assert told_of(WRITTEN, a_sheet(1)) == []


UNSENT = {"state": SheetState.DRAFT, "sent_at": None}


@pytest.mark.parametrize(
    ("sheets", "words"),
    [
        ([a_sheet(2)], "C: sheets [2] are not counted from 1"),
        ([a_sheet(1, nth=2)], "C: INITIAL counted [2]"),
        ([a_sheet(1, signed_at=None)], "C, sheet 1 was sent and never signed"),
        ([a_sheet(1, sent_at=None)], "C, sheet 1 is SENT and was sent at None"),
        ([a_sheet(1, answered_at=9.0)], "C, sheet 1 is SENT and was answered at 9.0"),
        ([a_sheet(1, **UNSENT), a_sheet(2)], "C, sheet 1 was never sent, and another was written"),
    ],
)
def test_a_sheet_that_cannot_be_is_told(sheets: list[Sheet], words: str) -> None:
    assert words in told_of(WRITTEN, *sheets)


def test_a_chain_whose_state_says_more_than_was_told_is_told() -> None:
    assert told_of(WRITTEN) == ["C is WRITTEN with nothing"]
    assert told_of(DUE, a_sheet(1)) == ["C is DUE with INITIAL"]
