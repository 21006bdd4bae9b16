"""A warning is passed on, and each place confirms it 叫应: at the desk, on the phone."""

from datetime import UTC, datetime, timedelta

import httpx
from playwright.sync_api import expect

from tests.api.doors import PASSWORD
from tests.console.axe import findings
from tests.console.conftest import Opener
from tests.console.phone import SMALL_PHONE, Phone


def warned(http: httpx.Client) -> tuple[str, dict[str, str]]:
    """Have the county warn its town; yellow, so that nobody is called to a post for it."""
    county = {"name": "county", "password": PASSWORD}
    token = http.post("/login", json=county).raise_for_status().json()["token"]
    headers = {"Authorization": f"Bearer {token}"}
    now = datetime.now(UTC)
    notice = {
        "kind": "flash_flood",
        "colour": "YELLOW",
        "begins_at": now.isoformat(),
        "ends_at": (now + timedelta(hours=6)).isoformat(),
        "place_codes": ["TN"],
        "matters": "三小时内有强降雨",
        "advice": "沟沿人员做好转移准备",
        "issued_by": "区应急管理局",
    }
    answer = http.post("/warnings", json=notice, headers=headers).raise_for_status()
    return answer.json()["warning_id"], headers


def test_a_town_passes_a_warning_on_and_its_villages_confirm_it_by_phone_and_by_telephone(
    desks: Opener, http: httpx.Client
) -> None:
    warning_id, as_county = warned(http)
    desk = desks.as_user("north", without_map=True)
    desk.page.get_by_role("tab", name="预警").click()
    desk.page.locator(f'[data-listed="{warning_id}"]').click()
    card = desk.page.get_by_test_id("map-card")
    town, told, silent = (card.locator(f'[data-call="{one}"]') for one in ("TN", "TN-V1", "TN-V2"))
    town.get_by_role("button").click()
    town.locator('[data-action="relay"]').click()
    town.get_by_role("textbox").fill("已逐村通知")
    desk.page.keyboard.press("Control+Enter")
    expect(town).to_have_count(0)
    expect(told).to_be_visible()

    opened = desks.open(**SMALL_PHONE)
    phone = Phone(opened.page, opened.url)
    phone.sign_in("grid")
    call = phone.page.locator('[data-call="TN-V1"]')
    expect(call).to_contain_text("沟沿人员做好转移准备")
    assert findings(phone.page) == []
    phone.set_offline(True)
    call.locator('[data-action="answer"]').tap()
    expect(phone.waiting).to_have_text("1 项待发送")
    expect(call.get_by_test_id("call-state")).to_have_text("已应")
    phone.set_offline(False)
    expect(phone.waiting).to_have_count(0, timeout=20_000)
    expect(phone.page.get_by_test_id("no-call")).to_be_visible()
    expect(told).to_have_count(0)

    silent.get_by_role("button").click()
    assert findings(desk.page) == []
    silent.locator('[data-action="answer"]').click()
    silent.get_by_role("textbox").fill("电话：村支书已通知到户")
    desk.page.keyboard.press("Control+Enter")
    expect(card).to_contain_text("没有未应的地方")
    expect(card).to_contain_text("叫应 3/3")
    said = http.get(f"/warnings/{warning_id}/calls/TN-V2").json()
    assert said["words"] == "电话：村支书已通知到户"
    lift = {"action": "lift", "reason": "雨停"}
    lifted = http.post(f"/warnings/{warning_id}/actions", json=lift, headers=as_county)
    lifted.raise_for_status()
    expect(desk.page.locator(f'[data-listed="{warning_id}"]')).to_have_count(0)
