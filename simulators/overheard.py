"""Hear what goes on in an area on its live feed, as far as the score of an attached drill asks."""

import time
from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

from simulators.after_action import Advice, Responded, Timer

CALLED_OFF = frozenset({"CANCELLED", "REASSIGNED"})
"""States of an order that its crew no longer carries out."""


class Overheard:
    """What was heard on the feed; `see` every event of it, in order."""

    def __init__(self) -> None:
        self.last_at = time.monotonic()
        self._opened: dict[str, tuple[float, dict[str, Any]]] = {}
        self._first: dict[str, float] = {}
        self._incident_of: dict[str, str] = {}
        self._over: set[str] = set()
        self._begun: Counter[str] = Counter()
        self._passed: Counter[str] = Counter()
        self._settled: Counter[str] = Counter()
        self._sent: defaultdict[str, set[str]] = defaultdict(set)
        self._lost: set[str] = set()
        self._reported: dict[str, str] = {}

    def see(self, recorded: dict[str, Any]) -> None:
        """Take an event in."""
        self.last_at = time.monotonic()
        event, at = recorded["event"], datetime.fromisoformat(recorded["at"]).timestamp()
        for one in event.get("started", ()):
            self._begun[one["timer"]] += one.get("late", True)
        match event:
            case {"type": "IncidentRegistered"}:
                self._opened[event["incident_id"]] = at, event
                self._reported[event["report_id"]] = event["incident_id"]
            case {"type": "ReportLinked"}:
                self._reported[event["report_id"]] = event["incident_id"]
            case {"type": "InstructionGiven"}:
                self._incident_of[event["instruction_id"]] = event["incident_id"]
                self._sent[event["incident_id"]].add(event["instruction_id"])
            case {"type": "StepTaken", "lifecycle": "instruction", "went_to": went_to}:
                incident_id = self._incident_of.get(event["subject_id"])
                if went_to == "ON_SCENE" and incident_id is not None:
                    self._first.setdefault(incident_id, at)
                if went_to in CALLED_OFF or went_to in ("DECLINED", "OVERDUE"):
                    self._lost.add(event["subject_id"])
            case {"type": "StepTaken", "lifecycle": "incident_handling", "over": True}:
                self._over.add(event["subject_id"])
            case {"type": "DeadlinePassed"}:
                self._passed[event["deadline"]["timer"]] += event["deadline"].get("late", True)
            case {"type": "RecommendationSettled"}:
                self._settled[event["settlement"]] += 1

    def incident_of(self, report_id: str) -> str | None:
        """Return the incident that a report came to meanwhile, None where none was heard of."""
        return self._reported.get(report_id)

    def responded(self) -> list[Responded]:
        """Return the incidents that began meanwhile."""
        found = []
        for incident_id, (at, event) in self._opened.items():
            first, serving = self._first.get(incident_id), self._sent[incident_id] - self._lost
            needs = event.get("team_needs", ())
            wanted = sum(one.get("teams") or 1 for one in needs)
            found.append(
                Responded(
                    incident_id=incident_id,
                    kind=event["kind"],
                    priority=event["priority"],
                    place_code=event["place_code"],
                    first_s=None if first is None else round(first - at, 3),
                    wanted=wanted,
                    met=min(wanted, len(serving)),
                    is_open=incident_id not in self._over,
                )
            )
        return found

    def timers(self) -> list[Timer]:
        """Return the limits that were begun and passed meanwhile."""
        return [
            Timer(one, self._begun[one], self._passed[one])
            for one in sorted(self._begun.keys() | self._passed.keys())
            if self._begun[one] or self._passed[one]
        ]

    def advice(self) -> Advice:
        """Return what became of the advice meanwhile."""
        settled = self._settled
        return Advice(accepted=settled["ACCEPTED"], changed=settled["CHANGED"])
