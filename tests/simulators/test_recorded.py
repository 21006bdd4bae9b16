"""Recorded calls are imported all or not at all, and every bad row is named."""

import gzip

import pytest
import yaml

from dispatch.domain.profile import TeamNeed
from dispatch.profile.loader import load_profile
from simulators.call_mapping import check_mapping, load_mapping
from simulators.recorded import RecordedCallsError, import_calls, sift_calls

HEADER = "call,received,call_type,station_area,lon,lat,units\n"
GOOD = "c1,2024-05-01T08:10:00,Fire,01,109.0,34.0,2\n"


def _import(tiny, text):
    path = tiny.folder / "some.csv"
    path.write_text(HEADER + text)
    return import_calls(path, load_mapping(tiny.folder / "mapping.yaml"))


def test_a_call_keeps_its_number_moment_place_and_demand(tiny):
    (call,) = _import(tiny, GOOD)
    assert call.external_no == "c1"
    assert call.received_at == 1714522200.0  # 08:10 in Shanghai is 00:10 UTC
    assert (call.kind, call.place_code) == ("fire", "T-01")
    assert call.needs == (TeamNeed(capability="RESCUE", teams=2),)
    assert call.row == 2


def test_every_bad_row_is_listed_with_its_column_and_nothing_is_loaded(tiny):
    bad = (
        "c2,yesterday,Fire,01,109.0,34.0,2\n"
        "c3,2024-05-01T08:10:00,Flood,01,109.0,34.0,2\n"
        "c4,2024-05-01T08:10:00,Fire,01,east,95,0\n"
        "c5,2024-05-01T08:10:00,Fire,01,109.0,34.0\n"
        "c6,2024-05-01T08:10:00,Fire,01,109.0,95,1\n"
    )
    with pytest.raises(RecordedCallsError) as refused:
        _import(tiny, GOOD + bad)
    found = [(problem.row, problem.column) for problem in refused.value.problems]
    assert found == [
        (3, "received"),
        (4, "call_type"),
        (5, "lon"),
        (5, "units"),
        (6, "-"),
        (7, "lon, lat"),
    ]
    assert "'Flood' is not in the table of kinds" in str(refused.value)


def test_repeats_are_never_dropped_in_silence(tiny):
    other = "c1,2024-05-01T08:11:00,Fall,01,109.0,34.0,1\n"
    with pytest.raises(RecordedCallsError) as refused:
        _import(tiny, GOOD + GOOD + other)
    reasons = [str(problem) for problem in refused.value.problems]
    assert reasons == [
        "row 3, -: says the same as row 2",
        "row 4, call: 'c1' stands in row 2 already",
    ]


def test_calls_come_in_order_of_their_moment_whatever_the_order_of_the_rows(tiny):
    earlier = "c0,2024-05-01T07:00:00,Fall,02,109.0,34.0,1\n"
    assert [call.external_no for call in _import(tiny, GOOD + earlier)] == ["c0", "c1"]


def test_a_column_that_is_missing_is_named(tiny):
    path = tiny.folder / "some.csv"
    path.write_text("call,received\n")
    with pytest.raises(RecordedCallsError, match="row 1, call_type: there is no such column"):
        import_calls(path, load_mapping(tiny.folder / "mapping.yaml"))


def test_a_file_that_is_cut_off_or_no_text_is_refused_by_name(tiny):
    path = tiny.folder / "some.csv"
    path.write_bytes(HEADER.encode() + b"\xff\xfe\n")
    with pytest.raises(RecordedCallsError, match=r"some\.csv.*cannot be read"):
        import_calls(path, load_mapping(tiny.folder / "mapping.yaml"))
    cut = tiny.folder / "cut.csv.gz"
    cut.write_bytes(gzip.compress((HEADER + GOOD * 50).encode())[:-9])
    with pytest.raises(RecordedCallsError, match=r"cut\.csv\.gz.*cannot be read"):
        import_calls(cut, load_mapping(tiny.folder / "mapping.yaml"))


def test_a_mistake_in_the_mapping_names_the_file_and_the_field(tiny):
    path = tiny.folder / "mapping.yaml"
    path.write_text("time_zone: Mars/Olympus\nkinds: {}\ncolumns: {received: a, kind: b, lon: c}\n")
    with pytest.raises(ValueError, match=r"mapping\.yaml.*lat"):
        load_mapping(path)


