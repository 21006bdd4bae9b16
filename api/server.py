"""Run the application with the settings that were measured."""

import signal
import socket
import sys
from types import FrameType

import uvicorn
from fastapi import FastAPI

MAX_MESSAGE_BYTES = 64 * 1024  # a client of the live feed says a token and nothing more


def server_of(app: FastAPI, host: str, port: int, log_level: str = "info") -> uvicorn.Server:
    """Return a server for the application; `serve()` it on an event loop."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            ws="websockets-sansio",  # a third more messages a second than the default
            ws_per_message_deflate=False,  # compressing for each client costs more than the line
            ws_max_size=MAX_MESSAGE_BYTES,
            server_header=False,
            log_level=log_level,
            timeout_graceful_shutdown=10,
        )
    )


def run(server: uvicorn.Server, listening: socket.socket) -> None:
    """Serve until interrupted or terminated; either way the caller goes on to close its house.

    Once it has stopped, uvicorn raises the signal that stopped it anew; SIGTERM would then end the
    process on the spot, with the house still open.
    """
    signal.signal(signal.SIGTERM, _leave)
    server.run(sockets=[listening])


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)
