"""What belongs together: proposed or made by its certainty, and every merge undone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain import fusion_commands as fc
from dispatch.domain.actors import Actor
from dispatch.domain.intake import TWO_THIRDS
from dispatch.domain.refusals import Rejected
from routing.geo import Position, destination, distance_m
from tests.sentences import City

SCENE = Position(lon=109.0612, lat=34.2712)
HOTLINE = Actor("119", "FEED", "61")


def off(metres: float, bearing: float = 90.0) -> Position:
    return destination(SCENE, bearing, metres)


@pytest.fixture
def city() -> City:
    return City()


def test_a_report_next_door_is_linked_and_says_how_certain_that_is(city: City) -> None:
    fire = city.a_fire(position=SCENE)
    assert city.a_fire("neighbour", position=off(40)) == fire
    (linked,) = city.events(e.ReportLinked)
    assert linked.certainty > 0.99


def test_a_report_further_off_is_proposed_and_not_linked(city: City) -> None:
    fire = city.a_fire(position=SCENE)
    other = city.a_fire("neighbour", position=off(300))
    assert other != fire
    suspicion = city.area.incidents[other].suspicion
    assert suspicion is not None
    assert suspicion.of == fire
    assert 0.3 <= suspicion.certainty < 0.95


def test_a_report_far_off_is_nobody_s_duplicate(city: City) -> None:
    city.a_fire(position=SCENE)
    far = city.a_fire("neighbour", position=off(1450))
    assert city.area.incidents[far].suspicion is None


def test_a_gas_smell_where_a_fire_is_reported_is_proposed_as_gas_wants_other_teams(
    city: City,
) -> None:
    fire = city.a_fire(position=SCENE)
    smell = city.a_fire("neighbour", kind="gas", position=off(20))
    suspicion = city.area.incidents[smell].suspicion
    assert suspicion is not None
    assert suspicion.of == fire
    assert suspicion.certainty > 0.95


def test_a_flood_is_never_taken_for_a_fire(city: City) -> None:
    fire = city.a_fire(position=SCENE)
    flood = city.a_fire("neighbour", kind="waterlogging", position=SCENE)
    assert flood != fire
    assert city.area.incidents[flood].suspicion is None


def test_many_incidents_around_make_the_same_distance_less_certain() -> None:
    def certainty(around: int) -> float:
        city = City()
        city.a_fire(position=SCENE)
        for number in range(around):
            there = off(900, number * 30)
            city.a_fire(HOTLINE, source="feed_119", external_no=str(number), position=there)
        there = city.a_fire("neighbour", position=off(220))
        suspicion = city.area.incidents[there].suspicion
        assert suspicion is not None
        return suspicion.certainty

    assert certainty(around=12) < certainty(around=0)


def test_the_place_is_the_mean_weighted_by_how_exact_each_report_is(city: City) -> None:
    fire = city.a_fire(position=SCENE, accuracy_m=60 * TWO_THIRDS)
    city.a_fire("neighbour", position=off(90), accuracy_m=30 * TWO_THIRDS)
    incident = city.area.incidents[fire]
    assert distance_m(SCENE, incident.position) == pytest.approx(72, abs=1)
    assert incident.uncertainty_m == pytest.approx((60**-2 + 30**-2) ** -0.5)


def test_an_incident_somebody_has_looked_at_is_moved_by_no_report(city: City) -> None:
    fire = city.a_fire(position=SCENE)
    city.step("duty officer", fire, "start_verify")
    city.step("duty officer", fire, "confirm", evidence=("photo",))
    city.a_fire("neighbour", position=off(60))
    assert city.area.incidents[fire].position == SCENE


def test_two_independent_voices_are_believed_more_and_one_twice_is_not(city: City) -> None:
    fire = city.a_fire(position=SCENE)
    assert city.area.incidents[fire].trust == pytest.approx(0.8)
    city.a_fire(position=SCENE)
    assert city.area.incidents[fire].trust == pytest.approx(0.8)
    city.a_fire("neighbour", position=SCENE)
    assert city.area.incidents[fire].trust == pytest.approx(0.96)


def test_a_call_told_apart_by_its_call_taker_is_kept_apart(city: City) -> None:
    first = city.a_fire(HOTLINE, source="feed_119", external_no="119-1", position=SCENE)
    second = city.a_fire(HOTLINE, source="feed_119", external_no="119-2", position=SCENE)
    assert first != second
    assert city.area.incidents[second].suspicion is None


def test_a_call_of_another_hotline_is_proposed_and_never_linked(city: City) -> None:
    fire = city.a_fire(HOTLINE, source="feed_119", external_no="119-1", position=SCENE)
    police = city.a_fire(HOTLINE, source="feed_110", external_no="110-7", position=SCENE)
    suspicion = city.area.incidents[police].suspicion
    assert suspicion is not None
    assert suspicion.of == fire


def test_an_impossible_accuracy_is_refused(city: City) -> None:
    order = c.SendReport("r", "fire", "grid", SCENE, accuracy_m=0)
    assert city.refused("grid worker", order).field == "accuracy_m"


# --- merging and undoing it


def two(city: City) -> tuple[str, str]:
    """One fire, reported as two incidents."""
    first = city.a_fire(position=SCENE)
    return first, city.a_fire("neighbour", position=off(300))


def test_merging_gives_the_other_all_that_was_its(city: City) -> None:
    fire, twin = two(city)
    order = city.order("fire-2", twin, "FIRE")
    city.step("duty officer", twin, "merge", into=fire)
    kept, gone = city.area.incidents[fire], city.area.incidents[twin]
    assert len(kept.report_ids) == 2
    assert order in kept.instruction_ids
    assert city.area.instructions[order].incident_id == fire
    assert city.area.instructions[order].is_open
    assert (gone.state, gone.report_ids, gone.instruction_ids) == ("MERGED", (), ())
    assert twin not in city.area.open_incidents
    assert city.is_sound()


def test_a_merge_is_undone_with_all_reports_intact(city: City) -> None:
    fire, twin = two(city)
    before = city.area.incidents
    order = city.order("fire-2", twin, "FIRE")
    city.step("duty officer", twin, "merge", into=fire)
    city.step("duty officer", twin, "separate", reason="two courtyards")
    for incident_id in (fire, twin):
        assert city.area.incidents[incident_id].report_ids == before[incident_id].report_ids
        assert city.area.incidents[incident_id].position == before[incident_id].position
    assert city.area.instructions[order].incident_id == twin
    assert city.area.incidents[twin].state == "VERIFYING"
    assert twin in city.area.open_incidents
    assert city.is_sound()


def test_what_was_merged_twice_comes_back_from_where_it_went(city: City) -> None:
    fire, twin = two(city)
    third = city.a_fire(position=off(700))
    report = city.area.incidents[third].report_ids
    city.step("duty officer", third, "merge", into=twin)
    city.step("duty officer", twin, "merge", into=fire)
    city.step("duty officer", third, "separate", reason="another street")
    assert city.area.incidents[third].report_ids == report
    assert len(city.area.incidents[fire].report_ids) == 2
    city.step("duty officer", twin, "separate", reason="another courtyard")
    assert len(city.area.incidents[twin].report_ids) == 1
    assert city.is_sound()


def test_nothing_is_merged_into_itself_into_nothing_or_into_what_is_over(city: City) -> None:
    fire, twin = two(city)
    assert city.cannot("duty officer", twin, "merge").code == "input_missing"
    for into in (twin, "I99"):
        refusal = city.cannot("duty officer", twin, "merge", into=into)
        assert refusal.code == "merges_into_an_open_one"
    city.step("duty leader", fire, "dismiss", reason="烧烤", evidence=("photo",))
    assert city.cannot("duty officer", twin, "merge", into=fire).code == "merges_into_an_open_one"


def test_nobody_merges_into_an_incident_outside_their_own(city: City) -> None:
    fire = city.a_fire(position=SCENE)
    far = city.a_fire(position=Position(lon=108.88, lat=34.04))
    assert city.cannot("duty officer", fire, "merge", into=far).code == "outside_jurisdiction"


def test_a_report_linked_wrongly_begins_an_incident_of_its_own(city: City) -> None:
    fire = city.a_fire(position=SCENE)
    city.a_fire("neighbour", position=off(90))
    wrong = city.area.incidents[fire].report_ids[1]
    city.by("duty officer", fc.SeparateReport(wrong, "the other side of the river"))
    own = city.area.reports[wrong].incident_id
    assert own != fire
    assert city.area.incidents[own].report_ids == (wrong,)
    assert city.area.incidents[fire].position == SCENE
    assert city.is_sound()
    assert city.refused("duty officer", fc.SeparateReport(wrong, "again")).code == "only_report"


def test_a_suspicion_is_taken_back_by_a_person(city: City) -> None:
    _fire, twin = two(city)
    assert city.refused("duty officer", fc.KeepApart(twin, " ")).code == "input_missing"
    city.by("duty officer", fc.KeepApart(twin, "two courtyards"))
    assert city.area.incidents[twin].suspicion is None
    position = city.area.position
    city.by("duty officer", fc.KeepApart(twin, "two courtyards"))
    assert city.area.position == position


@settings(max_examples=60)
@given(st.data())
def test_no_report_is_ever_lost_or_doubled(data: st.DataObject) -> None:
    city, sent = City(), 0
    for _ in range(data.draw(st.integers(4, 18))):
        known = sorted(city.area.incidents)
        act = data.draw(st.sampled_from(["report", "merge", "separate", "separate report"]))
        if act == "report" or not known:
            sent += 1
            metres = data.draw(st.sampled_from([0.0, 60.0, 300.0, 900.0]))
            city.a_fire(
                data.draw(st.sampled_from(["grid worker", "neighbour"])), position=off(metres)
            )
            continue
        one, other = (data.draw(st.sampled_from(known)) for _ in range(2))
        try:
            if act == "merge":
                city.step("duty officer", one, "merge", into=other)
            elif act == "separate":
                city.step("duty officer", one, "separate", reason="because")
            else:
                report = data.draw(st.sampled_from(sorted(city.area.reports)))
                city.by("duty officer", fc.SeparateReport(report, "because"))
        except Rejected:
            continue
        assert city.is_sound()
    held = [one for incident in city.area.incidents.values() for one in incident.report_ids]
    assert sorted(held) == sorted(city.area.reports)
    assert len(held) == sent
