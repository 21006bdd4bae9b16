"""Play the command posts of an incident: consult, approve, open, ask above, hand over, debrief.

They keep watch on what is general or has no grade. What is graver they lead, from the town up to
the level that holds the response its grade calls for. A post that somebody moves at the console is
left to them.
"""

from functools import cached_property

import numpy as np

from dispatch.domain import commands as c
from dispatch.domain import post_commands as pc
from dispatch.domain.actors import Actor, Channel
from dispatch.domain.area import Area
from dispatch.domain.lead import is_above, lead_post, leads, posts_of
from dispatch.domain.places import AdminLevel
from dispatch.domain.posts import (
    ACTIVATING,
    CONSULTING,
    DIRECTING,
    ESTABLISHED,
    HANDOVER,
    STANDBY,
    STANDING_DOWN,
    CommandPost,
    GroupStaff,
)
from dispatch.domain.profile import Grade
from dispatch.domain.sayings import in_both
from simulators.playing import played, spoken_name
from simulators.scenario import OfficerHabits
from simulators.stage import Stage

# Who approves at each level, and what a grade calls for; as Xi'an's tables have it.
AUTHORITY = {
    AdminLevel.PROVINCE: "PROV",
    AdminLevel.CITY: "CITY",
    AdminLevel.COUNTY: "CTY",
    AdminLevel.TOWN: "LG",
}
LEVEL_OF = {Grade.EXTRA_MAJOR: 1, Grade.MAJOR: 2, Grade.SERIOUS: 3}
OWN_PLAN = 0
MEASURES = (
    in_both("抢险救援", "rescue"),
    in_both("警戒管控", "cordon"),
    in_both("疏散转移", "evacuation"),
)


