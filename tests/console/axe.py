"""What axe has to say about a page."""

from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "api/console/node_modules/axe-core/axe.min.js"
EXPERIMENTAL = "label-content-name-mismatch"  # by axe's own word: it takes a sign for a word
WCAG_2_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


SETTLED = """() => document.getAnimations()
  .filter((one) => one.effect?.getComputedTiming().endTime !== Infinity)
  .every((one) => one.playState !== 'running')"""


def findings(page: Page) -> list[str]:
    """Everything found by WCAG 2 A and AA, however small, with the first place of each."""
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
