"""A picture is what its content says it is."""

import hashlib
import io

import pytest
from PIL import Image

from dispatch.intake import pictures
from dispatch.intake.pictures import examined


def a_picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")]
)
def test_a_photograph_is_known_by_its_content(kind: str, media_type: str) -> None:
    content = a_picture(kind)
    found = examined(content)
    assert (found.media_type, found.width_px, found.height_px) == (media_type, 64, 48)
    assert found.digest == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"#!/bin/sh\nrm -rf /\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"\xff\xd8\xff\xe0" + b"\x00" * 64,
        a_picture("JPEG")[:-200],
        a_picture("GIF"),
        a_picture("BMP"),
    ],
    ids=["nothing", "a script", "svg", "a mere head", "cut short", "gif", "bmp"],
)
def test_what_is_no_photograph_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"picture|empty"):
        examined(content)


def test_too_large_is_refused_in_bytes_and_in_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MAX_PIXELS", 1000)
    with pytest.raises(ValueError, match="64 by 48 pixels"):
        examined(a_picture())
    monkeypatch.setattr(pictures, "MAX_BYTES", 100)
    with pytest.raises(ValueError, match="at most 100"):
        examined(a_picture())
