"""Add up a city's rows, so that they can be held against the founding report."""

from collections import Counter

from simulators.city.model import City


def totals(city: City) -> dict[str, int]:
    """Return sums over the rows of a city, by flat names such as `team_people_fire`.

    Nothing here is a constant: a city with a row missing has other totals.
    """
    places = Counter(place.admin_level for place in city.places)
    teams = [team for team in city.teams if team.kind == "TOWN_TEAM"]
    forces = [team for team in city.teams if team.kind == "VILLAGE_FORCE"]
    people_by: Counter[str] = Counter()
    for team in teams:
        people_by.update(team.strength)
    # Xixian and the development zones are run like counties but are no districts.
    groups = sum(p.admin_level == "COUNTY" and p.source != "fact" for p in city.places)
    parks = sum(p.admin_level == "TOWN" and p.source == "generated" for p in city.places)
    classes = Counter(shelter.shelter_class for shelter in city.shelters)
    return {
        "districts": places["COUNTY"] - groups,
        "towns": places["TOWN"],
        "parks": parks,
        "villages": places["VILLAGE"],
        "population": sum(p.population for p in city.places if p.admin_level == "VILLAGE"),
        "teams": len(teams),
        "team_people": sum(team.people for team in teams),
        **{f"team_people_{name.lower()}": n for name, n in sorted(people_by.items())},
        "village_forces": len(forces),
        "village_force_people": sum(force.people for force in forces),
        "grid_workers": sum(force.grid_workers for force in forces),
        "depots": len(city.depots),
        "depot_items": sum(line.quantity for line in city.stock),
        "village_items": sum(place.items for place in city.places),
        "plans": len(city.plans),
        "shelters": len(city.shelters),
        **{f"shelters_{name.lower()}": n for name, n in sorted(classes.items())},
        "shelter_capacity": sum(shelter.capacity for shelter in city.shelters),
        "staff": len(city.staff),
        "staff_full_time": sum(post.full_time for post in city.staff),
        "staff_part_time": sum(not post.full_time for post in city.staff),
        "nodes": city.roads.node_count,
        "arcs": city.roads.arc_count,
        "nodes_in_largest_part": int(city.roads.in_largest_part.sum()),
    }
