"""Write the messages of the live feed about what is reckoned beside the log: newest counts."""

from collections.abc import Sequence
from typing import Any

from api.shown import as_json, plain
from api.visibility import Concern, View, seen_from
from dispatch.assignment.coverage import Coverage, Share
from dispatch.assignment.escalation import Escalation
from dispatch.assignment.move_up import MoveUpProposal
from dispatch.assignment.satisfiability import in_words
from dispatch.domain.area import Area
from dispatch.domain.profile import Profile
from dispatch.engine.plan_watch import PlanCheck


def shares(coverage: Coverage, jurisdiction: str) -> list[Share]:
    """Return the numbers of every capability with a standard within a jurisdiction."""
    return [coverage.share(capability, jurisdiction) for capability in coverage.teams]


def coverage_notice(area: Area, coverage: Coverage, view: View) -> str | None:
    """Return how many people are covered within what a viewer sees; None to who sees no place."""
    if not view.jurisdiction:
        return None
    return _notice(area, "coverage", {"shares": plain(shares(coverage, view.jurisdiction))})


def plan_body(area: Area, profile: Profile, check: PlanCheck) -> dict[str, Any]:
    """Return a checked plan as it is shown, with a line for people."""
    return {
        **plain(check.plan),
        "short": not check.lacks.is_nothing,
        "lacks": plain(check.lacks),
        "since_at": plain(check)["since_at"],
        "text": plain(in_words(area, profile, check.plan, check.lacks)),
    }


def sees_plan(area: Area, view: View, check: PlanCheck) -> bool:
    """Whether a viewer sees the place whose plan it is."""
    return view.sees(Concern(seen_from(area, (check.plan.place_code,))))


def plans_notice(
    area: Area, profile: Profile, changed: Sequence[PlanCheck], view: View
) -> str | None:
    """Return which plans fall short now, or can be met again; None where a viewer sees none."""
    seen = [one for one in changed if sees_plan(area, view, one)]
    if not seen:
        return None
    return _notice(area, "plans", {"changed": [plan_body(area, profile, one) for one in seen]})


def sees_escalation(area: Area, view: View, proposal: Escalation) -> bool:
    """Whether a viewer sees the place that would have to ask."""
    return view.sees(Concern(seen_from(area, (proposal.place_code,))))


def support_notice(area: Area, proposals: Sequence[Escalation], view: View) -> str | None:
    """Return which requests to the level above are proposed now; None to who sees no place."""
    if not view.jurisdiction:
        return None
    seen = [one for one in proposals if sees_escalation(area, view, one)]
    return _notice(area, "support", {"proposals": plain(seen)})


def sees_whole(area: Area, view: View) -> bool:
    """Whether a viewer sees all of the area, and so who should move from one part to another."""
    return view.sees(Concern(seen_from(area, (area.root,))))


def move_up_notice(area: Area, proposal: MoveUpProposal | None, view: View) -> str | None:
    """Return who should stand by elsewhere; None to who does not see the whole area."""
    if not sees_whole(area, view):
        return None
    return _notice(area, "move_up", {"proposal": plain(proposal)})


def _notice(area: Area, about: str, told: dict[str, Any]) -> str:
    head: dict[str, Any] = {"type": about, "area": area.area_id}
    if area.exercise:
        head["exercise"] = True  # 演练 stands on every message of a drill
    return as_json(head | told)
