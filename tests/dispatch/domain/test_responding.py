"""First responders near an incident are asked at once, by geometry; they are people, not teams."""

import pytest
from msgspec.structs import replace

from dispatch.domain import events as e
from dispatch.domain import responder_messages as fm
from dispatch.domain.actors import Actor
from dispatch.domain.commands import Particulars, TakeStep
from dispatch.domain.needs import missing_crews
from dispatch.domain.responders import Responder
from dispatch.profile.loader import load_profile
from dispatch.profile.responder_proofs import problems_of_responders
from dispatch.store.codec import decode_area, encode
from routing.geo import Position, destination
from tests.sentences import NOON, City

RIVER = "610111001601"
FIRE = Position(lon=109.0612, lat=34.2712)  # where `City.a_fire` burns
XIAN = load_profile("xian")


def near(name: str, metres: float, *skills: str, bearing: float = 90.0) -> Responder:
    home = destination(FIRE, bearing, metres)
    return Responder(
        name, f"{name} 号", RIVER, home, skills or ("extinguisher",), "2024-03-01 书面"
    )


def oneself(name: str) -> Actor:
    return Actor(name, "FR", RIVER)


def a_city(*people: Responder) -> City:
    city = City()
    if people:
        city.by("admin", fm.RegisterResponders(people))
    return city


def says(city: City, name: str, action: str, incident_id: str = "I1", **said: str) -> None:
    step = TakeStep("responder_call", f"{incident_id}/{name}", action, Particulars(**said))
    city.by(oneself(name), step)


def called(city: City, incident_id: str = "I1") -> dict[str, str]:
    calls = (city.area.responder_calls[one] for one in city.area.called_to.get(incident_id, ()))
    return {one.responder_id: one.state for one in calls}


def test_the_nearest_who_are_able_are_asked_with_the_registration_itself() -> None:
    people = [near(f"p{n}", 50.0 * n) for n in range(1, 7)]
    city = a_city(*people, near("medic", 20, "aed"), near("far", 900))
    before = city.area.position
    city.a_fire()
    assert list(called(city)) == ["p1", "p2", "p3", "p4"]  # four at most, and no AED to a fire
    types = [type(one).__name__ for one in city.events()][before:]
    assert {"IncidentRegistered", "RespondersAsked"} <= set(types)  # one transaction holds both
    call = city.area.responder_calls["I1/p2"]
    assert (call.skill, round(call.distance_m)) == ("extinguisher", 100)
    assert city.is_sound()
    assert decode_area(encode(city.area)) == city.area


def test_a_skill_reaches_as_far_as_the_profile_says() -> None:
    city = a_city(near("aed", 900, "aed"), near("aid", 900, "first_aid"), near("both", 400, "aed"))
    city.a_fire(kind="medical")
    assert list(called(city)) == ["both", "aed"]


def test_they_answer_arrive_leave_and_are_stood_down_at_the_end() -> None:
    city = a_city(near("p1", 50), near("p2", 100), near("p3", 150))
    incident_id = city.a_fire()
    says(city, "p1", "accept")
    says(city, "p1", "arrive")
    says(city, "p2", "accept")
    says(city, "p3", "arrive")
    says(city, "p3", "leave")
    assert called(city) == {"p1": "ON_SCENE", "p2": "ACCEPTED", "p3": "LEFT"}
    assert city.area.responders["p3"].called_to is None
    city.step("duty leader", incident_id, "dismiss", reason="误报", evidence=("photo",))
    assert called(city) == {"p1": "STOOD_DOWN", "p2": "STOOD_DOWN", "p3": "LEFT"}
    assert not any(one.called_to for one in city.area.responders.values())
    assert city.is_sound()


def test_who_declines_or_does_not_answer_makes_room_and_nobody_is_asked_twice() -> None:
    city = a_city(*(near(f"p{n}", 50.0 * n) for n in range(1, 8)))
    city.a_fire()
    says(city, "p1", "decline")
    assert list(called(city)) == ["p1", "p2", "p3", "p4", "p5"]
    says(city, "p2", "accept")
    city.wait(95)  # p3, p4 and p5 say nothing
    states = called(city)
    assert [states[one] for one in ("p1", "p2", "p3", "p4", "p5")] == [
        *("DECLINED", "ACCEPTED", "UNANSWERED", "UNANSWERED", "UNANSWERED")
    ]
    assert [one for one in states if states[one] == "ASKED"] == ["p6", "p7"]
    city.by("duty officer", fm.AskResponders("I1"))
    assert len(called(city)) == 7
    assert city.is_sound()


def test_nobody_is_sent_into_what_the_profile_keeps_them_out_of() -> None:
    city = a_city(near("p1", 50))
    city.a_fire(kind="hazmat")
    assert called(city) == {}


