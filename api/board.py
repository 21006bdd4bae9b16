"""Serve the plain live board: one page, one script, one sheet of styles, nothing from elsewhere."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, JSONResponse

from api.access import DeskHere

HERE = Path(__file__).parent / "plain"

router = APIRouter(include_in_schema=False)


@router.get("/")
def get_board() -> FileResponse:
    """Show the board."""
    return FileResponse(HERE / "board.html")


@router.get("/board.js")
def get_script() -> FileResponse:
    """Return the board's script."""
    return FileResponse(HERE / "board.js", media_type="text/javascript")


@router.get("/board.css")
def get_styles() -> FileResponse:
    """Return the board's styles."""
    return FileResponse(HERE / "board.css", media_type="text/css")


@router.get("/healthz")
def get_health(desk: DeskHere) -> JSONResponse:
    """Say whether the main area and its live feed are at work; tells nothing else to anybody."""
    working = desk.main_area in desk.house.areas and desk.at_work.is_well(desk.main_area)
    return JSONResponse({"status": "ok" if working else "down"}, 200 if working else 503)
