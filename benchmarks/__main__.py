"""Run a benchmark by name: `python -m benchmarks engine --json`."""

import argparse
import importlib
import json

NAMES = ("engine", "live", "routing", "store")


def main() -> None:
    """Run the named benchmark and print what it measured, as one flat JSON object or a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--json", action="store_true", help="print one flat JSON object")
    parser.add_argument(
        "--roads", metavar="PATH", help="routing: a map or saved roads; the generated Xi'an if none"
    )
    chosen = parser.parse_args()
    if chosen.roads is not None and chosen.name != "routing":
        parser.error(f"--roads says nothing to {chosen.name}")
    options = {"roads": chosen.roads} if chosen.name == "routing" else {}
    measured = importlib.import_module(f"benchmarks.{chosen.name}").measure(**options)
    if chosen.json:
        print(json.dumps(measured))
    else:
        for key, value in measured.items():
            print(f"{key:28} {value}")


if __name__ == "__main__":
    main()
