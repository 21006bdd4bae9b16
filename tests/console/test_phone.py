"""The team leader's phone: from the order to the report back, with a signal and without."""

import io
import re

import httpx
from PIL import Image
from playwright.sync_api import Route, expect

from tests.api.doors import PASSWORD
from tests.console.axe import in_every_look
from tests.console.conftest import Opener
from tests.console.desk import SOON_MS, reported
from tests.console.phone import SMALL_PHONE, Phone, ordered, told_of


def phone_of(desks: Opener, name: str = "team.n1") -> Phone:
    opened = desks.open(**SMALL_PHONE)
    phone = Phone(opened.page, opened.url)
    phone.sign_in(name)
    return phone


def test_the_operator_sees_each_step_of_the_leader_within_a_second(
    desks: Opener, http: httpx.Client
) -> None:
    incident_id = reported(http)
    desk, phone = desks.as_user("north", without_map=True), phone_of(desks)
    expect(phone.page.get_by_test_id("no-task")).to_be_visible()
    desk.page.goto(f"{desk.url}/#/incidents/{incident_id}")
    order = ordered(http, incident_id)
    row = desk.page.locator(f'[data-order="{order}"]')
    expect(row).to_contain_text("已送达", timeout=3 * SOON_MS)  # the phone itself says so
    for button, state in (("签收", "已签收"), ("出发", "途中"), ("到场", "到场")):
        phone.goes_on(button)
        expect(row).to_contain_text(state, timeout=SOON_MS)
    expect(phone.page.get_by_test_id("sharing")).to_have_text("正在共享位置")
    photo = io.BytesIO()
    Image.new("RGB", (64, 48), "#884422").save(photo, "JPEG")
    phone.press("反馈进展")
    phone.page.get_by_test_id("words").fill("二楼已搜")
    upload = {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": photo.getvalue()}
    phone.page.get_by_test_id("photo").set_input_files(upload)
    expect(phone.page.get_by_text("1 张照片")).to_be_visible()
    phone.send()
    phone.press("请求增援")
    phone.page.get_by_role("button", name=re.compile(r"^\+")).first.tap()
    phone.send()
    expect(phone.waiting).to_have_count(0)
    progress = [one for one in told_of(http, incident_id, order) if one["type"] != "StepTaken"]
    assert [one["text"] for one in progress] == ["二楼已搜", ""]
    assert len(progress[0]["evidence"]) == 1
    assert progress[1]["team_needs"] == [{"capability": "FIRE", "teams": 1}]
    phone.goes_on("开始执行")
    expect(row).to_contain_text("执行中", timeout=SOON_MS)
    phone.goes_on("完成反馈")
    expect(row).to_contain_text("已反馈", timeout=SOON_MS)
    expect(phone.page.get_by_test_id("no-task")).to_be_visible()


def test_what_is_done_without_a_signal_arrives_once_in_order_and_says_when(
    desks: Opener, http: httpx.Client
) -> None:
    incident_id = reported(http, position={"lon": 108.92, "lat": 34.28})
    phone = phone_of(desks)
    order = ordered(http, incident_id)
    expect(phone.state).to_have_text("已送达")
    expect(phone.waiting).to_have_count(0)
    phone.page.clock.install()
    phone.set_offline(True)
    expect(phone.page.get_by_test_id("link")).to_have_text("离线")
    for button in ("签收", "出发", "到场"):
        phone.goes_on(button)
    phone.says("反馈进展", "已控制")
    expect(phone.waiting).to_have_text("4 项待发送")
    expect(phone.state).to_have_text("到场")
    phone.page.reload()  # the phone was put away: the page comes back from the phone alone
    expect(phone.waiting).to_have_text("4 项待发送")
    expect(phone.state).to_have_text("到场")
    phone.page.clock.fast_forward(60_000)  # a minute, so that its moments are told
    expect(phone.waiting).to_have_text("4 项待发送")
    phone.set_offline(False)
    expect(phone.waiting).to_have_count(0, timeout=20_000)
    told = told_of(http, incident_id, order)
    done = [one.get("action") or one["text"] for one in told]
    assert done == ["deliver", "sign", "set_out", "arrive", "已控制"]
    moments = [one["done_at"] for one in told[1:]]
    assert None not in moments
    assert moments == sorted(moments)
    phone.goes_on("开始执行")
    phone.goes_on("完成反馈")
    expect(phone.page.get_by_test_id("no-task")).to_be_visible()


def test_a_deed_whose_answer_was_lost_is_sent_again_and_has_one_effect(
    desks: Opener, http: httpx.Client
) -> None:
    incident_id = reported(http, position={"lon": 108.96, "lat": 34.25})
    phone = phone_of(desks)
    order = ordered(http, incident_id)
    expect(phone.page.get_by_test_id("next")).to_have_text("签收")
    expect(phone.state).to_have_text("已送达")
    expect(phone.waiting).to_have_count(0)
    keys: list[str] = []

    def lose_the_first_answer(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        answer = route.fetch()
        if len(keys) == 1:
            route.abort()
            return
        phone.set_offline(True)  # nothing is asked for after it: the phone alone knows
        route.fulfill(response=answer)

    phone.page.route("**/actions*", lose_the_first_answer)
    phone.goes_on("签收")
    expect(phone.state).to_have_text("已签收")
    expect(phone.waiting).to_have_count(0, timeout=10_000)
    phone.page.unroute("**/actions*")
    phone.page.reload()
    expect(phone.state).to_have_text("已签收")
    expect(phone.waiting).to_have_count(0)
    phone.set_offline(False)
    expect(phone.page.get_by_test_id("link")).to_have_text("实时")
    assert len(keys) == 2
    assert len(set(keys)) == 1
    assert [one["action"] for one in told_of(http, incident_id, order)] == ["deliver", "sign"]
    phone.says("拒绝", "车坏了")
    expect(phone.page.get_by_test_id("no-task")).to_be_visible()


def test_the_phone_can_be_installed_and_opens_without_a_signal(desks: Opener) -> None:
    phone = phone_of(desks)
    expect(phone.page.get_by_test_id("no-task")).to_be_visible()
    chromium = phone.page.context.new_cdp_session(phone.page)
    manifest = chromium.send("Page.getAppManifest")
    assert (manifest["errors"], manifest["manifest"]["startUrl"]) == ([], f"{phone.url}/#/phone")
    errors = chromium.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert {one["errorId"] for one in errors} <= {"in-incognito"}  # as these browsers are
    kept = "navigator.serviceWorker.ready.then((one) => one.active !== null)"
    assert phone.page.evaluate(kept)
    phone.set_offline(True)
    phone.page.reload()
    expect(phone.page.get_by_test_id("link")).to_have_text("离线")
    expect(phone.page.get_by_test_id("no-task")).to_be_visible()


def test_who_has_something_to_do_on_a_phone_finds_the_way_there_and_back(desks: Opener) -> None:
    desk = desks.as_user("grid", without_map=True)
    desk.page.get_by_role("link", name="手机端").click()
    expect(desk.page.get_by_test_id("no-call")).to_be_visible()
    desk.page.get_by_role("link", name="指挥席").click()
    expect(desk.page.get_by_test_id("flat-map")).to_be_visible()

    opened = desks.open(**SMALL_PHONE)  # in the hand it is where they land
    opened.sign_in("grid")
    expect(opened.page.get_by_test_id("no-call")).to_be_visible()

    leader = phone_of(desks)
    leader.page.goto(f"{leader.url}/#/duty")
    leader.page.get_by_role("link", name="手机端").click()
    expect(leader.page.get_by_test_id("no-task")).to_be_visible()

    city = desks.as_user("city", without_map=True).page
    expect(city.get_by_role("link", name="值班", exact=True)).to_be_visible()
    expect(city.get_by_role("link", name="手机端")).to_have_count(0)


def test_a_mayday_is_two_taps_and_a_roll_call_one(desks: Opener, http: httpx.Client) -> None:
    incident_id = reported(http, position={"lon": 108.94, "lat": 34.26})
    phone = phone_of(desks)
    order = ordered(http, incident_id)
    expect(phone.state).to_have_text("已送达")
    assert in_every_look(phone.page, "phone") == {}
    for button in ("签收", "出发", "到场"):
        phone.goes_on(button)
    expect(phone.state).to_have_text("到场")
    expect(phone.waiting).to_have_count(0)
    http.post(f"/instructions/{order}/actions", json={"action": "call_the_roll"}).raise_for_status()
    phone.page.get_by_test_id("roll-call").get_by_role("button", name="安全").tap()
    expect(phone.page.get_by_test_id("roll-call")).to_have_count(0)
    phone.press("紧急求救")
    phone.send()
    expect(phone.page.get_by_test_id("mayday-stands")).to_be_visible()
    expect(phone.waiting).to_have_count(0)
    said = [one["action"] for one in told_of(http, incident_id, order) if "action" in one]
    assert said[-2:] == ["answer_the_roll", "mayday"]


def test_a_first_responder_answers_and_is_heard_of_when_there_is_a_signal(
    desks: Opener, http: httpx.Client
) -> None:
    person = {
        "responder_id": "fr.1",
        "name": "王急救",
        "place_code": "TN-V1",
        "home": {"lon": 108.95, "lat": 34.31},
        "skills": ["extinguisher"],
        "consent": "2024-03-01 书面",
    }
    lead = {"name": "north.lead", "password": PASSWORD}
    token = http.post("/login", json=lead).json()["token"]
    entered = {"json": {"responders": [person]}, "headers": {"Authorization": f"Bearer {token}"}}
    http.post("/responders", **entered).raise_for_status()
    phone = phone_of(desks, "fr.1")
    expect(phone.page.get_by_test_id("no-call")).to_be_visible()
    incident_id = reported(http, kind="fire", position={"lon": 108.951, "lat": 34.31})
    state = phone.page.get_by_test_id("call-state")
    expect(state).to_be_visible()
    for button, said in (("应答前往", "已应答前往"), ("到场", "已到场")):
        phone.press(button)
        expect(state).to_have_text(said)
    expect(phone.page.locator('[data-known="ON_SCENE"]')).to_be_visible()  # the server said so
    phone.set_offline(True)
    phone.press("离开现场")
    expect(phone.waiting).to_have_text("1 项待发送")
    expect(state).to_have_text("已离开")
    phone.page.reload()  # the answer is on the phone, and so is the call
    expect(phone.waiting).to_have_text("1 项待发送")
    expect(state).to_have_text("已离开")
    phone.set_offline(False)
    expect(phone.waiting).to_have_count(0, timeout=20_000)
    expect(phone.page.get_by_test_id("no-call")).to_be_visible()
    call = http.get(f"/incidents/{incident_id}/responders").json()["items"][0]
    assert call["state"] == "LEFT"
