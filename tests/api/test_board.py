"""The plain board comes from this host alone, without a script or a style in the page itself."""

import re
from html.parser import HTMLParser

import httpx
import pytest

from api.app import PREFIX
from api.board import FILES, HERE
from api.limits import CONTENT_SECURITY_POLICY
from tests.api.doors import Door

SCRIPTS = sorted(name for name in FILES if name.endswith(".js"))
# A path in a script begins a piece of text: "/incidents/" + id, `/incidents/${id}/timeline?…`.
NAMED_PATH = re.compile(r"""(?:ask|address|named)\(\s*["`](/[^"`]*)["`](\s*\+\s*id\b)?""")


class Page(HTMLParser):
    """What a page refers to, and what it holds that the policy would refuse."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.refers_to: list[str] = []
        self.inline: list[str] = []
        self._within = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._within = tag
        for name, value in attrs:
            if name in ("src", "href", "action"):
                self.refers_to.append(value or "")
            if name == "style" or name.startswith("on"):
                self.inline.append(f"{tag} {name}")

    def handle_endtag(self, tag: str) -> None:
        self._within = ""

    def handle_data(self, data: str) -> None:
        if self._within in ("script", "style") and data.strip():
            self.inline.append(data)


async def get(door: Door, path: str) -> httpx.Response:
    return await door.http.get(path)


@pytest.mark.parametrize("name", ["", *FILES])
async def test_each_file_is_served_under_the_policy_to_anybody(door: Door, name: str) -> None:
    answer = await get(door, f"/{name}")
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert "default-src 'self'" in CONTENT_SECURITY_POLICY
    assert answer.headers["content-type"].split(";")[0] == FILES.get(name, "text/html")
    assert answer.headers["cache-control"] == "no-cache"


async def test_no_other_file_is_served(door: Door) -> None:
    assert (await get(door, "/board.html")).status_code == 404
    assert (await get(door, "/..%2Fboard.py")).status_code == 404
    assert {one.name for one in HERE.iterdir()} == {"board.html", *FILES}


async def test_the_page_holds_no_script_and_refers_only_to_what_is_served(door: Door) -> None:
    page = Page((await get(door, "/")).text)
    assert page.inline == []
    assert page.refers_to
    for path in page.refers_to:
        assert re.match(r"/(?!/)", path), path
        assert (await get(door, path)).status_code == 200, path


@pytest.mark.parametrize("name", FILES)
async def test_no_file_refers_to_another_host(door: Door, name: str) -> None:
    text = (await get(door, f"/{name}")).text.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"""(https?:)?//[a-z0-9-]+\.[a-z]|@import|url\(""", text)
    for module in re.findall(r"""from "([^"]+)";""", text):
        assert module.removeprefix("/") in FILES


@pytest.mark.parametrize("name", SCRIPTS)
async def test_no_script_makes_mark_up_or_code_from_text(door: Door, name: str) -> None:
    text = (await get(door, f"/{name}")).text
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", text)


async def test_every_api_path_the_scripts_name_is_there(door: Door) -> None:
    described = (await get(door, f"{PREFIX}/openapi.json")).json()["paths"]
    known = {re.sub(r"\{[^}]*\}", "{}", path.removeprefix(PREFIX)) for path in described}
    known.add("/live")  # a WebSocket is not described
    text = "".join([(await get(door, f"/{name}")).text for name in SCRIPTS])
    named = set()
    for path, then_id in NAMED_PATH.findall(text):
        whole = re.sub(r"\$\{[^}]*\}", "{}", path.partition("?")[0])
        named.add(whole + "{}" if then_id or whole.endswith("/") else whole)
    assert {"/me", "/login", "/live", "/places", "/kinds", "/incidents/{}/timeline"} <= named
    assert {"/recommendations/{}/accept", "/teams/{}", "/depots/{}"} <= named
    assert named <= known
