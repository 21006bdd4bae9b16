import json
from typing import Any

import pytest
from msgspec.structs import replace

from dispatch.domain import commands as c
from dispatch.domain.actors import Actor
from dispatch.domain.area import Area
from dispatch.engine.positions import Fix
from dispatch.intake.payloads import MAX_PAYLOAD
from dispatch.intake.topics import parse
from dispatch.intake.translate import Message, Unreadable, is_repeat_of, translate
from dispatch.profile.loader import load_profile
from routing.crs import from_wgs84
from routing.geo import Position
from tests.sentences import NOON, City

REPORT = {
    "report_id": "g7-0001",
    "kind": "fire",
    "position": {"lon": 109.0612, "lat": 34.2712},
}
RIVER = "610111001601"


@pytest.fixture
def city() -> City:
    return City()


def read(city: City, topic: str, said: Any) -> Message | Fix:
    payload = said if isinstance(said, bytes) else json.dumps(said).encode()
    return translate(parse(f"chiyuan/test/{topic}"), payload, city.area, NOON, city.profile)


def unreadable(city: City, topic: str, said: Any) -> str:
    with pytest.raises(Unreadable) as caught:
        read(city, topic, said)
    return str(caught.value)


def ordered(city: City, team_id: str = "fire-1") -> str:
    return city.order(team_id, city.a_fire(), "FIRE")


def test_a_grid_workers_report_is_a_report_by_the_name_in_the_topic(city: City) -> None:
    message = read(city, "reports/grid-7", REPORT | {"place_code": RIVER, "text": "烟很大"})
    assert isinstance(message, Message)
    assert message.actor == Actor("grid-7", "GRID", RIVER)
    assert message.command == c.SendReport(
        report_id="g7-0001",
        kind="fire",
        source="grid",
        position=Position(lon=109.0612, lat=34.2712),
        place_code=RIVER,
        text="烟很大",
    )
    # The domain knows a report by its own id; no second one is needed.
    assert (message.command_id, message.said_id) == (None, "g7-0001")


def test_a_report_without_a_place_speaks_for_the_whole_area(city: City) -> None:
    message = read(city, "reports/grid-7", REPORT)
    assert isinstance(message, Message)
    assert message.actor.jurisdiction == "61"


def test_a_sensor_reports_as_a_sensor(city: City) -> None:
    message = read(city, "sensors/smoke-12/reports", REPORT)
    assert isinstance(message, Message)
    assert message.actor == Actor("smoke-12", "SENSOR", "61")
    assert isinstance(message.command, c.SendReport)
    assert message.command.source == "sensor"


def test_positions_are_in_the_system_the_device_names(city: City) -> None:
    lon, lat = from_wgs84(109.0612, 34.2712, "GCJ-02")
    moved = {"position": {"lon": lon, "lat": lat}, "crs": "GCJ-02"}
    message = read(city, "reports/grid-7", REPORT | moved)
    assert isinstance(message, Message)
    assert isinstance(message.command, c.SendReport)
    at = message.command.position
    assert (at.lon, at.lat) == pytest.approx((109.0612, 34.2712), abs=1e-7)
    fix = read(city, "teams/fire-1/position", {"lon": lon, "lat": lat, "crs": "GCJ-02"})
    assert isinstance(fix, Fix)
    assert fix.position.lon == pytest.approx(109.0612, abs=1e-7)
    for topic, said in (
        ("reports/grid-7", REPORT | {"crs": "mars"}),
        ("teams/fire-1/position", {"lon": lon, "lat": lat, "crs": "mars"}),
    ):
        assert unreadable(city, topic, said).startswith("crs: ")


def test_a_position_is_a_fix_at_the_devices_moment_or_now(city: City) -> None:
    topic = "teams/fire-1/position"
    there = Position(lon=109.0, lat=34.2)
    said = {"lon": 109.0, "lat": 34.2}
    assert read(city, topic, said | {"at": NOON - 5}) == Fix("fire-1", there, NOON - 5, "gps")
    assert read(city, topic, said) == Fix("fire-1", there, NOON, "gps")


def test_a_fix_of_tomorrow_is_refused_since_it_would_hide_every_later_one(city: City) -> None:
    said = {"lon": 109.0, "lat": 34.2, "at": NOON + 86_400}
    assert unreadable(city, "teams/fire-1/position", said).startswith("at: ")


def test_a_teams_status_is_a_step_of_its_availability_with_one_effect_per_id(city: City) -> None:
    said = {"id": "s1", "action": "go_off_duty", "reason": "换班"}
    message = read(city, "teams/fire-1/status", said)
    assert isinstance(message, Message)
    assert message.actor == Actor("fire-1", "TEAM", "610111001", "fire-1")
    assert message.command_id == "fire-1:s1"
    assert message.command == c.TakeStep(
        "team_availability", "fire-1", "go_off_duty", c.Particulars(reason="换班")
    )


@pytest.mark.parametrize("action", ["sign", "decline", "set_out", "arrive", "begin", "finish"])
def test_a_teams_step_of_an_order_is_that_step_by_the_team(city: City, action: str) -> None:
    key = ordered(city)
    said = {"id": "7", "instruction_id": key, "revision": 1, "action": action, "reason": "为"}
    message = read(city, "teams/fire-1/receipts", said)
    assert isinstance(message, Message)
    assert message.command == c.TakeStep("instruction", key, action, c.Particulars(reason="为"))
    assert (message.command_id, message.actor.team_id) == ("fire-1:7", "fire-1")


