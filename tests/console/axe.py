"""What axe has to say about a page."""

from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "api/console/node_modules/axe-core/axe.min.js"
WCAG_2_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


def findings(page: Page) -> list[str]:
    """Everything found by WCAG 2 A and AA, however small, with the first place of each."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("(tags) => axe.run(document, { runOnly: tags })", WCAG_2_AA)
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found["violations"]]
