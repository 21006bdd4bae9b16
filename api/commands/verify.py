"""Verify logs at the terminal."""

import msgspec

from api.commands.output import say, say_facts, say_json, steps


def verify_areas(database: str, area_id: str | None, *, as_json: bool) -> bool:
    """Fold the log of an area, or of every area, again; whether everything holds."""
    from api.commands.opening import existing_store
    from dispatch.engine.verify import verify

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
    return sound
