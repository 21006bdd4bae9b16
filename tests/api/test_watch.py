"""The board in a terminal: the area's own words, and a position to come back with."""

import asyncio
from io import StringIO

from rich.console import Console

from api.watch import Board, follow, line_of
from api.words import Words, clock_time
from tests.api.doors import Door, report


def drawn(board: Board) -> str:
    console = Console(file=StringIO(), width=140, force_terminal=False)
    console.print(board.render())
    return console.file.getvalue()  # type: ignore[attr-defined]


async def test_it_shows_what_happens_in_the_words_of_the_area(open_door: Door) -> None:
    token = await open_door.token("north")
    words = await asyncio.to_thread(Words.fetch, open_door.url, token, "city")
    board = Board(words)
    heard: list[dict] = []
    watching = asyncio.create_task(follow(open_door.url, token, "city", board, heard.append))
    while not heard:
        await asyncio.sleep(0.01)
    north = await open_door.as_user("north")
    await north.post("/reports", report("r1", kind="fire"))
    await north.post("/incidents/I1/actions", {"action": "start_verify"})
    while not any("H2" in str(message) for message in heard):
        await asyncio.sleep(0.01)
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    seen = drawn(board)
    assert "火灾" in seen
    assert "核实中" in seen
    assert "TN-V1 place" in seen
    assert "开始核实" in seen
    assert board.position is not None


def test_a_word_it_does_not_know_stays_the_code_it_is() -> None:
    recorded = {
        "position": 7,
        "at": "2024-07-16T06:05:41.008Z",
        "actor": {"name": "duty"},
        "event": {
            "type": "StepTaken",
            "lifecycle": "incident_handling",
            "row": "H2",
            "subject_id": "I1",
        },
    }
    line = line_of(recorded, Words())
    assert line == f"{clock_time(recorded['at'])} #7 I1 H2 — duty"


def test_it_shows_what_shouts_and_how_much_waits() -> None:
    board = Board()
    assert "告警" not in drawn(board)
    alarm = {"since_at": "2024-07-16T06:05:41.008Z", "zh": "紧急求救 D1", "en": "Mayday, D1"}
    groups = [{"group": "mayday", "count": 1}, {"group": "report_late", "count": 40}]
    board.hear({"type": "alarms", "area": "city", "shouting": [alarm], "groups": groups})
    assert "紧急求救 D1" in drawn(board)
    assert "41 alarms" in drawn(board)
