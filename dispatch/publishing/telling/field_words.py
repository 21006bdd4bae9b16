"""Tell what comes from the field by itself: what sensors alarm of, who is asked near by."""

from dispatch.domain import events as e
from dispatch.domain import responder_messages as fm
from dispatch.domain import sensor_messages as sm
from dispatch.domain.lifecycle import Label
from dispatch.publishing.telling.lexicon import Lexicon, Words, label_in, listed


def _entered(_lex: Lexicon, event: sm.SensorsRegistered) -> Label:
    count = len(event.sensors)
    return Label(f"登记监测设备 {count} 台", f"{count} sensors entered")


def _name(lex: Lexicon, sensor_id: str) -> str:
    sensor = lex.area.sensors.get(sensor_id)
    return sensor_id if sensor is None else f"{sensor_id}（{sensor.name}）"


def _measure(lex: Lexicon, event: sm.SensorAlarmed | sm.SensorCleared) -> str:
    rule = lex.profile.sensors.rules.get(event.rule)
    quantity = lex.profile.sensors.quantities.get(rule.quantity) if rule else None
    return f"{event.measure:.4g} {quantity.unit if quantity else ''}".rstrip()


def _alarmed(lex: Lexicon, event: sm.SensorAlarmed) -> Label:
    name, rule = _name(lex, event.sensor_id), label_in(lex.profile.sensors.rules, event.rule)
    much = _measure(lex, event)
    return Label(f"{name} 告警：{rule.zh} {much}", f"{name} alarms: {rule.en}, {much}")


def _cleared(lex: Lexicon, event: sm.SensorCleared) -> Label:
    name, rule = _name(lex, event.sensor_id), label_in(lex.profile.sensors.rules, event.rule)
    much = _measure(lex, event)
    return Label(f"{name} 告警解除：{rule.zh} {much}", f"{name}, over: {rule.en}, {much}")


def _agreed(_lex: Lexicon, event: fm.RespondersRegistered) -> Label:
    count = len(event.responders)
    return Label(f"登记第一响应人 {count} 人", f"{count} first responders entered")


def _placed(lex: Lexicon, event: fm.ResponderPlaced) -> Label:
    name = lex.responder(event.responder_id)
    return Label(f"第一响应人 {name} 更新位置", f"First responder {name} is elsewhere")


def _asked(lex: Lexicon, event: fm.RespondersAsked) -> Label:
    names = listed(
        Label(f"{lex.responder(one.responder_id)} {one.distance_m:.0f} 米", "")
        for one in event.calls
    )
    theirs = ", ".join(
        f"{lex.responder(one.responder_id)} ({one.distance_m:.0f} m)" for one in event.calls
    )
    return Label(f"呼叫第一响应人：{names.zh}", f"First responders asked: {theirs}")


WORDS: dict[type[e.Event], Words] = {
    sm.SensorsRegistered: _entered,
    sm.SensorAlarmed: _alarmed,
    sm.SensorCleared: _cleared,
    fm.RespondersRegistered: _agreed,
    fm.ResponderPlaced: _placed,
    fm.RespondersAsked: _asked,
}
