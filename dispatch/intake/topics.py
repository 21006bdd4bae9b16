"""Know the topics: who may speak where, and where each is answered.

The broker binds a device to the topics that bear its own name, so the topic tells who speaks.
"""

from enum import StrEnum

import msgspec

ROOT = "chiyuan"
MAX_NAME = 128  # characters; a name goes into the log with every message


class Channel(StrEnum):
    """What is said on a topic that the engine listens to."""

    REPORT = "reports"
    SENSOR_REPORT = "sensors"
    READINGS = "readings"
    POSITION = "position"
    STATUS = "status"
    RECEIPT = "receipts"
    ACKNOWLEDGEMENT = "acknowledgements"
    RESPONDER_POSITION = "responder_position"
    REPLY = "replies"
    WARNING = "warnings"
    CONFIRMATION = "confirmations"
    COUNT = "counts"
    SHELTER_COUNT = "shelter_counts"


OF_A_TEAM = ("position", "status", "receipts", "acknowledgements")


class Topic(msgspec.Struct, frozen=True):
    """A topic the engine listens to: `speaker` is who speaks, by `channel`.

    A reporter, a sensor, a team, a first responder, a feed of warnings, or a place that confirms
    one.
    """

    area_id: str
    channel: Channel
    speaker: str

    @property
    def answers(self) -> str:
        """The topic on which this speaker is told what became of its messages."""
        match self.channel:
            case Channel.REPORT:
                return f"{ROOT}/{self.area_id}/reports/{self.speaker}/answers"
            case Channel.SENSOR_REPORT | Channel.READINGS:
                return f"{ROOT}/{self.area_id}/sensors/{self.speaker}/answers"
            case Channel.RESPONDER_POSITION | Channel.REPLY:
                return f"{ROOT}/{self.area_id}/responders/{self.speaker}/answers"
            case Channel.WARNING:
                return f"{ROOT}/{self.area_id}/warnings/{self.speaker}/answers"
            case Channel.SHELTER_COUNT:
                return f"{ROOT}/{self.area_id}/shelters/{self.speaker}/answers"
            case Channel.CONFIRMATION | Channel.COUNT:
                return f"{ROOT}/{self.area_id}/places/{self.speaker}/answers"
            case _:
                return f"{ROOT}/{self.area_id}/teams/{self.speaker}/answers"


class UnknownTopic(ValueError):  # noqa: N818 - what a sender did, not what went wrong here
    """A topic nobody should have been able to send on."""


def parse(topic: str) -> Topic:
    """Return what a topic means; raises `UnknownTopic`."""
    match topic.split("/"):
        case [root, area_id, "reports", speaker] if root == ROOT:
            channel = Channel.REPORT
        case [root, area_id, "sensors", speaker, "reports"] if root == ROOT:
            channel = Channel.SENSOR_REPORT
        case [root, area_id, "sensors", speaker, "readings"] if root == ROOT:
            channel = Channel.READINGS
        case [root, area_id, "responders", speaker, "position"] if root == ROOT:
            channel = Channel.RESPONDER_POSITION
        case [root, area_id, "responders", speaker, "replies"] if root == ROOT:
            channel = Channel.REPLY
        case [root, area_id, "warnings", speaker] if root == ROOT:
            channel = Channel.WARNING
        case [root, area_id, "places", speaker, "confirmations"] if root == ROOT:
            channel = Channel.CONFIRMATION
        case [root, area_id, "places", speaker, "counts"] if root == ROOT:
            channel = Channel.COUNT
        case [root, area_id, "shelters", speaker, "counts"] if root == ROOT:
            channel = Channel.SHELTER_COUNT
        case [root, area_id, "teams", speaker, said] if root == ROOT and said in OF_A_TEAM:
            channel = Channel(said)
        case _:
            raise UnknownTopic(f"topic: nothing is expected on {topic[:MAX_NAME]!r}")
    if not area_id or not 0 < len(speaker) <= MAX_NAME:
        raise UnknownTopic(f"topic: a name of 1 to {MAX_NAME} characters is expected")
    return Topic(area_id, channel, speaker)


def subscriptions(area_id: str) -> tuple[str, ...]:
    """Return the filters of all topics the engine of an area listens to; raises ValueError."""
    check_area_id(area_id)
    base = f"{ROOT}/{area_id}"
    return (
        f"{base}/reports/+",
        f"{base}/sensors/+/reports",
        f"{base}/sensors/+/readings",
        *(f"{base}/teams/+/{said}" for said in OF_A_TEAM),
        f"{base}/responders/+/position",
        f"{base}/responders/+/replies",
        f"{base}/warnings/+",
        f"{base}/places/+/confirmations",
        f"{base}/places/+/counts",
        f"{base}/shelters/+/counts",
    )


def instructions_topic(area_id: str, team_id: str) -> str:
    """Return the topic on which a team gets its orders."""
    return f"{ROOT}/{area_id}/teams/{team_id}/instructions"


def notices_topic(area_id: str, team_id: str) -> str:
    """Return the topic on which a team is told of plans and of who commands."""
    return f"{ROOT}/{area_id}/teams/{team_id}/notices"


def responder_topic(area_id: str, responder_id: str) -> str:
    """Return the topic on which a first responder is asked."""
    return f"{ROOT}/{area_id}/responders/{responder_id}/calls"


def calls_topic(area_id: str, place_code: str) -> str:
    """Return the topic on which a place is called with a warning."""
    return f"{ROOT}/{area_id}/places/{place_code}/calls"


def can_be_named(name: str) -> bool:
    """Whether a name can stand as one level of a topic."""
    return 0 < len(name) <= MAX_NAME and not any(c in name for c in "/+#\x00")


def check_area_id(area_id: str) -> None:
    """Raise ValueError for an area whose id cannot stand in a topic."""
    if not can_be_named(area_id):
        raise ValueError(f"area_id: {area_id!r} cannot stand in a topic")
