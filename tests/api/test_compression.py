"""Long answers go over the line compressed, pictures as they are."""

import httpx
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse

from api.compression import LONG_BYTES, PICTURES, Compression


async def get(path: str, size: int, takes: str = "gzip") -> httpx.Response:
    app = FastAPI()
    app.add_api_route(path, lambda: PlainTextResponse("x" * size))
    transport = httpx.ASGITransport(app=Compression(app))
    async with httpx.AsyncClient(transport=transport, base_url="http://door") as http:
        return await http.get(path, headers={"Accept-Encoding": takes})


async def test_a_long_answer_is_compressed_for_whoever_takes_it() -> None:
    long = await get("/api/v1/places", LONG_BYTES)
    assert long.headers["content-encoding"] == "gzip"
    assert int(long.headers["content-length"]) < LONG_BYTES / 10
    assert long.text == "x" * LONG_BYTES
    assert "content-encoding" not in (await get("/api/v1/places", LONG_BYTES, "identity")).headers


async def test_a_short_answer_and_a_picture_go_as_they_are() -> None:
    assert "content-encoding" not in (await get("/api/v1/places", LONG_BYTES - 1)).headers
    assert "content-encoding" not in (await get(f"{PICTURES}/a1", LONG_BYTES)).headers
