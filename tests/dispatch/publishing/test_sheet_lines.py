"""Chinese lines are broken where a reader does not mind."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dispatch.publishing.sheets.line_breaking import NEVER_FIRST, NEVER_LAST, broken


def width(letter: str) -> float:
    return 1.0 if letter < "\u2e80" else 2.0


def test_a_number_and_a_word_stay_whole() -> None:
    assert broken("周边居民约120户", 11, width) == ["周边居民约", "120户"]
    assert broken("由duty-610111核收", 10, width) == ["由", "duty-610111", "核收"]


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() -> None:
    assert broken("无人被困，正在排水", 8, width) == ["无人被", "困，正在", "排水"]
    assert broken("水岸社区（东经109度）", 10, width) == ["水岸社区", "（东经109", "度）"]


def test_paragraphs_and_empty_texts_are_lines_of_their_own() -> None:
    assert broken("一\n\n二", 10, width) == ["一", "", "二"]
    assert broken("", 10, width) == [""]


@given(st.text(alphabet="水岸社区，。（）12a ", max_size=60), st.integers(4, 20))
def test_nothing_is_lost_and_nothing_is_too_wide(text: str, room: int) -> None:
    lines = broken(text, room, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        if sum(map(width, line)) > room:  # only what must stay together
            assert all(
                after in NEVER_FIRST or before in NEVER_LAST or max(before, after) < "\u2e80"
                for before, after in pairwise(line)
            )
