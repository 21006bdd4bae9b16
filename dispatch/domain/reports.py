"""Take in what people, devices and hotlines report, exactly as they said it."""

import msgspec

from routing.geo import Position


class Report(msgspec.Struct, frozen=True):
    """One report as received; its id is chosen by the device or person that made it.

    Moments are in epoch seconds UTC: `occurred_at` and `discovered_at` as the reporter says,
    `received_at` when it reached this engine. `position` is WGS-84, off by some `error_m` (one
    standard deviation), as the device says or as is usual for its source; `trust` is how far the
    source is to be believed, 0 to 1. `external_no` is the number in the hotline or dispatch system
    it came from.
    """

    report_id: str
    kind: str
    source: str
    reporter: str
    position: Position
    place_code: str
    received_at: float
    occurred_at: float | None = None
    discovered_at: float | None = None
    text: str = ""
    external_no: str = ""
    evidence: tuple[str, ...] = ()
    incident_id: str = ""
    error_m: float = 50.0
    trust: float = 0.5
