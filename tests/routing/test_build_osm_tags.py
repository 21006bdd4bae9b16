import pytest

from routing.build.osm_tags import travel_of
from routing.build.road_classes import DEFAULT_SPEED_KMH
from routing.network import FOOT, NO_LIMIT, SPEED_FROM_CLASS, SPEED_FROM_TAG


@pytest.mark.parametrize("highway", ["construction", "proposed", "", "raceway", "platform"])
def test_a_way_nobody_can_use_is_no_road(highway):
    assert travel_of({"highway": highway}) is None


def test_a_way_closed_to_everybody_is_no_road():
    assert travel_of({"highway": "service", "access": "no"}) is None


def test_nobody_drives_along_the_outline_of_a_yard():
    assert travel_of({"highway": "service", "area": "yes"}) is None


def test_people_walk_round_the_rim_of_a_square():
    tags = {"highway": "pedestrian", "area": "yes", "motor_vehicle": "yes"}
    assert travel_of(tags).forward_access == travel_of(tags).backward_access == (FOOT,)


def test_a_road_with_no_limit_has_its_class_default():
    travel = travel_of({"highway": "residential", "maxspeed": "CH:urban"})
    assert travel.forward_kmh == travel.backward_kmh == DEFAULT_SPEED_KMH["residential"]
    assert travel.forward_source == SPEED_FROM_CLASS
    assert (travel.max_mass_t, travel.max_height_m) == (NO_LIMIT, NO_LIMIT)


def test_a_road_may_have_another_limit_each_way():
    travel = travel_of({"highway": "primary", "maxspeed": "70", "maxspeed:backward": "50"})
    assert (travel.forward_kmh, travel.backward_kmh) == (70, 50)
    assert travel.backward_source == SPEED_FROM_TAG


def test_of_several_limits_of_mass_the_lowest_counts():
    travel = travel_of({"highway": "primary", "maxweight": "20", "maxweightrating": "7.5"})
    assert travel.max_mass_t == 7.5


def test_a_road_without_a_name_goes_by_its_number():
    assert travel_of({"highway": "trunk", "ref": "G108"}).name == "G108"
    assert travel_of({"highway": "trunk", "ref": "G108", "name": "长安路"}).name == "长安路"
