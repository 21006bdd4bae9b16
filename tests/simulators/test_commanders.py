"""The played command posts see a grave event up to the city, through its end and to the archive."""

from typing import Any, cast

from dispatch.domain import events as e
from dispatch.domain.commands import Particulars, TakeStep
from dispatch.domain.invariants import violations
from dispatch.domain.plan_messages import RegisterPlans
from dispatch.domain.plans import Plan, StepOutcome
from dispatch.domain.profile import Grade
from simulators.chance import Chance
from simulators.observing import Audience
from simulators.officers import Officers
from simulators.reporters import Reporters
from simulators.scenario import OfficerHabits
from simulators.stage import Stage
from tests.command import CITY, COUNTY, TOWN, confirmed, post_of
from tests.sentences import PEOPLE, City


def played(city: City, *, reporting: bool = True) -> Stage:
    """A stage over a city's engine, with its officers on it, and those who report upwards."""
    nothing = cast("Any", None)
    stage = Stage(
        door=lambda command, actor, command_id=None: city.engine.handle(command, actor),
        look=lambda: city.area,
        profile=city.profile,
        clock=city.clock,
        roads=nothing,
        positions=nothing,
        chance=Chance(1),
    )
    habits = OfficerHabits(patience_s=3600.0)
    people = (Officers(stage, habits), Reporters(stage, habits))
    audience = Audience(people if reporting else people[:1])

    def tell(events: tuple[Any, ...], area: Any) -> None:
        for recorded in events:
            audience.tell(recorded, area)

    city.engine.subscribe(tell)
    return stage


def play(city: City, stage: Stage, seconds: float) -> None:
    """Let what is on the agenda happen, at its moments."""
    until = city.clock.now() + seconds
    while (due := stage.agenda.next_at()) is not None and due <= until:
        city.clock.move_to(max(due, city.clock.now()))
        action = stage.agenda.take()
        assert action is not None
        action()
        assert violations(city.area) == ()


def test_a_serious_event_is_led_by_the_city_and_seen_through_to_the_archive() -> None:
    city = City()
    stage = played(city)
    incident = confirmed(city, kind="gas", grade=Grade.SERIOUS)
    play(city, stage, 3000)
    activation = city.area.incidents[incident].activation
    assert activation is not None
    assert (city.area.incidents[incident].lead, activation.organ) == (CITY, CITY)
    states = [post_of(city, incident, place).state for place in (TOWN, COUNTY, CITY)]
    assert states == ["SUBORDINATE", "SUBORDINATE", "DIRECTING"]
    play(city, stage, 4 * 3600)
    states = [post_of(city, incident, place).state for place in (TOWN, COUNTY, CITY)]
    assert states == ["DEBRIEFED"] * 3
    assert city.area.incidents[incident].state == "ARCHIVED"
    leads = [one.place_code for one in city.events(e.LeadPassed) if isinstance(one, e.LeadPassed)]
    assert leads == [TOWN, TOWN, COUNTY, CITY]
    assert stage.refused == {}


def test_a_general_event_is_watched_and_no_more() -> None:
    city = City()
    stage = played(city)
    incident = confirmed(city, kind="gas", grade=Grade.GENERAL)
    play(city, stage, 1200)
    assert post_of(city, incident).state == "STANDBY"
    assert city.area.incidents[incident].activation is None


def test_what_a_person_proposes_is_left_to_people() -> None:
    city = City()
    stage = played(city, reporting=False)  # a report would call the county's post as well
    incident = confirmed(city, kind="gas", grade=Grade.SERIOUS)
    said = Particulars(response_level=0, matters="燃气", expected_period="1 h", measures=("疏散",))
    city.by(PEOPLE["town office"], TakeStep("command_post", "K1", "propose_response", said))
    play(city, stage, 3 * 3600)
    assert post_of(city, incident).state == "ACTIVATING"


def test_those_a_plan_names_say_that_they_know_and_its_steps_are_ticked_in_time() -> None:
    city = City()
    city.by("admin", RegisterPlans((Plan("town-gas", TOWN, "gas", "燃气预案"),)))
    stage = played(city)
    incident = confirmed(city, kind="gas", grade=Grade.SERIOUS)
    play(city, stage, 3000)
    steps = [one for one in city.area.checklist_steps.values() if one.incident_id == incident]
    assert {one.outcome for one in steps if one.timer} == {StepOutcome.DONE}
    assert {one.acknowledged_by for one in city.area.plan_calls.values()} == {
        "纺织城街道应急办",
        "灞桥区值班室",
    }
    assert not [one for one in city.events(e.DeadlinePassed) if "plan" in one.deadline.timer]
    assert not any(one.overdue for one in steps)
    assert not stage.refused
