"""Prove what a profile has people told: every kind has its text, with words that are known."""

from collections.abc import Iterator
from string import Formatter

from dispatch.domain.notices import ANY, KINDS, WORDS
from dispatch.domain.profile import Profile


def problems_of_notices(profile: Profile) -> Iterator[str]:
    """Yield what is wrong, one clear line each."""
    book, where = profile.notices, "notices.yaml"
    for kind in KINDS:
        if kind not in book.notices:
            yield f"{where}: notices: {kind}: missing, there is something to tell"
    for kind, rule in book.notices.items():
        if kind not in KINDS:
            yield f"{where}: notices: {kind}: there is no such kind of notice"
        for role in rule.roles:
            if role not in profile.roles:
                yield f"{where}: notices: {kind}: unknown role {role!r}"
        for language, text in (("zh", rule.zh), ("en", rule.en)):
            for problem in _problems_of_text(text):
                yield f"{where}: notices: {kind}: {language}: {problem}"
    yield from _problems_of_words_and_channels(profile)


def _problems_of_words_and_channels(profile: Profile) -> Iterator[str]:
    book, where = profile.notices, "notices.yaml"
    for owed in ("sign", "feedback", "roll_call", "headcount", "hold"):
        if owed not in book.awaits:
            yield f"{where}: awaits: {owed}: missing, a team may owe it"
    if ANY not in book.channels:
        yield f"{where}: channels: {ANY!r}: missing, it holds where no other does"
    for scheme, limit in book.channels.items():
        if min(limit.per_minute, limit.per_second or 1) < 1 or limit.max_bytes < 140:
            yield f"{where}: channels: {scheme}: one message at least, of 140 bytes at least"


def _problems_of_text(text: str) -> Iterator[str]:
    try:
        fields = [field for _text, field, _spec, _conversion in Formatter().parse(text)]
    except ValueError as problem:
        yield str(problem)
        return
    for field in fields:
        if field is not None and field not in WORDS:
            yield f"unknown word {field!r}"
