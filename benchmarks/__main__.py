"""Run a benchmark by name: `python -m benchmarks engine --json`."""

import argparse
import importlib
import json

OPTIONS = {
    "roads": ("routing",),
    "seeds": ("assignment", "faults"),
    "hours": ("drill",),
    "rounds": ("drill",),
    "minutes": ("console",),
}
"""Which benchmarks an option says something to."""
NAMES = ("assignment", "console", "drill", "engine", "faults", "fusion", "live", "routing", "store")


def main() -> None:
    """Run the named benchmark and print what it measured, as one flat JSON object or a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--json", action="store_true", help="print one flat JSON object")
    parser.add_argument(
        "--roads", metavar="PATH", help="routing: a map or saved roads; the generated Xi'an if none"
    )
    parser.add_argument(
        "--seeds",
        metavar="N",
        type=_at_least_one,
        help="assignment: how often incidents are drawn anew; faults: how many small drills",
    )
    parser.add_argument(
        "--hours", metavar="H", type=_hours, help="drill: the first hours of the day, of 24"
    )
    parser.add_argument(
        "--rounds",
        metavar="N",
        type=_at_least_one,
        help="drill: run everything so often, and tell medians",
    )
    parser.add_argument(
        "--minutes", metavar="N", type=_minutes, help="console: how long the desk is left open"
    )
    chosen = parser.parse_args()
    options = {key: given for key in OPTIONS if (given := getattr(chosen, key)) is not None}
    for option in options:
        if chosen.name not in OPTIONS[option]:
            parser.error(f"--{option} says nothing to {chosen.name}")
    measured = importlib.import_module(f"benchmarks.{chosen.name}").measure(**options)
    if chosen.json:
        print(json.dumps(measured))
    else:
        for key, value in measured.items():
            print(f"{key:28} {value}")


def _minutes(text: str) -> float:
    minutes = float(text)
    if not 0 < minutes <= 24 * 60:
        raise argparse.ArgumentTypeError(f"{text}: above 0, a day at most")
    return minutes


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text}: at least 1")
    return number


def _hours(text: str) -> float:
    hours = float(text)
    if not 0 < hours <= 24:
        raise argparse.ArgumentTypeError(f"{text}: more than 0, at most 24")
    return hours


if __name__ == "__main__":
    main()
