import pytest

from routing.build.osm_access import arc_access, describe_access, directions_of, permitted
from routing.network import (
    AGAINST_ONE_WAY,
    ANYBODY,
    EMERGENCY,
    FOOT,
    HGV,
    MOTORCAR,
    PRIVATE,
    VEHICLES,
)

CARS = MOTORCAR | HGV


def arcs(highway, **tags):
    return arc_access({"highway": highway, **{key.replace("__", ":"): tags[key] for key in tags}})


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
    ("tags", "freely", "by_permission"),
    [
        ({}, ANYBODY, 0),
        ({"access": "yes"}, ANYBODY, 0),
        ({"access": "private"}, 0, ANYBODY),
        ({"access": "customers"}, 0, ANYBODY),
        ({"access": "no"}, 0, 0),
        ({"access": "unknown"}, ANYBODY, 0),
        ({"motor_vehicle": "no"}, FOOT, 0),
        ({"motor_vehicle": "agricultural;forestry"}, FOOT, VEHICLES),
        ({"access": "no", "motor_vehicle": "yes"}, VEHICLES, 0),
        ({"access": "private", "foot": "yes"}, FOOT, VEHICLES),
        ({"access": "yes", "motorcar": "no"}, ANYBODY & ~MOTORCAR, 0),
        ({"hgv": "no"}, ANYBODY & ~HGV, 0),
        ({"hgv": "delivery"}, ANYBODY, 0),
        ({"hgv": "destination", "vehicle": "no"}, HGV | FOOT, 0),
        ({"motor_vehicle": "no", "emergency": "yes"}, EMERGENCY | FOOT, 0),
        ({"motor_vehicle": "emergency"}, EMERGENCY | FOOT, 0),
        ({"access": "private", "emergency": "landing_site"}, 0, ANYBODY),
        ({"emergency": "no"}, ANYBODY & ~EMERGENCY, 0),
        ({"foot": "use_sidepath"}, VEHICLES, 0),
        ({"motorroad": "yes"}, VEHICLES, 0),
        ({"motorroad": "yes", "foot": "yes"}, ANYBODY, 0),
        ({"service": "emergency_access"}, EMERGENCY | FOOT, 0),
    ],
)
def test_the_most_particular_access_tag_counts(tags, freely, by_permission):
    assert permitted(tags, ANYBODY) == (freely, by_permission)


@pytest.mark.parametrize(
    ("highway", "tags", "both_ways"),
    [
        ("residential", {}, ANYBODY),
        ("trunk", {}, ANYBODY),
        ("trunk_link", {}, VEHICLES),
        ("trunk_link", {"access": "yes"}, VEHICLES),
        ("trunk_link", {"foot": "yes"}, ANYBODY),
        ("footway", {}, FOOT),
        ("footway", {"access": "yes"}, FOOT),
        ("cycleway", {}, FOOT),
        ("pedestrian", {}, FOOT),
        ("pedestrian", {"emergency": "yes"}, FOOT | EMERGENCY),
        ("pedestrian", {"motor_vehicle": "delivery"}, ANYBODY),
    ],
)
def test_a_class_has_its_usual_travellers_until_a_tag_names_others(highway, tags, both_ways):
    assert arcs(highway, **tags) == ((both_ways,), (both_ways,))


def test_a_cycleway_may_be_closed_to_feet():
    assert arcs("cycleway", foot="no") == ((), ())


def test_a_one_way_street_has_an_arc_against_it():
    assert arcs("residential", oneway="yes") == ((ANYBODY,), (ANYBODY | AGAINST_ONE_WAY,))
    assert arcs("residential", oneway="-1") == ((ANYBODY | AGAINST_ONE_WAY,), (ANYBODY,))


def test_feet_may_be_bound_by_one_way_too():
    tags = {"oneway": "yes", "oneway__foot": "yes"}
    assert arcs("residential", **tags)[1] == (VEHICLES | AGAINST_ONE_WAY,)
    assert arcs("footway", oneway__foot="-1") == ((), (FOOT,))


def test_an_escalator_runs_one_way():
    assert arcs("steps", conveying="backward") == ((), (FOOT,))


def test_a_footway_has_no_wrong_direction_for_feet():
    assert arcs("path", oneway="yes") == ((FOOT,), (FOOT,))
    assert arcs("pedestrian", oneway="yes") == ((FOOT,), (FOOT,))


def test_nobody_drives_round_a_roundabout_the_wrong_way():
    assert arcs("primary", junction="roundabout") == ((ANYBODY,), (FOOT | AGAINST_ONE_WAY,))


def test_nobody_drives_up_a_motorway_the_wrong_way():
    assert arcs("motorway") == ((VEHICLES,), ())
    assert arcs("motorway_link", oneway="yes") == ((VEHICLES,), ())


def test_only_feet_use_a_road_whose_direction_changes_with_the_hour():
    assert arcs("primary", oneway="reversible") == ((FOOT,), (FOOT,))


def test_emergency_vehicles_may_be_spared_a_one_way_rule():
    assert arcs("residential", oneway="yes", oneway__emergency="no") == (
        (ANYBODY,),
        (EMERGENCY | FOOT, CARS | AGAINST_ONE_WAY),
    )


def test_a_private_one_way_street_is_private_against_it_too():
    assert arcs("service", oneway="yes", motor_vehicle="private") == (
        (FOOT, VEHICLES | PRIVATE),
        (FOOT | AGAINST_ONE_WAY, VEHICLES | PRIVATE | AGAINST_ONE_WAY),
    )


@pytest.mark.parametrize(
    "access", [ANYBODY, VEHICLES | PRIVATE, FOOT, EMERGENCY | FOOT, HGV | PRIVATE]
)
def test_bits_told_as_tags_are_read_back_the_same(access):
    freely, by_permission = permitted(describe_access(access), ANYBODY)
    assert access in (freely, by_permission | PRIVATE)
    assert not (freely and by_permission)
