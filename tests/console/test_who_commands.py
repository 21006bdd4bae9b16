"""Who commands and who is on duty: tasks and their feedback, command passing, the log, alarms.

It stands last: the desk's tests look at a map on which nothing else has happened yet.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from playwright.sync_api import expect

from tests.api.doors import PASSWORD
from tests.console.conftest import Opener
from tests.console.desk import Desk, reported
from tests.e2e.a_server import Child

STATED = {"matters": "燃气泄漏", "expected_period": "12 h", "measures": ["疏散"]}


@contextmanager
def somebody(server: Child, name: str) -> Iterator[httpx.Client]:
    """Somebody of the staff, as another client of the same server."""
    with httpx.Client(base_url=f"{server.url}/api/v1", timeout=60) as client:
        token = client.post("/login", json={"name": name, "password": PASSWORD}).json()["token"]
        client.headers["Authorization"] = f"Bearer {token}"
        yield client


def act(who: httpx.Client, path: str, action: str, **said: Any) -> None:
    who.post(f"{path}/actions", json={"action": action, **said}).raise_for_status()


def opened(server: Child, post_id: str, level: int, *who: str) -> None:
    """Have a post propose, approve, be manned and open."""
    proposer, approver, commander = who
    with somebody(server, proposer) as one:
        act(one, f"/posts/{post_id}", "propose_response", response_level=level, **STATED)
    with somebody(server, approver) as one:
        act(one, f"/posts/{post_id}", "approve_response")
        for group in one.get(f"/posts/{post_id}").json()["groups"]:
            staff = {"leader": f"{group} leader", "people": 4}
            one.put(f"/posts/{post_id}/groups/{group}", json=staff).raise_for_status()
        act(one, f"/posts/{post_id}", "open_post", commander=commander)


def commanded(server: Child, http: httpx.Client) -> tuple[str, str]:
    """Return an incident whose town directs, and the town's post."""
    incident = reported(http, kind="gas", position={"lon": 108.905, "lat": 34.295})
    act(http, f"/incidents/{incident}", "start_verify")
    act(http, f"/incidents/{incident}", "confirm", evidence=["photo"])
    (post,) = http.get("/posts", params={"incident_id": incident}).json()["items"]
    opened(server, post["post_id"], 0, "north.office", "north.group", "north.osc")
    return incident, post["post_id"]


def at(desk: Desk, path: str) -> None:
    desk.page.goto(f"{desk.url}/#/{path}")


def test_a_commander_gives_a_task_hears_of_it_and_passes_command_on(
    desks: Opener, http: httpx.Client, server: Child
) -> None:
    incident, post = commanded(server, http)
    desk = desks.as_user("north.osc")
    at(desk, f"command/{post}")
    page = desk.page
    expect(page.locator(f'[data-post="{post}"]')).to_contain_text("现场总指挥 north.osc")
    expect(page.locator(f'[data-post="{post}"]')).to_contain_text("牵头")

    page.get_by_test_id("give-task").click()
    form = page.get_by_role("form", name="任务")
    form.get_by_role("combobox", name="工作组").press("Enter")
    page.get_by_role("option", name="抢险救援组").click()
    form.get_by_role("textbox", name="任务").fill("搜救三号楼")
    page.keyboard.press("Enter")
    expect(page.locator('[data-column="ISSUED"]')).to_contain_text("搜救三号楼")
    with somebody(server, "north.office") as office:
        (task,) = office.get(f"/posts/{post}").json()["group_order_ids"]
        act(office, f"/group-orders/{task}", "tell", reason="三层已搜完")
        expect(page.locator('[data-column="WORKING"]')).to_contain_text("三层已搜完")

    with somebody(server, "north.group") as group:
        act(group, f"/posts/{post}", "request_escalation", reason="控制不住")
        shown = group.get(f"/incidents/{incident}").json()["posts"]
        (upper,) = (one["post_id"] for one in shown if one["place_code"] == "CN")
    opened(server, upper, 4, "county", "county", "county.osc")
    with somebody(server, "county") as county:
        act(county, f"/posts/{post}", "take_over", order_ref="区令 1 号")
        page.get_by_role("tab", name="移交").click()
        for item in county.get(f"/posts/{post}").json()["handover_checklist"][1:]:
            path = f"/posts/{post}/handover/{item['item']}"
            county.put(path, json={"note": "已交代"}).raise_for_status()
    first = page.locator("[data-item]").first
    first.get_by_role("textbox").fill("三号楼气源已关")
    first.get_by_role("button", name="记入").click()
    page.get_by_test_id("command").locator('[data-action="sign_handover"]').click()
    expect(page.locator('[data-side="lower"]')).to_contain_text("north.osc")
    with somebody(server, "county.osc") as above:
        act(above, f"/posts/{post}", "sign_handover")
    expect(page.locator(f'[data-post="{upper}"]')).to_contain_text("牵头")


