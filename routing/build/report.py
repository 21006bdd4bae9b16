"""Tell what an import of roads found, assumed and left out, or everything that was wrong."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from routing.metrics import TRAVELLERS
from routing.network import (
    AGAINST_ONE_WAY,
    NO_LIMIT,
    PRIVATE,
    SPEED_FROM_CLASS,
    SPEED_FROM_SOURCE,
    SPEED_FROM_TAG,
    RoadNetwork,
    by_rule,
)

Progress = Callable[[str], None]
"""Told, in a few words, which step begins."""

OSM_ATTRIBUTION: Final = "© OpenStreetMap contributors, ODbL 1.0"

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
    """`osm`, `csv` or `graphml`."""
    nodes: int
    arcs: int
    share_in_largest_part: float
    """Of the nodes on roads for vehicles, 0 to 1: those in the largest part. Well under 0.9 means
    the map falls apart: look before using it."""
    arcs_with_tagged_speed: int
    arcs_with_default_speed: int
    """Arcs whose speed is only their class's default, an assumption."""
    arcs_with_source_speed: int
    """Arcs whose speed came with the data set."""
    arcs_with_restricted_access: int
    """Arcs that are private or by permission."""
    arcs_against_one_way: int
    arcs_with_max_mass: int
    arcs_with_max_height: int
    arcs_for: Mapping[str, int]
    """How many arcs each traveller may use, one way or other (`routing.metrics.TRAVELLERS`)."""
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
        driven = np.unique(
            np.concatenate([ends[by_rule(network.access)] for ends in (network.tail, network.head)])
        )
        sources = np.bincount(network.speed_source, minlength=3)
        return cls(
            file=file,
            kind=kind,
            nodes=network.node_count,
            arcs=network.arc_count,
            share_in_largest_part=float(network.in_largest_part[driven].mean())
            if len(driven)
            else 0.0,
            arcs_with_tagged_speed=int(sources[SPEED_FROM_TAG]),
            arcs_with_default_speed=int(sources[SPEED_FROM_CLASS]),
            arcs_with_source_speed=int(sources[SPEED_FROM_SOURCE]),
            arcs_with_restricted_access=int(np.count_nonzero(network.access & PRIVATE)),
            arcs_against_one_way=int(np.count_nonzero(network.access & AGAINST_ONE_WAY)),
            arcs_with_max_mass=int(np.count_nonzero(network.max_mass_t < NO_LIMIT)),
            arcs_with_max_height=int(np.count_nonzero(network.max_height_m < NO_LIMIT)),
            arcs_for={
                traveller: int(np.count_nonzero(network.access & bit))
                for traveller, bit in TRAVELLERS.items()
            },
            turn_bans_kept=network.ban_count,
            seconds=seconds,
            left_out=dict(sorted((left_out or {}).items())),
        )

    def describe(self) -> str:
        """Return the report as a few lines of plain text."""
        lines = [
            f"{self.file}: {self.nodes:,} nodes, {self.arcs:,} arcs in {self.seconds:.1f} s",
            f"{self.share_in_largest_part:.1%} of the nodes on roads can reach each other",
            f"speeds: {self.arcs_with_tagged_speed:,} from tags, "
            f"{self.arcs_with_source_speed:,} from the source, "
            f"{self.arcs_with_default_speed:,} assumed from the class",
            "arcs for " + ", ".join(f"{who}: {n:,}" for who, n in self.arcs_for.items()),
            f"{self.arcs_with_restricted_access:,} arcs are private or by permission, "
            f"{self.arcs_against_one_way:,} run against a one-way street",
            f"limits: {self.arcs_with_max_mass:,} arcs of mass, "
            f"{self.arcs_with_max_height:,} of height",
            f"{self.turn_bans_kept:,} banned turns kept (obeyed)",
        ]
        lines += [f"left out: {count:,} × {reason}" for reason, count in self.left_out.items()]
        return "\n".join(lines)
