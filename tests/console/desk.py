"""The operator's desk as a person works it: what is seen, typed and pressed."""

import os
import time
import uuid
from dataclasses import dataclass
from typing import Any

import httpx
from playwright.sync_api import Locator, Page, expect

from tests.api.doors import PASSWORD, report

MAP_S = 30.0  # a software renderer on a busy machine
# A second, where nobody else is at work: what others take of the machine is not the page's fault.
SOON_MS = 1000 * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


@dataclass
class Desk:
    """One browser page."""

    page: Page
    url: str

    def sign_in(self, name: str, password: str = PASSWORD, live: str = "实时") -> None:
        self.page.goto(self.url)
        self.page.locator("#name").fill(name)
        self.page.locator("#password").fill(password)
        self.page.keyboard.press("Enter")
        expect(self.link).to_have_text(live)

    @property
    def link(self) -> Locator:
        return self.page.get_by_test_id("link")

    def row(self, incident_id: str) -> Locator:
        """The incident in the queue."""
        return self.page.locator(f'[data-incident="{incident_id}"]')

    def on_map(self, layer: str) -> list[dict[str, Any]]:
        """What the map has drawn in a layer, as soon as there is something."""
        until = time.monotonic() + MAP_S
        while time.monotonic() < until:
            drawn: list[dict[str, Any]] | None = self.page.evaluate(
                """(layer) => {
                     const map = document.querySelector('[data-testid=map]')?.map
                     return map?.getLayer(layer) && map.queryRenderedFeatures({ layers: [layer] })
                       .map((one) => one.properties)
                   }""",
                layer,
            )
            if drawn:
                return drawn
            self.page.wait_for_timeout(200)
        raise AssertionError(f"nothing was drawn in {layer}")

    def click_on_mark(self, layer: str, mark_id: str) -> None:
        """Click on what the map shows under this id, once it stands still."""
        until = time.monotonic() + MAP_S
        where = None
        while time.monotonic() < until and where is None:
            where = self.page.evaluate(
                """([layer, id]) => {
                     const map = document.querySelector('[data-testid=map]')?.map
                     if (!map?.getLayer(layer) || map.isMoving()) return null
                     const found = map.queryRenderedFeatures({ layers: [layer] })
                     const mark = found.find((one) => one.properties.id === id)
                     const at = mark && map.project(mark.geometry.coordinates)
                     return at ? { x: at.x, y: at.y } : null
                   }""",
                [layer, mark_id],
            )
            self.page.wait_for_timeout(100)
        assert where is not None, f"{mark_id} is not in sight in {layer}"
        self.page.get_by_test_id("map").click(position=where)

    def click_on_map(self, lon: float, lat: float) -> None:
        """Look at a place and click on it, clear of what lies over the map's other corners."""
        self.on_map("incidents")
        x, y = self.page.evaluate(
            """([lon, lat]) => {
                 const { map } = document.querySelector('[data-testid=map]')
                 const { clientWidth: wide, clientHeight: high } = map.getCanvas()
                 map.jumpTo({ center: [lon, lat], zoom: 14 })
                 map.panBy([-wide / 4, -high / 4], { duration: 0 })
                 return [wide * 0.75, high * 0.75]
               }""",
            [lon, lat],
        )
        self.on_map("roads")
        self.page.get_by_test_id("map").click(position={"x": x, "y": y})


def reported(http: httpx.Client, **more: Any) -> str:
    """Have the duty officer report something; return the incident."""
    answer = http.post("/reports", json=report(uuid.uuid4().hex, **more)).raise_for_status()
    incident_id: str = answer.json()["incident_id"]
    return incident_id
