"""State what must hold of warnings and their calls after every event."""

from collections import Counter
from collections.abc import Iterator

from dispatch.domain.area import Area


def violations_of_warnings(area: Area) -> Iterator[str]:
    """Yield what does not hold, one sentence each."""
    called, answered = Counter[str](), Counter[str]()
    for call in area.warning_calls.values():
        warning = area.warnings.get(call.warning_id)
        if warning is None or call.place_code not in area.places:
            yield f"the call {call.call_id} is lost: nothing knows its warning or its place"
            continue
        if call.is_open:
            called[call.warning_id] += 1
            answered[call.warning_id] += call.answered_at is not None
            if not warning.is_open:
                yield f"{call.call_id} still calls for {call.warning_id}, which is over"
        if call.relayed_by and not call.must_relay:
            yield f"{call.call_id} was passed on, and there is nobody below"
    for warning in area.warnings.values():
        name = warning.warning_id
        if not warning.is_open:
            if warning.to_relay:
                yield f"{name} is over, and still to be passed on by {', '.join(warning.to_relay)}"
            continue
        if (warning.called, warning.answered) != (called[name], answered[name]):
            yield (
                f"{name} counts {warning.called} called and {warning.answered} answered,"
                f" its calls {called[name]} and {answered[name]}"
            )
        if f"warning/{name}/warning.expiry" not in area.deadlines:
            yield f"{name} stands and no clock will end it"
