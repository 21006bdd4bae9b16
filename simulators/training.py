"""Keep the training record 训练台账 over many drills: who took part, by place and role.

Read from the logs alone, as the after-action review of each drill is, and counted as there
(`simulators.attending`).
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec

from dispatch.domain import events as e
from dispatch.domain.area import Area
from dispatch.domain.evolve import evolve
from dispatch.store.codec import recorded_of
from dispatch.store.log import EventLog
from simulators.attending import Attending


class Attendance(msgspec.Struct, frozen=True):
    """Who took part in one drill, in one role, for one place: `Attended` has the counts.

    `begins_at` is in epoch seconds UTC.
    """

    area: str
    drill: str
    begins_at: float
    place_code: str
    place: str
    role: str
    names: int
    person_times: int
    called_out: int
    acts: int


class Trained(msgspec.Struct, frozen=True):
    """The record of a place and role over several drills, as `Attendance` counts them."""

    place_code: str
    place: str
    role: str
    drills: int
    person_times: int
    called_out: int
    acts: int


def attendance(log: EventLog, area_id: str) -> tuple[Attendance, ...]:
    """Return who took part in the drill of an area, by place and role; nothing of real days."""
    area, began_at, attending = Area(area_id=area_id), 0.0, Attending()
    for entry in log.read(area_id):
        recorded = recorded_of(entry)
        if isinstance(recorded.event, e.AreaFounded):
            began_at = recorded.recorded_at
            if not recorded.event.exercise:
                return ()
        area = evolve(area, recorded.event, recorded.position, recorded.recorded_at)
        attending.see(recorded.actor)
    return tuple(
        Attendance(
            area=area_id,
            drill=area.name,
            begins_at=began_at,
            place_code=place_code,
            place=area.places[place_code].name if place_code in area.places else place_code,
            role=role,
            **msgspec.structs.asdict(one),
        )
        for (place_code, role), one in attending.of(area).items()
    )


def over_drills(attended: Iterable[Attendance]) -> tuple[Trained, ...]:
    """Return the record of each place and role over all drills, in order of place and role."""
    groups: defaultdict[tuple[str, str], list[Attendance]] = defaultdict(list)
    for one in attended:
        groups[one.place_code, one.role].append(one)
    return tuple(
        Trained(
            place_code=place_code,
            place=of_it[0].place,
            role=role,
            drills=len({one.area for one in of_it}),
            person_times=sum(one.person_times for one in of_it),
            called_out=sum(one.called_out for one in of_it),
            acts=sum(one.acts for one in of_it),
        )
        for (place_code, role), of_it in sorted(groups.items())
    )


def as_csv(attended: Iterable[Attendance]) -> str:
    """Return the record as CSV, a line for each drill, place and role."""
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(Attendance.__struct_fields__)
    for one in attended:
        plain = msgspec.structs.asdict(one)
        plain["begins_at"] = datetime.fromtimestamp(one.begins_at, UTC).isoformat()
        lines.writerow(plain.values())
    return written.getvalue()
