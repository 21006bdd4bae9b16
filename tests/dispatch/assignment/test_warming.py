"""Warmed up: what is compiled is at hand before anybody decides."""

import subprocess
import sys

FIRST_DECISION = """
import numba.core.dispatcher as numba
from dispatch.assignment.roads import RoadDesk
from dispatch.assignment.warming import warm_up
from dispatch.engine.advisor import Advisor
from dispatch.engine.positions import Positions
from tests.dispatch.assignment.test_recommend import a_road_east
from tests.sentences import City

city, desk, loaded = City(), RoadDesk(a_road_east()), []
compile = numba.Dispatcher.compile

def told(kernel, signature):
    loaded.append(kernel.py_func.__qualname__)
    return compile(kernel, signature)

numba.Dispatcher.compile = told
warm_up(city.profile, desk)
before = len(loaded)
city.a_fire()
made = Advisor(city.engine, desk, Positions()).step()
print(made, before > 0, loaded[before:])
"""


def test_the_first_decision_waits_for_nothing_to_load() -> None:
    found = subprocess.run(
        [sys.executable, "-c", FIRST_DECISION], capture_output=True, text=True, check=True
    )
    assert found.stdout.split(maxsplit=2) == ["1", "True", "[]\n"]
