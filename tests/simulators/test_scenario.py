"""A scenario says what is wrong with it: the file, the field and the reason."""

from pathlib import Path

import pytest

import simulators
from dispatch.profile.loader import load_profile
from simulators.scenario import check_words, drilled, load_scenario

DRILLS = sorted((Path(simulators.__file__).parent / "drills").glob("*.yaml"))


@pytest.mark.parametrize(
    "path", [one for one in DRILLS if "mapping" not in one.name], ids=lambda one: one.name
)
def test_the_drills_that_ship_are_sound(path):
    scenario = load_scenario(path)
    check_words(scenario, load_profile(scenario.profile))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"durations_h": 3}, "durations_h"),
        ({"start": "2024-05-01T08:00:00"}, "start: say the offset"),
        ({"duration_h": 0}, "duration_h"),
        ({"place": {}}, "exactly one of city, stations, county, hamlet and log"),
        ({"calls": {}}, "calls: give recorded, storm or streams"),
        ({"crews": {"decline_share": 0.7, "silent_share": 0.7}}, "more than 1 together"),
        ({"crews": {"sign": {"median_s": -1}}}, r"median_s.*\$\.crews\.sign"),
        ({"policy": {"search": "astrology"}}, r"\$\.policy\.search"),
    ],
)
def test_a_mistake_names_the_file_and_the_field(tiny, changed, said):
    with pytest.raises(ValueError, match=rf"(?s)tiny\.yaml.*{said}"):
        load_scenario(tiny.scenario(**changed))


def test_a_county_needs_recorded_calls_and_teams_the_profile_knows(tiny):
    county = {
        "root": "C",
        "name": "Tiny County",
        "stations": 1,
        "fleet": [{"name": "Crew", "capabilities": ["JUGGLING"], "teams": 1, "kinds": ["fire"]}],
    }
    storm = {"storm": {"per_hour": {"fire": 1}}}
    with pytest.raises(ValueError, match=r"calls\.recorded: a county is made from"):
        load_scenario(tiny.scenario(place={"county": county}, calls=storm))
    scenario = load_scenario(tiny.scenario(place={"county": county}))
    with pytest.raises(ValueError, match=r"fleet\.capabilities: the profile has no 'JUGGLING'"):
        check_words(scenario, load_profile("xian"))


def test_a_kind_the_profile_does_not_know_is_named(tiny):
    scenario = load_scenario(tiny.scenario(calls={"storm": {"per_hour": {"comet": 1}}}))
    with pytest.raises(ValueError, match=r"per_hour: the profile has no .comet."):
        check_words(scenario, load_profile("xian"))


def test_the_policy_of_a_drill_lies_over_the_profile_and_leaves_the_rest(tiny):
    profile = load_profile("xian")
    changed = drilled(profile, load_scenario(tiny.scenario(policy={"search": "nearest"})).policy)
    assert changed.dispatch.search == "nearest"
    assert changed.dispatch.unmet_s == profile.dispatch.unmet_s
    assert changed.dispatch.automatic == profile.dispatch.automatic
