import csv
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from routing.crs import Crs, convert_position, from_wgs84, to_wgs84
from routing.geo import Position, distance_m

GCJ_02_PAIRS = [
    # WGS-84 lon, lat; GCJ-02 lon, lat. The tests of eviltransform: Shanghai, Shenzhen, Beijing.
    (121.5272106, 31.1774276, 121.531541859215, 31.17530398364597),
    (113.912316, 22.543847, 113.9171764808363, 22.540796131694766),
    (116.377817, 39.911954, 116.38404722455657, 39.91334545536069),
    # The README of coordtransform: Tian'anmen.
    (116.404, 39.915, 116.41024449916938, 39.91640428150164),
]
CITIES = [
    # WGS-84, GCJ-02, BD-09 of the same place: gcoord, test/fixtures/china-cities.json.
    ((108.9405327, 34.8978469), (108.9452414, 34.8967592), (108.9516486, 34.9029875)),  # 铜川
    ((107.0188197, 33.0693761), (107.0233282, 33.0674824), (107.0297571, 33.0736864)),  # 汉中
    ((123.4253306, 41.8032629), (123.4314787, 41.8057023), (123.438095, 41.8114013)),  # 沈阳
    ((116.0414035, 43.9312805), (116.0482308, 43.9334573), (116.0546232, 43.9397782)),  # 锡林郭勒
    ((98.4937175, 39.7319946), (98.4943595, 39.7328234), (98.5008441, 39.7388949)),  # 酒泉
]
# A kilometre or more inside the rectangle: nothing in China is nearer its edge.
lons_in_china = st.floats(73.4, 135.2)
lats_in_china = st.floats(3.4, 53.7)


def apart_m(lon, lat, other_lon, other_lat):
    return distance_m(Position(lon=lon, lat=lat), Position(lon=other_lon, lat=other_lat))


@pytest.mark.parametrize(("lon", "lat", "gcj_lon", "gcj_lat"), GCJ_02_PAIRS)
def test_gcj_02_agrees_with_the_published_pairs_to_a_centimetre(lon, lat, gcj_lon, gcj_lat):
    # eviltransform takes the semi-major axis for 108 m less: a centimetre in half a kilometre.
    assert apart_m(*from_wgs84(lon, lat, Crs.GCJ_02), gcj_lon, gcj_lat) < 0.012
    assert apart_m(*to_wgs84(gcj_lon, gcj_lat, Crs.GCJ_02), lon, lat) < 0.012


def test_gcj_02_and_bd_09_agree_with_coordtransform_to_the_last_digit():
    assert from_wgs84(116.404, 39.915, Crs.GCJ_02) == pytest.approx(
        (116.41024449916938, 39.91640428150164), abs=1e-12
    )
    # Its README starts from GCJ-02.
    wgs_84 = to_wgs84(116.404, 39.915, Crs.GCJ_02)
    assert from_wgs84(*wgs_84, Crs.BD_09) == pytest.approx(
        (116.41036949371029, 39.92133699351021), abs=1e-9
    )


@pytest.mark.parametrize(("wgs_84", "gcj_02", "bd_09"), CITIES)
def test_cities_agree_with_published_coordinates_to_a_metre(wgs_84, gcj_02, bd_09):
    assert apart_m(*to_wgs84(*gcj_02, "GCJ-02"), *wgs_84) < 1
    assert apart_m(*to_wgs84(*bd_09, "BD-09"), *wgs_84) < 2
    assert apart_m(*from_wgs84(*wgs_84, "BD-09"), *bd_09) < 2


@given(lons_in_china, lats_in_china, st.sampled_from(Crs))
@example(108.9398, 34.3416, Crs.GCJ_02)  # Xi'an
@example(108.9398, 34.3416, Crs.BD_09)
@example(105.0, 35.0, Crs.GCJ_02)  # the middle of the formula
def test_there_and_back_is_less_than_a_millimetre_everywhere_in_china(lon, lat, crs):
    assert apart_m(*to_wgs84(*from_wgs84(lon, lat, crs), crs), lon, lat) < 1e-4
    assert apart_m(*from_wgs84(*to_wgs84(lon, lat, crs), crs), lon, lat) < 1e-4


