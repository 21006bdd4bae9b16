"""Serve the plain live board: one page, its scripts and styles, nothing from elsewhere."""

from pathlib import Path

from fastapi import APIRouter, HTTPException
from fastapi.responses import FileResponse, JSONResponse

from api.access import DeskHere

HERE = Path(__file__).parent / "plain"
FILES = {
    "board.js": "text/javascript",
    "ask.js": "text/javascript",
    "words.js": "text/javascript",
    "detail.js": "text/javascript",
    "board.css": "text/css",
    "favicon.svg": "image/svg+xml",
}
FRESH = {"Cache-Control": "no-cache"}  # the files belong together: none may be older than another

router = APIRouter(include_in_schema=False)


@router.get("/")
def get_board() -> FileResponse:
    """Show the board."""
    return FileResponse(HERE / "board.html", headers=FRESH)


@router.get("/healthz")
def get_health(desk: DeskHere) -> JSONResponse:
    """Say whether the main area and its live feed are at work; tells nothing else to anybody."""
    working = desk.main_area in desk.house.areas and desk.at_work.is_well(desk.main_area)
    return JSONResponse({"status": "ok" if working else "down"}, 200 if working else 503)


@router.get("/{name}")
def get_file(name: str) -> FileResponse:
    """Return one of the board's files."""
    if name not in FILES:
        raise HTTPException(404)
    return FileResponse(HERE / name, media_type=FILES[name], headers=FRESH)
