"""Browsers subscribe over HTTP; what they are told by the engine is tested beside publishing."""

from tests.api.doors import Client, Door

KEYS = {"p256dh": "BPk_x", "auth": "c2VjcmV0"}
ENDPOINT = "https://fcm.googleapis.com/fcm/send/abc"


async def subscribed(who: Client) -> list[str]:
    return [one["endpoint"] for one in (await who.get("/push/subscriptions")).json()["items"]]


async def test_a_user_subscribes_a_browser_and_takes_it_back(door: Door) -> None:
    team, north = await door.as_user("team.n1"), await door.as_user("north")
    key = (await team.get("/push/key")).json()["public_key"]
    assert len(key) == 87  # 65 bytes, base64url
    assert (await north.get("/push/key")).json()["public_key"] == key
    body = {"endpoint": ENDPOINT, "expirationTime": None, "keys": KEYS}
    assert (await team.post("/push/subscriptions", body)).status_code == 201
    assert (await team.post("/push/subscriptions", body)).status_code == 201
    assert await subscribed(team) == [ENDPOINT]
    path = f"/push/subscriptions?endpoint={ENDPOINT}"
    assert (await north.send("DELETE", path)).status_code == 204
    assert (await subscribed(north), await subscribed(team)) == ([], [ENDPOINT])
    assert (await team.send("DELETE", path)).status_code == 204
    assert await subscribed(team) == []


async def test_an_address_of_our_own_house_is_no_push_service(door: Door) -> None:
    team = await door.as_user("team.n1")
    for endpoint in ("https://127.0.0.1/x", "http://fcm.googleapis.com/x", "https://10.0.0.1/x"):
        answer = await team.post("/push/subscriptions", {"endpoint": endpoint, "keys": KEYS})
        assert (answer.status_code, answer.json()["field"]) == (422, "endpoint")


async def test_nobody_subscribes_without_signing_in(door: Door) -> None:
    assert (await door.http.get("/api/v1/push/key")).status_code == 401
