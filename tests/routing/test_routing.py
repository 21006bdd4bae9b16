import subprocess
import sys
from pathlib import Path

import pytest

import routing


def test_importing_routing_is_light():
    heavy = "{'numpy', 'scipy', 'networkx', 'osmium', 'numba', 'shapely', 'msgspec'}"
    check = f"import sys, routing; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", check]).returncode == 0


def test_reading_saved_roads_and_their_weights_needs_no_search_library():
    check = (
        "import sys, routing\n"
        "routing.RoadNetwork, routing.RoadFileError, routing.free_flow, routing.ScipyTravelTimes\n"
        "sys.exit(bool({'scipy', 'networkx', 'osmium', 'numba', 'shapely'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", check]).returncode == 0


@pytest.mark.parametrize("name", sorted(routing._HOME))
def test_every_name_that_is_offered_is_there(name):
    assert getattr(routing, name).__name__ == name


def test_a_name_that_is_not_offered_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'incidents'"):
        _ = routing.incidents


def test_the_example_in_the_documentation_runs(shared_data, tmp_path, monkeypatch, capsys):
    page = (Path(__file__).resolve().parents[2] / "docs" / "routing.md").read_text("utf-8")
    example = page.split("```python\n")[1].split("```")[0]
    (tmp_path / "monaco.osm.pbf").symlink_to(shared_data / "roads" / "monaco" / "monaco.osm.pbf")
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(example, names)
    told = capsys.readouterr().out
    assert "can reach each other" in told
    assert "Arrive at the destination" in told
    roads, way, detour = names["roads"], names["way"], names["detour"]
    assert names["soonest_ms"].tolist() == sorted(names["table_ms"][:, 0].tolist())[:2]
    assert way.travel_s == names["soonest_ms"][0] / 1000
    # Round the bridge it takes longer, and now it is open again.
    assert way.travel_s < detour.travel_s == names["round_ms"][names["rows"][0]] / 1000
    assert set(names["bridge"]).isdisjoint(detour.arcs)
    assert (roads.weights.travel_ms == names["free"].travel_ms).all()
    five, two = names["areas"]["features"]
    assert five["properties"]["area_km2"] > two["properties"]["area_km2"] > 0
    assert len(names["tile"]) > 1_000
