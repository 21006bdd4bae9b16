"""Hold how a profile has people told beside the screens: which words, to whom, how often."""

import msgspec

from dispatch.domain.lifecycle import Label

# What there is to tell, and the words each text may hold.
KINDS = (
    *("order", "called_off", "reminder", "call", "supervision"),
    *("roll_call", "roll_missed", "headcount"),
    *("hold", "hold_ordered", "hold_missed", "resume", "mayday", "mayday_over"),
    "more_wanted",
    *("warning", "warning_again", "warning_unanswered", "warning_over"),
    *("post_called", "response_proposed", "escalation_answered", "post_unanswered"),
    *("handover_begun", "lead_passed", "under_control"),
    *("commander_named", "group_manned", "group_ordered", "sector_set"),
    *("responder_asked", "responder_off"),
    *("plan_activated", "plan_unanswered"),
    *("shift_unmanned", "relief_late", "duty_handover"),
    *("report_to_sign", "report_received", "report_returned", "report_owed", "report_late"),
)
WORDS = frozenset(
    {
        *("team", "kind", "place", "incident", "order", "awaits", "words", "differs_by"),
        *("colour", "issuer"),
    }
)
ANY = "*"  # the channel whose limits hold where none of its own are stated


class NoticeRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of notice: its text, and the roles that are told by web push.

    With `targets` the targets configured for its places are told as well. With `upward` it is for
    everybody above these places too, not for the places' own people alone.
    """

    zh: str
    en: str
    roles: tuple[str, ...] = ()
    targets: bool = False
    urgent: bool = False
    upward: bool = False


class ChannelLimit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much a channel takes: so many messages a minute and a second, of so many bytes."""

    per_minute: int
    max_bytes: int
    per_second: int | None = None
    basis: str = ""


class NoticeBook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of it; `awaits` are the words for what a team owes, `channels` are by their scheme."""

    awaits: dict[str, Label] = {}
    notices: dict[str, NoticeRule] = {}
    channels: dict[str, ChannelLimit] = {}
