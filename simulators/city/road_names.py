"""Name the streets: well-known arterials by their real names, the rest by made-up ones.

The arterials of Xi'an are facts; that each lies exactly on a line of the grid is not.
"""

from typing import Final

import numpy as np

from simulators.city.road_draft import PRIMARY, SECONDARY, TERTIARY, UNCLASSIFIED

NORTH_SOUTH: Final[dict[int, tuple[str, str]]] = {
    -96: ("西太路", "建章路"),
    -88: ("西太路", "建章路"),
    -72: ("丈八北路", "阿房路"),
    -64: ("唐延路", "天台路"),
    -56: ("唐延路", "汉城路"),
    -48: ("高新路", "桃园路"),
    -32: ("太白路", "劳动路"),
    -16: ("含光路", "星火路"),
    -8: ("朱雀大街", "明光路"),
    0: ("长安路", "未央路"),
    8: ("翠华路", "文景路"),
    16: ("雁塔路", "太华路"),
    32: ("太乙路", "建工路"),
    40: ("芙蓉路", "东元路"),
    56: ("曲江大道", "幸福路"),
    64: ("新开门路", "浐河路"),
    72: ("公园路", "广安路"),
    96: ("纺织城路", "港务大道"),
}
"""Grid line in units of 100 m east of the Bell Tower -> names south and north of it."""
EAST_WEST: Final[dict[int, tuple[str, str]]] = {
    -96: ("南三环辅路", "南三环辅路"),
    -72: ("丈八路", "雁展路"),
    -64: ("科技六路", "雁南路"),
    -56: ("科技路", "小寨路"),
    -48: ("科技路", "西影路"),
    -40: ("光华路", "建西街"),
    -24: ("友谊西路", "友谊东路"),
    -8: ("环城南路", "咸宁路"),
    0: ("大庆路", "长乐路"),
    8: ("丰登路", "华清路"),
    24: ("自强西路", "自强东路"),
    40: ("龙首路", "玄武路"),
    48: ("凤城一路", "凤城一路"),
    56: ("凤城五路", "凤城五路"),
    64: ("凤城八路", "凤城八路"),
    72: ("凤城十路", "凤城十路"),
    88: ("尚稷路", "尚稷路"),
    96: ("尚苑路", "尚苑路"),
}
"""Grid line in units of 100 m north of the Bell Tower -> names west and east of it."""
ARTERIAL_REACH: Final = 120
"""Units along a line to which a known name reaches, 12 km."""

FIRST: Final = "安宁永兴丰泰和平建新文昌明德华清长乐金花锦业凤翔龙渭昆灞浐沣潏未央雁曲"
SECOND: Final = "康庆定业盛源祥福裕顺仁义礼信智孝景秀春晖光远达通望桥园林泉苑岸塘"
NUMBERS: Final = "一二三四五六七八九十"


class StreetNames:
    """Give one name to each stretch of each grid line, always the same for the same stretch."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._stems: dict[tuple[int, int], str] = {}
        self._names: dict[tuple[bool, int, int, int], str] = {}
        self._roads = 0

    def name(
        self, across: bool, line: int, along: int, ring: int, urban: bool, highway: int
    ) -> str:
        """Return the name of a street on `line`, at `along`, both in units of 100 m."""
        if ring:
            side = ("南" if line < 0 else "北") if across else ("西" if line < 0 else "东")
            return f"环城{side}路" if ring == 1 else f"{side}{'二三'[ring - 2]}环"
        known = (EAST_WEST if across else NORTH_SOUTH).get(line)
        if known and abs(along) <= ARTERIAL_REACH:
            return known[along >= 0]
        if highway == UNCLASSIFIED:
            return ""
        stretch = 40 if highway <= SECONDARY else 16 if highway == TERTIARY else 8
        key = (across, line, along // stretch, urban)
        if key not in self._names:
            self._names[key] = self._made_up(across, line, along, highway, urban)
        return self._names[key]

    def _made_up(self, across: bool, line: int, along: int, highway: int, urban: bool) -> str:
        if not urban:
            self._roads += 1
            return f"X{self._roads:03d}县道"
        x, y = (along, line) if across else (line, along)
        quarter = (x // 48, y // 48)
        if quarter not in self._stems:
            self._stems[quarter] = self._stem()
        stem = self._stems[quarter] if highway > SECONDARY else self._stem()
        if highway <= PRIMARY:
            return stem + ("大道" if across else "大街")
        number = NUMBERS[(line // (1 if highway > TERTIARY else 2)) % 10]
        if highway == SECONDARY:
            return stem + ("路" if across else "街")
        if highway == TERTIARY:
            return f"{stem}{number}{'路' if across else '街'}"
        return f"{stem}{'横' if across else '纵'}{number}巷"

    def _stem(self) -> str:
        first, second = self._rng.integers(len(FIRST)), self._rng.integers(len(SECOND))
        return FIRST[first] + SECOND[second]
