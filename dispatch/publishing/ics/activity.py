"""List the activities of a form's log, in the words of timelines and of the duty log."""

from collections.abc import Iterator

from dispatch.domain import events as e
from dispatch.publishing.ics.form import Source
from dispatch.publishing.telling.entries import words_of
from dispatch.publishing.telling.lexicon import Lexicon

NOT_TOLD = (e.RecommendationMade, e.DemandsSet)  # what the engine reckons; what came of it is told


def activities(source: Source) -> Iterator[tuple[str, str, str]]:
    """Yield moment, who, and what happened, for what is worth a line, in order."""
    lexicon = Lexicon(source.area, source.profile)
    for recorded in source.log:
        if _is_worth_a_line(recorded.event):
            words = words_of(lexicon, recorded.event)
            who = f"{recorded.actor.name} ({recorded.actor.role})"
            yield source.clock(recorded.recorded_at), who, f"{words.zh} {words.en}"


def _is_worth_a_line(event: e.Event) -> bool:
    match event:
        case e.StepTaken():
            return event.moved and event.lifecycle != "team_availability"
        case e.DeadlinePassed():
            return event.deadline.late
        case _:
            return not isinstance(event, NOT_TOLD)
