"""The team leader's phone as a hand uses it: a small touch screen, one thumb."""

from dataclasses import dataclass
from typing import Any

import httpx
from playwright.sync_api import Locator, Page, expect

from tests.api.doors import NORTH, PASSWORD

SMALL_PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
    "permissions": ["geolocation"],
    "geolocation": {"longitude": NORTH.lon, "latitude": NORTH.lat},
}


@dataclass
class Phone:
    """One phone, on which the page was opened once with a signal."""

    page: Page
    url: str

    def sign_in(self, name: str, password: str = PASSWORD) -> None:
        self.page.goto(f"{self.url}/#/phone")
        self.page.locator("#name").fill(name)
        self.page.locator("#password").fill(password)
        self.page.keyboard.press("Enter")
        expect(self.page.get_by_test_id("link")).to_have_text("实时")

    @property
    def state(self) -> Locator:
        """Where the order stands, as the phone shows it."""
        return self.page.get_by_test_id("state")

    @property
    def waiting(self) -> Locator:
        """How much is not sent yet; not there when all is."""
        return self.page.get_by_test_id("waiting")

    def goes_on(self, button: str) -> None:
        """Press the big button, which must say this."""
        expect(self.page.get_by_test_id("next")).to_have_text(button)
        self.page.get_by_test_id("next").tap()

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).tap()

    def says(self, what: str, words: str) -> None:
        """Open the sheet of this name, and send it with some words."""
        self.press(what)
        self.page.get_by_test_id("words").fill(words)
        self.send()

    def send(self) -> None:
        """Send what the open sheet holds; it closes once that is kept."""
        self.page.get_by_test_id("say").tap()
        expect(self.page.get_by_test_id("say")).to_be_hidden()

    def set_offline(self, offline: bool) -> None:
        self.page.context.set_offline(offline)


def ordered(http: httpx.Client, incident_id: str, team_id: str = "N1") -> str:
    """Send a team to an incident; return the order."""
    body = {"team_id": team_id, "capability": "FIRE", "task": "搜救二楼"}
    answer = http.post(f"/incidents/{incident_id}/instructions", json=body).raise_for_status()
    order: str = answer.json()["instruction_id"]
    return order


def told_of(http: httpx.Client, incident_id: str, order: str) -> list[dict[str, Any]]:
    """What the team told of an order, in the order of the log."""
    items = http.get(f"/incidents/{incident_id}/timeline?limit=500").json()["items"]
    kinds = ("StepTaken", "ProgressReported")
    events = [one["event"] for one in items if one["actor"]["name"] == "team.n1"]
    return [
        one
        for one in events
        if one["type"] in kinds and order in (one.get("subject_id"), one.get("instruction_id"))
    ]
