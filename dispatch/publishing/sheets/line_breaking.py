"""Break Chinese text into lines: anywhere between its characters, but for what a reader minds.

A number or a word of Latin letters stays whole, no line begins with a closing mark, and none ends
with an opening one (避头尾).
"""

from collections.abc import Callable, Iterator

NEVER_FIRST = frozenset("，。、；：？！）】》〉〕」』”’％…—·,.;:?!)]}%°")
NEVER_LAST = frozenset("（【《〈〔「『“‘([{")


def broken(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Return the lines of a text, none wider than `width` unless one word is; at least one."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line, used = "", 0.0
        for piece in _pieces(paragraph):
            piece_width = sum(map(measure, piece))
            if line and used + piece_width > width:
                lines.append(line.rstrip())
                line, used = "", 0.0
                piece = piece.lstrip()
            line += piece
            used += piece_width
        lines.append(line.rstrip())
    return lines


def _pieces(text: str) -> Iterator[str]:
    """Yield the parts of a text that stay together."""
    piece = ""
    for before, after in zip(text, text[1:] + "\0", strict=False):
        piece += before
        if after == "\0" or _may_break(before, after):
            yield piece
            piece = ""


def _may_break(before: str, after: str) -> bool:
    if after in NEVER_FIRST or before in NEVER_LAST:
        return False
    if before.isspace():
        return True
    return not (_is_of_a_word(before) and _is_of_a_word(after))


def _is_of_a_word(letter: str) -> bool:
    return letter < "\u2e80" and not letter.isspace()
