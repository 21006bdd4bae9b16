"""Say what people are told of a warning: its places are called, called again, told of its end."""

from collections.abc import Iterator

from dispatch.domain import warning_events as we
from dispatch.domain.area import Area
from dispatch.domain.envelope import Recorded
from dispatch.domain.events import StepTaken
from dispatch.domain.lifecycle import Label
from dispatch.domain.profile import Profile
from dispatch.domain.warning_relaying import calls_of
from dispatch.publishing.notice import Notice
from dispatch.publishing.notice_words import same, written


def notices_of_warnings(recorded: Recorded, area: Area, profile: Profile) -> Iterator[Notice]:
    """Yield what is to be told of an event of a warning; `area` is any state after it."""
    write = _Writer(recorded, area, profile)
    match recorded.event:
        case we.WarningPassedOn(warning_id=warning_id, calls=calls) as event if calls:
            says = area.warnings[warning_id].notice
            about, words = f"{warning_id}/{event.place_code}", f"{says.matters}。{says.advice}"
            codes = tuple(one.place_code for one in calls)
            yield write.of("warning", warning_id, about, codes, words=words)
        case we.PlaceCalledAgain(call_id=call_id):
            yield write.of_call("warning_again", call_id, area.warning_calls[call_id].place_code)
        case we.CallEscalated(call_id=call_id, told=told):
            yield write.of_call("warning_unanswered", call_id, told)
        case StepTaken(lifecycle="warning", over=True, subject_id=warning_id) as event:
            codes = tuple(one.place_code for one in calls_of(area, area.warnings[warning_id]))
            if codes:
                yield write.of("warning_over", warning_id, warning_id, codes, words=event.reason)
        case _:
            pass


class _Writer:
    """Writes the notices of one event."""

    def __init__(self, recorded: Recorded, area: Area, profile: Profile) -> None:
        self._recorded, self._area, self._profile = recorded, area, profile

    def of_call(self, kind: str, call_id: str, told: str) -> Notice:
        """Return what a place is told of a call that was not answered."""
        call = self._area.warning_calls[call_id]
        place = self._area.places[call.place_code].name
        return self.of(kind, call.warning_id, f"{call_id}/{told}", (told,), place=place)

    def of(
        self, kind: str, warning_id: str, about: str, codes: tuple[str, ...], **words: str
    ) -> Notice:
        """Return what places are told of a warning."""
        rules, says = self._profile.warnings, self._area.warnings[warning_id].notice
        of_kind, colour = rules.kinds[says.kind], rules.of(says.colour)
        said = {
            "issuer": same(says.issued_by),
            "kind": Label(of_kind.zh, of_kind.en.lower()),
            "colour": Label(colour.zh, colour.en) if colour else same(""),
        } | {word: same(text) for word, text in words.items()}
        return written(
            *(self._recorded, self._area, self._profile, kind, about, said), place_codes=codes
        )
