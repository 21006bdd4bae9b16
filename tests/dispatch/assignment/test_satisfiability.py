"""Every plan is checked against what its own place has now: on duty, in stock, under roofs."""

from immutables import Map
from msgspec.structs import replace

from dispatch.assignment.means import MeansBook
from dispatch.assignment.satisfiability import PlanChecks, PlanKey, in_words
from dispatch.domain import commands as c
from dispatch.domain.actors import Actor
from dispatch.domain.depots import Agreement, Batch, Depot, Stock
from dispatch.domain.places import AdminLevel
from dispatch.domain.profile import Demands, Grade, OwnMeans, Profile, SupplyNeed, TeamNeed
from dispatch.domain.shelters import Shelter
from dispatch.domain.support import Amounts
from dispatch.profile.loader import load_profile
from routing.geo import Position
from tests.sentences import NOON, City

BAQIAO, TEXTILE_TOWN = "610111", "610111001"
HERE = Position(lon=109.06, lat=34.27)


def with_a_flood_plan(**demands: object) -> Profile:
    """The profile of Xi'an with one plan by grade: floods, for counties at the grade III."""
    xian = load_profile("xian")
    plan = {Grade.SERIOUS: Demands(**demands)}  # type: ignore[arg-type]
    kinds = {key: replace(kind, grades={}) for key, kind in xian.kinds.items()}
    kinds["flood_drought"] = replace(kinds["flood_drought"], grades=plan)
    own = OwnMeans(grades={AdminLevel.COUNTY: (Grade.SERIOUS,)})
    return replace(xian, kinds=kinds, own_means=own)


def lacks(city: City, profile: Profile, place_code: str = BAQIAO, at: float = NOON) -> Amounts:
    means = MeansBook().of(city.area, profile, at)
    found = PlanChecks().of(city.area, profile, means)
    return found[PlanKey(place_code, "flood_drought", Grade.SERIOUS)]


def test_a_county_has_what_its_towns_have_and_nothing_of_its_neighbours() -> None:
    profile = with_a_flood_plan(teams=(TeamNeed("FIRE", 3),))
    assert lacks(City(), profile).teams == {"FIRE": 1}
    assert lacks(City(), profile, "610116").teams == {"FIRE": 2}


def test_two_boats_short_is_told_in_both_languages() -> None:
    profile = with_a_flood_plan(supplies=(SupplyNeed("boat", 2), SupplyNeed("hose", 10)))
    city = City()
    missing = lacks(city, profile)
    assert missing == Amounts(supplies={"boat": 2})
    told = in_words(city.area, profile, PlanKey(BAQIAO, "flood_drought", Grade.SERIOUS), missing)
    assert told.zh == "防汛抗旱预案 较大（Ⅲ级） 灞桥区：冲锋舟缺 2 艘"
    assert told.en == "Flood and drought plan, grade III (serious), 灞桥区: Assault boat 2 short"


def test_a_team_off_duty_or_at_work_is_nobody_to_count_on() -> None:
    profile, city = with_a_flood_plan(teams=(TeamNeed("FIRE", 2),)), City()
    assert lacks(city, profile).is_nothing
    city.by("duty officer", c.TakeStep("team_availability", "fire-2", "go_off_duty"))
    assert lacks(city, profile).teams == {"FIRE": 1}
    city.order("fire-1", city.a_fire(kind="other"), "FIRE")
    assert lacks(city, profile).teams == {"FIRE": 2}


def test_what_has_expired_or_is_promised_or_a_suppliers_is_not_in_stock() -> None:
    profile, city = with_a_flood_plan(supplies=(SupplyNeed("boat", 5),)), City()
    old = Stock(3, batches=(Batch("lot-1", 3, expires_at=NOON + 60),))
    agreed = Agreement("boats & co", lead_s=3600, valid_until=NOON + 1e6)
    depots = tuple(
        Depot(depot_id, depot_id, TEXTILE_TOWN, HERE, Map({"boat": stock}), agreement=agreement)
        for depot_id, stock, agreement in (
            ("old", old, None),
            ("new", Stock(2), None),
            ("agreed", Stock(9), agreed),
        )
    )
    city.by("admin", c.RegisterDepots(depots))
    assert lacks(city, profile).is_nothing
    assert lacks(city, profile, at=NOON + 61).supplies == {"boat": 3}
    city.by("city", c.ReserveStock(city.a_fire(kind="other"), "new", "boat", 1))
    assert lacks(city, profile).supplies == {"boat": 1}


