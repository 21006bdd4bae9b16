"""Figures propose a grade, by the statute and the criterion; a person sets it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.domain import grade_messages as gm
from dispatch.domain.grades import GRADES_UPWARD, Grade, graded
from dispatch.profile.loader import load_profile
from tests.sentences import City

RULES = load_profile("xian").grading
URBAN, RURAL = ("610102", "6101"), ("610122", "6101")


def says(city: City, incident_id: str, who: str = "duty officer", **figures: float) -> None:
    city.by(who, gm.RecordFacts(incident_id, figures, "现场医疗组"))


def test_four_dead_of_a_gas_blast_propose_serious_by_the_rule_of_work_safety() -> None:
    city = City()
    gas = city.a_fire(kind="gas")
    says(city, gas, dead=4)
    proposal = city.area.incidents[gas].grade_proposal
    assert proposal is not None
    assert (proposal.grade, proposal.rule_set) == (Grade.SERIOUS, "work_safety")
    assert (proposal.criterion, proposal.figures) == ({"dead": 3.0}, {"dead": 4.0})
    assert city.area.incidents[gas].grade is None


def test_a_person_sets_the_grade_for_a_reason_and_the_demands_rise_to_it() -> None:
    city = City()
    gas = city.a_fire(kind="geological")
    before = city.area.incidents[gas].demands
    assert city.refused("duty officer", gm.SetGrade(gas, Grade.MAJOR, "x")).code == "role_may_not"
    assert city.refused("duty leader", gm.SetGrade(gas, Grade.MAJOR, " ")).field == "reason"
    city.by("duty leader", gm.SetGrade(gas, Grade.MAJOR, "as proposed"))
    assert city.area.incidents[gas].grade is Grade.MAJOR
    assert city.area.incidents[gas].demands != before
    position = city.area.position
    city.by("duty leader", gm.SetGrade(gas, Grade.MAJOR, "again"))
    assert city.area.position == position


def test_the_law_grades_no_security_event() -> None:
    city = City()
    crowd = city.a_fire(kind="security")
    says(city, crowd, dead=40)
    assert city.area.incidents[crowd].grade_proposal is None
    refusal = city.refused("duty leader", gm.SetGrade(crowd, Grade.MAJOR, "40 dead"))
    assert refusal.code == "not_graded_by_law"


def test_a_later_figure_takes_the_place_of_an_earlier_and_the_proposal_follows() -> None:
    city = City()
    gas = city.a_fire(kind="gas")
    says(city, gas, dead=12, missing=2)
    says(city, gas, dead=2)
    incident = city.area.incidents[gas]
    assert incident.facts == {"dead": 2.0, "missing": 2.0}
    assert incident.grade_proposal is not None
    assert incident.grade_proposal.grade is Grade.GENERAL
    assert [one.facts for one in city.events(gm.FactsRecorded)][-1] == {"dead": 2.0}
    position = city.area.position
    says(city, gas, dead=2)
    assert city.area.position == position


@pytest.mark.parametrize(
    ("figures", "field"),
    [
        ({"dead": -1}, "facts.dead"),
        ({"dead": 1.5}, "facts.dead"),
        ({"loss_yuan": float("nan")}, "facts.loss_yuan"),
        ({"ghosts": 1}, "facts.ghosts"),
        ({}, "facts"),
    ],
)
def test_a_figure_that_makes_no_sense_is_refused(figures: dict[str, float], field: str) -> None:
    city = City()
    order = gm.RecordFacts(city.a_fire(), figures, "somebody")
    assert city.refused("duty officer", order).field == field


def test_who_counted_is_told_and_nobody_counts_elsewhere() -> None:
    city = City()
    fire = city.a_fire()
    assert city.refused("duty officer", gm.RecordFacts(fire, {"dead": 1}, " ")).field == "source"
    order = gm.RecordFacts(fire, {"dead": 1}, "somebody")
    assert city.refused("duty officer of Ziwu", order).code == "outside_jurisdiction"


@pytest.mark.parametrize(
    ("kind", "facts", "lineage", "grade"),
    [
        ("earthquake", {"magnitude": 5.5}, URBAN, Grade.MAJOR),
        ("earthquake", {"magnitude": 5.5}, RURAL, Grade.SERIOUS),
        ("earthquake", {"magnitude": 3.4}, URBAN, None),
        ("forest_fire", {"area_ha": 0.4}, RURAL, Grade.GENERAL),
        ("forest_fire", {"area_ha": 1.0}, RURAL, Grade.SERIOUS),
        ("geological", {"to_move": 130}, RURAL, Grade.SERIOUS),
        ("geological", {"to_move": 130, "dead": 10}, RURAL, Grade.MAJOR),
        ("special_equipment", {"stranded_aloft": 120, "stranded_h": 30}, URBAN, Grade.MAJOR),
        ("special_equipment", {"stranded_aloft": 120, "stranded_h": 2}, URBAN, Grade.GENERAL),
        ("fire", {"dead": 2, "serious": 9}, URBAN, Grade.GENERAL),
        ("fire", {"dead": 2, "serious": 10}, URBAN, Grade.SERIOUS),
        ("fire", {"dead": 30}, URBAN, Grade.EXTRA_MAJOR),
        ("waterlogging", {"dead": 30}, URBAN, None),
    ],
)
def test_the_thresholds_of_the_statutes(
    kind: str, facts: dict[str, float], lineage: tuple[str, ...], grade: Grade | None
) -> None:
    found = graded(kind, facts, lineage, RULES)
    assert (found.grade if found else None) == grade


FIGURES = st.dictionaries(
    st.sampled_from(["dead", "serious", "loss_yuan", "area_ha", "to_move", "magnitude"]),
    st.integers(0, 200_000_000).map(float),
)


@given(st.sampled_from(sorted(RULES.kinds)), FIGURES, FIGURES)
def test_more_of_anything_is_never_less_grave(
    kind: str, facts: dict[str, float], more: dict[str, float]
) -> None:
    def rank(known: dict[str, float]) -> int:
        found = graded(kind, known, URBAN, RULES)
        return -1 if found is None else GRADES_UPWARD.index(found.grade)

    worse = {key: max(facts.get(key, 0), more.get(key, 0)) for key in facts | more}
    assert rank(worse) >= rank(facts)
