"""Hold a call to a place that must confirm a warning 叫应: called, called again, answered."""

import msgspec


class PlaceCall(msgspec.Struct, frozen=True):
    """The call to one place about one warning; its id is `W1/610111001`.

    `called_from` is the place that passed it on. It was called so many `times`, and let so many
    limits pass (`missed`), over all rounds: a warning that grows graver is called anew. `told`
    are the places above that were told it does not answer. Where it `must_relay` there are places
    below it to pass the warning on to; `relayed_by` did. `unanswered` counts the rounds that ended
    without an answer.
    """

    call_id: str
    warning_id: str
    place_code: str
    called_from: str
    state: str
    called_at: float
    must_relay: bool = False
    times: int = 1
    missed: int = 0
    unanswered: int = 0
    told: tuple[str, ...] = ()
    answered_at: float | None = None
    answered_by: str = ""
    words: str = ""
    relayed_at: float | None = None
    relayed_by: str = ""
    is_open: bool = True
    overdue: tuple[str, ...] = ()
    revision: int = 0


def call_id(warning_id: str, place_code: str) -> str:
    """Return the id of the call to a place about a warning."""
    return f"{warning_id}/{place_code}"