def test_places_in_shelters_are_counted_where_the_shelters_stand() -> None:
    profile, city = with_a_flood_plan(shelter_places=300), City()
    assert lacks(city, profile).shelter_places == 300
    school = Shelter("school", "school", "610111001601", HERE, 250)
    city.by("admin", c.RegisterShelters((school,)))
    assert lacks(city, profile).shelter_places == 50


def test_only_the_levels_and_grades_of_the_profile_are_checked() -> None:
    profile, city = with_a_flood_plan(teams=(TeamNeed("FIRE", 1),)), City()
    found = PlanChecks().of(city.area, profile, MeansBook().of(city.area, profile, NOON))
    assert {key.place_code for key in found} == {"610111", "610116"}


def test_checked_again_after_a_change_it_is_what_it_is_checked_afresh() -> None:
    profile, city = with_a_flood_plan(teams=(TeamNeed("FIRE", 2), TeamNeed("RESCUE", 1))), City()
    book, checks = MeansBook(), PlanChecks()
    for team_id in ("fire-2", "fire-1", "medical-1", "fire-far"):
        again = checks.of(city.area, profile, book.of(city.area, profile, NOON))
        afresh = PlanChecks().of(city.area, profile, MeansBook().of(city.area, profile, NOON))
        assert again == afresh
        step = c.TakeStep("team_availability", team_id, "go_off_duty")
        city.by("city duty officer", step)


def test_a_team_counts_with_all_its_crews_and_never_with_more_of_a_discipline() -> None:
    city = City()
    town_team = replace(
        city.area.teams["fire-1"], team_id="big", people=40, strength={"FIRE": 16, "RESCUE": 24}
    )
    city.by("admin", c.EnrolTeams((town_team,)))
    of_fire = with_a_flood_plan(teams=(TeamNeed("FIRE", 6),))
    assert lacks(city, of_fire).teams == {"FIRE": 2}  # two of its own, two of the small ones
    of_both = with_a_flood_plan(teams=(TeamNeed("FIRE", 2), TeamNeed("RESCUE", 6)))
    assert lacks(city, of_both).teams == {"RESCUE": 2}


def test_equipment_that_is_asked_for_is_brought_by_those_who_have_it() -> None:
    city = City()
    profile = with_a_flood_plan(teams=(TeamNeed("FIRE", units=1),))
    assert lacks(city, profile).teams == {"FIRE": 1}
    city.by("admin", c.EnrolTeams((replace(city.area.teams["fire-1"], units={"FIRE": 2}),)))
    assert lacks(city, profile).is_nothing


def test_who_is_away_with_a_detachment_is_counted_once() -> None:
    city = City()
    team = replace(city.area.teams["fire-1"], team_id="big", people=16)
    city.by("admin", c.EnrolTeams((team,)))
    profile = with_a_flood_plan(teams=(TeamNeed("FIRE", 9),))
    assert lacks(city, profile).teams == {"FIRE": 5}
    fire = city.a_fire(kind="other", team_needs=(TeamNeed("FIRE", 1),))
    city.by("city duty officer", c.GiveInstruction(fire, "big", "FIRE", crews=1))
    assert lacks(city, profile).teams == {"FIRE": 6}
    leader = Actor("leader", "TEAM", TEXTILE_TOWN, "big")
    step = c.TakeStep("instruction", "D1", "decline", c.Particulars(reason="flat tyre"))
    city.by(leader, step)
    assert lacks(city, profile).teams == {"FIRE": 5}
