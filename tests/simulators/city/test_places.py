from collections import Counter

from simulators.city.model import ADMIN_LEVELS


def test_places_are_one_tree_of_five_levels_rooted_at_the_province(city):
    place_of = {place.code: place for place in city.places}
    roots = [place for place in city.places if not place.parent]
    assert [root.code for root in roots] == ["61"]
    for place in city.places:
        if place.parent:
            above = ADMIN_LEVELS.index(place.admin_level) - 1
            assert place_of[place.parent].admin_level == ADMIN_LEVELS[above]


def test_parents_come_before_their_children(city):
    seen = {""}
    for place in city.places:
        assert place.parent in seen
        seen.add(place.code)


def test_codes_are_unique_in_every_table(city):
    for codes in (
        [place.code for place in city.places],
        [team.team_id for team in city.teams],
        [depot.depot_id for depot in city.depots],
        [shelter.shelter_id for shelter in city.shelters],
        [plan.plan_id for plan in city.plans],
        [post.staff_id for post in city.staff],
        [(line.depot_id, line.supply) for line in city.stock],
    ):
        assert len(set(codes)) == len(codes)


def test_the_vulnerable_are_some_of_the_people_at_every_level_and_more_in_the_hills(city):
    below = Counter()
    for place in city.places:
        below[place.parent] += place.vulnerable
    share = {}
    for place in city.places:
        assert 0 < place.vulnerable < place.population
        if place.admin_level != "VILLAGE":
            assert below[place.code] == place.vulnerable
        elif place.terrain not in share:
            share[place.terrain] = place.vulnerable / place.population
    assert share["MOUNTAIN"] > share["URBAN"]


def test_populations_add_up_from_the_villages_to_the_province(city):
    below = Counter()
    for place in city.places:
        below[place.parent] += place.population
    for place in city.places:
        if place.admin_level != "VILLAGE":
            assert below[place.code] == place.population
    assert 12_000_000 < city.places[0].population < 14_000_000


def test_the_named_towns_are_the_real_ones(city):
    towns = {place.code: place for place in city.places if place.admin_level == "TOWN"}
    sources = Counter(town.source for town in towns.values())
    assert sources == {"fact": 172, "inferred": 12, "generated": 9}
    assert towns["610116001"].name == "韦曲街道"
    assert towns["610124108"].name == "厚畛子镇"
    assert towns["610404009"].parent == "6101X0"
    districts = Counter(town.parent for town in towns.values() if town.source == "fact")
    assert districts["610116"] == 25
    assert districts["610103"] == 8


def test_village_names_are_unique_in_their_town_and_keep_clear_of_real_codes(city):
    villages = [place for place in city.places if place.admin_level == "VILLAGE"]
    assert len({(village.parent, village.name) for village in villages}) == len(villages)
    for village in villages:
        assert village.code[:-3] == village.parent
        assert village.code[-3:] > "600"
        assert village.population > 0
        assert village.source == "generated"


def test_every_town_has_the_least_that_readiness_asks_for(city):
    towns = {place.code for place in city.places if place.admin_level == "TOWN"}
    assert {depot.place_code for depot in city.depots} == towns
    assert {plan.place_code for plan in city.plans if plan.kind == "master"} == towns
    assert {post.place_code for post in city.staff if post.full_time} == towns
    assert {team.place_code for team in city.teams if team.kind == "TOWN_TEAM"} == towns


def test_every_village_has_one_force_and_a_shelter(city):
    villages = {place.code for place in city.places if place.admin_level == "VILLAGE"}
    forces = [team.place_code for team in city.teams if team.kind == "VILLAGE_FORCE"]
    assert sorted(forces) == sorted(villages)
    assert {shelter.place_code for shelter in city.shelters} == villages


def test_strength_adds_up_and_capabilities_are_sorted(city):
    for team in city.teams:
        assert sum(team.strength.values()) == team.people
        assert list(team.capabilities) == sorted(set(team.capabilities))
        assert team.strength.get("GRID_WORKER", 0) == team.grid_workers


def test_town_teams_have_equipment_for_what_they_can_do_and_village_forces_none(city):
    for team in city.teams:
        assert team.units.keys() <= set(team.capabilities)
        assert all(count >= 1 for count in team.units.values())
        assert bool(team.units) == (team.kind == "TOWN_TEAM")


def test_mountain_teams_know_forestry(city):
    terrain = {place.code: place.terrain for place in city.places}
    high = [t for t in city.teams if t.kind == "TOWN_TEAM" and terrain[t.place_code] == "MOUNTAIN"]
    assert high
    assert all("FORESTRY" in team.capabilities for team in high)