def test_a_receipt_is_the_step_delivered_and_comes_late_without_harm(city: City) -> None:
    key = ordered(city)
    said = {"id": "7", "instruction_id": key, "revision": 1, "action": "receipt"}
    message = read(city, "teams/fire-1/receipts", said)
    assert isinstance(message, Message)
    assert message.command == c.TakeStep("instruction", key, "deliver")
    city.by(message.actor, message.command)
    assert city.by(message.actor, message.command).events == ()
    cancel = c.TakeStep("instruction", key, "cancel", c.Particulars(reason="误报"))
    city.by("city duty officer", cancel)
    assert city.by(message.actor, message.command).events == ()


def test_progress_and_a_seen_withdrawal_have_commands_of_their_own(city: City) -> None:
    key = ordered(city)
    base = {"id": "7", "instruction_id": key, "revision": 1}
    progress = read(
        city,
        "teams/fire-1/receipts",
        base | {"action": "progress", "text": "已控制", "evidence": ["a.jpg"]},
    )
    seen = read(city, "teams/fire-1/receipts", base | {"action": "withdrawal_seen"})
    assert isinstance(progress, Message)
    assert isinstance(seen, Message)
    assert progress.command == c.ReportProgress(key, "已控制", ("a.jpg",))
    assert seen.command == c.SeeWithdrawal(key)


RECEIPT = {"id": "1", "instruction_id": "D1", "revision": 1, "action": "sign"}


@pytest.mark.parametrize(
    ("topic", "said", "field"),
    [
        ("reports/g", b"{not json", "payload"),
        ("reports/g", b"\xff\xfe", "payload"),
        ("reports/g", b"", "payload"),
        ("reports/g", [1], "payload"),
        ("reports/g", b" " * (MAX_PAYLOAD + 1), "payload"),
        ("reports/g", {"kind": "fire"}, "report_id"),
        ("reports/g", REPORT | {"report_id": ""}, "report_id"),
        ("reports/g", REPORT | {"report_id": "a\x00b"}, "report_id"),
        ("reports/g", REPORT | {"report_id": "x" * 200}, "report_id"),
        ("reports/g", REPORT | {"kind": 7}, "kind"),
        ("reports/g", REPORT | {"kin": "fire"}, "kin"),
        ("reports/g", REPORT | {"position": {"lon": 109.0}}, "position.lat"),
        ("reports/g", REPORT | {"position": {"lon": 109.0, "lat": 234.0}}, "position"),
        ("reports/g", REPORT | {"text": "x" * 5_000}, "text"),
        ("reports/g", REPORT | {"evidence": [""]}, "evidence[0]"),
        ("reports/g", REPORT | {"occurred_at": "noon"}, "occurred_at"),
        ("teams/fire-1/position", {"lon": 109.0}, "lat"),
        ("teams/fire-1/position", {"lon": 909.0, "lat": 1.0}, "position"),
        ("teams/fire-1/status", {"id": "1"}, "action"),
        ("teams/fire-1/receipts", RECEIPT | {"action": "dance"}, "action"),
        ("teams/fire-1/receipts", RECEIPT | {"revision": None}, "revision"),
        ("teams/fire-1/receipts", RECEIPT | {"revision": 10_000}, "revision"),
        ("teams/fire-1/receipts", RECEIPT | {"instruction_id": "D99"}, "instruction_id"),
        ("teams/fire-2/receipts", RECEIPT, "instruction_id"),
        ("teams/nobody/status", {"id": "1", "action": "go_off_duty"}, "topic"),
    ],
)
def test_what_cannot_be_read_is_refused_naming_the_field(
    city: City, topic: str, said: Any, field: str
) -> None:
    ordered(city)
    assert unreadable(city, topic, said).startswith(f"{field}: ")


def test_nothing_is_read_for_an_area_that_is_not_founded() -> None:
    topic = parse("chiyuan/test/reports/g")
    with pytest.raises(Unreadable, match="not founded"):
        translate(
            topic, json.dumps(REPORT).encode(), Area(area_id="test"), NOON, load_profile("xian")
        )


def test_another_report_under_a_known_id_is_not_taken_for_a_repeat(city: City) -> None:
    message = read(city, "reports/grid-7", REPORT)
    other = read(city, "reports/grid-7", REPORT | {"kind": "gas"})
    stranger = read(city, "reports/grid-8", REPORT)
    assert isinstance(message, Message)
    city.by(message.actor, message.command)
    report = city.area.reports["g7-0001"]
    for one, again in ((message, True), (other, False), (stranger, False)):
        assert isinstance(one, Message)
        assert isinstance(one.command, c.SendReport)
        assert is_repeat_of(report, one.command, one.actor) is again


def test_a_teams_device_speaks_for_its_detachments_by_name(city: City) -> None:
    brigade = replace(city.area.teams["fire-1"], people=24)
    city.by("admin", c.EnrolTeams((brigade,)))
    city.by("city duty officer", c.GiveInstruction(city.a_fire(), "fire-1", "FIRE", crews=1))
    here = {"lon": 109.06, "lat": 34.27, "team_id": "fire-1-1"}
    fix = read(city, "teams/fire-1/position", here)
    assert isinstance(fix, Fix)
    assert fix.team_id == "fire-1-1"
    home = read(
        city, "teams/fire-1/status", {"id": "s1", "action": "return", "team_id": "fire-1-1"}
    )
    assert isinstance(home, Message)
    assert home.command == c.TakeStep("team_availability", "fire-1-1", "return")
    assert home.actor.team_id == "fire-1"
    signed = {"id": "t1", "instruction_id": "D1", "revision": 1, "action": "sign"}
    assert isinstance(read(city, "teams/fire-1/receipts", signed), Message)
    assert "fire-1-1" in unreadable(city, "teams/fire-2/position", here)
    assert "D1" in unreadable(city, "teams/fire-2/receipts", signed)
