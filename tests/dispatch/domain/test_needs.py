"""What an incident still wants is its demands less what was promised, the soonest served first."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from immutables import Map

from dispatch.domain.area import Area
from dispatch.domain.depots import Reservation, ReservationState
from dispatch.domain.incidents import Incident
from dispatch.domain.needs import missing_by_moment, missing_supplies
from dispatch.domain.profile import EventClass, SupplyNeed
from routing.geo import Position

SUPPLIES = st.sampled_from(["hose", "pump", "sandbag"])
NEEDS = st.lists(
    st.builds(SupplyNeed, SUPPLIES, st.integers(1, 9), st.sampled_from([None, 600.0, 3600.0])),
    max_size=6,
)
PROMISES = st.lists(
    st.tuples(SUPPLIES, st.integers(1, 9), st.sampled_from(ReservationState)), max_size=6
)


def an_incident(
    needs: list[SupplyNeed], promises: list[tuple[str, int, ReservationState]]
) -> tuple[Area, Incident]:
    reservations = Map(
        {
            f"S{number}": Reservation(f"S{number}", "depot", "I1", supply, quantity, state)
            for number, (supply, quantity, state) in enumerate(promises)
        }
    )
    incident = Incident(
        incident_id="I1",
        kind="flood",
        event_class=EventClass.NATURAL,
        place_code="x",
        position=Position(108.9, 34.2),
        state="REPORTED",
        priority=1,
        opened_at=0.0,
        last_report_at=0.0,
        supply_needs=tuple(needs),
        reservation_ids=tuple(reservations),
    )
    return Area(area_id="test", reservations=reservations), incident


@given(NEEDS, PROMISES)
def test_what_is_missing_is_what_is_wanted_less_what_serves(
    needs: list[SupplyNeed], promises: list[tuple[str, int, ReservationState]]
) -> None:
    area, incident = an_incident(needs, promises)
    wanted, serving = Counter[str](), Counter[str]()
    for need in needs:
        wanted[need.supply] += need.quantity
    for supply, quantity, state in promises:
        if state in (ReservationState.HELD, ReservationState.ISSUED):
            serving[supply] += quantity
    assert missing_supplies(area, incident) == wanted - serving


@given(NEEDS, PROMISES)
def test_what_is_wanted_latest_is_missing_first(
    needs: list[SupplyNeed], promises: list[tuple[str, int, ReservationState]]
) -> None:
    area, incident = an_incident(needs, promises)
    found = missing_by_moment(area, incident)
    assert found == sorted(found, key=lambda one: (one.supply, one.by_s or 0.0))
    for supply, left in missing_supplies(area, incident).items():
        moments = Counter[float]()
        for need in needs:
            if need.supply == supply:
                moments[need.by_s or 0.0] += need.quantity
        still = {one.by_s or 0.0: one.quantity for one in found if one.supply == supply}
        assert sum(still.values()) == left
        served = [at for at in moments if still.get(at, 0) < moments[at]]
        assert all(at <= min(still) for at in served)


def test_whoever_changes_the_answer_changes_no_other() -> None:
    area, incident = an_incident([SupplyNeed("hose", 3)], [])
    missing_supplies(area, incident)["hose"] = 0
    missing_by_moment(area, incident).clear()
    assert missing_supplies(area, incident) == {"hose": 3}
    assert missing_by_moment(area, incident) == [SupplyNeed("hose", 3)]
