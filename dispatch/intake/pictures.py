"""Look at an uploaded picture: what it is follows from its content, whatever it says it is."""

import hashlib
import io
import warnings

import msgspec
from PIL import Image

MAX_BYTES = 10 * 1024 * 1024  # a photograph of a telephone at full quality takes 3 to 6 MiB
MAX_PIXELS = 60_000_000  # beyond it a few bytes could unfold into gigabytes
MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


class Picture(msgspec.Struct, frozen=True):
    """A picture that could be read; `digest` is the SHA-256 of its content, in hex."""

    digest: str
    media_type: str
    width_px: int
    height_px: int


def examined(content: bytes) -> Picture:
    """Return what a picture is, having read all of it; raises ValueError with the reason.

    Takes a tenth of a second for a large one: call it on a thread of its own.
    """
    if not content:
        raise ValueError("the body is empty: send the picture itself")
    if len(content) > MAX_BYTES:
        raise ValueError(f"{len(content)} bytes, at most {MAX_BYTES} are taken")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what it only doubts is no reason to lose evidence
            with Image.open(io.BytesIO(content), formats=tuple(MEDIA_TYPES)) as image:
                width, height = image.size
                if width * height > MAX_PIXELS:
                    raise ValueError(f"{width} by {height} pixels, at most {MAX_PIXELS} in all")
                image.load()
                media_type = MEDIA_TYPES[str(image.format)]
    except ValueError:
        raise
    except Exception as problem:  # a decoder fails in many ways on what is not a picture
        kinds = ", ".join(MEDIA_TYPES)
        raise ValueError(f"no picture that can be read ({kinds})") from problem
    return Picture(hashlib.sha256(content).hexdigest(), media_type, width, height)
