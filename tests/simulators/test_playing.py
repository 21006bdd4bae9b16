"""People of a drill are named by their place and what they are there."""

from typing import Any

from msgspec.structs import replace

from simulators.chance import Chance
from simulators.playing import played
from simulators.stage import Stage
from tests.sentences import City


def test_somebody_is_the_same_person_until_the_place_is_called_otherwise() -> None:
    city, nothing = City(), Any
    area = city.area
    stage = Stage(
        door=city.engine.handle,
        look=lambda: area,
        profile=city.profile,
        clock=city.clock,
        roads=nothing,
        positions=nothing,
        chance=Chance(1),
    )
    (town, *_) = area.towns
    before = played(stage, "DUTY", town)
    assert played(stage, "DUTY", town) is before
    assert played(stage, "DUTYLEAD", town) != before
    renamed = replace(area.places[town], name="新镇")
    area = replace(area, places=area.places.set(town, renamed))
    assert played(stage, "DUTY", town).name == "新镇值班室"
    assert before.name == f"{city.area.places[town].name}值班室"
