"""First responders are asked, and answer, through a real broker."""

from dispatch.domain import responder_messages as fm
from dispatch.domain.responders import Responder
from dispatch.intake.topics import ROOT
from tests.dispatch.domain.test_responding import FIRE, RIVER
from tests.dispatch.intake.conftest import Room, a_device, heard, say, until

CALLS, ANSWERS = (f"{ROOT}/test/responders/fr-1/{one}" for one in ("calls", "answers"))
PERSON = Responder("fr-1", "王师傅", RIVER, FIRE, ("extinguisher",), "2024-03-01 书面")


async def test_a_responder_is_asked_answers_and_is_stood_down(room: Room) -> None:
    room.city.by("admin", fm.RegisterResponders((PERSON,)))
    async with room.open_door(), a_device(room.broker.url_of("fr-1"), CALLS) as device:
        room.city.a_fire()
        call = await heard(device)
        assert (call["incident_id"], call["kind_zh"], call["awaits_answer"]) == ("I1", "火灾", True)
        assert call["task_zh"]
        reply = {"id": "p1", "incident_id": "I1", "action": "accept"}
        await say(device, "responders/fr-1/replies", reply)
        assert (await heard(device))["state"] == "ACCEPTED"
        said = {"reason": "误报", "evidence": ("photo",)}
        room.city.step("duty leader", "I1", "dismiss", **said)
        over = await heard(device)
        assert (over["state"], over["over"], over["task_zh"]) == ("STOOD_DOWN", True, "")


async def test_a_reply_is_answered_and_a_position_is_not(room: Room) -> None:
    room.city.by("admin", fm.RegisterResponders((PERSON,)))
    async with room.open_door() as door, a_device(room.broker.url_of("fr-1"), ANSWERS) as device:
        await say(device, "responders/fr-1/position", {"lon": 109.2, "lat": 34.3})
        await until(lambda: room.city.area.responders["fr-1"].position)
        await say(device, "responders/fr-1/replies", {"id": "p1", "action": "go_away"})
        assert (await heard(device))["id"] == "p1"
        assert room.city.area.responders["fr-1"].state == "AWAY"
        stray = {"id": "p2", "action": "accept", "incident_id": "I9"}
        await say(device, "responders/fr-1/replies", stray)
        await until(lambda: door.status.acknowledged == 3)
    assert room.buried() == ["incident_id: fr-1 was not asked to 'I9'"]
