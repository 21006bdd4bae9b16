"""Tell what happened to supplies, shelters, cover, support and roads."""

from dispatch.domain import cover_events as ve
from dispatch.domain import events as e
from dispatch.domain import road_events as re
from dispatch.domain import shelter_events as he
from dispatch.domain import supply_events as se
from dispatch.domain.lifecycle import Label
from dispatch.domain.roads import RoadEffect
from dispatch.domain.support import Amounts
from dispatch.publishing.telling.lexicon import Lexicon, Words, label_in, listed, with_reason

EFFECTS: dict[str, Label] = {
    RoadEffect.CLOSED: Label("道路封闭", "Road closed"),
    RoadEffect.SLOWED: Label("道路缓行", "Road slowed"),
    RoadEffect.CONDITION: Label("道路状况", "Road condition"),
}


def _reserved(lex: Lexicon, event: se.StockReserved) -> Label:
    depot, much = lex.depot(event.depot_id), lex.quantity(event.supply, event.quantity)
    return Label(
        f"预留 {event.reservation_id}：{depot} {much.zh}",
        f"Reserved {event.reservation_id}: {much.en} at {depot}",
    )


def _held(lex: Lexicon, reservation_id: str) -> Label:
    held = lex.area.reservations.get(reservation_id)
    if held is None:
        return Label(reservation_id, reservation_id)
    much = lex.quantity(held.supply, held.quantity)
    return Label(f"{reservation_id}（{much.zh}）", f"{reservation_id} ({much.en})")


def _issued(lex: Lexicon, event: se.StockIssued) -> Label:
    held = _held(lex, event.reservation_id)
    return Label(f"出库 {held.zh}", f"Issued {held.en}")


def _released(lex: Lexicon, event: se.ReservationReleased) -> Label:
    held = _held(lex, event.reservation_id)
    return with_reason(Label(f"取消预留 {held.zh}", f"Let go {held.en}"), event.reason)


def _lapsed(lex: Lexicon, event: se.ReservationLapsed) -> Label:
    held = _held(lex, event.reservation_id)
    return with_reason(Label(f"预留失效 {held.zh}", f"Lapsed {held.en}"), event.reason)


def _returned(lex: Lexicon, event: se.StockReturned) -> Label:
    held = _held(lex, event.reservation_id)
    return Label(f"退回入库 {held.zh}", f"Back on the shelf {held.en}")


def _received(lex: Lexicon, event: se.StockReceived) -> Label:
    depot, much = lex.depot(event.depot_id), lex.quantity(event.supply, event.quantity)
    return with_reason(
        Label(f"{depot} 入库 {much.zh}", f"{depot} received {much.en}"), event.reason
    )


def _taken(lex: Lexicon, event: se.StockTaken) -> Label:
    depot, much = lex.depot(event.depot_id), lex.quantity(event.supply, event.counted)
    return with_reason(Label(f"{depot} 盘点 {much.zh}", f"{depot} counted {much.en}"), event.reason)


def _loaded(lex: Lexicon, event: se.ShipmentLoaded) -> Label:
    depot = lex.depot(event.depot_id)
    return Label(
        f"调拨 {event.shipment_id} 装车：{depot}，{event.vehicle}",
        f"Shipment {event.shipment_id} is loaded: {depot}, {event.vehicle}",
    )


def _signed(_lex: Lexicon, event: se.ShipmentSigned) -> Label:
    return Label(
        f"调拨 {event.shipment_id} 签收：{event.receiver}",
        f"Shipment {event.shipment_id} signed for by {event.receiver}",
    )


def _expected(lex: Lexicon, eta_at: float | None) -> Label:
    if eta_at is None:
        return Label("无法到达", "cannot get there")
    at = lex.local(eta_at).strftime("%H:%M")
    return Label(f"预计 {at} 到达", f"expected at {at}")


def _shipment_eta(lex: Lexicon, event: se.ShipmentEtaRevised) -> Label:
    words = _expected(lex, event.eta_at)
    one = event.shipment_id
    return Label(f"道路变化，调拨 {one} {words.zh}", f"Roads changed, shipment {one} {words.en}")