class Commanders:
    """Those who man the posts of one incident."""

    def __init__(self, stage: Stage, habits: OfficerHabits, incident_id: str) -> None:
        self._stage, self._habits, self._incident_id = stage, habits, incident_id
        self._awaited: set[str] = set()
        self._ours: set[str] = set()

    @cached_property
    def _rng(self) -> np.random.Generator:
        return self._stage.chance.of("commanders", self._incident_id)

    @property
    def command_it(self) -> bool:
        """Whether the response that stands was activated by them."""
        activation = self._stage.area.incidents[self._incident_id].activation
        return activation is not None and activation.post_id in self._ours

    def moved(self, post_id: str) -> None:
        """Plan the next step of a post that has moved, if none is planned."""
        if post_id not in self._awaited:
            self._awaited.add(post_id)
            at = self._stage.now() + self._habits.consult.draw(self._rng)
            self._stage.agenda.at(at, lambda: self._next(post_id))

    def graded(self) -> None:
        """Have whoever keeps watch consult anew, now that it is graded serious or above."""
        area = self._stage.area
        incident = area.incidents[self._incident_id]
        if incident.grade not in LEVEL_OF:
            return
        reason = in_both("事件已定级，重新会商", "it is graded: consult anew")
        for post in posts_of(area, self._incident_id):
            if post.state == STANDBY:
                called = pc.NotifyPost(post.place_code, self._incident_id, reason=reason)
                self._stage.order(called, self._duty(post))

    def declare_controlled(self) -> None:
        """Have whoever commands declare control, with the consent of the post that leads."""
        area = self._stage.area
        incident = area.incidents[self._incident_id]
        post = lead_post(area, incident)
        if post is not None:
            self._step(post, "consent_to_control", self._commander(post))
        kind = self._stage.profile.kinds[incident.kind]
        place = incident.place_code if post is None else post.place_code
        if post is not None and kind.commander == "OSC":
            who = self._commander(post)
        else:
            who = played(self._stage, kind.commander, place)
        declared = c.TakeStep("incident_handling", self._incident_id, "declare_controlled")
        self._stage.order(declared, who)

    def end_response(self) -> None:
        """Have the organ that activated the response end it."""
        activation = self._stage.area.incidents[self._incident_id].activation
        if activation is not None:
            ended = c.TakeStep("incident_handling", self._incident_id, "terminate_response")
            self._stage.order(ended, self._authority(activation.organ))

    # --- the next step of a post

    def _next(self, post_id: str) -> None:
        self._awaited.discard(post_id)
        area = self._stage.area
        post = area.command_posts[post_id]
        match post.state:
            case _ if post.state == CONSULTING:
                self._consult(area, post)
            case _ if post_id not in self._ours:
                return  # somebody else leads it
            case _ if post.state == ACTIVATING:
                said = c.Particulars(channel=Channel.PHONE)
                self._step(post, "approve_response", self._authority(post.place_code), said)
            case _ if post.state == ESTABLISHED:
                self._open(post)
            case _ if post.state == DIRECTING:
                self._lead(area, post)
            case _ if post.state == HANDOVER:
                self._hand_over(area, post)
            case _ if post.state == STANDING_DOWN:
                said = c.Particulars(minutes=in_both("演练讲评", "the debriefing of the drill"))
                self._step(post, "debrief", self._authority(post.place_code), said)
            case _:
                pass

    def _consult(self, area: Area, post: CommandPost) -> None:
        incident = area.incidents[self._incident_id]
        level = self._own_level(area, post)
        leading = lead_post(area, incident)
        if incident.grade not in LEVEL_OF or level is None:
            said = c.Particulars(reason=in_both("先期处置即可控制", "first response suffices"))
            self._step(post, "keep_watch", self._duty(post), said)
        elif leading is not None and is_above(area.places, leading.place_code, post.place_code):
            self._step(post, "join", self._authority(leading.place_code))
        elif incident.verified:
            self._ours.add(post.post_id)
            kind = self._stage.profile.kinds[incident.kind]
            said = c.Particulars(
                response_level=level,
                grade=incident.grade,
                matters=in_both(kind.zh, kind.en),
                expected_period=in_both("12 小时", "12 h"),
                measures=MEASURES,
            )
            self._step(post, "propose_response", self._duty(post), said)

    def _open(self, post: CommandPost) -> None:
        who = self._authority(post.place_code)
        place = spoken_name(self._stage.area.places, post.place_code)
        for group in post.lacks_staff:
            called = self._stage.profile.groups[group].zh
            staff = GroupStaff(leader=f"{place}{called}负责人", people=3)
            self._stage.order(pc.ManGroup(post.post_id, group, staff), who)
        said = c.Particulars(commander=self._commander(post).name)
        self._step(post, "open_post", who, said)

    def _lead(self, area: Area, post: CommandPost) -> None:
        """Write down what was approved by telephone, and see that the right level leads."""
        who = self._authority(post.place_code)
        if post.approval is not None and post.approval.written_at is None:
            self._step(post, "write_approval", who)
        incident = area.incidents[self._incident_id]
        leading = lead_post(area, incident)
        if leading is not None and is_above(area.places, post.place_code, leading.place_code):
            if leading.state == HANDOVER:
                return
            place = spoken_name(area.places, post.place_code)
            said = c.Particulars(order_ref=in_both(f"{place}指挥部令", f"order of {place}"))
            self._step(leading, "take_over", who, said)
        elif leads(area, post) and post.escalation is None:
            wanted = LEVEL_OF.get(incident.grade) if incident.grade is not None else None
            is_there = any(
                one.state in (ESTABLISHED, DIRECTING, HANDOVER)
                and is_above(area.places, one.place_code, post.place_code)
                for one in posts_of(area, self._incident_id)
            )  # the level above comes of itself, and takes over
            if wanted is not None and not is_there and self._own_level(area, post) != wanted:
                said = c.Particulars(
                    reason=in_both("超出本级权限和能力", "beyond what this level may and can do")
                )
                self._step(post, "request_escalation", who, said)

    def _hand_over(self, area: Area, post: CommandPost) -> None:
        if post.handover is None or post.handover.to_post not in self._ours:
            return
        upper = area.command_posts[post.handover.to_post]
        for item in self._stage.profile.command.handover:
            note = pc.NoteHandoverItem(post.post_id, item, in_both("已交接", "told"))
            self._stage.order(note, self._duty(post))
        for one in (upper, post):
            self._step(post, "sign_handover", self._commander(one))
        for one in posts_of(area, self._incident_id):
            self.moved(one.post_id)

    # --- who they are

    def _own_level(self, area: Area, post: CommandPost) -> int | None:
        """Return the gravest response level the post's organ holds, not above what is wanted."""
        grade = area.incidents[self._incident_id].grade
        place = area.places[post.place_code]
        wanted = LEVEL_OF.get(grade, 4) if grade is not None else 4
        levels: list[int] = [*range(wanted, 5), OWN_PLAN]
        for level in levels:
            lowest = self._stage.profile.organs.holder(level, area.places, post.place_code)
            if lowest is not None and place.admin_level.rank <= lowest.rank:
                return level
        return None

    def _authority(self, place_code: str) -> Actor:
        role = AUTHORITY[self._stage.area.places[place_code].admin_level]
        return played(self._stage, role, place_code)

    def _duty(self, post: CommandPost) -> Actor:
        return played(self._stage, "DUTYLEAD", post.place_code)

    def _commander(self, post: CommandPost) -> Actor:
        who = played(self._stage, "OSC", post.place_code)
        return Actor(post.commander or who.name, who.role, post.place_code)

    def _step(
        self, post: CommandPost, action: str, actor: Actor, said: c.Particulars | None = None
    ) -> None:
        step = c.TakeStep("command_post", post.post_id, action, said or c.Particulars())
        self._stage.order(step, actor)
