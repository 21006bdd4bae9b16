"""What axe has to say about a page."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

AXE = Path(__file__).parents[2] / "api/console/node_modules/axe-core/axe.min.js"
EXPERIMENTAL = "label-content-name-mismatch"  # by axe's own word: it takes a sign for a word
WCAG_2_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]

LOOKS = (("zh", "light"), ("en", "light"), ("en", "dark"), ("zh", "dark"))
# As another tab of the same browser would: the page that stands takes it over.
LOOK = """([language, theme]) => Object.entries({ language, theme }).forEach(([key, newValue]) => {
  const oldValue = localStorage.getItem(key)
  localStorage.setItem(key, newValue)
  window.dispatchEvent(
    new StorageEvent('storage', { key, oldValue, newValue, storageArea: localStorage }))
})"""
SETTLED = """() => document.getAnimations()
  .filter((one) => one.effect?.getComputedTiming().endTime !== Infinity)
  .every((one) => one.playState !== 'running')"""


def findings(page: Page) -> list[str]:
    """Everything found by WCAG 2 A and AA, however small, with the first place of each."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text())
    found = page.evaluate(
        "([runOnly, off]) => axe.run({ runOnly, rules: { [off]: { enabled: false } } })",
        [WCAG_2_AA, EXPERIMENTAL],
    )
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found["violations"]]


def settle(page: Page) -> None:
    """Wait until colours stay as they are: on the way from one to the next nobody reads."""
    page.mouse.move(0, 0)
    page.wait_for_function(SETTLED)


def in_every_look(page: Page, name: str) -> dict[str, list[str]]:
    """Tell what is wrong with a page as it stands in any theme and language; it ends dark, 中文."""
    found = {}
    for look in LOOKS:
        page.evaluate(LOOK, look)
        expect(page.locator("html")).to_have_attribute("lang", re.compile(look[0]))
        expect(page.locator("html")).to_have_class(
            re.compile("^dark" if look[1] == "dark" else "^(?!dark)")
        )
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        expect(page.locator("[data-testid=map]:empty")).to_have_count(0)  # drawn anew in each look
        settle(page)
        if wrong := findings(page):
            found[" ".join((name, *look))] = wrong
    return found
