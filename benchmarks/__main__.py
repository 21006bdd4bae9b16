"""Run a benchmark by name: `python -m benchmarks engine --json`."""

import argparse
import importlib
import json

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
        "--seeds", metavar="N", type=int, help="assignment: how often incidents are drawn anew"
    )
    parser.add_argument(
        "--minutes", metavar="N", type=float, help="console: how long the desk is left open"
    )
    chosen = parser.parse_args()
    for option, name in (("roads", "routing"), ("seeds", "assignment"), ("minutes", "console")):
        if getattr(chosen, option) is not None and chosen.name != name:
            parser.error(f"--{option} says nothing to {chosen.name}")
    given = {"roads": chosen.roads, "seeds": chosen.seeds, "minutes": chosen.minutes}
    options = {key: value for key, value in given.items() if value is not None}
    measured = importlib.import_module(f"benchmarks.{chosen.name}").measure(**options)
    if chosen.json:
        print(json.dumps(measured))
    else:
        for key, value in measured.items():
            print(f"{key:28} {value}")


if __name__ == "__main__":
    main()
