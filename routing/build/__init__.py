"""Import roads from files made elsewhere, and report what was found and assumed."""

from pathlib import Path
from time import perf_counter

from routing.build.report import ImportReport as ImportReport
from routing.build.report import Progress as Progress
from routing.build.report import RoadImportError as RoadImportError
from routing.network import RoadNetwork

OSM_ENDINGS = (".osm.pbf", ".pbf", ".osm", ".osm.gz", ".osm.bz2")


def import_roads(
    path: Path | str, progress: Progress | None = None
) -> tuple[RoadNetwork, ImportReport]:
    """Import an OpenStreetMap file, an OSMnx graph or a folder of CSV tables, as `path` is.

    `progress` is told of each step as it begins. Raises `FileNotFoundError` where there is
    nothing at `path`, and `RoadImportError` with every problem where it is not fit for use.
    """
    path = Path(path)
    tell = progress or _say_nothing
    started = perf_counter()
    if not path.exists():
        raise FileNotFoundError(f"no roads at {path}")
    if path.is_dir():
        from routing.build.csv_tables import import_csv

        kind, (network, left_out) = "csv", import_csv(path, tell)
    elif path.name.endswith(".graphml"):
        from routing.networkx_graphs import import_graphml

        kind, (network, left_out) = "graphml", import_graphml(path, tell)
    elif path.name.endswith(OSM_ENDINGS):
        from routing.build.osm import import_osm

        kind, (network, left_out) = "osm", import_osm(path, tell)
    else:
        wanted = "an OpenStreetMap file (.osm.pbf), a graph of OSMnx (.graphml)"
        raise RoadImportError([f"{path} is not {wanted} or a folder with nodes.csv and edges.csv"])
    seconds = perf_counter() - started
    report = ImportReport.of(network, file=path.name, kind=kind, seconds=seconds, left_out=left_out)
    return network, report


def _say_nothing(_step: str) -> None:
    """Ignore the progress nobody asked for."""
