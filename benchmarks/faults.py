"""Try 1,000 small drills with all faults at once; what must hold is checked after every event.

A seed that fails is shrunk and told in the line that runs it again.
"""

import sys
from time import process_time

from simulators.faulted import verdicts

SEEDS = 1_000


def measure(seeds: int = SEEDS) -> dict[str, float]:
    """Return the flat JSON object the benchmark prints."""
    began, events, failed = process_time(), 0, 0
    for verdict in verdicts(range(1, seeds + 1)):
        events += verdict.events
        if verdict.wrong:
            failed += 1
            sys.stderr.write(f"{verdict.trial.line}  # {verdict.wrong[0]}\n")
    cpu_s = process_time() - began
    return {
        "seeds": seeds,
        "failed": failed,
        "events": events,
        "cpu_s": round(cpu_s, 1),
        "checked_events_per_s": round(events / cpu_s),
    }
