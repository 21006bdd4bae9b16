"""A mixed drill in the browser: its director writes and runs it, one operator plays, the simulator
plays the rest; at the end there is a score, and a slider over all that happened.
"""

import re

from playwright.sync_api import expect

from tests.console.axe import in_every_look
from tests.console.conftest import Opener

DRILL = """name: {zh: 混合演练, en: Mixed drill}
area_id: drill-browser
start: "2024-07-16T14:00:00+08:00"
duration_h: 1
drain_h: 1
place: {hamlet: {root: C}}
simulated: [crews, keepers]
policy: {search: nearest, automatic: []}
script:
  injects:
    - at_min: 0.2
      name: {zh: 农房起火, en: A farmhouse burns}
      report: {kind: fire, lon: 109.031, lat: 34.012, priority: 1}
      expect:
        - {action: incident_handling.start_verify, within_min: 50, points: 10}
        - {action: InstructionGiven, within_min: 55, points: 20}
    - at_min: 58
      name: {zh: 又一处起火, en: Another fire}
      report: {kind: fire, lon: 109.011, lat: 34.002, priority: 2}
  objectives:
    - {name: {zh: 有人到场, en: Somebody is there}, measure: reached, at_least: 1, points: 10}
"""
DRILL_S = 90_000  # the crews take minutes of the drill, and the machine is busy


def test_one_operator_plays_the_simulator_plays_the_rest_and_the_past_can_be_looked_at(
    desks: Opener,
) -> None:
    director, operator = desks.as_user("director"), desks.open(without_map=True)
    page = director.page
    page.get_by_role("link", name="演练导调").click()
    page.locator('[data-drill="gas-blast"]').click()
    expect(page.get_by_text("没有问题")).to_be_visible()
    assert page.get_by_test_id("map").count() == 1
    # What is wrong with a written one stands beside it.
    page.get_by_test_id("scenario").fill(DRILL.replace("kind: fire", "kind: dragon", 1))
    expect(page.get_by_role("list", name="脚本中的问题")).to_contain_text("第 13 行")
    expect(page.get_by_test_id("start")).to_be_disabled()
    page.get_by_test_id("scenario").fill(DRILL)
    expect(page.get_by_test_id("start")).to_be_enabled()
    expect(page.locator('[data-part="officers"]')).not_to_be_checked()
    page.get_by_test_id("start").click()
    expect(page.get_by_test_id("drill-state")).to_have_text("进行中")
    assert "area=drill-browser" in page.url

    # The operator finds the drill among the areas, and cannot take it for the real thing.
    operator.sign_in("drill.duty")
    expect(operator.page.get_by_text("演练", exact=False).first).to_be_attached()
    operator.page.get_by_test_id("areas").select_option("drill-browser")
    expect(operator.page.locator("header .drill")).to_be_visible()
    operator.row("I1").click(timeout=30_000)
    operator.page.locator('[data-action="start_verify"]').click()
    expect(page.locator('[data-expected="incident_handling.start_verify"]')).to_contain_text("按时")
    operator.page.get_by_test_id("accept").click(timeout=30_000)
    expect(page.locator('[data-expected="InstructionGiven"]')).to_contain_text("drill.duty")

    # The director brings the second one forward; crews whom nobody plays sign and set out.
    page.get_by_test_id("pause").click()
    expect(page.get_by_test_id("drill-state")).to_have_text("已暂停")
    assert in_every_look(page, "run") == {}
    page.get_by_test_id("pause").click()
    page.locator('[data-inject="2"]').click()
    expect(operator.row("I2")).to_be_visible(timeout=10_000)
    page.get_by_test_id("speed").select_option("600")
    expect(page.get_by_test_id("drill-state")).to_have_text("已结束", timeout=DRILL_S)
    expect(page.get_by_test_id("score")).to_contain_text("100")

    # Afterwards: any second of it again.
    page.get_by_role("link", name="回放").last.click()
    board = page.get_by_test_id("replay-board")
    expect(board.locator('[data-incident="I2"]')).to_be_visible(timeout=15_000)
    slider = page.get_by_test_id("slider")
    slider.fill("0")
    expect(board.locator("[data-incident]")).to_have_count(0)
    page.get_by_test_id("milestone").filter(has_text=re.compile("I1")).first.click()
    expect(board.locator('[data-incident="I1"]')).to_be_visible()
    expect(board.locator('[data-incident="I2"]')).to_have_count(0)
    page.get_by_test_id("tab-review").click()
    expect(page.get_by_role("img", name=re.compile("首到时间"))).to_be_visible(timeout=15_000)
    assert in_every_look(page, "scores") == {}
