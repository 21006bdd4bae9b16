"""Walk emergency handling and command posts at random: nobody ever wonders who leads.

10,000 commands a run, legal and illegal, by anybody at any level. What is refused has a code and a
reason and changes nothing; what is carried out keeps the invariants of both tables and of their
coupling; the log folds to the same state.
"""

from collections.abc import Callable

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from msgspec.structs import replace

from dispatch.domain import commanding
from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain import post_commands as pc
from dispatch.domain.actors import Actor, Channel, Order
from dispatch.domain.evolve import evolve
from dispatch.domain.invariants import violations
from dispatch.domain.lifecycle import NEW, Lifecycle
from dispatch.domain.posts import LEADING, GroupStaff, Improvement
from dispatch.domain.profile import Grade
from dispatch.domain.refusals import Rejected
from dispatch.domain.rules import Situation
from dispatch.domain.steps import allowed_actions
from dispatch.engine.engine import Committed
from dispatch.profile.loader import load_profile
from dispatch.store.codec import recorded_of, state_hash
from tests.command import (
    CITY,
    COUNTY,
    TOWN,
    WHO,
    asked_above,
    confirmed,
    handed_over,
    manned,
    noted,
    opened,
    proposed,
)
from tests.sentences import NOON, PEOPLE, City

PROFILE = load_profile("xian")
POSTS, HANDLING = PROFILE.command_post, PROFILE.incident_handling
POST_ACTIONS = sorted({row.action for row in POSTS.rows if NEW not in row.moves})
ACTIONS = sorted({row.action for row in HANDLING.rows if NEW not in row.moves})
PLACES = (TOWN, COUNTY, CITY, "610116001", "610111001601")
OSC_OF = {TOWN: "osc", COUNTY: "county-osc", CITY: "city-osc"}
COMMANDERS = tuple(OSC_OF.values())
SELDOM = {
    *("dismiss", "transfer", "close_on_scene", "safety_hold", "resume"),
    *("advise", "change_commander", "request_escalation", "consent_to_control", "requisition"),
}

# Lead and response move with these rows and with no others.
MOVES_LEAD = {"H4", "H7", "K5a", "K9b", "K10a"}
MOVES_RESPONSE = {"H7", "H9", "K10a"}

people = st.sampled_from(sorted(PEOPLE.values(), key=lambda one: one.name))
ids = st.integers(1, 2)
posts = st.integers(1, 7)
particulars = st.builds(
    c.Particulars,
    reason=st.sampled_from(["", "因为", "因为"]),
    evidence=st.sampled_from([(), ("photo",)]),
    grade=st.sampled_from([None, *Grade]),
    response_level=st.sampled_from([None, 0, 2, 3, 4]),
    matters=st.sampled_from(["", "火灾", "火灾"]),
    expected_period=st.just("12 h"),
    measures=st.just(("疏散",)),
    receiver=st.just("公安"),
    channel=st.sampled_from(list(Channel)),
    commander=st.sampled_from(["", *COMMANDERS]),
    order_ref=st.sampled_from(["", "市令 1 号"]),
    minutes=st.just("纪要"),
    improvements=st.sampled_from([(), (Improvement("改", "office", NOON * 2),)]),
)
# What a person who knows the rules says: nothing is left out.
complete = st.builds(
    c.Particulars,
    reason=st.just("因为"),
    evidence=st.just(("photo",)),
    grade=st.sampled_from([None, Grade.GENERAL, Grade.SERIOUS]),
    response_level=st.sampled_from([0, 0, 3, 4, 4]),
    matters=st.just("火灾"),
    expected_period=st.just("12 h"),
    measures=st.just(("疏散",)),
    receiver=st.just("公安"),
    channel=st.sampled_from(list(Channel)),
    commander=st.sampled_from(COMMANDERS),
    order_ref=st.just("市令 1 号"),
    minutes=st.just("纪要"),
)


FURTHER: tuple[Callable[[City, str], object], ...] = (
    lambda city, one: proposed(city, one),
    lambda city, _one: city.post_step("town leading group", "K1", "approve_response"),
    lambda city, _one: manned(city, "K1"),
    lambda city, _one: city.post_step("town leading group", "K1", "open_post", commander="osc"),
    lambda city, one: asked_above(city, one, TOWN),
    lambda city, one: opened(city, one, COUNTY),
    lambda city, _one: city.post_step("county", "K1", "take_over", order_ref="区令 1 号"),
    lambda city, _one: noted(city, "K1"),
    lambda city, _one: city.post_step("county commander", "K1", "sign_handover"),
    lambda city, _one: city.post_step("commander", "K1", "sign_handover"),
    lambda city, one: asked_above(city, one, COUNTY),
    lambda city, one: opened(city, one, CITY),
    lambda city, one: handed_over(city, one, COUNTY, CITY),
)
BEGINNINGS = range(len(FURTHER) + 1)


