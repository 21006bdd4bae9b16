"""Send long answers compressed: a desk that opens asks for four megabytes of names and places."""

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

LONG_BYTES = 4_096  # below, what is saved is not worth the work
QUICK = 5  # of 9: most of what is to be had, in half the time
PICTURES = "/api/v1/attachments"  # compressed as they are


class Compression:
    """Wraps an application: gzip for long answers to whoever takes it, pictures excepted."""

    def __init__(self, app: ASGIApp) -> None:
        self._plain = app
        self._compressed = GZipMiddleware(app, minimum_size=LONG_BYTES, compresslevel=QUICK)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        pictures = scope["type"] == "http" and scope["path"].startswith(PICTURES)
        await (self._plain if pictures else self._compressed)(scope, receive, send)
