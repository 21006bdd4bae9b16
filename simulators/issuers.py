"""Have a scenario's warnings 预警 issued, villages moved out of what they warn of, and lifted."""

from functools import partial

from dispatch.domain import commands as c
from dispatch.domain import warning_commands as wc
from dispatch.domain.actors import Actor
from dispatch.domain.sayings import in_both
from dispatch.domain.warnings import WarningNotice
from simulators.alerts import Alert
from simulators.commanders import AUTHORITY
from simulators.evacuators import everybody_of, order_out
from simulators.playing import played
from simulators.stage import Stage


class Issuers:
    """The organs of a drill that warn."""

    def __init__(self, stage: Stage, begin_at: float) -> None:
        self._stage, self._begin_at = stage, begin_at

    def plan(self, alerts: tuple[Alert, ...]) -> None:
        """Plan all of them; raises `ValueError` for a place that there is not."""
        for alert in alerts:
            for code in (alert.issuer, *alert.places, *alert.evacuate):
                if code not in self._stage.area.places:
                    raise ValueError(f"alerts: there is no place {code!r}")
            self._at(alert.at_min, partial(self._issue, alert))

    def _at(self, minutes: float, action: partial[None]) -> None:
        self._stage.agenda.at(self._begin_at + minutes * 60, action)

    def _issue(self, alert: Alert) -> None:
        issuer = self._stage.area.places[alert.issuer]
        notice = WarningNotice(
            kind=alert.kind,
            colour=alert.colour,
            begins_at=self._stage.now(),
            # It says it holds a little longer than it does: it is lifted, and does not run out.
            ends_at=self._begin_at + alert.until_min * 60 + 3600,
            place_codes=alert.places,
            matters=alert.matters,
            advice=alert.advice or alert.matters,
            issued_by=issuer.name,
            issued_at=self._stage.now(),
        )
        before = set(self._stage.area.warnings)
        if self._stage.order(wc.IssueWarning(notice, alert.issuer), self._organ(alert)):
            (warning_id,) = set(self._stage.area.warnings) - before
            self._at(alert.until_min, partial(self._lift, alert, warning_id))
            if alert.evacuate:
                move_at_min = alert.at_min + alert.move_after_min
                self._at(move_at_min, partial(self._move_out, alert, warning_id))

    def _move_out(self, alert: Alert, warning_id: str) -> None:
        area = self._stage.area
        groups = [everybody_of(area, one) for one in alert.evacuate]
        order_out(self._stage, groups, alert.hazard, warning_id=warning_id)

    def _lift(self, alert: Alert, warning_id: str) -> None:
        said = c.Particulars(reason=in_both("险情解除", "the danger is over"))
        step = c.TakeStep("warning", warning_id, "lift", said)
        self._stage.order(step, self._organ(alert))

    def _organ(self, alert: Alert) -> Actor:
        place = self._stage.area.places[alert.issuer]
        role = AUTHORITY[place.admin_level]
        return played(self._stage, role, place.code)