class Walk(RuleBasedStateMachine):
    """Anybody orders anything of anything, at any level."""

    def __init__(self) -> None:
        super().__init__()
        self.city = City(profile=PROFILE)

    @initialize(kind=st.sampled_from(["gas", "fire"]), begun=st.sampled_from(BEGINNINGS))
    def begin(self, kind: str, begun: int) -> None:
        """A confirmed incident, its command as far up as the beginning says, and another one."""
        confirmed(self.city, kind)
        for number, further in enumerate(FURTHER, start=1):
            if number <= begun:
                further(self.city, "I1")
        self.city.a_fire(kind="flood_drought")
        assert violations(self.city.area) == ()

    def give(self, actor: Actor, command: c.Command) -> None:
        """Give a command and look at everything that must hold, whatever came of it."""
        before = self.city.area
        try:
            committed = self.city.by(actor, command)
        except Rejected as refusal:
            told = bool(refusal.code and refusal.reason)
            committed = None
        if committed is None:
            assert told
            assert self.city.area is before
        elif committed.events:
            assert violations(self.city.area) == ()
            self.lead_moves_with_its_rows_only(committed)
            self.everybody_is_coupled()

    def lead_moves_with_its_rows_only(self, committed: Committed) -> None:
        rows = {one.event.row for one in committed.events if isinstance(one.event, e.StepTaken)}
        for recorded in committed.events:
            match recorded.event:
                case e.LeadPassed():
                    assert rows & MOVES_LEAD, rows
                case e.ResponseActivated(activation=standing):
                    assert rows & MOVES_RESPONSE, rows
                    approved = self.city.area.command_posts[standing.post_id or ""]
                    assert approved.place_code == standing.organ
                    place = self.city.area.places[standing.organ]
                    holder = PROFILE.organs.holder(
                        standing.response_level, self.city.area.places, standing.organ
                    )
                    assert holder is not None
                    assert place.admin_level.rank <= holder.rank

    def everybody_is_coupled(self) -> None:
        area = self.city.area
        for incident in area.incidents.values():
            under_command = HANDLING.has("UNDER_COMMAND", incident.state)
            if incident.state == "RESPONDING":
                assert incident.lead is not None
                assert incident.activation is not None
            for post in map(area.command_posts.get, incident.post_ids):
                assert post is not None
                if post.is_live and not under_command:
                    held = [area.reservations[one].state for one in incident.reservation_ids]
                    assert "HELD" in held, f"{post.post_id} goes on after {incident.state}"
                if post.state in LEADING:
                    assert post.commander

    @rule(actor=people, n=ids, action=st.sampled_from(ACTIONS), said=particulars)
    def anybody_moves_an_incident(
        self, actor: Actor, n: int, action: str, said: c.Particulars
    ) -> None:
        self.give(actor, step("incident_handling", f"I{n}", action, said))

    @rule(actor=people, n=posts, action=st.sampled_from(POST_ACTIONS), said=particulars)
    def anybody_moves_a_post(self, actor: Actor, n: int, action: str, said: c.Particulars) -> None:
        self.give(actor, step("command_post", f"K{n}", action, said))

    def _what_a_post_offers(self, n: int, pick: int, said: c.Particulars) -> None:
        """Of all that anybody may do with a post, do one."""
        known = list(self.city.area.command_posts.values())
        post = known[n % len(known)]
        osc = OSC_OF.get(post.place_code, said.commander)
        said = replace(said, commander=osc)
        s = commanding.situation(self.city.area, post, self.order, PROFILE, said)
        offers = self.offers(POSTS, post.state, s, post.place_code, pick)
        if offers:
            actor, action = offers[pick % len(offers)]
            self.give(actor, step("command_post", post.post_id, action, said))

    # Several rules of one kind: what is likely to be carried out is tried more often.
    offered = rule(n=posts, pick=st.integers(0, 60), said=complete)
    somebody_does_what_a_post_offers = offered(_what_a_post_offers)
    somebody_else_does_likewise = offered(_what_a_post_offers)
    and_a_third_one = offered(_what_a_post_offers)
    and_a_fourth_one = offered(_what_a_post_offers)

    @rule(n=ids, pick=st.integers(0, 60), said=complete)
    def somebody_does_what_an_incident_offers(self, n: int, pick: int, said: c.Particulars) -> None:
        """Of all that anybody may do with an incident, do one."""
        incident = self.city.area.incidents[f"I{n}"]
        s = Situation(self.city.area, PROFILE, self.order, said, incident)
        offers = self.offers(HANDLING, incident.state, s, incident.place_code, pick)
        if offers:
            actor, action = offers[pick % len(offers)]
            self.give(actor, step("incident_handling", f"I{n}", action, said))

    @property
    def order(self) -> Order:
        return Order("x", PEOPLE["system"], self.city.clock.now())

    def offers(
        self, table: Lifecycle, state: str, s: Situation, place_code: str, pick: int
    ) -> list[tuple[Actor, str]]:
        """Return who may do what, but seldom what leads nowhere or ends it all."""
        found: dict[str, Actor] = {}
        for actor in PEOPLE.values():
            if actor.role != "SYSTEM":
                its = replace(s, order=replace(s.order, actor=actor))
                for one in allowed_actions(table, state, its, (place_code,)):
                    if one.blocked_by is None:
                        found.setdefault(one.action, actor)
        often = {action: actor for action, actor in found.items() if action not in SELDOM}
        some = often if pick % 4 and often else found
        return [(actor, action) for action, actor in sorted(some.items())]

    @rule(actor=people, n=ids, place=st.sampled_from(PLACES), rule=st.sampled_from(["", "r"]))
    def call_a_post(self, actor: Actor, n: int, place: str, rule: str) -> None:
        self.give(actor, pc.NotifyPost(place, f"I{n}", reason="因为", rule=rule))

    @rule(n=ids, place=st.sampled_from(PLACES[:3]))
    def the_engine_calls_a_post(self, n: int, place: str) -> None:
        self.give(PEOPLE["system"], pc.NotifyPost(place, f"I{n}", reason="因为"))

    @rule(
        n=posts,
        what=st.sampled_from(["man", "checklist", "checklist", "task", "answer", "answer"]),
        who=st.sampled_from([PEOPLE["commander"], PEOPLE["town office"], PEOPLE["keeper"]]),
        action=st.sampled_from(["sign", "tell", "finish", "close", "resume", "cancel"]),
    )
    def work_in_a_post(self, n: int, what: str, who: Actor, action: str) -> None:
        """Groups are manned and get tasks; a handover's checklist is filled in."""
        known = list(self.city.area.command_posts.values())
        post, osc = known[n % len(known)], PEOPLE["commander"]
        said = c.Particulars(reason="因为")
        match what:
            case "man":
                for group in post.lacks_staff:
                    who = PEOPLE[WHO.get(post.place_code, WHO[CITY])[1]]
                    self.give(who, pc.ManGroup(post.post_id, group, GroupStaff(leader="张三")))
            case "checklist":
                for item in PROFILE.command.handover:
                    who = PEOPLE[WHO.get(post.place_code, WHO[CITY])[0]]
                    self.give(who, pc.NoteHandoverItem(post.post_id, item, "已交代"))
            case "task":
                self.give(osc, pc.OrderGroup(post.post_id, "rescue", "搜救"))
            case _:
                self.give(who, step("group_order", f"G{n}", action, said))

    @rule(
        n=ids,
        post=posts,
        what=st.sampled_from(["order", "done", "vouch", "reserve", "release"]),
        who=st.sampled_from([PEOPLE["city duty officer"], PEOPLE["commander"]]),
        matter=st.sampled_from(["missing_persons", "aftercare_plan", "evacuee_clearance"]),
    )
    def work_on_scene(self, n: int, post: int, what: str, who: Actor, matter: str) -> None:
        """Teams come and are done, stock is promised and let go, matters are vouched for."""
        said = c.Particulars(reason="因为")
        match what:
            case "order":
                post_id = f"K{post}" if post < 5 else None
                self.give(who, c.GiveInstruction(f"I{n}", f"fire-{n}", "FIRE", post_id=post_id))
            case "done":
                self.give(who, step("instruction", f"D{post}", "cancel", said))
            case "vouch":
                self.give(PEOPLE["town office"], c.AttestMatter(f"I{n}", matter, "台账"))
            case "reserve":
                self.give(PEOPLE["keeper"], c.ReserveStock(f"I{n}", "depot-1", "hose", 1))
            case _:
                self.give(PEOPLE["keeper"], c.ReleaseReservation(f"S{n}", "因为"))

    @rule(n=ids, actor=people)
    def it_touches_another_county(self, n: int, actor: Actor) -> None:
        self.give(actor, pc.RecordTouchedPlaces(f"I{n}", ("610116001",), "因为"))

    @rule(seconds=st.sampled_from([10.0, 301.0, 601.0, 4000.0]))
    def time_goes_by(self, seconds: float) -> None:
        self.city.wait(seconds)
        assert violations(self.city.area) == ()
        self.everybody_is_coupled()

    def teardown(self) -> None:
        """The log folds to the very state the engine holds."""
        folded = type(self.city.area)(area_id="test")
        for entry in self.city.log.read("test"):
            recorded = recorded_of(entry)
            folded = evolve(folded, recorded.event, recorded.position, recorded.recorded_at)
        assert state_hash(folded) == state_hash(self.city.area)


def step(
    lifecycle: str, subject_id: str, action: str, said: c.Particulars | None = None
) -> c.TakeStep:
    return c.TakeStep(lifecycle, subject_id, action, said or c.Particulars())


Walk.TestCase.settings = settings(
    max_examples=200,
    stateful_step_count=50,  # 10,000 steps in all
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestBothTablesWalk = Walk.TestCase