def test_a_debriefing_lists_what_is_to_be_improved_by_whom_until_when(
    desks: Opener, http: httpx.Client, server: Child
) -> None:
    incident, post = commanded(server, http)
    path = f"/incidents/{incident}"
    with somebody(server, "north.osc") as osc:
        seen = {"matter": "missing_persons", "evidence": "清点记录"}
        osc.post(f"{path}/attestations", json=seen).raise_for_status()
        act(osc, path, "declare_controlled")
    with somebody(server, "north.group") as group:
        act(group, path, "terminate_response", reason="险情消除")
    desk = desks.as_user("north.group")
    at(desk, f"command/{post}")
    page = desk.page
    page.get_by_test_id("command").locator('[data-action="debrief"]').click()
    form = page.get_by_role("form", name="复盘")
    form.get_by_role("textbox").first.fill("气源关闭用了二十分钟")
    page.get_by_test_id("add-improvement").click()
    form.get_by_label("改什么 1").fill("关阀钥匙放在门卫")
    confirm = form.get_by_role("button", name="确认")
    expect(confirm).to_be_disabled()  # nobody owns it yet
    form.get_by_label("责任人 1").fill("张三")
    form.get_by_label("期限 1").fill("2099-07-01")
    confirm.click()
    listed = page.locator('[data-improvement="1"]')
    expect(listed).to_contain_text("关阀钥匙放在门卫")
    expect(listed).to_contain_text("张三")
    expect(listed).to_contain_text("2099-07-01")
    listed.get_by_role("button", name="已改进…").click()
    listed.get_by_label("怎样改进的").fill("已配备")
    listed.get_by_role("button", name="确认").click()
    expect(listed).to_contain_text("已配备")


def test_an_active_plan_tells_whom_it_told_and_what_is_to_be_done(
    desks: Opener, http: httpx.Client, server: Child
) -> None:
    with somebody(server, "root") as root:
        plan = {"plan_id": "tn-gas", "place_code": "TN", "template": "gas", "title": "燃气预案"}
        root.post("/plans/import", json={"plans": [plan]}).raise_for_status()
    _, post = commanded(server, http)
    desk = desks.as_user("north.office")
    at(desk, f"command/{post}")
    office, county = (desk.page.locator(f'[data-call="{one}"]') for one in ("TN/OFFICE", "CN/DUTY"))
    office.get_by_role("button", name="确认知悉").click()
    expect(office).to_contain_text("已确认")
    county.get_by_role("button", name="电话已确认").click()
    expect(county.get_by_role("button")).to_have_count(0)
    step = desk.page.locator('[data-step$="response.work_safety.rescue"]')
    step.get_by_role("button", name="已落实").click()
    expect(step).to_contain_text("north.office")
    other = desk.page.locator('[data-step$="response.work_safety.requisition"]')
    other.get_by_role("button", name="不适用…").click()
    other.get_by_label("理由").fill("无需征用")
    other.get_by_role("button", name="确认").click()
    expect(other).to_contain_text("无需征用")


def test_a_duty_officer_notes_a_call_and_answers_what_shouts(
    desks: Opener, http: httpx.Client, server: Child
) -> None:
    now = time.time()
    shift = {
        "begins_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now - 3600)),
        "ends_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now + 36_000)),
        "people": [{"name": "north.lead", "seat": "leader"}, {"name": "north", "seat": "officer"}],
    }
    with somebody(server, "north.lead") as lead:
        body = {"place_code": "TN", "shifts": [shift]}
        lead.post("/duty/shifts", json=body).raise_for_status()
    desk = desks.as_user("north")
    page = desk.page
    at(desk, "duty/roster")
    page.get_by_test_id("shift").locator('[data-action="check_in"]').click()
    expect(page.get_by_test_id("on-duty")).to_contain_text("north")

    strip = page.get_by_test_id("alarm-strip")
    expect(strip).to_contain_text("值班人员不齐", timeout=10_000)
    strip.get_by_role("link", name="值班人员不齐").click()
    page.locator("#alarm-reason").fill("带班领导在途")
    page.get_by_role("button", name="处理中", exact=True).click()
    expect(page.locator('[data-alarm^="seat_empty"]')).to_contain_text("带班领导在途")
    expect(strip.get_by_role("link", name="值班人员不齐")).to_have_count(0)

    page.get_by_role("tab", name="值班日志").click()
    page.get_by_role("textbox", name="值班记事").fill("群众来电询问停气")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("duty-log")).to_contain_text("群众来电询问停气")
