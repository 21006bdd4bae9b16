import subprocess
import sys

import pytest

import routing


def test_importing_routing_is_light():
    heavy = "{'numpy', 'scipy', 'networkx', 'osmium'}"
    check = f"import sys, routing; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", check]).returncode == 0


def test_reading_saved_roads_and_their_weights_needs_no_search_library():
    check = (
        "import sys, routing\n"
        "routing.RoadNetwork, routing.RoadFileError, routing.free_flow, routing.ScipyTravelTimes\n"
        "sys.exit(bool({'scipy', 'networkx', 'osmium'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", check]).returncode == 0


@pytest.mark.parametrize("name", sorted(routing._HOME))
def test_every_name_that_is_offered_is_there(name):
    assert getattr(routing, name).__name__ == name


def test_a_name_that_is_not_offered_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'incidents'"):
        _ = routing.incidents