@given(st.floats(-179, 179), st.floats(-89, 89), st.sampled_from(Crs))
def test_outside_the_rectangle_only_bd_09_moves_anything(lon, lat, crs):
    if 72 < lon < 138 and 0.8 < lat < 56:
        return
    there = from_wgs84(lon, lat, crs)
    assert (there == (lon, lat)) == (crs is not Crs.BD_09)
    assert apart_m(*to_wgs84(*there, crs), lon, lat) < 1e-4


def test_in_xian_a_map_of_the_wrong_system_is_hundreds_of_metres_off():
    bell_tower = Position(lon=108.9398, lat=34.2583)
    on_amap = convert_position(bell_tower, Crs.WGS_84, Crs.GCJ_02)
    on_baidu = convert_position(bell_tower, Crs.WGS_84, Crs.BD_09)
    assert 400 < distance_m(bell_tower, on_amap) < 600
    assert 900 < distance_m(on_amap, on_baidu) < 1_100
    assert on_amap.lon > bell_tower.lon  # GCJ-02 lies to the south-east here
    assert on_amap.lat < bell_tower.lat


@given(lons_in_china, lats_in_china)
def test_gcj_02_is_never_more_than_a_kilometre_off(lon, lat):
    assert apart_m(*from_wgs84(lon, lat, Crs.GCJ_02), lon, lat) < 1_000


@pytest.mark.parametrize("crs", list(Crs))
def test_arrays_are_converted_as_their_numbers_are_one_by_one(crs):
    lon = np.array([108.94, 116.404, 2.35, 137.9])
    lat = np.array([34.34, 39.915, 48.85, 55.0])
    for convert in (from_wgs84, to_wgs84):
        one_by_one = [convert(*pair, crs) for pair in zip(lon.tolist(), lat.tolist(), strict=True)]
        assert np.allclose(np.stack(convert(lon, lat, crs), axis=1), one_by_one, rtol=0, atol=1e-12)


def test_cgcs2000_is_taken_for_wgs_84():
    place = Position(lon=108.94, lat=34.34)
    assert convert_position(place, "CGCS2000", "WGS-84") == place
    assert convert_position(place, "CGCS2000", "GCJ-02") == convert_position(
        place, "WGS-84", "GCJ-02"
    )


@pytest.mark.parametrize("unknown", ["wgs84", "EPSG:4326", "", None])
def test_an_unknown_system_is_refused_and_the_known_ones_are_named(unknown):
    known = "the known ones are WGS-84, GCJ-02, BD-09, CGCS2000"
    with pytest.raises(ValueError, match=known):
        to_wgs84(108.94, 34.34, unknown)
    with pytest.raises(ValueError, match=known):
        from_wgs84(108.94, 34.34, unknown)


def test_districts_of_xian_come_home_from_gcj_02(shared_data):
    with (shared_data / "places/xian/districts.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        given_lon, given_lat = float(row["center_lon_gcj02"]), float(row["center_lat_gcj02"])
        lon, lat = to_wgs84(given_lon, given_lat, Crs.GCJ_02)
        assert 300 < apart_m(lon, lat, given_lon, given_lat) < 700
        assert apart_m(*from_wgs84(lon, lat, Crs.GCJ_02), given_lon, given_lat) < 1e-4
    assert len(rows) == 13


def test_one_position_is_converted_without_numpy():
    code = (
        "import sys; from routing.crs import convert_position; from routing.geo import Position;"
        "convert_position(Position(lon=108.9, lat=34.3), 'BD-09', 'WGS-84');"
        "sys.exit('numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
