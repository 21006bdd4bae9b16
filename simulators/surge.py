"""Make many calls out of few: each recorded call comes again near where and when it came."""

from collections.abc import Iterable, Iterator

import msgspec
import numpy as np

from routing.geo import destination
from simulators.recorded import RecordedCall
from simulators.scenario import Copies


def with_copies(
    calls: Iterable[RecordedCall],
    copies: Copies,
    hours: tuple[float, float],
    rng: np.random.Generator,
) -> Iterator[RecordedCall]:
    """Yield every call as it was and `copies.times - 1` times moved a little in time and place.

    `hours` are the first and the last moment in epoch seconds UTC: a call moved beyond them comes
    then. A copy is numbered after its call, and bears no address, which would be another's.
    """
    first_at, last_at = hours
    for call in calls:
        yield call
        for number in range(1, copies.times):
            at = call.received_at + float(rng.uniform(-copies.apart_s, copies.apart_s))
            # The root spreads the copies evenly over the disc: none crowd about its centre.
            away_m = copies.apart_m * float(np.sqrt(rng.random()))
            yield msgspec.structs.replace(
                call,
                received_at=round(min(max(at, first_at), last_at), 3),
                position=destination(call.position, float(rng.uniform(0, 360)), away_m),
                external_no=f"{call.external_no or call.row}.{number}",
                text="",
            )
