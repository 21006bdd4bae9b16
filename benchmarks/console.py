"""Measure the desk in a real Chromium: how soon it is there, how soon it shows, how calm it stays.

A server of its own holds the whole generated Xi'an with 500 open incidents and 1,000 teams under
way, each of which says once a second where it is. One browser signs in and leaves the desk open,
map and all, while somebody else takes a step on an incident of its queue now and then. Where there
is no graphics card Chromium draws by a software renderer, on the same cores: long tasks are then
mostly the map's, and a desk with a card has fewer.

`first_page_kb_gz` is all that is loaded up to the queue, as it goes over the line, before the map's
own files. `first_paint_ms` runs from opening the address, nothing in the cache, signed in already,
to the frame with the queue on it. `event_to_pixel_ms` runs from just before a step is sent over
HTTP until the frame that shows it: decision, commit, feed and page, all of it. A long task is one
of 50 ms or more on the page's main thread, counted once the map stands (`map_stands_ms`). What the
API has answered by then, tiles of the roads included, is `first_answers_kb_gz`.
"""

import json
import multiprocessing
import os
import secrets
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from benchmarks.console_server import serve

MINUTES = 10.0
STEPS_PER_MIN = 20  # each on an incident of its own, among those of the queue that are in sight
SETTLE_S = 10.0  # after the map stands, until what follows is everyday work
PATIENCE_MS = 180_000
TO_VERIFY = """() => {
  const seen = document.querySelector('[data-testid=queue]').getBoundingClientRect()
  const isSeen = ({ top, bottom }) => top >= seen.top && bottom <= seen.bottom
  return [...document.querySelectorAll('[data-incident]')]
    .filter((one) => one.textContent.includes('已接报') && isSeen(one.getBoundingClientRect()))
    .map((one) => one.dataset.incident)
}"""
ON = """() => {
  const list = document.querySelector('[data-testid=queue]')
  list.scrollBy(0, list.clientHeight / 2)
}"""
SOFTWARE_GL = ("--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist")
# In the page, before anything of its own: when each row was painted anew, and what blocked it.
WATCH = """
  window.watched = { rows: [], tasks: [], queueAt: 0 }
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) watched.tasks.push([one.startTime, one.duration])
  }).observe({ type: 'longtask', buffered: true })
  const painted = (then) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => then(performance.timeOrigin + performance.now())
    port2.postMessage(0)
  })
  new MutationObserver((changes) => {
    const rows = new Set()
    for (const { target } of changes) {
      const at = target.nodeType === 1 ? target : target.parentElement
      const row = at && at.closest('[data-incident]')
      if (row) rows.add(row)
    }
    const first = !watched.queueAt && document.querySelector('[data-incident]')
    if (first) watched.queueAt = -1
    if (first) painted((now) => (watched.queueAt = now - performance.timeOrigin))
    for (const row of rows) {
      const id = row.dataset.incident, text = row.textContent
      painted((now) => watched.rows.push([id, now, text]))
    }
  }).observe(document, { subtree: true, childList: true, characterData: true })
"""
MAP_STANDS = """() => {
  const map = document.querySelector('[data-testid=map]')?.map
  return Boolean(map && map.getLayer('incidents') &&
    map.queryRenderedFeatures({ layers: ['incidents', 'incident-clusters'] }).length)
}"""


def measure(minutes: float = MINUTES) -> dict[str, float]:
    """Return the flat JSON object the benchmark prints."""
    with _served() as (url, password), sync_playwright() as playwright:
        chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage", *SOFTWARE_GL]
        )
        context = _signed_in(browser, url, password)
        measured = _opened(context, url)
        return measured | _at_work(context, url, password, minutes)


