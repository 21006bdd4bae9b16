"""Speak of command posts in tests: confirm, respond and open a post in one breath."""

from typing import Any

from dispatch.domain import post_commands as pc
from dispatch.domain.lead import post_at
from dispatch.domain.posts import CommandPost, GroupStaff
from dispatch.domain.profile import Grade
from tests.sentences import City

TOWN, COUNTY, CITY = "610111001", "610111", "6101"
WHO = {
    TOWN: ("town office", "town leading group", "commander"),
    COUNTY: ("county duty leader", "county", "county commander"),
    CITY: ("city duty leader", "city", "city commander"),
}
LEVEL = {TOWN: 0, COUNTY: 4, CITY: 3}
STATED = {"matters": "纺织城火灾", "expected_period": "12 h", "measures": ("疏散",)}


def confirmed(city: City, kind: str = "gas", grade: Grade | None = None) -> str:
    """A confirmed incident of a kind that the on-scene commander commands."""
    incident_id = city.a_fire(kind=kind)
    city.step("duty officer", incident_id, "start_verify")
    city.step("duty officer", incident_id, "confirm", evidence=("photo",), grade=grade)
    return incident_id


def post_of(city: City, incident_id: str, place_code: str = TOWN) -> CommandPost:
    """The newest post of a place for an incident."""
    found = post_at(city.area, place_code, incident_id)
    assert found is not None
    return found


def called(city: City, incident_id: str, place_code: str) -> str:
    """Have a place's post called together, if it is not; return its id."""
    city.by(
        WHO[place_code][0] if place_code != TOWN else "duty leader",
        pc.NotifyPost(place_code, incident_id, reason="情况紧急"),
    )
    return post_of(city, incident_id, place_code).post_id


def proposed(city: City, incident_id: str, place_code: str = TOWN, **said: Any) -> str:
    """Have a place's post propose a response; return the post's id."""
    post_id = called(city, incident_id, place_code)
    told = {"response_level": LEVEL[place_code], **STATED} | said
    city.post_step(WHO[place_code][0], post_id, "propose_response", **told)
    return post_id


def established(city: City, incident_id: str, place_code: str = TOWN, **said: Any) -> str:
    """Have a place's post approve a response; return the post's id."""
    override = said.pop("override", "")
    post_id = proposed(city, incident_id, place_code, **said)
    city.post_step(WHO[place_code][1], post_id, "approve_response", override=override)
    return post_id


def manned(city: City, post_id: str) -> None:
    """Man every group a post has called for."""
    post = city.area.command_posts[post_id]
    for group in post.lacks_staff:
        staff = GroupStaff(leader=f"{group} leader", people=3)
        city.by(WHO[post.place_code][1], pc.ManGroup(post_id, group, staff))


def opened(city: City, incident_id: str, place_code: str = TOWN, **said: Any) -> str:
    """Have a place's post respond and open under its commander; return the post's id."""
    post_id = established(city, incident_id, place_code, **said)
    manned(city, post_id)
    osc = {TOWN: "osc", COUNTY: "county-osc", CITY: "city-osc"}[place_code]
    city.post_step(WHO[place_code][1], post_id, "open_post", commander=osc)
    return post_id


def asked_above(city: City, incident_id: str, place_code: str) -> None:
    """Have a place's post ask the level above it to lead."""
    post_id = post_of(city, incident_id, place_code).post_id
    city.post_step(WHO[place_code][1], post_id, "request_escalation", reason="控制不住")


def noted(city: City, post_id: str, who: str = "town office") -> None:
    """Say all the checklist of a handover asks for."""
    for item in city.profile.command.handover:
        city.by(who, pc.NoteHandoverItem(post_id, item, "已交代"))


def handed_over(city: City, incident_id: str, lower: str, upper: str) -> None:
    """Have the post of one place hand command over to that of another above it."""
    post_id = post_of(city, incident_id, lower).post_id
    city.post_step(WHO[upper][1], post_id, "take_over", order_ref="市令 1 号")
    noted(city, post_id, WHO[lower][0])
    city.post_step(WHO[upper][2], post_id, "sign_handover")
    city.post_step(WHO[lower][2], post_id, "sign_handover")
