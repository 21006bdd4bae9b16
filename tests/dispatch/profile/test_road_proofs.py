"""A profile that says something impossible of travelling is refused, naming the row."""

from pathlib import Path
from shutil import copytree

import pytest

from dispatch.profile.loader import ProfileError, load_profile
from dispatch.profile.road_proofs import TRAVELLERS
from routing.metrics import TRAVELLERS as KNOWN

SHIPPED = Path(__file__).parents[3] / "dispatch/profile/xian"


@pytest.mark.parametrize(
    ("file", "old", "new", "line"),
    [
        (
            "metrics.yaml",
            "traveller: hgv",
            "traveller: lorry",
            "metrics.yaml: heavy: traveller: unknown 'lorry', one of motorcar, hgv, emergency,"
            " foot is expected",
        ),
        (
            "metrics.yaml",
            "{motorway: 0, motorway_link: 0}",
            "{motorway: 0, towpath: 1}",
            "metrics.yaml: foot: speed_factors: unknown class of road 'towpath'",
        ),
        (
            "metrics.yaml",
            "other_factor: 0.65",
            "other_factor: 65",
            "metrics.yaml: heavy: other_factor: 65 is not 0 to 2",
        ),
        (
            "metrics.yaml",
            "mass_t: 18.0",
            "mass_t: -18.0",
            "metrics.yaml: heavy: mass_t: nothing or more is expected",
        ),
        (
            "metrics.yaml",
            "steady_kmh: 4.0",
            "steady_kmh: 0",
            "metrics.yaml: foot: steady_kmh: more than nothing is expected",
        ),
        (
            "metrics.yaml",
            "top_kmh: 90",
            "top_speed: 90",
            "metrics.yaml: heavy: object contains unknown field top_speed",
        ),
        (
            "roads.yaml",
            "supplies: heavy",
            "supplies: cart",
            "roads.yaml: serves.supplies: unknown metric 'cart'",
        ),
        (
            "roads.yaml",
            "[RESCUE] ",
            "[MAGIC] ",
            "roads.yaml: impact.capabilities: unknown capability 'MAGIC'",
        ),
        (
            "roads.yaml",
            "listed: 50",
            "listed: -1",
            "roads.yaml: impact.listed: nothing or more is expected",
        ),
        (
            "road_conditions.yaml",
            "foot: {other: 0.85}",
            "bicycle: {other: 0.85}",
            "road_conditions.yaml: heavy_rain: speeds: unknown metric 'bicycle'",
        ),
        (
            "road_conditions.yaml",
            "foot: {other: 0.85}",
            "foot: {other: 0}",
            "road_conditions.yaml: heavy_rain: speeds.foot: other: 0 is not 0.02 to 2",
        ),
        (
            "road_conditions.yaml",
            "{other: 1.15, classes: {motorway: 1.0}}",
            "{other: 1.15, classes: {highroad: 1.0}}",
            "road_conditions.yaml: night: speeds.civil: unknown class of road 'highroad'",
        ),
        (
            "road_conditions.yaml",
            'begins: "07:30"',
            'begins: "7.30"',
            "road_conditions.yaml: morning_rush: hours: '7.30' is not a time of day such as 07:30",
        ),
        (
            "road_conditions.yaml",
            'begins: "23:00", ends: "06:00"',
            'begins: "23:00", ends: "08:00"',
            "road_conditions.yaml: morning_rush: hours: they overlap those of night",
        ),
        (
            "road_conditions.yaml",
            'ends: "19:30", weekdays: [1, 2, 3, 4, 5]',
            'ends: "19:30", weekdays: [0]',
            "road_conditions.yaml: evening_rush: hours: weekdays: 1 (Monday) to 7 are expected,"
            " each once",
        ),
        (
            "sources.yaml",
            "clock: {zh: 时段, en: The hour of the day}\n",
            "",
            "sources.yaml: clock: missing, the conditions of the hour come from it",
        ),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    tmp_path: Path, file: str, old: str, new: str, line: str
) -> None:
    folder = tmp_path / "city"
    copytree(SHIPPED, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ProfileError) as refusal:
        load_profile(folder)
    assert refusal.value.problems == [line]


def test_the_travellers_are_those_the_roads_know() -> None:
    assert set(TRAVELLERS) == set(KNOWN)


def test_the_metrics_that_ship_are_metrics_of_the_roads() -> None:
    from dispatch.assignment.roads import RoadDesk
    from tests.roadworks import two_banks

    desk = RoadDesk(two_banks(), load_profile("xian").roads)
    assert set(desk.metrics) == {"emergency", "civil", "heavy", "foot"}
