import pytest

from routing.build.osm_limits import height_limit_m, mass_limit_t, speed_limit_kmh, unread_limits


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
    ("text", "tonnes"),
    [
        ("7.5", 7.5),
        ("3,5", 3.5),
        ("18 t", 18),
        ("2 tonnes", 2),
        ("3500 kg", 3.5),
        ("20000 lbs", 9.0718474),
        ("20 st", 18.143694),
        ("10 lt", 10.160469088),
        ("30;16", 16),
        ("none", None),
        ("default", None),
        ("unsigned", None),
        ("3500", None),
        ("0", None),
        ("heavy", None),
    ],
)
def test_a_mass_limit_is_read_as_it_is_written(text, tonnes):
    assert mass_limit_t(text) == (None if tonnes is None else pytest.approx(tonnes))


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("3.8", 3.8),
        ("3,8 m", 3.8),
        ("320 cm", 3.2),
        ("12'6\"", 3.81),
        ("11'", 3.3528),
        ("13 ft 2 in", 4.01320),
        ("4.5;4.2", 4.2),
        ("none", None),
        ("default", None),
        ("38", None),
        ("low", None),
    ],
)
def test_a_height_limit_is_read_as_it_is_written(text, metres):
    assert height_limit_m(text) == (None if metres is None else pytest.approx(metres))


def test_a_sign_that_states_no_limit_is_not_one_that_cannot_be_read():
    assert unread_limits({"maxweight": "none", "maxheight": "default", "maxspeed": "fast"}) == 0
    assert unread_limits({"maxweight": "3.5", "maxheight": "4.1 m"}) == 0
    assert unread_limits({"maxweight": "axle 7", "maxheight:physical": "?"}) == 2
