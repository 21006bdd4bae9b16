"""Say what people are told of command posts: called, to approve, asked to lead, late, who leads."""

from collections.abc import Iterator

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
            yield write.of_post("lead_passed", post_id, "", tuple(told))
        case pe.ControlTold(post_ids=post_ids):
            for post_id in post_ids:
                yield write.of_post("under_control", post_id, "")
        case _:
            pass


class _Writer:
    """Writes the notices of one event."""

    def __init__(self, recorded: Recorded, area: Area, profile: Profile) -> None:
        self._recorded, self._area, self._profile = recorded, area, profile

    def of_post(self, kind: str, post_id: str, words: str, places: tuple[str, ...] = ()) -> Notice:
        """Return what the people of a post are told, or those of the places that are named."""
        area, profile = self._area, self._profile
        post = area.command_posts[post_id]
        said = {
            "place": place_words(area, post.place_code),
            "incident": same(post.incident_id or post.warning_id or ""),
            "kind": self._kind(post),
            "words": same(words),
        }
        return written(
            *(self._recorded, area, profile, kind, post_id, said),
            place_codes=places or (post.place_code,),
            incident_id=post.incident_id,
        )

    def _kind(self, post: CommandPost) -> Label:
        """Return what the event is in words; a warning is told of by its number alone."""
        if post.incident_id is None:
            return Label("预警", "warning")
        return label_in(self._profile.kinds, self._area.incidents[post.incident_id].kind)
