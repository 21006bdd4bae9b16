"""List the orders about warnings that are no step of a table, in the imperative."""

from dispatch.domain.messages import ACommand
from dispatch.domain.warnings import WarningMessage, WarningNotice


class TakeInWarning(ACommand, frozen=True):
    """Take in a message about a warning: a new one, its update, its end. A repeat is nothing."""

    message: WarningMessage


class IssueWarning(ACommand, frozen=True):
    """Issue a warning as the organ of a place."""

    notice: WarningNotice
    place_code: str


class ChangeWarning(ACommand, frozen=True):
    """Say a warning anew, as the organ that issued it."""

    warning_id: str
    notice: WarningNotice


class TickMeasure(ACommand, frozen=True):
    """Say that a place has taken a measure of a warning's list, or that it has not after all."""

    warning_id: str
    place_code: str
    measure: str
    note: str = ""
    taken: bool = True


WarningCommand = TakeInWarning | IssueWarning | ChangeWarning | TickMeasure
