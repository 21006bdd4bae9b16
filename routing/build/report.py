"""Tell what an import of roads found, assumed and left out, or everything that was wrong."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from routing.network import (
    PRIVATE,
    SPEED_FROM_CLASS,
    SPEED_FROM_SOURCE,
    SPEED_FROM_TAG,
    RoadNetwork,
)

Progress = Callable[[str], None]
"""Told, in a few words, which step begins."""

MOST_PROBLEMS: Final = 1_000
"""Problems listed one by one; a file with more is the wrong file, not a file with mistakes."""


class RoadImportError(Exception):
    """The roads were not imported, and nothing was kept. `problems` has one line for each cause."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        more = f" (and {len(self.problems) - 1} more)" if len(self.problems) > 1 else ""
        super().__init__(f"{self.problems[0]}{more}")


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What was imported. Counts of arcs are of directed arcs."""

    file: str
    kind: str
    """`osm` or `csv`."""
    nodes: int
    arcs: int
    share_in_largest_part: float
    """Of the nodes, 0 to 1. Well under 0.9 means the map falls apart: look before using it."""
    arcs_with_tagged_speed: int
    arcs_with_default_speed: int
    """Arcs whose speed is only their class's default, an assumption."""
    arcs_with_source_speed: int
    """Arcs whose speed came with the data set."""
    arcs_with_restricted_access: int
    turn_bans_kept: int
    seconds: float
    left_out: Mapping[str, int] = field(default_factory=dict)
    """Why something was left out, and how often."""

    @classmethod
    def of(
        cls,
        network: RoadNetwork,
        *,
        file: str,
        kind: str,
        seconds: float,
        left_out: Mapping[str, int] | None = None,
    ) -> "ImportReport":
        """Count what is in a network that was just imported."""
        sources = np.bincount(network.speed_source, minlength=3)
        return cls(
            file=file,
            kind=kind,
            nodes=network.node_count,
            arcs=network.arc_count,
            share_in_largest_part=float(network.in_largest_part.mean()),
            arcs_with_tagged_speed=int(sources[SPEED_FROM_TAG]),
            arcs_with_default_speed=int(sources[SPEED_FROM_CLASS]),
            arcs_with_source_speed=int(sources[SPEED_FROM_SOURCE]),
            arcs_with_restricted_access=int(np.count_nonzero(network.access & PRIVATE)),
            turn_bans_kept=network.ban_count,
            seconds=seconds,
            left_out=dict(sorted((left_out or {}).items())),
        )

    def describe(self) -> str:
        """Return the report as a few lines of plain text."""
        lines = [
            f"{self.file}: {self.nodes:,} nodes, {self.arcs:,} arcs in {self.seconds:.1f} s",
            f"{self.share_in_largest_part:.1%} of the nodes can reach each other",
            f"speeds: {self.arcs_with_tagged_speed:,} from tags, "
            f"{self.arcs_with_source_speed:,} from the source, "
            f"{self.arcs_with_default_speed:,} assumed from the class",
            f"{self.arcs_with_restricted_access:,} arcs are private or by permission",
            f"{self.turn_bans_kept:,} banned turns kept (not yet obeyed)",
        ]
        lines += [f"left out: {count:,} × {reason}" for reason, count in self.left_out.items()]
        return "\n".join(lines)
