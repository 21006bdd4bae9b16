"""Targets by place, from the environment."""

import pytest

from dispatch.publishing.targets import read_targets
from tests.sentences import City

CITY = City()
PLACES = CITY.area.places


def test_a_place_has_its_own_targets_or_those_of_the_nearest_above_it() -> None:
    targets = read_targets(
        {
            "CHIYUAN_NOTIFY": "json://everywhere",
            "CHIYUAN_NOTIFY_610111": "json://county mailto://u:p@example.org",
            "CHIYUAN_NOTIFY_610111001": "json://town|json://spare",
            "CHIYUAN_OTHER": "nonsense",
        }
    )

    def at(*codes: str) -> list[tuple[str, ...]]:
        return [one.urls for one in targets.at(PLACES, codes)]

    assert at("610111001601") == [("json://town", "json://spare")]
    assert at("610111") == [("json://county",), ("mailto://u:p@example.org",)]
    assert at("610116001") == at("nowhere") == [("json://everywhere",)]
    assert at("610111001", "610111001601") == [("json://town", "json://spare")]
    assert len(targets.all) == 4


def test_without_targets_nobody_is_told() -> None:
    assert read_targets({}).at(PLACES, ("610111001",)) == ()


def test_a_url_that_is_not_understood_names_the_variable_and_keeps_the_secret() -> None:
    with pytest.raises(ValueError, match=r"CHIYUAN_NOTIFY_6101: .*nonsense") as caught:
        read_targets({"CHIYUAN_NOTIFY_6101": "json://town|nonsense://secret-token"})
    assert "secret-token" not in str(caught.value)


def test_a_target_shows_its_channels_and_no_secret() -> None:
    target = read_targets({"CHIYUAN_NOTIFY": "wecombot://secret-key-123|json://x"}).all[0]
    assert repr(target) == "Target(wecombot | json)"


def test_the_target_of_a_person_is_told_only_while_that_person_is_called() -> None:
    targets = read_targets({"CHIYUAN_NOTIFY_610111001": "json://room wang=json://wang?a=b"})

    def told(*names: str) -> list[str]:
        found = targets.at(PLACES, ("610111001601",), lambda _place, name: name in names)
        return [one.urls[0] for one in found]

    assert told("wang") == ["json://room", "json://wang?a=b"]
    assert told("li") == ["json://room"]
