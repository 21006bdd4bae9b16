"""Put directions into words, in Chinese and in English."""

from enum import StrEnum
from typing import Final, Literal

from routing.snapping import Side

Language = Literal["zh", "en"]
LANGUAGES: Final = ("zh", "en")


class Maneuver(StrEnum):
    """What a driver does at the beginning of a step."""

    DEPART = "depart"
    CONTINUE = "continue"
    SLIGHT_LEFT = "slight_left"
    LEFT = "left"
    SHARP_LEFT = "sharp_left"
    SLIGHT_RIGHT = "slight_right"
    RIGHT = "right"
    SHARP_RIGHT = "sharp_right"
    UTURN = "uturn"
    ROUNDABOUT = "roundabout"
    ARRIVE = "arrive"


_COMPASS: Final = {
    "zh": ("北", "东北", "东", "东南", "南", "西南", "西", "西北"),
    "en": (
        *("north", "north-east", "east", "south-east"),
        *("south", "south-west", "west", "north-west"),
    ),
}
_UNNAMED: Final = {
    "motorway": ("无名高速公路", "a motorway"),
    "trunk": ("无名快速路", "a trunk road"),
    "primary": ("无名主干路", "a main road"),
    "secondary": ("无名次干路", "a secondary road"),
    "tertiary": ("无名支路", "a minor road"),
    "residential": ("无名支路", "a residential road"),
    "living_street": ("小区道路", "a living street"),
    "service": ("内部道路", "a service road"),
    "track": ("乡间小路", "a track"),
    "footway": ("人行道", "a footway"),
    "pedestrian": ("步行街", "a pedestrian street"),
    "path": ("小路", "a path"),
    "steps": ("台阶", "steps"),
}
_RAMP: Final = ("匝道", "a slip road")
_ANY_ROAD: Final = ("无名道路", "an unnamed road")
_ONTO: Final = {
    Maneuver.CONTINUE: ("直行进入{road}", "Continue onto {road}"),
    Maneuver.SLIGHT_LEFT: ("向左前方行驶进入{road}", "Bear left onto {road}"),
    Maneuver.LEFT: ("左转进入{road}", "Turn left onto {road}"),
    Maneuver.SHARP_LEFT: ("向左后方转弯进入{road}", "Turn sharp left onto {road}"),
    Maneuver.SLIGHT_RIGHT: ("向右前方行驶进入{road}", "Bear right onto {road}"),
    Maneuver.RIGHT: ("右转进入{road}", "Turn right onto {road}"),
    Maneuver.SHARP_RIGHT: ("向右后方转弯进入{road}", "Turn sharp right onto {road}"),
    Maneuver.UTURN: ("掉头进入{road}", "Make a U-turn onto {road}"),
}
_ALONG: Final = {
    Maneuver.CONTINUE: ("沿{road}继续直行", "Continue on {road}"),
    Maneuver.SLIGHT_LEFT: ("靠左行驶，继续沿{road}行驶", "Keep left to stay on {road}"),
    Maneuver.LEFT: ("左转，继续沿{road}行驶", "Turn left to stay on {road}"),
    Maneuver.SHARP_LEFT: ("向左后方转弯，继续沿{road}行驶", "Turn sharp left to stay on {road}"),
    Maneuver.SLIGHT_RIGHT: ("靠右行驶，继续沿{road}行驶", "Keep right to stay on {road}"),
    Maneuver.RIGHT: ("右转，继续沿{road}行驶", "Turn right to stay on {road}"),
    Maneuver.SHARP_RIGHT: ("向右后方转弯，继续沿{road}行驶", "Turn sharp right to stay on {road}"),
    Maneuver.UTURN: ("掉头，沿{road}返回", "Make a U-turn and go back along {road}"),
}
_ARRIVED: Final = {
    None: ("到达目的地", "Arrive at the destination"),
    Side.ON: ("到达目的地", "Arrive at the destination"),
    Side.LEFT: ("到达目的地，目的地在左侧", "Arrive at the destination, on the left"),
    Side.RIGHT: ("到达目的地，目的地在右侧", "Arrive at the destination, on the right"),
}


def road_words(name: str, highway: str, language: Language) -> str:
    """Return a road's name, or words for its class where it has none."""
    if name:
        return name
    words = _RAMP if highway.endswith("_link") else _UNNAMED.get(highway, _ANY_ROAD)
    return words[_column(language)]


def depart_words(road: str, bearing_deg: float, length_m: float, language: Language) -> str:
    """Return how to begin: 沿长安北路向北行驶 350 米, or Head north on Avenue Foch for 350 m."""
    compass = _COMPASS[language][round(bearing_deg / 45) % 8]
    how_far = length_words(length_m, language)
    if language == "zh":
        return f"沿{road}向{compass}行驶 {how_far}"
    return f"Head {compass} on {road} for {how_far}"


def turn_words(maneuver: Maneuver, road: str, stays: bool, language: Language) -> str:
    """Return how to go on: onto another road, or staying on the same."""
    words = (_ALONG if stays else _ONTO)[maneuver]
    return words[_column(language)].format(road=road)


def roundabout_words(exit_number: int, road: str, language: Language) -> str:
    """Return by which exit to leave a roundabout, and onto which road."""
    if language == "zh":
        return f"进入环岛，从第 {exit_number} 个出口驶出，进入{road}"
    return f"At the roundabout, take the {_ordinal(exit_number)} exit onto {road}"


def arrive_words(side: Side | None, language: Language) -> str:
    """Return that one is there, and on which side it lies if that is known."""
    return _ARRIVED[side][_column(language)]


def length_words(length_m: float, language: Language) -> str:
    """Return a distance as one says it: to ten metres, from a kilometre on to a hundred."""
    kilometres, metres = ("公里", "米") if language == "zh" else ("km", "m")
    tens = round(length_m / 10) * 10
    if tens >= 1_000:
        return f"{length_m / 1_000:.1f} {kilometres}"
    return f"{max(tens, 10)} {metres}"


def _column(language: Language) -> int:
    return LANGUAGES.index(language)


def _ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"
