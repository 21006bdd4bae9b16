"""Bound what comes in and harden what goes out: body size and security headers, as plain ASGI."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import Problem, understood
from dispatch.intake.pictures import MAX_BYTES as MAX_PICTURE_BYTES

MAX_BODY_BYTES = 256 * 1024  # a report with its evidence as links fits a hundred times
LARGER = {  # paths that take more
    "/api/v1/attachments": MAX_PICTURE_BYTES,
    "/api/v1/sensors/import": 4 * 1024 * 1024,
    "/api/v1/sensors": 4 * 1024 * 1024,
    "/api/v1/readings": 1024 * 1024,
}

# Styles set on elements are how the console's widgets place themselves; scripts are files only.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; worker-src 'self'; connect-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def too_large(limit: int) -> str:
    """Return what is said of a body over a limit."""
    return f"a body holds {limit} bytes at most"


class Limits:
    """Wraps an application: refuses large bodies, adds the security headers to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        started = False

        async def send_hardened(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith("/api/"):
                    headers.setdefault("Cache-Control", "no-store")
                if scope["scheme"] == "https":
                    headers.setdefault("Strict-Transport-Security", "max-age=31536000")
            await send(message)

        stated = Headers(scope=scope).get("content-length", "0")
        limit = LARGER.get(scope["path"], MAX_BODY_BYTES)
        if not stated.isdigit() or int(stated) > limit:
            problem = Problem(413, "body_too_large", too_large(limit))
            await problem.response()(scope, receive, send_hardened)
            return
        try:
            await self._app(scope, _bounded(receive, limit), send_hardened)
        except Exception as failure:
            if started:
                raise
            await understood(failure).response()(scope, receive, send_hardened)


def _bounded(receive: Receive, limit: int) -> Receive:
    received = 0

    async def bounded() -> Message:
        # A body sent in chunks states no length: it is counted as it comes.
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > limit:
            raise HTTPException(413, too_large(limit))
        return message

    return bounded
