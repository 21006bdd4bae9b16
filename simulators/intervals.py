"""Say how sure a difference is: means over seeds with intervals, and what a run comes to.

Two runs of one seed share their luck, so what is compared is their difference, seed by seed; the
interval is Student's over these differences.
"""

from collections.abc import Iterable, Sequence
from math import inf, sqrt

import msgspec
import numpy as np
from scipy import stats

from simulators.cases import CallOutcome, CaseOutcome

CONFIDENCE = 0.95
DAY_S = 86_400.0


class Interval(msgspec.Struct, frozen=True):
    """A mean and how far the truth may be from it to either side, at 95 %; n seeds.

    `half_width` is infinite for a single seed: one run says nothing of its own luck.
    """

    mean: float
    half_width: float
    n: int

    @property
    def is_clear(self) -> bool:
        """Whether 0 lies outside."""
        return abs(self.mean) > self.half_width

    def __str__(self) -> str:
        if self.half_width == inf:
            return f"{self.mean:+.2f}"
        return f"{self.mean:+.2f} ± {self.half_width:.2f}"


def interval(values: Sequence[float]) -> Interval:
    """Return the mean of independent values with Student's interval; raises ValueError for none."""
    n = len(values)
    if n == 0:
        raise ValueError("no values to take a mean of")
    mean = float(np.mean(values))
    if n == 1:
        return Interval(mean, inf, 1)
    spread = float(np.std(values, ddof=1))
    quantile = float(stats.t.ppf((1 + CONFIDENCE) / 2, n - 1))
    return Interval(mean, quantile * spread / sqrt(n), n)


class Figures(msgspec.Struct, frozen=True):
    """What one run comes to. Seconds to the first team on scene; late, and unmet crews, counted.

    A call that nobody reached counts as late, and is in no time. `regret` is by how much the
    weighted delay is above the hindsight bound, as a share of it; None where it was not asked for.
    """

    p50_s: float
    p90_s: float
    mean_s: float
    complete_p90_s: float
    late: float
    unmet: float
    regret: float | None = None


METRICS = tuple(one for one in Figures.__struct_fields__ if one != "regret")
"""The figures that every run has."""


def metrics_of(figures: Iterable[Figures]) -> tuple[str, ...]:
    """Return the names of the figures that all of some runs have."""
    return METRICS if any(one.regret is None for one in figures) else (*METRICS, "regret")


def figures_of(outcome: CaseOutcome, late_after_s: float) -> Figures:
    """Return the figures of a run; a call is late where nobody was there after so many seconds."""
    firsts = [one.first_s for one in outcome.calls if one.first_s is not None]
    completes = [one.complete_s for one in outcome.calls if one.complete_s is not None]
    late = sum(one.first_s is None or one.first_s > late_after_s for one in outcome.calls)
    return Figures(
        p50_s=_percentile(firsts, 50),
        p90_s=_percentile(firsts, 90),
        mean_s=float(np.mean(firsts)) if firsts else 0.0,
        complete_p90_s=_percentile(completes, 90),
        late=float(late),
        unmet=float(sum(one.unmet for one in outcome.calls)),
        regret=outcome.regret,
    )


def by_day(outcome: CaseOutcome) -> list[CaseOutcome]:
    """Return a run as its days of 24 h from the first call on, those in which there were calls.

    A day's luck is its own, and the same in every branch: days can stand in for seeds. What holds
    for the run as a whole, its regret, is left out.
    """
    first_at = min((one.at for one in outcome.calls), default=0.0)
    days: dict[int, list[CallOutcome]] = {}
    for one in outcome.calls:
        days.setdefault(int((one.at - first_at) // DAY_S), []).append(one)
    return [
        msgspec.structs.replace(outcome, calls=tuple(days[day]), regret=None)
        for day in sorted(days)
    ]


def differences(branch: Sequence[Figures], parent: Sequence[Figures]) -> dict[str, Interval]:
    """Return by how much a branch differs from its parent in each figure, seed by seed."""
    return {
        name: interval(
            [getattr(b, name) - getattr(p, name) for b, p in zip(branch, parent, strict=True)]
        )
        for name in metrics_of((*branch, *parent))
    }


def _percentile(values: Sequence[float], share: float) -> float:
    return float(np.percentile(values, share)) if values else 0.0
