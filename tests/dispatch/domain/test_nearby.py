"""What lies near is found by cells as if every incident had been measured."""

from hypothesis import given
from hypothesis import strategies as st
from immutables import Map
from msgspec.structs import replace

from dispatch.domain.folds.common import opened, set_incident
from dispatch.domain.nearby import open_incidents_near
from routing.geo import Position, destination, distance_m
from tests.sentences import City

CITY = City()
FIRE_ID = CITY.a_fire()


@given(
    st.floats(-178.0, 178.0),
    st.floats(-70.0, 70.0),
    st.floats(1.0, 20_000.0),
    st.lists(st.tuples(st.floats(0.0, 360.0), st.floats(0.0, 2.0)), max_size=8),
)
def test_no_open_incident_within_a_circle_is_left_out(
    lon: float, lat: float, radius_m: float, lie: list[tuple[float, float]]
) -> None:
    centre = Position(lon=lon, lat=lat)
    area = replace(CITY.area, open_incidents=Map(), open_near=Map())
    for number, (bearing_deg, share) in enumerate(lie):
        where = destination(centre, bearing_deg, share * radius_m)
        incident = replace(CITY.area.incidents[FIRE_ID], incident_id=f"I{number}", position=where)
        area = opened(set_incident(area, incident), incident)
    within = {
        one
        for one in area.open_incidents
        if distance_m(centre, area.incidents[one].position) <= radius_m
    }
    found = [one.incident_id for one in open_incidents_near(area, centre, radius_m)]
    assert within <= set(found) <= set(area.open_incidents)
    assert len(found) == len(set(found))
