"""Run a benchmark by name: `python -m benchmarks engine --json`."""

import argparse
import importlib
import json

NAMES = ("engine", "live", "store")


def main() -> None:
    """Run the named benchmark and print what it measured, as one flat JSON object or a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--json", action="store_true", help="print one flat JSON object")
    chosen = parser.parse_args()
    measured = importlib.import_module(f"benchmarks.{chosen.name}").measure()
    if chosen.json:
        print(json.dumps(measured))
    else:
        for key, value in measured.items():
            print(f"{key:28} {value}")


if __name__ == "__main__":
    main()
