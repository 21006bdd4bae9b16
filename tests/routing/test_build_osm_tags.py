import pytest

from routing.build.osm_tags import access_of, directions_of, driving_of, speed_limit_kmh
from routing.build.road_classes import DEFAULT_SPEED_KMH
from routing.network import ANYBODY, PRIVATE, SPEED_FROM_CLASS, SPEED_FROM_TAG


@pytest.mark.parametrize(
    ("text", "kmh"),
    [
        ("50", 50),
        ("50 km/h", 50),
        ("30 mph", 48.28032),
        ("30mph", 48.28032),
        ("10 knots", 18.52),
        ("walk", 6),
        ("60;40", 40),
        ("62.5", 62.5),
        (" 80 ", 80),
        ("none", None),
        ("signals", None),
        ("CH:urban", None),
        ("", None),
        ("0", None),
        ("500", None),
        ("fast", None),
        ("50 furlongs", None),
    ],
)
def test_a_speed_limit_is_read_as_it_is_written(text, kmh):
    assert speed_limit_kmh(text) == (None if kmh is None else pytest.approx(kmh))


@pytest.mark.parametrize(
    ("tags", "forward", "backward"),
    [
        ({}, True, True),
        ({"oneway": "yes"}, True, False),
        ({"oneway": "-1"}, False, True),
        ({"oneway": "no"}, True, True),
        ({"oneway": "reversible"}, False, False),
        ({"junction": "roundabout"}, True, False),
        ({"junction": "circular"}, True, False),
        ({"junction": "roundabout", "oneway": "no"}, True, True),
        ({"highway": "motorway"}, True, False),
        ({"highway": "motorway", "oneway": "no"}, True, True),
        ({"highway": "motorway_link"}, True, True),
    ],
)
def test_one_way_streets_said_and_implied(tags, forward, backward):
    assert directions_of(tags) == (forward, backward)


@pytest.mark.parametrize(
    ("tags", "access"),
    [
        ({}, ANYBODY),
        ({"access": "yes"}, ANYBODY),
        ({"access": "private"}, ANYBODY | PRIVATE),
        ({"access": "customers"}, ANYBODY | PRIVATE),
        ({"access": "no"}, None),
        ({"motor_vehicle": "no"}, None),
        ({"access": "no", "motor_vehicle": "yes"}, ANYBODY),
        ({"access": "yes", "motorcar": "no"}, None),
        ({"motor_vehicle": "no", "emergency": "yes"}, ANYBODY),
        ({"access": "private", "emergency": "landing_site"}, ANYBODY | PRIVATE),
        ({"emergency": "no"}, None),
    ],
)
def test_the_most_particular_access_tag_counts(tags, access):
    assert access_of(tags) == access


@pytest.mark.parametrize("highway", ["footway", "cycleway", "construction", "", "steps"])
def test_a_way_no_vehicle_can_drive_is_no_road(highway):
    assert driving_of({"highway": highway}) is None


def test_a_square_is_no_road():
    assert driving_of({"highway": "service", "area": "yes"}) is None


def test_a_road_with_no_limit_has_its_class_default():
    driving = driving_of({"highway": "residential", "maxspeed": "CH:urban"})
    assert driving.forward_kmh == driving.backward_kmh == DEFAULT_SPEED_KMH["residential"]
    assert driving.forward_source == SPEED_FROM_CLASS


def test_a_road_may_have_another_limit_each_way():
    driving = driving_of({"highway": "primary", "maxspeed": "70", "maxspeed:backward": "50"})
    assert (driving.forward_kmh, driving.backward_kmh) == (70, 50)
    assert driving.backward_source == SPEED_FROM_TAG


def test_a_road_without_a_name_goes_by_its_number():
    assert driving_of({"highway": "trunk", "ref": "G108"}).name == "G108"
    assert driving_of({"highway": "trunk", "ref": "G108", "name": "长安路"}).name == "长安路"
