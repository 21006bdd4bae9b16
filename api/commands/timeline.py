"""Print what happened about an incident, minute by minute, from the log."""

from typing import TYPE_CHECKING, Any

from api.commands.output import say, say_json, steps

if TYPE_CHECKING:
    from dispatch.domain.incidents import Incident
    from dispatch.publishing.telling.entries import Entry
    from dispatch.publishing.telling.lexicon import Lexicon
    from dispatch.store.open import Store


def tell_timeline(
    database: str, area_id: str | None, profile: str | None, incident_id: str, *, as_json: bool
) -> None:
    """Print the timeline of an incident; raises ValueError where there is no such incident."""
    from api.commands.opening import founded_profile, read_area
    from api.timelines import all_about
    from dispatch.profile.loader import load_profile
    from dispatch.publishing.telling.entries import entry_of
    from dispatch.publishing.telling.lexicon import Lexicon
    from dispatch.store.open import existing_store

    with existing_store(database) as store:
        wanted = area_id or _area_with(store)
        rules = load_profile(profile) if profile else founded_profile(store.log, wanted)
        with steps(f"reading {wanted}"):
            area = read_area(store, wanted, rules)
            incident = area.incidents.get(incident_id)
            if incident is None:
                known = f"{len(area.incidents)} incidents" if area.incidents else "none"
                raise ValueError(f"no incident {incident_id!r} in the area {wanted!r}: {known}")
            lexicon = Lexicon(area, rules)
            entries = [entry_of(lexicon, one) for one in all_about(store.log, area, incident)]
    if as_json:
        say_json(_body(lexicon, incident, entries))
        return
    for line in lines_of(lexicon, incident, entries):
        say(line)


def lines_of(lexicon: "Lexicon", incident: "Incident", entries: "list[Entry]") -> list[str]:
    """Return a timeline as lines: a heading, each day, and each event at its minute."""
    kind, state = lexicon.kind(incident.kind), lexicon.state("incident_handling", incident.state)
    drill = "演练 EXERCISE · " if incident.exercise else ""
    lines = [
        f"{drill}{incident.incident_id} {kind.zh} {kind.en} · {lexicon.place(incident.place_code)}"
        f" · {state.zh} {state.en}"
    ]
    day = ""
    for one in entries:
        today, minute = one.local.split(" ")
        if today != day:
            day = today
            lines.append(today)
        late = "! " if one.overdue else "  "
        lines.append(f"{minute} {late}{one.zh} | {one.en} — {one.who}")
    return lines


def _body(lexicon: "Lexicon", incident: "Incident", entries: "list[Entry]") -> dict[str, Any]:
    from api.shown import plain

    return {
        "area": lexicon.area.area_id,
        "incident_id": incident.incident_id,
        "kind": incident.kind,
        "place_code": incident.place_code,
        "state": incident.state,
        "exercise": incident.exercise,
        "entries": [plain(one) for one in entries],
    }


def _area_with(store: "Store") -> str:
    """Return the area in service, else the first drill there is."""
    from api.commands.opening import first_area

    areas = store.log.areas()
    found = first_area(store) or next(iter(areas), None)
    if found is None:
        raise ValueError("no area in this database")
    return found
