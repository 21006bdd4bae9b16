"""What is answered about drills: the library, a text that was proofread, a run and its script."""

from typing import Literal

from msgspec import Struct

from api.drills import RunState
from dispatch.domain.lifecycle import Label
from simulators.proofreading import Fault
from simulators.scenario import Form, Part
from simulators.training import Attendance

LineKind = Literal["weather", "closure", "stock", "staffing", "sensor", "inject", "alert", "facts"]


class LibraryDrill(Struct):
    """A drill that ships; `unplayable` says why a server does not run it, empty where it does."""

    file: str
    name: Label
    summary: Label | None
    expects: Label | None
    form: Form
    duration_h: float
    injects: int
    unplayable: str


class LibraryText(LibraryDrill):
    """A drill that ships, with its text."""

    text: str


class ScriptLine(Struct):
    """Something that happens in a drill, minutes after its start; injects have a `number` from 1.

    `at` is where, null where it is nowhere in particular. `came_at_min` is when an inject came.
    """

    what: LineKind
    number: int | None
    at_min: float
    until_min: float | None
    name: Label
    lon: float | None
    lat: float | None
    came_at_min: float | None


class ExpectedShown(Struct):
    """What the players are to do about an inject, and what they did up to now.

    `due_at` is null until the inject has come, `after_min` until it was done.
    """

    inject: int
    action: str
    label: Label
    within_min: float
    due_at: float | None
    after_min: float | None
    by: str
    points: float
    of: float


class ObjectiveShown(Struct):
    """A figure that is to be reached; null figures until the drill is over."""

    name: Label
    measure: str
    at_most: float | None
    at_least: float | None
    figure: float | None
    met: bool | None
    points: float
    of: float


class Proof(Struct):
    """A text that was proofread: what is wrong with it; and what it says, where nothing is."""

    faults: list[Fault]
    name: Label | None
    area_id: str
    duration_h: float
    simulated: list[Part]
    lines: list[ScriptLine]
    expected: list[ExpectedShown]
    unplayable: str


class DrillShown(Struct):
    """A drill of this server; `problem` says why one failed, `now_min` how long it has gone on."""

    area: str
    name: Label
    state: RunState
    speed: float
    form: Form
    simulated: list[Part]
    by: str
    problem: str
    begins_at: float | None
    now_min: float | None
    duration_h: float


class DrillFigures(Struct):
    """How much there is in the drill's area now."""

    reports: int
    incidents: int
    open_incidents: int
    orders: int


class DrillDetail(DrillShown):
    """A drill with its script, what was expected and done, and the script score 情景得分.

    `points` are those won up to now `of` those that could have been; `script_score` is the whole
    in percent, with the script's objectives, once the drill is over. The rubric score 评分标准得分
    is another, of the after-action review.
    """

    lines: list[ScriptLine]
    expected: list[ExpectedShown]
    objectives: list[ObjectiveShown]
    points: float
    of: float
    script_score: float | None
    figures: DrillFigures | None
    violations: int | None


class DrillRecord(Struct):
    """Who took part in a drill: `person_times` 参训人次 in all, and by place and role.

    No names: counts alone. `called_out` 出动人次 is how many people orders brought to a scene.
    """

    area: str
    name: str
    begins_at: str
    person_times: int
    called_out: int
    by_place_and_role: list[Attendance]


class TrainingRecord(Struct):
    """The drills on record, the latest first, and the person-times 参训人次 of them all."""

    items: list[DrillRecord]
    person_times: int


class InjectAnswer(Struct):
    """The number of the inject that comes now, from 1."""

    number: int
