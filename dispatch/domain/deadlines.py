"""Keep what must happen by when, as values that survive a restart with the log."""

import msgspec

from dispatch.domain.profile import ClockFrom, Profile


class Deadline(msgspec.Struct, frozen=True):
    """Something due: `due_at` in epoch seconds UTC, `timer` a key of the profile's timers.

    `lifecycle` and `subject_id` say whose clock it is. Unless it is `late`, nobody is late
    when it passes.
    """

    timer: str
    lifecycle: str
    subject_id: str
    due_at: float
    late: bool = True

    @property
    def deadline_id(self) -> str:
        """One clock of a kind runs per subject: starting it again sets it anew."""
        return deadline_id(self.lifecycle, self.subject_id, self.timer)


def deadline_id(lifecycle: str, subject_id: str, timer: str) -> str:
    """Return the name under which a subject's clock is kept."""
    return f"{lifecycle}/{subject_id}/{timer}"


class Moments(msgspec.Struct, frozen=True):
    """The moments clocks may count from; what is not known counts from `step_at`.

    `kind` is the kind of event: limits may depend on it.

    `begins_at` and `ends_at` are stated by whoever orders something: where they are not, there is
    no such clock.
    """

    step_at: float
    occurred_at: float | None = None
    discovered_at: float | None = None
    received_at: float | None = None
    begins_at: float | None = None
    ends_at: float | None = None
    kind: str | None = None

    def of(self, clock_from: ClockFrom) -> float | None:
        """Return the moment a timer counts from, in epoch seconds UTC; None: it does not run."""
        if clock_from is ClockFrom.BEGINS:
            return self.begins_at
        if clock_from is ClockFrom.ENDS:
            return self.ends_at
        known = None
        if clock_from is ClockFrom.OCCURRED:
            known = self.occurred_at
        elif clock_from is ClockFrom.DISCOVERED:
            known = self.discovered_at
        elif clock_from is ClockFrom.RECEIVED:
            known = self.received_at
        return self.step_at if known is None else known


def started(
    profile: Profile, timers: tuple[str, ...], lifecycle: str, subject_id: str, moments: Moments
) -> tuple[Deadline, ...]:
    """Return the deadlines that a row's `starts` sets for one subject."""
    found: tuple[Deadline, ...] = ()
    for key in timers:
        timer = profile.timers[key]
        since, limit_s = moments.of(timer.clock_from), timer.limit_for(moments.kind)
        if since is not None and limit_s is not None:
            found += (Deadline(key, lifecycle, subject_id, since + limit_s, timer.late),)
    return found
