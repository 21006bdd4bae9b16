from dataclasses import replace

from simulators.city.totals import totals

REPORT = {
    "districts": 13,
    "towns": 193,
    "parks": 9,
    "villages": 2_993,
    "teams": 193,
    "team_people": 7_876,
    "village_forces": 2_993,
    "village_force_people": 52_995,
    "grid_workers": 13_817,
    "depots": 366,
    "depot_items": 671_400,
    "village_items": 430_200,
    "plans": 1_702,
    "shelters": 4_807,
    "staff": 1_216,
    "staff_full_time": 623,
    "staff_part_time": 593,
}


def test_the_rows_add_up_to_the_founding_report(city):
    found = totals(city)
    assert {key: found[key] for key in REPORT} == REPORT


def test_the_disciplines_add_up_to_the_town_teams(city):
    found = totals(city)
    words = ("police", "medical", "fire", "water", "forestry", "village_committee")
    people = [found[f"team_people_{word}"] for word in words]
    assert min(people) > 0
    assert sum(people) == found["team_people"]


def test_shelter_classes_add_up_and_hold_seventy_percent_of_urban_residents(city):
    found = totals(city)
    classes = [found[f"shelters_{name}"] for name in ("class_1", "class_2", "class_3", "temporary")]
    assert sum(classes) == found["shelters"]
    urban = sum(p.population for p in city.places if p.admin_level == "VILLAGE" and p.urban)
    assert found["shelter_capacity"] >= 0.7 * urban


def test_totals_are_added_up_and_not_remembered(city):
    poorer = replace(city, teams=city.teams[1:], stock=city.stock[1:])
    found = totals(poorer)
    assert found["teams"] == 192
    assert found["depot_items"] == 671_400 - city.stock[0].quantity
