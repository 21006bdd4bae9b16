import asyncio

import httpx
import pytest

from api.sessions import Sessions
from api.throttle import FREE_FAILURES, Throttle
from api.users import User, UserBook
from dispatch.domain.refusals import Rejected
from dispatch.engine.bootstrap import CommandArea, House
from dispatch.store.database import open_database
from tests.api.doors import PASSWORD, Door

NEW = "another Quiet river 8"


async def log_in(door: Door, name: str, password: str = PASSWORD) -> httpx.Response:
    return await door.http.post("/api/v1/login", json={"name": name, "password": password})


async def test_a_user_signs_in_with_name_and_password_and_is_known_by_the_token(door: Door) -> None:
    told = (await log_in(door, "North")).json()
    door.http.cookies.clear()
    headers = {"Authorization": f"Bearer {told['token']}"}
    me = (await door.http.get("/api/v1/me", headers=headers)).json()
    assert (me["name"], me["role"], me["jurisdiction"]) == ("north", "DUTY", "TN")


@pytest.mark.parametrize(("name", "password"), [("north", "wrong"), ("nobody", PASSWORD)])
async def test_a_wrong_password_and_an_unknown_name_are_answered_alike(
    door: Door, name: str, password: str
) -> None:
    answer = await log_in(door, name, password)
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_credentials")
    assert answer.headers["content-type"] == "application/problem+json"


async def test_who_fails_too_often_waits_even_with_the_right_password(door: Door) -> None:
    for _ in range(FREE_FAILURES):
        assert (await log_in(door, "north", "wrong")).status_code == 401
    answer = await log_in(door, "north")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) >= 1
    assert (await log_in(door, "south")).status_code == 200


def test_the_wait_doubles_and_ends() -> None:
    throttle, at = Throttle(), 1000.0
    for _ in range(FREE_FAILURES):
        assert throttle.begin("key", at) == 0
    assert throttle.begin("key", at) == pytest.approx(1)
    assert throttle.begin("key", at + 1) == 0
    assert throttle.begin("key", at + 1) == pytest.approx(2)
    throttle.succeed("key")
    assert throttle.begin("key", at + 1) == 0


async def test_attempts_at_the_same_moment_gain_nothing(door: Door) -> None:
    answers = await asyncio.gather(*(log_in(door, "north", "wrong") for _ in range(12)))
    assert sum(one.status_code == 401 for one in answers) == FREE_FAILURES


async def test_without_a_token_nothing_is_shown(door: Door) -> None:
    for path in ("/incidents", "/me", "/users", "/places"):
        answer = await door.http.get(f"/api/v1{path}")
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


async def test_a_signed_out_token_is_worth_nothing(door: Door) -> None:
    client = await door.as_user("north")
    assert (await client.get("/me")).status_code == 200
    assert (await client.post("/logout")).status_code == 204
    assert (await client.get("/me")).status_code == 401


async def test_a_session_ends_after_twelve_hours_even_in_use(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, sessions = await door.as_user("north"), door.app.state.desk.sessions
    now = sessions.now()
    monkeypatch.setattr(sessions, "now", lambda: now + 11.9 * 3600)
    assert (await client.get("/me")).status_code == 200
    monkeypatch.setattr(sessions, "now", lambda: now + 12.1 * 3600)
    assert (await client.get("/me")).status_code == 401


async def test_a_one_time_password_must_be_changed_before_anything_else(
    door: Door, book: UserBook
) -> None:
    await asyncio.to_thread(book.set_password, "north", "first-time-only", must_change=True)
    client = await door.as_user("north")
    assert (await client.get("/incidents")).json()["code"] == "password_change_due"
    changed = await client.post("/password", {"old": "first-time-only", "new": NEW})
    assert changed.status_code == 204
    assert (await client.get("/me")).status_code == 401, "every session of the user ends"
    assert (await log_in(door, "north", NEW)).status_code == 200


async def test_a_new_password_names_what_is_wrong_with_it(door: Door) -> None:
    client = await door.as_user("north")
    for new in ("short", "xx-north-xx-1", PASSWORD):
        answer = await client.post("/password", {"old": PASSWORD, "new": new})
        assert (answer.status_code, answer.json()["field"]) == (422, "new")
    answer = await client.post("/password", {"old": "wrong", "new": NEW})
    assert answer.status_code == 401


async def test_a_cookie_acts_only_for_pages_of_our_own(door: Door) -> None:
    answer = await log_in(door, "north")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert (await door.http.get("/api/v1/me")).status_code == 200
    for headers in ({}, {"Origin": "http://evil.example"}):
        refused = await door.http.post("/api/v1/logout", headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (403, "other_origin")
    ours = await door.http.post("/api/v1/logout", headers={"Origin": "http://door"})
    assert ours.status_code == 204


def test_the_first_start_makes_one_administrator_and_no_second(house: House) -> None:
    fresh = UserBook(house.store.database)
    password = fresh.add_first_administrator("C")
    assert password is not None
    assert fresh.add_first_administrator("C") is None
    admin = fresh.check("admin", password)
    assert admin is not None
    assert (admin.role, admin.jurisdiction, admin.must_change_password) == ("ADMIN", "C", True)


@pytest.mark.parametrize(
    ("user", "field"),
    [
        (User("x", "MAYOR", "C"), "role"),
        (User("x", "SYSTEM", "C"), "role"),
        (User("x", "DUTY", "nowhere"), "jurisdiction"),
        (User("x", "OFFICE", "C"), "jurisdiction"),
        (User("x", "TEAM", "TN", team_id="Z9"), "team_id"),
        (User("system", "DUTY", "TN"), "name"),
        (User("two words", "DUTY", "TN"), "name"),
    ],
)
def test_a_user_needs_a_role_that_fits_the_place(
    book: UserBook, area: CommandArea, user: User, field: str
) -> None:
    with pytest.raises(Rejected) as refusal:
        book.add(user, PASSWORD, area.area, area.engine.profile)
    assert refusal.value.field == field


async def test_an_administrator_enters_and_shuts_out_users_of_the_own_place_only(
    door: Door,
) -> None:
    admin = await door.as_user("county.admin")
    new = {"name": "Lin", "password": PASSWORD, "role": "DUTY", "jurisdiction": "TN"}
    assert (await admin.post("/users", new)).status_code == 201
    assert (await admin.post("/users", new)).json()["code"] == "already_there"
    outside = await admin.post("/users", new | {"name": "wu", "jurisdiction": "TS"})
    assert outside.status_code == 403
    listed = [one["name"] for one in (await admin.get("/users")).json()["items"]]
    assert "lin" in listed
    assert "south" not in listed
    lin = await door.as_user("lin")
    assert (await lin.get("/users")).status_code == 403
    assert (await admin.send("PATCH", "/users/lin", {"active": False})).status_code == 200
    assert (await lin.get("/me")).status_code == 401
    assert (await log_in(door, "lin")).status_code == 401
    assert (await admin.send("PATCH", "/users/south", {"active": False})).status_code == 404


def test_users_and_sessions_are_kept_in_postgresql_too(fresh_postgresql_url: str) -> None:
    database = open_database(fresh_postgresql_url)
    try:
        users = UserBook(database)
        password = users.add_first_administrator("C")
        assert password is not None
        admin = users.check("admin", password)
        assert admin is not None
        sessions = Sessions(users)
        _, session = sessions.open(admin)
        assert sessions.get(session.session_id) == session
        users.set_active("admin", False)
        assert sessions.get(session.session_id) is None
        assert users.check("admin", password) is None
    finally:
        database.close()