def test_a_mapping_may_use_only_words_of_the_profile(tiny):
    mapping = load_mapping(tiny.folder / "mapping.yaml")
    check_mapping(mapping, load_profile("xian"))
    mapping.kinds["Comet"] = "comet"
    with pytest.raises(ValueError, match="kinds: the profile does not know 'comet'"):
        check_mapping(mapping, load_profile("xian"))


def test_the_real_record_of_a_fortnight_imports_whole(shared_data):
    from pathlib import Path

    import simulators

    drills = Path(simulators.__file__).parent / "drills"
    mapping = load_mapping(drills / "sf-2020-04.mapping.yaml")
    calls = import_calls(shared_data / "incidents/sf/sf_calls_2020-04.csv.gz", mapping)
    assert len(calls) == 5292
    assert sum(need.teams for call in calls for need in call.needs or ()) == 10410


def test_the_dirty_record_of_a_county_is_refused_with_all_its_repeats_and_strays(shared_data):
    import msgspec

    from simulators.call_mapping import Mapping

    plain = {
        "time_zone": "America/New_York",
        "columns": {"received": "time", "kind": "category", "lon": "lon", "lat": "lat"},
        "kinds": {"EMS": "medical", "Fire": "fire", "Traffic": "road_traffic"},
        "bounds": [-75.75, 39.95, -74.95, 40.5],
    }
    path = shared_data / "incidents/montgomery/montgomery_911.csv.gz"
    with pytest.raises(RecordedCallsError) as refused:
        import_calls(path, msgspec.convert(plain, Mapping))
    assert {problem.column for problem in refused.value.problems} >= {"lon, lat"}


def test_a_mapping_may_set_bad_rows_aside_and_tells_each(tiny):
    mapping = yaml.safe_load((tiny.folder / "mapping.yaml").read_text())
    columns = {**mapping["columns"], "row_no": "call"}
    aside = {**mapping, "set_aside": True, "columns": columns, "bounds": [108, 33, 110, 35]}
    (tiny.folder / "mapping.yaml").write_text(yaml.safe_dump(aside))
    text = GOOD + GOOD.replace("c1", "c2") + GOOD.replace("c1", "c3").replace("109.0", "99.0")
    path = tiny.folder / "some.csv"
    path.write_text(HEADER + text + "c4,yesterday,Fire,01,109.0,34.0,2\n")
    calls, problems = sift_calls(path, load_mapping(tiny.folder / "mapping.yaml"))
    assert [call.external_no for call in calls] == ["c1"]
    assert [str(problem) for problem in problems] == [
        "row 3, -: says the same as row 2",
        "row 4, lon, lat: 99.0, 34.0 lies outside the bounds",
        "row 5, received: 'yesterday' is no moment",
    ]
    assert [problem.received_at for problem in problems] == [1714522200.0, 1714522200.0, None]


def test_a_detail_says_more_closely_what_a_call_is_and_whom_it_wants(tiny):
    plain = yaml.safe_load((tiny.folder / "mapping.yaml").read_text())
    columns = {name: word for name, word in plain["columns"].items() if name != "demand"}
    engines = [{"capability": "FIRE", "teams": 2}]
    closely = {
        **plain,
        "columns": {**columns, "detail": "units"},
        "kinds": {
            "Fire": {"kind": "alarm", "priority": 3, "needs": engines[:1]},
            "Fall": "medical",
        },
        "details": {"Fire/2": {"kind": "fire", "priority": 1, "needs": engines}},
    }
    (tiny.folder / "mapping.yaml").write_text(yaml.safe_dump(closely))
    check_mapping(load_mapping(tiny.folder / "mapping.yaml"), load_profile("xian"))
    others = (
        "c2,2024-05-01T08:10:00,Fire,01,109.0,34.0,7\nc3,2024-05-01T08:10:00,Fall,01,109.0,34.0,1\n"
    )
    fire, alarm, fall = _import(tiny, GOOD + others)
    assert (fire.kind, fire.priority, fire.needs) == ("fire", 1, (TeamNeed("FIRE", 2),))
    assert (alarm.kind, alarm.priority) == ("alarm", 3)
    assert (fall.kind, fall.priority, fall.needs) == ("medical", None, None), "the profile's own"
    closely["details"]["Fire/2"]["needs"] = [{"capability": "COMETS", "teams": 1}]
    (tiny.folder / "mapping.yaml").write_text(yaml.safe_dump(closely))
    with pytest.raises(ValueError, match="details: the profile does not know 'COMETS'"):
        check_mapping(load_mapping(tiny.folder / "mapping.yaml"), load_profile("xian"))
