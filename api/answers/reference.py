"""What is answered about users and sign-in, areas, words in use, and what nobody understood."""

from msgspec import Struct

from api.answers.shapes import CommandAnswer
from dispatch.domain.grades import Fact, RuleSet
from dispatch.domain.lifecycle import Label
from dispatch.domain.profile import Kind, Role, Source, Supply, Timer
from dispatch.domain.shelters import ShelterClass, StayMode


class UserShown(Struct):
    """A user."""

    name: str
    role: str
    jurisdiction: str
    team_id: str | None
    active: bool
    must_change_password: bool


class SignedIn(Struct):
    """A session: its token, when it ends, whose it is."""

    token: str
    expires_at: float
    user: UserShown


class Me(UserShown):
    """Who is signed in, and until when."""

    session_expires_at: float


class AreaShown(Struct):
    """A command area; `main` is meant where a request names none."""

    area: str
    name: str
    root: str
    exercise: bool
    position: int
    main: bool


class WordsInUse(Struct):
    """The words of the profile, by key."""

    kinds: dict[str, Kind]
    capabilities: dict[str, Label]
    supplies: dict[str, Supply]
    sources: dict[str, Source]
    roles: dict[str, Role]
    timers: dict[str, Timer]
    facts: dict[str, Fact]
    rule_sets: dict[str, RuleSet]
    stay_modes: dict[str, StayMode]
    shelter_classes: dict[str, ShelterClass]
    groups: dict[str, Label]
    positions: dict[str, Label]
    seats: dict[str, Label]
    warning_kinds: dict[str, Label]
    quantities: dict[str, Label]
    responder_skills: dict[str, Label]
    road_conditions: dict[str, Label]
    priorities: list[int]


class DeadLetterShown(Struct):
    """A message that could not be understood, as it came in."""

    id: int
    received_at: float
    source: str
    payload: str
    reason: str


class DeadLetterPage(Struct):
    """Messages, the oldest first; `next` is the last one's number, null at the end."""

    items: list[DeadLetterShown]
    next: int | None


class PushKey(Struct):
    """The key to subscribe with (`applicationServerKey`)."""

    public_key: str


class PushEndpoint(Struct):
    """A browser or device that is told."""

    endpoint: str


class KeepAttachmentAnswer(CommandAnswer):
    """The picture: its id is its SHA-256."""

    attachment_id: str
    media_type: str
