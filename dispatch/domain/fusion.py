"""Reckon which open incident a report is about, or that it tells of a new one 接报去重.

Emergencies begin somewhere, and each draws further reports after it, a little later and a little
off: a cluster process. The odds that a report belongs to one of the incidents that are open, or to
none, are those of Zhuang, Ogata and Vere-Jones (stochastic declustering, J. Am. Stat. Assoc. 97,
2002): the rate at which each incident is expected to be reported again just here, now and under
that name, against the rate at which new ones begin here.

A report that would be fused wrongly hides an emergency, while one too many incidents costs a look:
so it is fused only when a new incident is very unlikely, and else proposed to a person.
"""

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from routing.geo import Position, distance_m

if TYPE_CHECKING:
    from dispatch.domain.incidents import Incident


class KindFusion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How one kind of event is reported.

    `witnesses` more reports are expected after the first, on the mean `spread_s` after it;
    `extent_m` is how far apart two who see the same may truthfully say it is. `mistaken` is the
    share of its reports that come under the name of another kind.
    """

    witnesses: float = 2.0
    spread_s: float = 900.0
    extent_m: float = 30.0
    mistaken: dict[str, float] = {}

    def share(self, kind: str, own: str) -> float:
        """Return the share of its reports that come under the name `kind`; `own` is its own."""
        if kind == own:
            return 1.0 - sum(self.mistaken.values())
        return self.mistaken.get(kind, 0.0)


class FusionRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a report is taken to be about an incident that is open.

    None is after `window_s` without a word of the incident, or farther than `radius_m`. Fused by
    itself is what is at least `merge_at` certain, and proposed what is at least `propose_at`.
    `begin_per_km2_day` is how many incidents begin on a quiet day, all kinds together; where many
    have begun within some `around_m` and the window, more are expected to.
    `stray_share` of the reports are off by some `stray_m`, whatever their source. `usual` holds for
    kinds that `kinds` does not name.
    """

    window_s: float
    radius_m: float
    merge_at: float
    propose_at: float
    begin_per_km2_day: float
    around_m: float
    stray_share: float
    stray_m: float
    usual: KindFusion = KindFusion()
    kinds: dict[str, KindFusion] = {}

    def of(self, kind: str) -> KindFusion:
        """Return how a kind of event is reported."""
        return self.kinds.get(kind, self.usual)


class Heard(msgspec.Struct, frozen=True):
    """What is known of a report, or so far of an incident: `error_m` is one standard deviation."""

    kind: str
    position: Position
    error_m: float
    at: float


class Verdict(msgspec.Struct, frozen=True):
    """The likeliest incident a report is about, and how certain it is that it is about *any*."""

    incident_id: str
    certainty: float
    apart_m: float


def verdict(
    report: Heard, incidents: "Iterable[Incident]", rules: FusionRules, kinds: int
) -> Verdict | None:
    """Return the likeliest of the incidents near a report, None where none comes into question.

    `incidents` are open ones, the oldest first; all of those within reach tell how many begin here.
    `kinds` is how many kinds of event there are. The rates are per square metre and second.
    """
    of_kinds: dict[str, tuple[float, float, KindFusion]] = {}  # in a storm hundreds are of a few
    here, radius_m = report.position, rules.radius_m
    around_m, window_s = rules.around_m, rules.window_s
    fresh = rules.begin_per_km2_day / (86_400 * 1e6) / kinds
    best: tuple[float, float, str] | None = None
    again = 0.0
    for known in incidents:
        apart_m = distance_m(here, known.position)
        if apart_m > radius_m:
            continue
        if (of_kind := of_kinds.get(known.kind)) is None:
            how = rules.of(known.kind)
            share = how.share(report.kind, known.kind)
            # Where much happens more will: half of it of the same kind, half of any.
            of_kind = of_kinds[known.kind] = share, 0.5 * (share + 1.0 / kinds), how
        share, alike, how = of_kind
        fresh += alike * _normal(apart_m, around_m) / window_s
        if share == 0.0:
            continue
        age_s = max(0.0, report.at - known.opened_at)
        tempo = how.witnesses / how.spread_s * math.exp(-age_s / how.spread_s)
        error_m = math.hypot(report.error_m, known.uncertainty_m, how.extent_m)
        rate = share * tempo * _here(apart_m, error_m, rules)
        again += rate
        # Of two as likely the older one: it was named first.
        if best is None or rate > best[0]:
            best = (rate, apart_m, known.incident_id)
    if best is None:
        return None
    return Verdict(incident_id=best[2], certainty=again / (again + fresh), apart_m=best[1])


def fused(known: Heard, report: Heard) -> tuple[Position, float]:
    """Return where an incident is by all reports so far, and the error that is left, in metres.

    Each counts by the inverse of its variance: what is sure of its place counts most.
    """
    mine, theirs = known.error_m**-2, report.error_m**-2
    share = theirs / (mine + theirs)
    position = Position(
        lon=known.position.lon + share * (report.position.lon - known.position.lon),
        lat=known.position.lat + share * (report.position.lat - known.position.lat),
    )
    return position, (mine + theirs) ** -0.5


def believed(trusts: Iterable[float]) -> float:
    """Return how far something is to be believed that independent reporters say, 0 to 1."""
    return 1.0 - math.prod(1.0 - trust for trust in trusts)


def _here(apart_m: float, error_m: float, rules: FusionRules) -> float:
    """Return the density, per square metre, of a report that far from what it is about."""
    stray_m = math.hypot(error_m, rules.stray_m)
    near = (1.0 - rules.stray_share) * _normal(apart_m, error_m)
    return near + rules.stray_share * _normal(apart_m, stray_m)


def _normal(apart_m: float, error_m: float) -> float:
    return math.exp(-0.5 * (apart_m / error_m) ** 2) / (2.0 * math.pi * error_m**2)
