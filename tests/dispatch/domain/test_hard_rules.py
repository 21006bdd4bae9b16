"""Who may never be sent, whatever it costs and whoever orders."""

from typing import Any

import pytest
from msgspec.structs import replace

from dispatch.domain import commands as c
from dispatch.domain.hard_rules import HARD_RULES, broken_rule
from dispatch.domain.rules import ORDER_RULES
from tests.sentences import City, a_team


@pytest.fixture
def city() -> City:
    return City()


@pytest.mark.parametrize(
    ("changed", "kind", "code"),
    [
        ({"trained": False}, "fire", "not_trained"),
        ({"insured": False}, "fire", "not_insured"),
        ({"equipped": False}, "fire", "not_equipped"),
        ({"has_unfit": True}, "forest_fire", "not_fit"),
    ],
)
def test_a_team_that_breaks_a_hard_rule_is_not_sent(
    city: City, changed: dict[str, Any], kind: str, code: str
) -> None:
    city.by("admin", c.EnrolTeams((replace(city.area.teams["fire-1"], **changed),)))
    incident = city.a_fire(kind=kind)
    order = c.GiveInstruction(incident, "fire-1", "FIRE")
    assert city.refused("city duty officer", order).code == code


def test_who_may_not_fight_a_forest_fire_may_help_elsewhere(city: City) -> None:
    team = replace(city.area.teams["fire-1"], has_unfit=True)
    city.by("admin", c.EnrolTeams((team,)))
    city.order("fire-1", city.a_fire(kind="waterlogging"), "FIRE")


def test_every_hard_rule_is_a_guard_with_its_words_and_source() -> None:
    assert HARD_RULES.keys() == ORDER_RULES.keys()
    for rule in HARD_RULES.values():
        assert rule.words
        assert "art." in rule.basis


def test_a_sound_team_breaks_none(city: City) -> None:
    assert broken_rule(a_team("t", "FIRE"), city.profile.kinds["forest_fire"]) is None
