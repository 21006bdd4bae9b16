"""Refuse a command in words a person can act on."""


class Rejected(Exception):  # noqa: N818 - a refusal is an answer, not a malfunction
    """A command that was not carried out; nothing was recorded.

    `code` is stable and for programs, `reason` is for people, `field` names the input at fault.
    """

    def __init__(self, code: str, reason: str, field: str | None = None) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.field = field

    def __repr__(self) -> str:
        return f"Rejected({self.code!r}, {self.reason!r}, field={self.field!r})"


def unknown(noun: str, subject_id: str) -> Rejected:
    """Return the refusal for something that is not in this area, or not visible to the actor."""
    return Rejected(f"unknown_{noun}", f"no {noun.replace('_', ' ')} {subject_id!r} here", noun)
