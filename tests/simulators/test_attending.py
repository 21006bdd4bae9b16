"""Person-times 参训人次: everybody once in a drill, whoever took their steps."""

from simulators.attending import Attended, Attending
from tests.sentences import PEOPLE, City


def test_a_team_whose_steps_the_duty_room_took_took_part_all_of_it() -> None:
    city, attending = City(), Attending()
    order = city.order("fire-1", city.a_fire(), "FIRE")
    city.team_does(order, "sign")
    duty = PEOPLE["duty officer"]
    for _ in range(3):
        attending.see(duty)
    attending.see(PEOPLE["system"])
    team = city.area.teams["fire-1"]
    assert attending.of(city.area) == {
        (duty.jurisdiction, duty.role): Attended(1, 1, 0, 3),
        (team.place_code, "TEAM"): Attended(1, team.people, 0, 0),
    }


def test_a_team_is_counted_once_however_many_speak_for_it_and_how_often_it_goes() -> None:
    city, attending = City(), Attending()
    team = city.area.teams["fire-1"]
    for name in ("leader", "driver"):
        for _ in range(2):
            attending.see(PEOPLE["duty officer"].__class__(name, "TEAM", team.place_code, "fire-1"))
    order = city.order("fire-1", city.a_fire(), "FIRE")
    for action in ("sign", "set_out", "arrive"):
        city.team_does(order, action)
    (row,) = attending.of(city.area).values()
    assert row == Attended(names=1, person_times=team.people, called_out=team.people, acts=4)


def test_who_only_had_an_order_and_never_signed_took_no_part() -> None:
    city = City()
    city.order("fire-1", city.a_fire(), "FIRE")
    assert Attending().of(city.area) == {}
