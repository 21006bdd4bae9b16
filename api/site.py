"""Serve the console: one page, its scripts and styles, nothing from elsewhere."""

from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from api.access import DeskHere

STATIC = Path(__file__).parent / "static"  # made by hatch_build.py
FRESH = "no-cache"
FOR_EVER = "public, max-age=31536000, immutable"  # a file under assets/ bears a digest in its name
NOT_BUILT = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>驰援 Chiyuan</title>
<h1>驰援 Chiyuan</h1>
<p>服务正在运行，但指挥席界面尚未构建：请运行 <code>make setup</code>。</p>
<p lang="en">The server is running, but the console has not been built: run <code>make setup</code>
(without CHIYUAN_SKIP_CONSOLE). The API is at <a href="/api/v1/openapi.json">/api/v1</a>.</p>
"""

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
def get_health(desk: DeskHere) -> JSONResponse:
    """Say whether the main area and its live feed are at work; tells nothing else to anybody."""
    working = desk.main_area in desk.house.areas and desk.at_work.is_well(desk.main_area)
    return JSONResponse({"status": "ok" if working else "down"}, 200 if working else 503)


def get_hint() -> HTMLResponse:
    """Say what to do where the console was not built."""
    return HTMLResponse(NOT_BUILT, headers={"Cache-Control": FRESH})


class _Console(StaticFiles):
    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file of the console; those that name no digest are asked for anew each time."""
        response = await super().get_response(path, scope)
        fixed = path.startswith("assets") and response.status_code in (200, 304)
        response.headers["Cache-Control"] = FOR_EVER if fixed else FRESH
        return response


def add_console(app: FastAPI, static: Path = STATIC) -> None:
    """Have an application serve the console at "/", behind all that it serves already."""
    app.include_router(router)
    if (static / "index.html").is_file():
        app.mount("/", GZipMiddleware(_Console(directory=static, html=True)), name="console")
    else:
        app.add_api_route("/", get_hint, include_in_schema=False)
