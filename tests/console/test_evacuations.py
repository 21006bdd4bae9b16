"""People ordered out of a danger, from the order until the last of them is home 转移避险."""

from playwright.sync_api import expect

from tests.console.conftest import Opener


def test_a_village_is_ordered_out_counted_sheltered_and_cleared_to_return(desks: Opener) -> None:
    page = desks.as_user("north", without_map=True).page
    expect(page.get_by_test_id("flat-map")).to_be_visible()
    page.keyboard.press("e")
    form = page.get_by_test_id("evacuate")
    form.get_by_role("combobox", name="村（社区）").fill("TN-V1")
    page.keyboard.press("Enter")
    expect(form.get_by_test_id("inside")).to_contain_text("1000")
    form.locator("#evacuate-reason").fill("坡体开裂")
    page.keyboard.press("Control+Enter")
    page.get_by_test_id("map-card").get_by_role("link", name="进展与办理").click()

    shown = page.get_by_test_id("evacuation")
    evacuation = shown.get_attribute("aria-label")
    group, state = shown.locator("[data-group]"), shown.get_by_test_id("group-state")
    shown.get_by_test_id("assign").click()
    expect(shown.get_by_role("alert")).to_contain_text("775")
    for action, becomes in (("notify", "已通知"), ("set_out", "转移中")):
        group.locator(f'[data-action="{action}"]').click()
        expect(state).to_have_text(becomes)
    for counted, many in (("moved", "1000"), ("elsewhere", "775")):
        group.locator(f'[data-counted="{counted}"] input').fill(many)
        page.keyboard.press("Enter")
        expect(shown.locator(f'[data-count="{counted}"] dd')).to_have_text(many)
    school = group.locator('[data-shelter="HN"]')
    school.get_by_role("button", name="school").click()
    opens = page.get_by_test_id("map-card").locator('[data-action="ready"]')
    opens.click()
    expect(opens).to_have_count(0)  # it is open: before, whoever is counted in is refused
    expect(page.get_by_test_id("map-card")).to_contain_text("开放")
    school.get_by_role("spinbutton").press("Enter")
    expect(school).to_contain_text("已到 225")
    expect(state).to_have_text("已安置")
    expect(shown.locator('[data-count="missing"] dd')).to_have_text("0")

    leader = desks.as_user("north.group", without_map=True).page
    leader.get_by_role("tab", name="转移").click()
    leader.locator(f'[data-listed="{evacuation}"]').click()
    leader.locator('[data-action="clear"]').click()
    asked = leader.get_by_role("form", name="准许返回")
    for need in asked.get_by_role("textbox").all():
        need.fill("地灾专家组核查")
    leader.keyboard.press("Control+Enter")
    expect(state).to_have_text("准许返回")
    school.get_by_role("button", name="计返回").click()
    expect(school).to_contain_text("已到 0")
    group.locator('[data-action="come_home"]').click()
    expect(state).to_have_text("已返回")
