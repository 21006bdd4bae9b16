"""Write the messages of the live feed about what is reckoned beside the log: newest counts."""

from typing import Any

from api.shown import as_json, plain
from api.visibility import View
from dispatch.assignment.coverage import Coverage, Share
from dispatch.domain.area import Area


def shares(coverage: Coverage, jurisdiction: str) -> list[Share]:
    """Return the numbers of every capability with a standard within a jurisdiction."""
    return [coverage.share(capability, jurisdiction) for capability in coverage.teams]


def coverage_notice(area: Area, coverage: Coverage, view: View) -> str | None:
    """Return how many people are covered within what a viewer sees; None to who sees no place."""
    if not view.jurisdiction:
        return None
    return _notice(area, "coverage", {"shares": plain(shares(coverage, view.jurisdiction))})


def _notice(area: Area, about: str, told: dict[str, Any]) -> str:
    head: dict[str, Any] = {"type": about, "area": area.area_id}
    if area.exercise:
        head["exercise"] = True  # 演练 stands on every message of a drill
    return as_json(head | told)