def test_a_fire_that_turns_out_to_be_gas_has_them_stood_down() -> None:
    city = a_city(near("p1", 50), near("p2", 60))
    incident_id = city.a_fire()
    says(city, "p1", "accept")
    city.step("duty officer", incident_id, "start_verify")
    city.step("duty officer", incident_id, "confirm", kind="gas", evidence=("scene",))
    assert set(called(city).values()) == {"STOOD_DOWN"}


def test_they_meet_no_demand() -> None:
    city, empty = a_city(near("p1", 50)), a_city()
    for one in (city, empty):
        one.a_fire()
    says(city, "p1", "arrive")
    asked, alone = (
        missing_crews(one.area, one.profile, one.area.incidents["I1"]) for one in (city, empty)
    )
    assert asked == alone
    assert "p1" not in city.area.teams


def test_a_position_counts_for_a_while_and_then_the_home() -> None:
    city = a_city(near("p1", 5_000), near("p2", 5_000))
    here = destination(FIRE, 10, 100)
    city.by(oneself("p1"), fm.PlaceResponder("p1", here, NOON))
    city.by(oneself("p2"), fm.PlaceResponder("p2", here, NOON - 2_000))
    city.a_fire()
    assert list(called(city)) == ["p1"]
    count = city.area.position
    city.by(oneself("p1"), fm.PlaceResponder("p1", destination(here, 0, 50), NOON + 60))
    assert city.area.position == count  # fifty metres are no move
    assert city.refused(oneself("p2"), fm.PlaceResponder("p1", here, NOON)).code == "not_oneself"


def test_who_is_away_or_withdrew_the_consent_is_not_asked_and_let_go() -> None:
    city = a_city(near("p1", 50), near("p2", 60), near("p3", 70))
    city.by(oneself("p1"), TakeStep("responder", "p1", "go_away"))
    city.a_fire()
    assert list(called(city)) == ["p2", "p3"]
    city.by(oneself("p2"), TakeStep("responder", "p2", "withdraw_consent"))
    assert called(city)["p2"] == "STOOD_DOWN"
    refusal = city.refused("duty officer", TakeStep("responder", "p2", "consent_again"))
    assert refusal.code == "role_may_not"
    assert city.is_sound()


def test_the_duty_officer_answers_for_one_on_the_telephone_and_nobody_else_does() -> None:
    city = a_city(near("p1", 50), near("p2", 60))
    city.a_fire()
    step = TakeStep("responder_call", "I1/p1", "accept", Particulars(channel="phone"))
    assert city.refused(oneself("p2"), step).code == "not_oneself"
    assert city.refused("duty officer of Ziwu", step).code == "outside_jurisdiction"
    city.by("duty officer", step)
    assert called(city)["p1"] == "ACCEPTED"


def test_who_goes_to_an_incident_that_is_merged_is_stood_down_with_the_whole() -> None:
    city = a_city(near("p1", 50))
    first = city.a_fire(kind="hazmat")
    second = city.a_fire()
    assert called(city, second) == {"p1": "ASKED"}
    city.step("duty officer", second, "merge", into=first, reason="同一起")
    assert called(city, second) == {"p1": "ASKED"}
    city.step("duty leader", first, "dismiss", reason="误报", evidence=("photo",))
    assert called(city, second) == {"p1": "STOOD_DOWN"}
    assert city.is_sound()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"consent": " "}, "input_missing"),
        ({"skills": ("magic",)}, "unknown_skill"),
        ({"place_code": "9"}, "unknown_place"),
        ({"responder_id": "a/b"}, "unfit_name"),
    ],
)
def test_nobody_is_entered_without_consent_or_with_what_is_not_known(
    wrong: dict[str, object], code: str
) -> None:
    one = replace(near("p1", 50), **wrong)
    assert a_city().refused("admin", fm.RegisterResponders((one,))).code == code


@pytest.mark.parametrize(
    ("kind", "wrong", "line"),
    [
        ("gas", {}, "kinds: gas: nobody may be sent there: it is excluded"),
        ("fire", {"radius_m": {"magic": 5.0}}, "kinds: fire: radius_m: unknown skill 'magic'"),
        ("fire", {"at_most": 0}, "kinds: fire: at_most: one at least"),
    ],
)
def test_rules_that_make_no_sense_are_named(kind: str, wrong: dict[str, object], line: str) -> None:
    rules = XIAN.responders
    kinds = rules.kinds | {kind: replace(rules.kinds["fire"], **wrong)}
    (problem,) = problems_of_responders(replace(XIAN, responders=replace(rules, kinds=kinds)))
    assert problem == f"responders.yaml: {line}"


def test_all_of_it_is_told_by_name() -> None:
    from dispatch.publishing.telling.entries import words_of
    from dispatch.publishing.telling.lexicon import Lexicon

    city = a_city(near("p1", 50))
    city.a_fire()
    (asked,) = city.events(fm.RespondersAsked)
    assert words_of(Lexicon(city.area, city.profile), asked).zh == "呼叫第一响应人：p1 号 50 米"
    assert isinstance(asked, e.Event)