def _order_eta(lex: Lexicon, event: re.EtaRevised) -> Label:
    words, order = _expected(lex, event.eta_at), lex.order(event.instruction_id)
    return Label(f"道路变化，{order} {words.zh}", f"Roads changed, {order} {words.en}")


def _admitted(lex: Lexicon, event: he.EvacueesAdmitted) -> Label:
    shelter = lex.shelter(event.shelter_id)
    return Label(
        f"{shelter} 接收 {event.people} 人（其中重点人员 {event.vulnerable} 人）",
        f"{shelter} took in {event.people} people ({event.vulnerable} vulnerable)",
    )


def _departed(lex: Lexicon, event: he.EvacueesDeparted) -> Label:
    shelter = lex.shelter(event.shelter_id)
    words = Label(f"{event.people} 人离开 {shelter}", f"{event.people} people left {shelter}")
    return with_reason(words, event.reason)


def _moved_up(lex: Lexicon, event: ve.TeamMovedUp) -> Label:
    team, place = lex.team(event.team_id), lex.place(event.place_code)
    return with_reason(
        Label(f"{team} 前置备勤于 {place}", f"{team} stands by at {place}"), event.reason
    )


def _sent_home(lex: Lexicon, event: ve.TeamSentHome) -> Label:
    team = lex.team(event.team_id)
    return with_reason(Label(f"{team} 归位", f"{team} sent home"), event.reason)


def _amounts(lex: Lexicon, asks: Amounts) -> Label:
    teams = [
        Label(f"{one.zh} {count} 组", f"{one.en} {count} crews")
        for one, count in ((lex.capability(key), count) for key, count in asks.teams.items())
    ]
    supplies = [lex.quantity(key, count) for key, count in asks.supplies.items()]
    places = asks.shelter_places
    beds = [Label(f"安置 {places} 人", f"shelter places {places}")] if places else []
    return listed((*teams, *supplies, *beds))


def _support(lex: Lexicon, event: ve.SupportRequested) -> Label:
    asked = event.request
    place, above, what = (
        lex.place(asked.place_code),
        lex.place(asked.asked_of),
        _amounts(lex, asked.asks),
    )
    words = Label(
        f"{place} 请求 {above} 支援 {asked.request_id}：{what.zh}",
        f"{place} asks {above} for support {asked.request_id}: {what.en}",
    )
    return with_reason(words, asked.reason)


def _road(lex: Lexicon, event: re.RoadMeasureOrdered) -> Label:
    one, effect = event.measure, label_in(EFFECTS, event.measure.effect)
    place = lex.place(one.place_code)
    words = Label(
        f"{effect.zh} {one.measure_id}（{place}）", f"{effect.en} {one.measure_id} ({place})"
    )
    return with_reason(words, one.reason)


def _reopened(_lex: Lexicon, event: re.RoadPartlyReopened) -> Label:
    one = event.measure_id
    return with_reason(Label(f"{one} 部分恢复通行", f"{one} partly reopened"), event.reason)


def _impact(_lex: Lexicon, event: re.RoadImpactAssessed) -> Label:
    impact, cut_off = event.impact, event.impact.villages_in_all.cut_off
    orders, measures = len(impact.orders), "、".join(impact.measure_ids)
    return Label(
        f"道路影响（{measures}）：在途指令 {orders} 条，断路村 {cut_off} 个",
        f"Impact of the roads ({measures}): {orders} orders under way, {cut_off} villages cut off",
    )


WORDS: dict[type[e.Event], Words] = {
    se.StockReserved: _reserved,
    se.StockIssued: _issued,
    se.ReservationReleased: _released,
    se.ReservationLapsed: _lapsed,
    se.StockReturned: _returned,
    se.StockReceived: _received,
    se.StockTaken: _taken,
    se.ShipmentLoaded: _loaded,
    se.ShipmentSigned: _signed,
    se.ShipmentEtaRevised: _shipment_eta,
    he.EvacueesAdmitted: _admitted,
    he.EvacueesDeparted: _departed,
    ve.TeamMovedUp: _moved_up,
    ve.TeamSentHome: _sent_home,
    ve.SupportRequested: _support,
    re.RoadMeasureOrdered: _road,
    re.RoadPartlyReopened: _reopened,
    re.RoadImpactAssessed: _impact,
    re.EtaRevised: _order_eta,
}
