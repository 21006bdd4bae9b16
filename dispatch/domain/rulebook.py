"""Say which rules each lifecycle table may name."""

from dispatch.domain.coupling_guards import COMMANDED_RULES, GROUP_ORDER_RULES
from dispatch.domain.duty_guards import SHIFT_RULES
from dispatch.domain.evacuation_guards import EVACUATION_RULES, RETURN_RULES
from dispatch.domain.handover_guards import HANDOVER_RULES
from dispatch.domain.post_guards import POST_RULES
from dispatch.domain.report_guards import REPORT_RULES, REPORTED_RULES
from dispatch.domain.rules import (
    ANSWER_RULES,
    INCIDENT_RULES,
    ORDER_RULES,
    ROAD_RULES,
    SHELTER_RULES,
    SHIPMENT_RULES,
    SUPPORT_RULES,
    TEAM_RULES,
    Rule,
)
from dispatch.domain.warning_guards import CALL_RULES, WARNING_RULES

RULES_BY_LIFECYCLE: dict[str, dict[str, Rule]] = {
    "incident_handling": INCIDENT_RULES | COMMANDED_RULES | RETURN_RULES | REPORTED_RULES,
    "instruction": INCIDENT_RULES | TEAM_RULES | ORDER_RULES | ANSWER_RULES,
    "team_availability": TEAM_RULES,
    "road_measure": ROAD_RULES,
    "sensor": {},
    "responder": {},
    "responder_call": {},
    "shelter": SHELTER_RULES,
    "support_request": SUPPORT_RULES,
    "shipment": SHIPMENT_RULES,
    "command_post": POST_RULES | HANDOVER_RULES,
    "group_order": GROUP_ORDER_RULES,
    "plan": {},
    "evacuation": EVACUATION_RULES,
    "warning": WARNING_RULES,
    "warning_call": CALL_RULES,
    "information_report": REPORT_RULES,
    "shift": SHIFT_RULES,
}
