"""Write small drills of the made-up hamlet, and read what their log says."""

from pathlib import Path
from typing import Any

import yaml

from dispatch.domain.envelope import Recorded
from dispatch.store.codec import recorded_of
from dispatch.store.open import open_log
from simulators.drill import run_drill

HAMLET: dict[str, Any] = {
    "name": {"zh": "小地方", "en": "Hamlet"},
    "area_id": "drill-h",
    "start": "2024-07-16T14:00:00+08:00",
    "duration_h": 1,
    "drain_h": 12,
    "place": {"hamlet": {}},
    "policy": {"automatic": [{"kinds": ["*"], "priorities": [1, 2, 3, 4]}]},
}
FIRE = {"kind": "fire", "lon": 109.031, "lat": 34.012, "priority": 1}


def inject(at_min: float = 5, expect: list[dict[str, Any]] | None = None, **more: Any) -> Any:
    """Return an inject with a fire reported."""
    given = {"report": FIRE, **more}
    return {"at_min": at_min, "name": {"zh": "火", "en": "Fire"}, "expect": expect or [], **given}


def run(folder: Path, **changed: Any) -> tuple[dict[str, Any], list[Recorded]]:
    """Run a hamlet's drill with some fields changed; return its outcome and its events."""
    path, database = folder / "hamlet.yaml", f"sqlite:///{folder / 'hamlet.db'}"
    path.write_text(yaml.safe_dump({**HAMLET, **changed}, allow_unicode=True))
    outcome = run_drill(path, database=database, check_every=1)
    log = open_log(database)
    try:
        return outcome, [recorded_of(entry) for entry in log.read("drill-h")]
    finally:
        log.close()
