import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.metrics import Metric, metric_weights
from routing.network import (
    AGAINST_ONE_WAY,
    ANYBODY,
    EMERGENCY,
    FOOT,
    HGV,
    NO_LIMIT,
    PRIVATE,
    VEHICLES,
    RoadNetwork,
)
from routing.weights import CLOSED, free_flow

CAR = Metric("car", "motorcar")
ENGINE = Metric(
    "engine",
    "emergency",
    private_factor=0.5,
    against_one_way_factor=0.5,
    obeys_turn_bans=False,
    mass_t=16,
    height_m=3.6,
)
WALKER = Metric("walker", "foot", steady_kmh=5, private_factor=1, against_one_way_factor=1)


def road(**columns):
    """One arc of 500 m at 36 km/h, 50 s, with what else is said of it."""
    given = {"highway": ["primary"], **{name: [value] for name, value in columns.items()}}
    return RoadNetwork.from_arcs([108.90, 108.91], [34.2, 34.2], [0], [1], [500], [36], **given)


def seconds(network, metric):
    travel_ms = metric_weights(network, metric).travel_ms[0]
    return None if travel_ms == CLOSED else travel_ms / 1000


def test_a_car_drives_as_fast_as_the_road_allows():
    assert seconds(road(), CAR) == 50


def test_a_fire_engine_may_drive_against_a_one_way_street_at_half_speed():
    against = road(access=ANYBODY | AGAINST_ONE_WAY)
    assert seconds(against, ENGINE) == 100
    assert seconds(against, CAR) is None


def test_a_fire_engine_enters_private_roads_slowly_and_a_car_not_at_all():
    private = road(access=VEHICLES | PRIVATE)
    assert seconds(private, ENGINE) == 100
    assert seconds(private, CAR) is None


def test_a_private_road_against_its_one_way_is_slow_twice():
    assert seconds(road(access=ANYBODY | PRIVATE | AGAINST_ONE_WAY), ENGINE) == 200


def test_a_supply_truck_of_thirty_tonnes_does_not_cross_the_ten_tonne_bridge():
    bridge = road(max_mass_t=10)
    assert seconds(bridge, Metric("truck", "hgv", mass_t=30)) is None
    assert seconds(bridge, Metric("van", "hgv", mass_t=10)) == 50
    assert seconds(bridge, CAR) == 50


def test_a_fire_engine_does_not_fit_under_a_low_bridge():
    assert seconds(road(max_height_m=3.5), ENGINE) is None
    assert seconds(road(max_height_m=3.6), ENGINE) == 50


def test_somebody_on_foot_walks_both_ways_and_not_on_the_motorway():
    assert seconds(road(), WALKER) == 360
    assert seconds(road(access=ANYBODY | AGAINST_ONE_WAY), WALKER) == 360
    assert seconds(road(highway="motorway", access=VEHICLES), WALKER) is None


def test_nobody_drives_on_a_footpath():
    path = road(access=FOOT)
    assert [seconds(path, metric) for metric in (CAR, ENGINE)] == [None, None]
    assert seconds(path, WALKER) == 360


def test_each_vehicle_goes_where_its_own_access_says():
    only = road(access=EMERGENCY | HGV)
    assert seconds(only, CAR) is None
    assert seconds(only, ENGINE) == 50
    assert seconds(only, Metric("truck", "hgv")) == 50


def test_blue_lights_are_faster_on_main_roads_than_elsewhere():
    blue = Metric("blue", "emergency", speed_factors={"primary": 1.25}, other_factor=0.8)
    assert seconds(road(), blue) == 40
    assert seconds(road(highway="residential"), blue) == 62.5


def test_a_class_with_factor_zero_is_not_used():
    assert seconds(road(), Metric("local", "motorcar", speed_factors={"primary": 0})) is None


def test_a_heavy_vehicle_has_a_top_speed_of_its_own():
    assert seconds(road(), Metric("truck", "hgv", top_kmh=18)) == 100
    assert seconds(road(), Metric("coach", "hgv", top_kmh=100)) == 50


TURN = {"tail": [0, 1], "head": [1, 0], "length_m": [500, 500], "speed_kmh": [36, 36]}


def banned(binds):
    network = RoadNetwork.from_arcs(
        [108.90, 108.91], [34.2, 34.2], **TURN, turn_bans=[[0, 1]], ban_binds=[binds]
    )
    metrics = (CAR, Metric("truck", "hgv"), ENGINE, WALKER)
    return [metric_weights(network, metric).bans.tolist() for metric in metrics]


def test_a_banned_turn_holds_for_those_it_binds_and_who_obey():
    assert banned(VEHICLES) == [[True], [True], [False], [False]]
    assert banned(HGV) == [[False], [True], [False], [False]]
    assert banned(FOOT) == [[False], [False], [False], [True]]


def test_the_same_metric_of_the_same_roads_has_the_same_version():
    assert metric_weights(road(), CAR).version == metric_weights(road(), CAR).version
    assert metric_weights(road(), CAR).version != metric_weights(road(), WALKER).version


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"traveller": "tram"}, "metric m: traveller tram is not motorcar, hgv, emergency, foot"),
        ({"speed_factors": {"primary": -1}}, "metric m: factor -1 of primary is not 0 to 10"),
        ({"other_factor": 11}, "metric m: factor 11 of every other class is not 0 to 10"),
        ({"other_factor": np.nan}, "factor nan of every other class"),
        ({"steady_kmh": 0}, "metric m: steady_kmh 0 is not above zero"),
        ({"top_kmh": -5}, "metric m: top_kmh -5 is not above zero"),
        ({"private_factor": 0}, "metric m: private_factor 0 is not above zero"),
        ({"against_one_way_factor": np.inf}, "against_one_way_factor inf is not above zero"),
        ({"mass_t": -1}, "metric m: mass_t -1 is not zero or more"),
        ({"height_m": np.nan}, "metric m: height_m nan is not zero or more"),
    ],
)
def test_an_impossible_metric_is_refused_by_name(wrong, complaint):
    with pytest.raises(ValueError, match=complaint):
        Metric("m", **{"traveller": "motorcar", **wrong})


@given(
    st.lists(
        st.tuples(
            st.integers(0, 63),
            st.sampled_from(["motorway", "primary", "footway"]),
            st.sampled_from([NO_LIMIT, 10.0, 3.5]),
        ),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from([CAR, ENGINE, WALKER]),
)
def test_whoever_may_do_less_is_never_faster(arcs, metric):
    access, highway, limit = zip(*arcs, strict=True)
    count = len(arcs)
    network = RoadNetwork.from_arcs(
        [0, 0.001],
        [0, 0],
        [0] * count,
        [1] * count,
        [100] * count,
        [36] * count,
        access=access,
        highway=highway,
        max_mass_t=limit,
    )
    strict = Metric("strict", metric.traveller, steady_kmh=metric.steady_kmh, mass_t=40)
    lenient_ms = metric_weights(network, metric).travel_ms
    strict_ms = metric_weights(network, strict).travel_ms
    assert (strict_ms >= lenient_ms).all()
    may_not = (network.access & {"foot": FOOT}.get(metric.traveller, VEHICLES)) == 0
    assert (lenient_ms[may_not] == CLOSED).all()


def test_a_plain_car_agrees_with_the_free_flow_of_the_roads():
    network = road()
    assert np.array_equal(metric_weights(network, CAR).travel_ms, free_flow(network).travel_ms)
