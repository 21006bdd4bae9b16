import math
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.geo import EARTH_RADIUS_M, Position, are_within, bearing_deg, destination, distance_m

BELL_TOWER = Position(lon=108.9402, lat=34.2610)
BIG_WILD_GOOSE_PAGODA = Position(lon=108.9595, lat=34.2198)

positions = st.builds(
    Position,
    lon=st.floats(-180, 180, allow_nan=False),
    lat=st.floats(-90, 90, allow_nan=False),
)


@pytest.mark.parametrize("lon", [-180.1, 181, math.nan, math.inf])
def test_a_position_with_an_impossible_longitude_cannot_exist(lon):
    with pytest.raises(ValueError, match="lon must be between"):
        Position(lon=lon, lat=34)


@pytest.mark.parametrize("lat", [-90.5, 108.9, math.nan, -math.inf])
def test_a_position_with_an_impossible_latitude_cannot_exist(lat):
    with pytest.raises(ValueError, match="lat must be between"):
        Position(lon=108.9, lat=lat)


def test_a_position_cannot_be_changed():
    with pytest.raises(AttributeError):
        BELL_TOWER.lon = 0.0


def test_the_pagoda_is_nearly_five_kilometres_from_the_bell_tower():
    assert distance_m(BELL_TOWER, BIG_WILD_GOOSE_PAGODA) == pytest.approx(4913, abs=5)


def test_antipodes_are_half_a_great_circle_apart():
    half_way_round = math.pi * EARTH_RADIUS_M
    assert distance_m(Position(lon=0, lat=0), Position(lon=180, lat=0)) == half_way_round


def test_bearings_turn_clockwise_from_north():
    here = Position(lon=0, lat=0)
    around = [Position(lon=x, lat=y) for x, y in [(0, 1), (1, 0), (0, -1), (-1, 0)]]
    assert [bearing_deg(here, there) for there in around] == pytest.approx([0, 90, 180, 270])


@given(positions, positions)
def test_a_distance_is_the_same_in_both_directions(a, b):
    assert distance_m(a, b) == pytest.approx(distance_m(b, a), abs=1e-3)
    assert 0 <= distance_m(a, b) <= math.pi * EARTH_RADIUS_M


@given(positions, st.floats(0, 360), st.floats(0, 100_000))
def test_a_destination_is_as_far_away_as_was_asked(start, bearing, metres):
    assert distance_m(start, destination(start, bearing, metres)) == pytest.approx(metres, abs=0.2)


@given(positions, st.floats(0, 360), st.floats(0, 200), st.floats(1, 100))
def test_neighbours_are_within_a_limit_as_their_distance_says(start, bearing, metres, limit_m):
    there = destination(start, bearing, metres)
    assert are_within(start, there, limit_m) == (distance_m(start, there) <= limit_m)


@given(positions, positions)
def test_a_bearing_is_a_compass_reading(a, b):
    assert 0 <= bearing_deg(a, b) < 360


def test_geo_needs_neither_numpy_nor_scipy():
    check = "import sys, routing.geo; sys.exit(bool({'numpy', 'scipy'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", check]).returncode == 0
