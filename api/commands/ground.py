"""Lay the ground at the terminal: import roads, build a city."""

from dataclasses import asdict
from pathlib import Path

from api.commands.output import say, say_facts, say_json, steps


def import_roads(file: Path, out: Path, *, as_json: bool) -> None:
    """Import roads into `out/roads.npz` and tell what was found."""
    from routing.build import import_roads as import_
    from routing.hierarchy import with_orders

    with steps("roads") as tell:
        network, report = import_(file, tell)
        tell("finding an order of contraction")
        out.mkdir(parents=True, exist_ok=True)
        with_orders(network).save(out / "roads.npz")
    if as_json:
        found = asdict(report)
        # A directed arc is what a router calls an edge; both names are told.
        say_json({**found, "edges": report.arcs, "out": str(out / "roads.npz")})
    else:
        say(report.describe())
        say(f"written to {out / 'roads.npz'}")


def build_city(name: str, seed: int, out: Path, *, as_json: bool) -> None:
    """Build a city into a folder and tell its totals."""
    from simulators.city.build import build_city as build
    from simulators.city.build import totals
    from simulators.city.files import write_city

    with steps(name) as tell:
        city = build(name, seed, tell)
        tell("writing")
        write_city(city, out)
    found = totals(city)
    if as_json:
        say_json({"city": name, "seed": seed, "out": str(out), **found})
    else:
        say_facts(found)
        say(f"written to {out}")
