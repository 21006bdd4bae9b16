"""Read the 31-character id of a warning: who issued it, and when.

`ZZZZZZDDDUUUXX_YYYYMMDDhhmmss_N`: the area (GB/T 2260), the agency (GB/T 4657), the unit, an
extension, the moment in Beijing time, and a number that tells messages of one second apart.
"""

import re
from datetime import datetime, timedelta, timezone

import msgspec

BEIJING = timezone(timedelta(hours=8))
_SHAPE = re.compile(r"(\d{6})(\d{3})(\d{3})(\d{2})_(\d{14})_([0-9A-Z])", re.ASCII)


class WarningId(msgspec.Struct, frozen=True):
    """An id taken apart; `issued_at` is in epoch seconds."""

    area_code: str
    agency: str
    unit: str
    extension: str
    issued_at: float
    number: str

    @property
    def issuer(self) -> str:
        """Who issued it: area, agency, unit and extension together."""
        return f"{self.area_code}{self.agency}{self.unit}{self.extension}"

    def __str__(self) -> str:
        moment = datetime.fromtimestamp(self.issued_at, BEIJING).strftime("%Y%m%d%H%M%S")
        return f"{self.issuer}_{moment}_{self.number}"


def read_id(text: str) -> WarningId:
    """Return an id taken apart; raises ValueError saying what is wrong with it."""
    found = _SHAPE.fullmatch(text)
    if found is None:
        raise ValueError(
            "31 characters ZZZZZZDDDUUUXX_YYYYMMDDhhmmss_N are expected:"
            " area, agency, unit and extension, Beijing time, number"
        )
    area_code, agency, unit, extension, moment, number = found.groups()
    try:
        issued = datetime.strptime(moment, "%Y%m%d%H%M%S").replace(tzinfo=BEIJING)
    except ValueError:
        raise ValueError(f"{moment} is no moment YYYYMMDDhhmmss") from None
    return WarningId(area_code, agency, unit, extension, issued.timestamp(), number)
