"""Tell what comes from the field by itself: what sensors alarm of."""

from dispatch.domain import events as e
from dispatch.domain import sensor_messages as sm
from dispatch.domain.lifecycle import Label
from dispatch.publishing.telling.lexicon import Lexicon, Words, label_in


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


WORDS: dict[type[e.Event], Words] = {
    sm.SensorsRegistered: _entered,
    sm.SensorAlarmed: _alarmed,
    sm.SensorCleared: _cleared,
}