@contextmanager
def _served() -> Iterator[tuple[str, str]]:
    """Run a server over the whole city in a process of its own; yield address and password."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    password = secrets.token_urlsafe(16)
    with tempfile.TemporaryDirectory() as folder:
        server = context.Process(target=serve, args=(folder, password, theirs), daemon=True)
        server.start()
        theirs.close()
        try:
            yield f"http://127.0.0.1:{ours.recv()}", password
        finally:
            server.terminate()
            server.join()


def _signed_in(browser: Browser, url: str, password: str) -> BrowserContext:
    context = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 860})
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(url)
    page.locator("#name").fill("duty")
    page.locator("#password").fill(password)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("link")).to_have_text("实时", timeout=PATIENCE_MS)
    page.close()
    context.add_init_script(WATCH)
    return context


def _opened(context: BrowserContext, url: str) -> dict[str, float]:
    """Open the desk with an empty cache; tell how soon it is there and what came over the line."""
    page, sizes = _fresh_page(context)
    page.goto(url)
    _until(page, "() => watched.queueAt > 0")
    queue_ms = page.evaluate("() => watched.queueAt")
    _until(page, MAP_STANDS)
    map_ms = page.evaluate("() => performance.now()")
    before_the_map, map_began = 0.0, False
    for path, size in sizes():
        map_began |= any(one in path for one in ("/DeskMap-", "/useMap-", "/maplibre"))
        if not map_began and not path.startswith("/api/"):
            before_the_map += size
    asked = sum(size for path, size in sizes() if path.startswith("/api/"))
    page.close()
    return {
        "first_page_kb_gz": round(before_the_map / 1000, 1),
        "first_answers_kb_gz": round(asked / 1000, 1),
        "first_paint_ms": round(queue_ms),
        "map_stands_ms": round(map_ms),
    }


def _fresh_page(context: BrowserContext) -> tuple[Page, Any]:
    """Open a page without a cache; with it, the paths it asks for in order, and their bytes."""
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    paths: dict[str, str] = {}
    bytes_of: dict[str, float] = {}

    def asked(message: dict[str, Any]) -> None:
        paths[message["requestId"]] = "/" + message["request"]["url"].split("/", 3)[-1]

    def came(message: dict[str, Any]) -> None:
        bytes_of[message["requestId"]] = message["encodedDataLength"]

    devtools.on("Network.requestWillBeSent", asked)
    devtools.on("Network.loadingFinished", came)
    return page, lambda: [(path, bytes_of.get(one, 0.0)) for one, path in paths.items()]


def _at_work(context: BrowserContext, url: str, password: str, minutes: float) -> dict[str, float]:
    """Leave a desk open for some minutes of steps and positions."""
    page = context.new_page()
    page.goto(url)
    _until(page, MAP_STANDS)
    page.wait_for_timeout(SETTLE_S * 1000)
    heap_mb = _heap_mb(context, page)
    began_ms, until = page.evaluate("() => performance.now()"), time.monotonic() + minutes * 60
    sent = _take_steps(page, url, password, minutes)
    page.wait_for_timeout(max(0.0, until - time.monotonic()) * 1000)
    ended_ms, seen = page.evaluate("() => performance.now()"), page.evaluate("() => watched")
    page.evaluate("() => { watched.rows = watched.tasks = [] }")  # what was noted is not the page's
    tasks = [duration for at, duration in seen["tasks"] if began_ms <= at <= ended_ms]
    delays = list(_delays(sent, seen["rows"]))
    if len(delays) < 2:
        raise RuntimeError(f"of {len(sent)} steps {len(delays)} were seen on the page")
    hundredths = statistics.quantiles(delays, n=100, method="inclusive")
    return {
        "steps": len(sent),
        "steps_never_seen": len(sent) - len(delays),
        "event_to_pixel_ms_p50": round(hundredths[49]),
        "event_to_pixel_ms_p99": round(hundredths[98]),
        "long_tasks_per_min": round(len(tasks) / ((ended_ms - began_ms) / 60_000), 1),
        "longest_task_ms": round(max(tasks, default=0)),
        "busy_in_long_tasks_share": round(sum(tasks) / (ended_ms - began_ms), 3),
        "heap_mb_at_first": heap_mb,
        f"heap_mb_after_{minutes:g}_min": _heap_mb(context, page),
    }


def _take_steps(page: Page, url: str, password: str, minutes: float) -> dict[str, float]:
    """Take a step on one incident in sight after the other; tell when each was sent, in ms.

    Once nothing in sight waits for one, the queue is moved on by half of what it shows.
    """
    sent: dict[str, float] = {}
    began, steps = time.monotonic(), round(STEPS_PER_MIN * minutes)
    with httpx.Client(base_url=f"{url}/api/v1", timeout=60) as http:
        token = http.post("/login", json={"name": "duty", "password": password}).json()["token"]
        http.headers["Authorization"] = f"Bearer {token}"
        for number in range(steps):
            due = began + number * minutes * 60 / steps
            page.wait_for_timeout(max(0.0, due - time.monotonic()) * 1000)
            in_sight = (one for one in page.evaluate(TO_VERIFY) if one not in sent)
            if (incident_id := next(in_sight, None)) is None:
                page.evaluate(ON)
                continue
            sent[incident_id] = time.time() * 1000
            body = {"action": "start_verify"}
            http.post(f"/incidents/{incident_id}/actions", json=body).raise_for_status()
    return sent


def _delays(sent: dict[str, float], rows: list[tuple[str, float, str]]) -> Iterator[float]:
    left = dict(sent)
    for incident_id, painted_ms, text in rows:
        if incident_id in left and painted_ms > left[incident_id] and "核实中" in text:
            yield painted_ms - left.pop(incident_id)


def _heap_mb(context: BrowserContext, page: Page) -> float:
    """Return what the page's scripts hold on to, once what they let go of is collected."""
    devtools = context.new_cdp_session(page)
    devtools.send("HeapProfiler.collectGarbage")
    used: float = devtools.send("Runtime.getHeapUsage")["usedSize"]
    devtools.detach()
    return round(used / 1e6, 1)


def _until(page: Page, holds: str) -> None:
    # The page's policy forbids what Playwright's own waiting would do: evaluate text.
    until = time.monotonic() + PATIENCE_MS / 1000
    while not page.evaluate(holds):
        if time.monotonic() > until:
            raise TimeoutError(f"the page never came to {json.dumps(holds)}")
        page.wait_for_timeout(50)
