"""Tell an event of the log as an entry of a log people read: when, what, who, and whether late.

Timelines and the duty log 值班日志 use the same words. Every event type has some: see `WORDS`.
"""

import msgspec

from dispatch.domain import events as e
from dispatch.domain.envelope import Recorded
from dispatch.domain.lifecycle import Label
from dispatch.publishing.telling import (
    alarm_words,
    duty_words,
    evacuation_words,
    field_words,
    incident_words,
    means_words,
    order_words,
    plan_words,
    post_words,
    report_words,
    warning_words,
)
from dispatch.publishing.telling.lexicon import Lexicon, Words

WORDS: dict[type[e.Event], Words] = {
    **incident_words.WORDS,
    **order_words.WORDS,
    **post_words.WORDS,
    **means_words.WORDS,
    **warning_words.WORDS,
    **plan_words.WORDS,
    **report_words.WORDS,
    **evacuation_words.WORDS,
    **field_words.WORDS,
    **duty_words.WORDS,
    **alarm_words.WORDS,
}
"""How each type of event is told."""


class Entry(msgspec.Struct, frozen=True):
    """What happened at a minute: `at` in epoch seconds UTC, `local` in the profile's time.

    `by` is who did it in which `role`, for the place `place_code`. `overdue` marks a limit that
    passed unmet.
    """

    position: int
    at: float
    local: str
    type: str
    zh: str
    en: str
    by: str
    role: Label
    place_code: str
    place: str
    overdue: bool = False

    @property
    def who(self) -> str:
        """Who it was, in a few words."""
        if self.by == "system":
            return f"{self.role.zh} {self.role.en}"
        return f"{self.by} {self.role.zh} {self.place}"


def words_of(lexicon: Lexicon, event: e.Event) -> Label:
    """Return what an event was, in Chinese and English."""
    return WORDS[type(event)](lexicon, event)


def entry_of(lexicon: Lexicon, recorded: Recorded) -> Entry:
    """Return an event of the log as an entry."""
    words, actor, event = words_of(lexicon, recorded.event), recorded.actor, recorded.event
    return Entry(
        position=recorded.position,
        at=recorded.recorded_at,
        local=lexicon.clock(recorded.recorded_at),
        type=type(event).__name__,
        zh=words.zh,
        en=words.en,
        by=actor.name,
        role=lexicon.role(actor.role),
        place_code=actor.jurisdiction,
        place=lexicon.place(actor.jurisdiction),
        overdue=isinstance(event, e.DeadlinePassed) and event.deadline.late,
    )
