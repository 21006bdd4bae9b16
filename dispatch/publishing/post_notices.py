"""Say what people are told of command posts: who is called, who leads, who works under whom."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from dispatch.domain import events as e
from dispatch.domain import post_events as pe
from dispatch.domain.area import Area
from dispatch.domain.envelope import Recorded
from dispatch.domain.lifecycle import Label
from dispatch.domain.posts import CommandPost
from dispatch.domain.profile import Profile
from dispatch.publishing.notice import Notice
from dispatch.publishing.notice_words import place_words, same, written
from dispatch.publishing.telling.lexicon import label_in


def notices_of_posts(recorded: Recorded, area: Area, profile: Profile) -> Iterator[Notice]:
    """Yield what is to be told of an event of a command post; `area` is any state after it."""
    write = _Writer(recorded, area, profile)
    match recorded.event:
        case pe.PostNotified(post_id=post_id, reason=reason):
            yield write.of_post("post_called", post_id, reason)
        case pe.PostNoticed(post_id=post_id, reason=reason) if reason:
            yield write.of_post("post_called", post_id, reason)
        case pe.ResponseProposed(post_id=post_id, proposal=proposal):
            words = f"{proposal.matters} ({proposal.response_level})"
            yield write.of_post("response_proposed", post_id, words)
        case pe.EscalationAnswered(post_id=post_id, answer=answer):
            yield write.of_post("escalation_answered", post_id, answer)
        case pe.DutyLeadAlarmed() as late:
            places = (late.place_code, *((late.copied_to,) if late.copied_to else ()))
            yield write.of_post("post_unanswered", late.post_id, late.reason, places)
        case pe.HandoverBegun(post_id=post_id, order_ref=order_ref):
            yield write.of_post("handover_begun", post_id, order_ref)
        case e.LeadPassed(incident_id=incident_id, post_id=str(post_id)):
            incident = area.incidents[incident_id]
            told = dict.fromkeys(area.command_posts[one].place_code for one in incident.post_ids)
            teams = _at_work(area, area.command_posts[post_id])
            yield write.of_post("lead_passed", post_id, "", tuple(told), team_ids=teams)
        case pe.ControlTold(post_ids=post_ids):
            for post_id in post_ids:
                teams = _at_work(area, area.command_posts[post_id])
                yield write.of_post("under_control", post_id, "", team_ids=teams)
        case _:
            yield from _notices_of_people(recorded.event, area, profile, write)


def _notices_of_people(
    event: Any, area: Area, profile: Profile, write: "_Writer"
) -> Iterator[Notice]:
    """Yield what is told of who commands, who leads a group and its task, who works in a sector."""
    match event:
        case pe.CommanderNamed(post_id=post_id, commander=name) if name:
            post = area.command_posts[post_id]
            yield write.of_post("commander_named", post_id, name, team_ids=_at_work(area, post))
        case pe.GroupManned(post_id=post_id, group=group, staff=staff) if staff.leader:
            post = area.command_posts[post_id]
            named = _group_words(profile, group, staff.leader)
            teams = _of_group(area, post, group)
            yield write.of_post("group_manned", post_id, named, about=group, team_ids=teams)
        case pe.GroupOrdered(post_id=post_id, group=group, task=task, order_id=order_id):
            post = area.command_posts[post_id]
            given = _group_words(profile, group, task)
            teams = _of_group(area, post, group)
            yield write.of_post("group_ordered", post_id, given, about=order_id, team_ids=teams)
        case pe.SectorSet(post_id=post_id, sector=sector) if sector.team_ids:
            said = (sector.name, sector.supervisor, sector.radio, sector.task)
            words = "，".join(one for one in said if one)
            teams = _names(area, sector.team_ids)
            yield write.of_post("sector_set", post_id, words, about=sector.name, team_ids=teams)
        case _:
            pass


def _group_words(profile: Profile, group: str, said: str) -> Label:
    called = label_in(profile.groups, group)
    return Label(f"{called.zh}：{said}", f"{called.en}: {said}")


def _of_group(area: Area, post: CommandPost, group: str) -> frozenset[str]:
    """Return the teams of a working group: the one that mans it, and those in its sectors."""
    unit = post.groups[group].unit if group in post.groups else ""
    manning = (key for key, team in area.teams.items() if unit and unit in (key, team.name))
    sectors = (one.team_ids for one in post.sectors.values() if one.group == group)
    return _names(area, (*manning, *chain.from_iterable(sectors)))


def _at_work(area: Area, post: CommandPost) -> frozenset[str]:
    """Return the teams that are under orders for the incident of a post."""
    if post.incident_id is None:
        return frozenset()
    orders = map(area.instructions.get, area.incidents[post.incident_id].instruction_ids)
    return _names(area, (one.team_id for one in orders if one is not None and one.is_open))


def _names(area: Area, team_ids: Iterable[str]) -> frozenset[str]:
    """Return teams and those they were detached from, whose devices and users speak for them."""
    teams = [area.teams[one] for one in team_ids]
    return frozenset(name for team in teams for name in (team.team_id, team.parent_id))


class _Writer:
    """Writes the notices of one event."""

    def __init__(self, recorded: Recorded, area: Area, profile: Profile) -> None:
        self._recorded, self._area, self._profile = recorded, area, profile

    def of_post(
        self,
        kind: str,
        post_id: str,
        words: str | Label,
        places: tuple[str, ...] = (),
        *,
        about: str = "",
        team_ids: frozenset[str] = frozenset(),
    ) -> Notice:
        """Return what the people of a post are told, or those of the places that are named.

        `about` tells what it speaks of from other things of the post, where it has more than one.
        """
        area, profile = self._area, self._profile
        post = area.command_posts[post_id]
        said = {
            "place": place_words(area, post.place_code),
            "incident": same(post.incident_id or post.warning_id or ""),
            "kind": self._kind(post),
            "words": words if isinstance(words, Label) else same(words),
        }
        key = f"{post_id}/{about}" if about else post_id
        return written(
            *(self._recorded, area, profile, kind, key, said),
            place_codes=places or (post.place_code,),
            team_ids=team_ids,
            incident_id=post.incident_id,
        )

    def _kind(self, post: CommandPost) -> Label:
        """Return what the event is in words; a warning is told of by its number alone."""
        if post.incident_id is None:
            return Label("预警", "warning")
        return label_in(self._profile.kinds, self._area.incidents[post.incident_id].kind)
