"""Write the messages of the live feed about what is reckoned beside the log: newest counts."""

from collections.abc import Iterable
from typing import Any

from api.alarms import overview, seen_alarms
from api.shown import as_json, plain
from api.visibility import Concern, View, concern_of, seen_from
from dispatch.assignment.coverage import Coverage, Share
from dispatch.assignment.escalation import Escalation
from dispatch.assignment.move_up import MoveUpProposal
from dispatch.assignment.satisfiability import in_words
from dispatch.domain.alarms import Alarm
from dispatch.domain.area import Area
from dispatch.domain.profile import Profile
from dispatch.engine.plan_watch import PlanCheck
from dispatch.publishing.telling.lexicon import Lexicon


class Listed:
    """A message with many rows, of which each viewer gets those of the places they see.

    Rows are written once, whoever watches; each comes with the code of its place.
    """

    def __init__(self, area: Area, about: str, field: str, rows: Iterable[tuple[str, Any]]) -> None:
        self._head, self._field = _head(area, about), field
        self._rows = [
            (Concern(seen_from(area, (place_code,))), as_json(row)) for place_code, row in rows
        ]

    def text_for(self, view: View) -> str | None:
        """Return what a viewer gets, also where no row is theirs; None to who sees no place."""
        if not view.jurisdiction:
            return None
        seen = [text for concern, text in self._rows if view.sees(concern)]
        return f'{{{self._head},"{self._field}":[{",".join(seen)}]}}'

    def text_if_any(self, view: View) -> str | None:
        """Return what a viewer gets; None where no row is theirs."""
        return self.text_for(view) if any(view.sees(one) for one, _ in self._rows) else None


def plans_notice(area: Area, profile: Profile, changed: Iterable[PlanCheck]) -> Listed:
    """Return which plans fall short now that did not, lack something else, or can be met again."""
    rows = ((one.plan.place_code, plan_body(area, profile, one)) for one in changed)
    return Listed(area, "plans", "changed", rows)


def support_notice(area: Area, proposals: Iterable[Escalation]) -> Listed:
    """Return which requests to the level above are proposed now; what they ask is asked for."""
    rows = (
        (
            one.place_code,
            {
                "incident_id": one.incident_id,
                "place_code": one.place_code,
                "predicted": one.predicted,
            },
        )
        for one in proposals
    )
    return Listed(area, "support", "proposals", rows)


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


def sees_escalation(area: Area, view: View, proposal: Escalation) -> bool:
    """Whether a viewer sees the place that would have to ask."""
    return view.sees(Concern(seen_from(area, (proposal.place_code,))))


def seen_proposal(area: Area, view: View, proposal: MoveUpProposal | None) -> MoveUpProposal | None:
    """Return a proposal to move up if a viewer sees all its teams and where they would go."""
    if proposal is None:
        return None
    team_ids = (*(one.team_id for one in proposal.moves), *proposal.home)
    concerns = [concern_of(area, area.teams[one]) for one in team_ids]
    concerns += [Concern(seen_from(area, (one.place_code,))) for one in proposal.moves]
    return proposal if all(map(view.sees, concerns)) else None


def move_up_notice(area: Area, proposal: MoveUpProposal | None, view: View) -> str | None:
    """Return who should stand by elsewhere; None to who sees no place."""
    if not view.jurisdiction:
        return None
    seen = seen_proposal(area, view, proposal)
    return _notice(area, "move_up", {"proposal": plain(seen)})


def alarms_notice(lexicon: Lexicon, ranked: Iterable[Alarm], view: View) -> str | None:
    """Return what shouts at a viewer and the counts; None to who sees no place."""
    if not view.jurisdiction:
        return None
    seen = seen_alarms(lexicon.area, view, ranked)
    return _notice(lexicon.area, "alarms", overview(lexicon, seen))


def _notice(area: Area, about: str, told: dict[str, Any]) -> str:
    return f"{{{_head(area, about)},{as_json(told)[1:]}"


def _head(area: Area, about: str) -> str:
    parts = [f'"type":"{about}","area":{as_json(area.area_id)}']
    if area.exercise:
        parts.append('"exercise":true')  # 演练 stands on every message of a drill
    return ",".join(parts)
