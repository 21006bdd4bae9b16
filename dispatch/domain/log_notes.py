"""Hold what people write beside the duty log 批注: an entry itself is never changed."""

import msgspec


class LogNote(msgspec.Struct, frozen=True):
    """A note of the duty room `place_code` on an entry of the log; `position` is its own."""

    place_code: str
    text: str
    by: str
    role: str
    written_at: float
    position: int
