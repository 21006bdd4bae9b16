"""Verify logs at the terminal."""

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from api.commands.output import say, say_facts, say_json, steps

if TYPE_CHECKING:
    from dispatch.store.log import EventLog


def verify_areas(database: str, area_id: str | None, roads: Path | None, *, as_json: bool) -> bool:
    """Fold the log of an area, or of every area, again; whether everything holds.

    With the file of the `roads`, every decision is reckoned anew as well.
    """
    from dispatch.engine.verify import verify
    from dispatch.store.open import existing_store

    sound = True
    with existing_store(database) as store:
        areas = store.log.areas()
        if area_id is not None and area_id not in areas:
            raise ValueError(f"no area {area_id!r} in this log: there is {', '.join(areas)}")
        for one in areas if area_id is None else (area_id,):
            with steps(f"verifying {one}"):
                found = verify(store.log, one)
            sound = sound and not found.violations and not found.gaps
            facts = msgspec.to_builtins(found)
            if as_json:
                say_json(facts)
                continue
            say_facts({**facts, "violations": len(found.violations), "gaps": len(found.gaps)})
            for violation in found.violations:
                say(f"  {violation}")
        for one in areas if area_id is None else (area_id,):
            sound = sound and (roads is None or _decisions(store.log, one, roads, as_json=as_json))
    return sound


def _decisions(log: "EventLog", area_id: str, roads: Path, *, as_json: bool) -> bool:
    """Reckon the decisions of an area anew; whether all came out as they are written."""
    from api.commands.opening import founded_profile
    from dispatch.engine.capsules import resolve
    from routing.network import RoadNetwork

    with steps(f"deciding {area_id} again"):
        profile = founded_profile(log, area_id)
        found = resolve(log, area_id, profile, RoadNetwork.load(roads))
    if as_json:
        say_json(msgspec.to_builtins(found))
        return not found.differing
    say_facts({"decisions": found.decisions, "differing": len(found.differing)})
    for one in found.differing:
        say(f"  {one.recommendation_id}: {one.why}")
    return not found.differing
