"""One map 一张图: a road closed on it changes who goes; two incidents made one, and two again."""

import httpx
from playwright.sync_api import expect

from tests.console.conftest import Opener
from tests.console.desk import reported

MIDWAY = {"lon": 109.0, "lat": 34.2}  # between the towns: the police come from the south
ON_THE_ROAD_SOUTH = (109.02, 34.18)


def test_a_road_closed_on_the_map_changes_the_proposal_and_a_team_can_be_pinned(
    desks: Opener, http: httpx.Client
) -> None:
    wants = [{"capability": "POLICE", "teams": 1}]
    incident_id = reported(http, kind="security", position=MIDWAY, team_needs=wants)
    desk = desks.as_user("city")
    desk.row(incident_id).click()
    proposal = desk.page.get_by_test_id("recommendation")
    police = proposal.locator('[data-team="S2"]')
    expect(police).to_be_visible(timeout=20_000)
    police.locator("[data-pin]").click()
    expect(police).to_contain_text("已指定")
    police.locator("[data-pin]").click()
    expect(police).not_to_contain_text("已指定")

    desk.page.keyboard.press("r")
    form = desk.page.get_by_test_id("close-road")
    desk.click_on_map(*ON_THE_ROAD_SOUTH)
    expect(form.locator("li")).to_have_count(1)
    form.locator("#road-reason").fill("桥面过水")
    desk.page.keyboard.press("Control+Enter")
    card = desk.page.get_by_test_id("map-card")
    expect(card).to_contain_text("桥面过水", timeout=10_000)
    expect(police).to_have_count(0, timeout=20_000)
    expect(proposal).to_contain_text("缺")
    card.get_by_role("textbox").fill("水已退")
    card.get_by_role("button", name="放行").click()
    expect(police).to_be_visible(timeout=20_000)


def test_the_roads_of_an_area_that_is_drawn_are_closed_and_opened_again(desks: Opener) -> None:
    page = desks.as_user("city", without_map=True).page
    ground = page.get_by_test_id("flat-map")
    expect(ground).to_be_visible()
    page.keyboard.press("r")
    form = page.get_by_test_id("close-road")
    form.locator('[value="area"]').check()
    size = ground.bounding_box()
    assert size is not None
    wide, high = size["width"], size["height"]
    for x, y in ((0.45, 0.3), (0.7, 0.3), (0.7, 0.85), (0.45, 0.85)):  # clear of what lies over it
        ground.click(position={"x": x * wide, "y": y * high})
    expect(form).not_to_contain_text("穿过范围")
    page.keyboard.press("Enter")
    expect(form).to_contain_text("穿过范围")
    form.locator("#road-reason").fill("片区积水")
    page.keyboard.press("Control+Enter")
    card = page.get_by_test_id("map-card")
    expect(card).to_contain_text("片区积水")
    measure = card.get_attribute("aria-label")
    page.get_by_role("tab", name="管制").click()
    row = page.locator(f'[data-listed="{measure}"]')
    expect(row).to_contain_text("片区积水")
    card.get_by_role("textbox").fill("水已退")
    card.get_by_role("button", name="放行").click()
    expect(row).to_have_count(0)


def test_another_team_is_picked_from_the_list_or_on_the_map_and_pinned(
    desks: Opener, http: httpx.Client
) -> None:
    # No fire: to one of those teams are sent at once. And a place on a road, or nobody gets there.
    wants = [{"capability": "FIRE", "teams": 1}]
    incident_id = reported(http, kind="security", position=MIDWAY, team_needs=wants)
    desk = desks.as_user("city")
    desk.row(incident_id).click()
    chosen = desk.page.get_by_test_id("recommendation").locator("[data-team]")
    expect(chosen).to_have_count(1)
    first = str(chosen.get_attribute("data-team"))
    other = {"N1": "S1", "S1": "N1"}[first]
    chosen.locator("[data-pick]").click()
    chosen.get_by_role("list").get_by_role("button", name=other).click()
    expect(chosen).to_contain_text(f"→ team {other}")
    chosen.locator("[data-pin]").click()
    expect(chosen).to_have_attribute("data-team", other)
    expect(chosen).to_contain_text("已指定")
    assert list(http.get(f"/incidents/{incident_id}").json()["pins"]) == [other]

    chosen.locator("[data-pick]").click()
    desk.click_on_mark("candidates", first)  # the map looks where those are who could go
    expect(chosen).to_contain_text(f"→ team {first}")
    expect(desk.page.get_by_test_id("accept")).to_be_disabled()  # until it is said why
    chosen.get_by_role("button", name="撤销", exact=True).click()
    expect(chosen).to_contain_text("已指定")
    chosen.locator("[data-pin]").click()
    expect(chosen).not_to_contain_text("已指定")


def test_two_incidents_side_by_side_are_made_one_and_two_again(
    desks: Opener, http: httpx.Client
) -> None:
    first = reported(http, position={"lon": 108.80, "lat": 34.40})
    second = reported(http, position={"lon": 108.8035, "lat": 34.40})
    desk = desks.as_user("north")
    desk.row(second).click()
    suspicion = desk.page.get_by_test_id("suspicion")
    for incident_id in (first, second):
        expect(suspicion.get_by_role("article", name=incident_id)).to_be_visible()
    suspicion.get_by_test_id("merge").click()
    expect(desk.row(second)).to_have_count(0)
    merged = desk.page.get_by_test_id("merged")
    merged.locator(f'[data-undo="{second}"]').click()
    merged.get_by_role("textbox").press("Enter")
    expect(desk.row(second)).to_be_visible()
    expect(merged).to_have_count(0)


DRAWN = """() => [...document.querySelectorAll('[data-testid=flat-map] canvas')].some((one) =>
  one.width && one.getContext('2d').getImageData(0, 0, one.width, one.height).data.some(Boolean))"""


def test_without_webgl2_a_plainer_map_draws_what_there_is_and_says_so(
    desks: Opener, http: httpx.Client
) -> None:
    reported(http, position={"lon": 108.99, "lat": 34.36})
    page = desks.as_user("north", without_map=True).page
    expect(page.get_by_text("此浏览器没有 WebGL2")).to_be_visible()
    expect(page.get_by_test_id("flat-map")).to_be_visible()
    expect(page.get_by_test_id("map")).to_have_count(0)
    page.wait_for_function(DRAWN)
