"""Play a stretch of an area's past at the terminal, from its log."""

import time
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from math import inf
from typing import TYPE_CHECKING

from api.commands.output import say, say_json, steps

if TYPE_CHECKING:
    from dispatch.domain.area import Area
    from dispatch.domain.envelope import Recorded
    from dispatch.engine.history import History
    from dispatch.publishing.telling.lexicon import Lexicon

READ = 500  # events at a time


def replay_area(
    database: str,
    area_id: str,
    begin: str | None,
    end: str | None,
    speed: str,
    *,
    as_json: bool,
) -> None:
    """Print what was open at the first moment, and then what happened, as fast as it did or faster.

    Raises ValueError where there is no such area, and for a moment that is none.
    """
    from api.commands.opening import founded_profile
    from dispatch.engine.history import History
    from dispatch.publishing.telling.lexicon import Lexicon
    from dispatch.store.open import existing_store

    first_at = -inf if begin is None else moment_of("--from", begin)
    last_at = inf if end is None else moment_of("--to", end)
    times = inf if speed == "max" else _times(speed)
    with existing_store(database) as store:
        if area_id not in store.log.areas():
            there = ", ".join(store.log.areas()) or "none"
            raise ValueError(f"no area {area_id!r} in this log: there is {there}")
        history = History(store.log, area_id)
        with steps(f"reading {area_id}"):
            area = history.at(history.position_at(first_at))
            lexicon = Lexicon(
                history.at(store.log.head(area_id)), founded_profile(store.log, area_id)
            )
        show = _as_json if as_json else _as_text
        show(lexicon, area, _paced(_within(history, area.position, last_at), times))


def moment_of(option: str, text: str) -> float:
    """Return a moment in epoch seconds UTC; raises ValueError naming the option."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{option}: a moment as 2025-07-01T08:30:00+08:00, not {text!r}") from None
    if moment.tzinfo is None:
        raise ValueError(f"{option}: say the offset from UTC, as in 2025-07-01T08:30:00+08:00")
    return moment.timestamp()


def _within(history: "History", position: int, last_at: float) -> "Iterator[Recorded]":
    while chunk := list(islice(history.events(position, READ), READ)):
        for recorded in chunk:
            if recorded.recorded_at > last_at:
                return
            yield recorded
        position = chunk[-1].position


def _paced(events: "Iterator[Recorded]", times: float) -> "Iterator[Recorded]":
    """Yield each event when its moment comes at so many times real time."""
    began, first_at = time.monotonic(), None
    for recorded in events:
        first_at = recorded.recorded_at if first_at is None else first_at
        wait_s = (recorded.recorded_at - first_at) / times - (time.monotonic() - began)
        if wait_s > 0:
            time.sleep(wait_s)
        yield recorded


def _as_json(_: "Lexicon", area: "Area", events: "Iterator[Recorded]") -> None:
    from api.frames import event_body
    from api.replays import REPLAY

    open_ = sorted(area.open_incidents)
    say_json(
        {"type": "state", "area": area.area_id, "position": area.position, "open": open_}
        | {"replay": REPLAY}
    )
    for recorded in events:
        say_json(event_body(recorded) | {"replay": REPLAY})


def _as_text(lexicon: "Lexicon", area: "Area", events: "Iterator[Recorded]") -> None:
    from dispatch.publishing.telling.entries import entry_of

    drill = "演练 EXERCISE · " if lexicon.area.exercise else ""
    say(f"回放 REPLAY · {drill}{area.area_id} {lexicon.area.name} · 位置 position {area.position}")
    for incident_id in sorted(area.open_incidents):
        one = area.incidents[incident_id]
        kind, state = lexicon.kind(one.kind), lexicon.state("incident_handling", one.state)
        say(
            f"  在处 open {incident_id} {kind.zh} {kind.en} · {lexicon.place(one.place_code)}"
            f" · {state.zh} {state.en}"
        )
    for recorded in events:
        told = entry_of(lexicon, recorded)
        late = "! " if told.overdue else "  "
        say(f"{told.local} {late}#{told.position} {told.zh} | {told.en} — {told.who}")


def _times(speed: str) -> float:
    try:
        times = float(speed)
    except ValueError:
        times = 0.0
    if not 0.0 < times < 1e6:
        raise ValueError(f"--speed: max, or so many times real time, not {speed!r}")
    return times
