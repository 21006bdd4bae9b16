"""Decide what becomes of a proposal to move teams under orders: all of it, or nothing."""

from msgspec.structs import replace

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.actors import Order
from dispatch.domain.area import Area
from dispatch.domain.evolve import folded
from dispatch.domain.exchanges import Exchange, ExchangeSettlement, Move
from dispatch.domain.instructing import step, why_not
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected, unknown
from dispatch.domain.rules import Situation
from dispatch.domain.sending import send
from dispatch.domain.steps import authorise, permit


def propose(
    area: Area, command: c.ProposeExchange, order: Order, profile: Profile
) -> list[e.Event]:
    """Put an exchange forward; the one that lies open lapses. One without moves only ends it."""
    permit(profile, order, "ProposeExchange")
    proposed, before = command.exchange, area.exchange
    if before is not None and proposed.asks_the_same_as(before):
        return []
    events: list[e.Event] = []
    if before is not None:
        events.append(_settled(before, ExchangeSettlement.LAPSED, ""))
    if proposed.moves or proposed.relieved:
        for instruction_id in proposed.ended:
            _movable(area, profile, instruction_id)
        numbered = replace(proposed, exchange_id=area.next_id("exchange", "X"))
        events.append(e.ExchangeProposed(exchange=numbered))
    return events


def accept(area: Area, command: c.AcceptExchange, order: Order, profile: Profile) -> list[e.Event]:
    """Relieve the teams and send them where the exchange says; refused if any part has lapsed."""
    permit(profile, order, "AcceptExchange")
    exchange = _open(area, command.exchange_id)
    for place_code in _places(area, exchange):
        authorise(area, order.actor, place_code)
    reason = f"exchange {exchange.exchange_id}"
    then = _Then(area, order, profile)
    sent = {move.team_id for move in exchange.moves}
    for instruction_id in exchange.ended:
        _movable(area, profile, instruction_id)
        goes_on = area.instructions[instruction_id].team_id in sent
        then.relieve(instruction_id, reason, goes_on=goes_on)
    for move in exchange.moves:
        then.send(move, exchange.exchange_id)
    return [_settled(exchange, ExchangeSettlement.ACCEPTED, ""), *then.events]


def decline(
    area: Area, command: c.DeclineExchange, order: Order, profile: Profile
) -> list[e.Event]:
    """Leave everybody where they are sent, for a reason."""
    permit(profile, order, "DeclineExchange")
    exchange = _open(area, command.exchange_id)
    authorise(area, order.actor, *_places(area, exchange))
    if not command.reason.strip():
        raise Rejected("input_missing", "say why", "reason")
    return [_settled(exchange, ExchangeSettlement.DECLINED, command.reason)]


class _Then:
    """The area as it will be after what is decided so far: a team relieved can be sent on."""

    def __init__(self, area: Area, order: Order, profile: Profile) -> None:
        self.events: list[e.Event] = []
        self._area, self._order, self._profile = area, order, profile

    def relieve(self, instruction_id: str, reason: str, *, goes_on: bool) -> None:
        """End an order, so that its team can be sent elsewhere."""
        instruction = self._area.instructions[instruction_id]
        s = Situation(
            area=self._area,
            profile=self._profile,
            order=self._order,
            particulars=c.Particulars(reason=reason),
            instruction=instruction,
            team=self._area.teams[instruction.team_id],
        )
        self._happen(step(s, instruction, "reassign", goes_on))

    def send(self, move: Move, advised_by: str) -> None:
        """Order a team where the exchange says."""
        incident, team = self._area.incident(move.incident_id), self._area.team(move.team_id)
        kind = self._profile.kinds.get(incident.kind)
        refusal = why_not(self._profile, team, move.capability, kind)
        if refusal is not None:
            raise Rejected("exchange_lapsed", f"it holds no longer: {refusal.reason}")
        s = Situation(
            area=self._area,
            profile=self._profile,
            order=self._order,
            incident=incident,
            team=team,
        )
        draft = e.InstructionGiven(
            instruction_id=self._area.next_id("instruction", "D"),
            incident_id=incident.incident_id,
            team_id=team.team_id,
            capability=move.capability,
            row="",
            state="",
            destination=incident.position,
            travel_s=move.travel_s,
            recommendation_id=advised_by,
        )
        self._happen(send(s, "dispatch", draft, move.crews))

    def _happen(self, events: list[e.Event]) -> None:
        self._area = folded(self._area, events, self._order.at)
        self.events += events


def _open(area: Area, exchange_id: str) -> Exchange:
    if area.exchange is None or area.exchange.exchange_id != exchange_id:
        raise unknown("exchange", exchange_id)
    return area.exchange


def _movable(area: Area, profile: Profile, instruction_id: str) -> None:
    instruction = area.instruction(instruction_id)
    if not profile.instruction.has("MOVABLE", instruction.state):
        raise Rejected("exchange_lapsed", f"{instruction_id} is {instruction.state} by now")


def _places(area: Area, exchange: Exchange) -> tuple[str, ...]:
    """Return the places whose incidents and teams an exchange touches."""
    ended = [area.instructions[one] for one in exchange.ended]
    incidents = {one.incident_id for one in exchange.moves} | {one.incident_id for one in ended}
    teams = {one.team_id for one in exchange.moves} | {one.team_id for one in ended}
    return (
        *sorted({area.incidents[one].place_code for one in incidents}),
        *sorted({area.teams[one].place_code for one in teams}),
    )


def _settled(exchange: Exchange, settlement: ExchangeSettlement, reason: str) -> e.ExchangeSettled:
    return e.ExchangeSettled(
        exchange_id=exchange.exchange_id,
        incident_ids=exchange.incident_ids,
        settlement=settlement,
        reason=reason,
    )
