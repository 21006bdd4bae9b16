"""Build the city once for all, and lay out a tiny made-up town as files, with few calls."""

from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from simulators.city.build import build_city
from simulators.city.model import City

SIDE = 6  # nodes along each side of the grid
STEP_DEG = 0.005  # about 500 m

MAPPING = {
    "time_zone": "Asia/Shanghai",
    "capability": "RESCUE",
    "place_prefix": "T-",
    "columns": {
        "external_no": "call",
        "received": "received",
        "kind": "call_type",
        "lon": "lon",
        "lat": "lat",
        "place": "station_area",
        "demand": "units",
    },
    "kinds": {"Fire": "fire", "Fall": "medical"},
}

SCENARIO = {
    "name": {"zh": "小镇演练", "en": "Tiny town"},
    "area_id": "drill-tiny",
    "seed": 7,
    "start": "2024-05-01T08:00:00+08:00",
    "duration_h": 4,
    "policy": {"costs": {}, "automatic": [{"kinds": ["*"], "priorities": [1, 2, 3, 4]}]},
    "place": {
        "stations": {
            "root": "T",
            "name": "Tiny",
            "prefix": "T-",
            "roads": "roads",
            "stations": "stations.csv",
            "responses": "responses.csv",
            "calls": "calls.csv",
        }
    },
    "calls": {"recorded": {"file": "calls.csv", "mapping": "mapping.yaml"}},
}

CALLS = """call,received,call_type,station_area,lon,lat,units
c1,2024-05-01T08:10:00,Fire,01,109.0005,34.0004,2
c2,2024-05-01T08:12:00,Fall,02,109.0245,34.0246,1
c3,2024-05-01T09:40:00,Fall,02,109.0148,34.0203,1
"""

RESPONSES = """call,unit,unit_type,seq,on_scene,available
c1,E01,ENGINE,1,2024-05-01T08:15:00,2024-05-01T08:25:00
c1,E02,ENGINE,2,2024-05-01T08:16:00,2024-05-01T08:36:00
c2,M7,MEDIC,1,2024-05-01T08:20:00,2024-05-01T08:20:01
c3,M7,MEDIC,1,2024-05-01T09:45:00,2024-05-01T10:00:00
"""


@dataclass(frozen=True)
class TinyTown:
    """Files of a drill; `scenario` writes the drill's own file anew with some fields changed."""

    folder: Path

    def scenario(self, **changed: object) -> Path:
        path = self.folder / "tiny.yaml"
        path.write_text(yaml.safe_dump({**SCENARIO, **changed}, allow_unicode=True))
        return path


@pytest.fixture(scope="session")
def city() -> City:
    """The generated city, built once: it takes seconds, and nobody may change it."""
    return build_city("xian", seed=1)


@pytest.fixture
def tiny(tmp_path: Path) -> TinyTown:
    roads = tmp_path / "roads"
    roads.mkdir()
    nodes, edges = ["node,lon,lat"], ["u,v,length_m,highway,speed_kmh,speed_src"]
    for x in range(SIDE):
        for y in range(SIDE):
            nodes.append(f"{x}.{y},{109 + x * STEP_DEG},{34 + y * STEP_DEG}")
            for other in ((x + 1, y), (x, y + 1)):
                if max(other) < SIDE:
                    ends = f"{x}.{y}", f"{other[0]}.{other[1]}"
                    edges += [f"{a},{b},560,primary,36,source" for a, b in (ends, ends[::-1])]
    (roads / "nodes.csv").write_text("\n".join(nodes) + "\n")
    (roads / "edges.csv").write_text("\n".join(edges) + "\n")
    (tmp_path / "stations.csv").write_text("station,lon,lat\n01,109.0,34.0\n02,109.025,34.025\n")
    (tmp_path / "responses.csv").write_text(RESPONSES)
    (tmp_path / "calls.csv").write_text(CALLS)
    (tmp_path / "mapping.yaml").write_text(yaml.safe_dump(MAPPING))
    return TinyTown(tmp_path)
