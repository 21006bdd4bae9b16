"""List what the code asks the lifecycle tables for by name: sets, states and actions."""

from dispatch.domain.evacuations import CALLED_OFF
from dispatch.domain.folds.warnings import UNANSWERED
from dispatch.domain.handling import ACTIVATE, ADJUST
from dispatch.domain.information_reports import ACKNOWLEDGED, DUE, FINAL, REPORT_STATES, WRITTEN
from dispatch.domain.lifecycle import NEW
from dispatch.domain.plans import DRAFT, SUPERSEDED
from dispatch.domain.plans import IN_FORCE as PLAN_IN_FORCE
from dispatch.domain.posts import (
    ACTIVATING,
    CONSULTING,
    DEBRIEFED,
    DIRECTING,
    ESTABLISHED,
    HANDOVER,
    STANDBY,
    STANDING_DOWN,
    SUBORDINATE,
)
from dispatch.domain.responders import ACCEPTED, ASKED, AVAILABLE
from dispatch.domain.responders import ON_SCENE as ON_SCENE_CALLED
from dispatch.domain.roads import ENDED, IN_FORCE, PLANNED
from dispatch.domain.sensors import DAMPED, OUT_OF_USE, SILENT, WORKING
from dispatch.domain.shelters import CLOSED, FULL, OPEN, OPENING
from dispatch.domain.shifts import HANDED_OVER, HANDING_OVER, ON_DUTY, UNMANNED
from dispatch.domain.shifts import PLANNED as ON_ROSTER
from dispatch.domain.shipments import ARRIVED, DELIVERED, EN_ROUTE, LOADING, RETURNING
from dispatch.domain.teams import HOME, REJOINED

LIFECYCLES = (
    *("incident_handling", "instruction", "team_availability", "road_measure"),
    *("shelter", "shipment", "support_request"),
    *("command_post", "group_order", "warning", "warning_call", "evacuation"),
    "plan",
    "information_report",
    *("sensor", "responder", "responder_call"),
    "shift",
)

NEEDED_SETS = {
    "incident_handling": ("OPEN", "DISPATCHABLE", "FUSIBLE", "UNDER_COMMAND"),
    "instruction": ("OPEN", "UNDER_WAY", "MOVABLE"),
    "team_availability": ("FREE", "BUSY", "TRAVELLING"),
    "road_measure": ("OPEN",),
    "shelter": ("ADMITTING", "TO_OPEN"),
    "support_request": ("OPEN",),
    "shipment": ("OPEN",),
    "command_post": ("OPEN",),
    "group_order": ("OPEN",),
    "warning": ("OPEN",),
    "warning_call": ("OPEN", "OWED"),
    "plan": ("OPEN",),
    "evacuation": ("OPEN", "AWAY", "MAY_RETURN"),
    "information_report": ("OPEN",),
    "sensor": (),
    "shift": ("OPEN",),
    "responder": (),
    "responder_call": ("OPEN", "REFUSED"),
}
NEEDED_STATES: dict[str, tuple[str, ...]] = {
    "incident_handling": (),
    "instruction": ("ON_SCENE", "DONE", "OVERDUE", "DECLINED", "REASSIGNED", "CANCELLED"),
    "team_availability": (HOME, REJOINED),
    "road_measure": (PLANNED, IN_FORCE, ENDED),
    "shelter": (CLOSED, OPENING, OPEN, FULL),
    "support_request": ("GRANTED",),
    "shipment": (LOADING, EN_ROUTE, ARRIVED, DELIVERED, RETURNING),
    "command_post": (
        *(STANDBY, CONSULTING, ACTIVATING, ESTABLISHED, DIRECTING),
        *(HANDOVER, SUBORDINATE, STANDING_DOWN, DEBRIEFED),
    ),
    "group_order": (),
    "warning": (),
    "warning_call": (UNANSWERED,),
    "plan": (DRAFT, PLAN_IN_FORCE, SUPERSEDED),
    "evacuation": ("IDENTIFIED", "NOTIFIED", "MOVING", "SHELTERED", "CLEARED", CALLED_OFF),
    "information_report": REPORT_STATES,
    "sensor": (WORKING, DAMPED, SILENT, OUT_OF_USE),
    "shift": (ON_ROSTER, UNMANNED, ON_DUTY, HANDING_OVER, HANDED_OVER),
    "responder": (AVAILABLE,),
    "responder_call": (ASKED, ACCEPTED, ON_SCENE_CALLED),
}
NEEDED_ACTIONS: dict[str, tuple[tuple[str, str | None], ...]] = {
    "incident_handling": (
        *(("register", NEW), (ACTIVATE, None), (ADJUST, None)),
        *(("merge", None), ("separate", None)),
    ),
    "instruction": (
        *(("draft", NEW), ("dispatch", NEW), ("reassign", None), ("progress", "ON_SCENE")),
        *(("hold_back", "ON_SCENE"), ("go_on", "ON_SCENE"), ("acknowledge_hold", "ON_SCENE")),
    ),
    "team_availability": (
        ("arrive", None),
        ("return", None),
        ("move_up", "STANDBY"),
        ("rejoin", HOME),
    ),
    "road_measure": (
        *(("close", NEW), ("slow", NEW), ("begin_condition", NEW)),
        *(("come_into_force", PLANNED), ("run_out", IN_FORCE), ("reopen", IN_FORCE)),
    ),
    "shelter": (("fill", OPEN), ("have_room", FULL)),
    "support_request": (("request", NEW), ("withdraw", None)),
    "shipment": (("load", NEW), ("cancel", LOADING), ("turn_back", EN_ROUTE)),
    "command_post": (
        *(("notify", NEW), ("notify", STANDBY), ("keep_watch", CONSULTING)),
        *(("keep_watch", ACTIVATING), ("stand_down", DIRECTING), ("stand_down", SUBORDINATE)),
    ),
    "group_order": (("issue", NEW), ("cancel", None)),
    "warning": (
        *(("receive", NEW), ("issue", NEW), ("relay", None), ("update", None)),
        *(("call", None), ("act", None), ("lift", None)),
    ),
    "warning_call": (("call", NEW), ("relay", None)),
    "plan": (("draft", NEW), ("supersede", PLAN_IN_FORCE)),
    "evacuation": (
        *(("identify", NEW), ("notify", "IDENTIFIED"), ("set_out", "NOTIFIED")),
        *(("shelter", "MOVING"), ("lose", "SHELTERED"), ("come_home", "CLEARED")),
    ),
    "information_report": (
        *(("begin", NEW), ("write", DUE), ("cancel", DUE), ("ask_final", WRITTEN)),
        *(("ask_correction", WRITTEN), ("ask_amendment", ACKNOWLEDGED), ("resume", FINAL)),
    ),
    "sensor": (
        *(("register", NEW), ("damp", WORKING), ("restore", DAMPED)),
        *(("fall_silent", WORKING), ("fall_silent", DAMPED), ("speak_again", SILENT)),
    ),
    "shift": (("plan", NEW), ("check_in", ON_ROSTER), ("sign", HANDING_OVER)),
    "responder": (("register", NEW),),
    "responder_call": (
        *(("ask", NEW), ("stand_down", ASKED), ("stand_down", ACCEPTED)),
        ("stand_down", ON_SCENE_CALLED),
    ),
}
