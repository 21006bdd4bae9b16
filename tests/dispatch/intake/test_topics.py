import pytest

from dispatch.intake.topics import (
    Channel,
    Topic,
    UnknownTopic,
    instructions_topic,
    parse,
    subscriptions,
)


@pytest.mark.parametrize(
    ("topic", "meant"),
    [
        ("chiyuan/xian/reports/grid-7", Topic("xian", Channel.REPORT, "grid-7")),
        ("chiyuan/xian/sensors/w-3/reports", Topic("xian", Channel.SENSOR_REPORT, "w-3")),
        ("chiyuan/xian/teams/消防一队/position", Topic("xian", Channel.POSITION, "消防一队")),
        ("chiyuan/xian/teams/fire-1/status", Topic("xian", Channel.STATUS, "fire-1")),
        ("chiyuan/xian/warnings/station", Topic("xian", Channel.WARNING, "station")),
        (
            "chiyuan/xian/places/610116001801/confirmations",
            Topic("xian", Channel.CONFIRMATION, "610116001801"),
        ),
        ("chiyuan/xian/teams/fire-1/receipts", Topic("xian", Channel.RECEIPT, "fire-1")),
    ],
)
def test_a_topic_tells_the_area_what_is_said_and_who_speaks(topic: str, meant: Topic) -> None:
    assert parse(topic) == meant


@pytest.mark.parametrize(
    "topic",
    [
        "",
        "chiyuan",
        "other/xian/reports/grid-7",
        "chiyuan/xian/reports",
        "chiyuan/xian/reports/",
        "chiyuan/xian/reports/grid-7/answers",
        "chiyuan/xian/teams/fire-1/instructions",
        "chiyuan//reports/grid-7",
        "chiyuan/xian/reports/" + "x" * 200,
    ],
)
def test_nothing_is_read_from_any_other_topic(topic: str) -> None:
    with pytest.raises(UnknownTopic, match=r"^topic: "):
        parse(topic)


def test_every_speaker_is_answered_on_a_topic_of_its_own() -> None:
    for filter_ in subscriptions("xian"):
        topic = filter_.replace("+", "me")
        answers = parse(topic).answers
        assert answers.endswith("/me/answers")
        with pytest.raises(UnknownTopic):
            parse(answers)


def test_an_area_whose_id_would_open_other_topics_gets_no_subscriptions() -> None:
    for area_id in ("", "a/b", "+", "#", "a+"):
        with pytest.raises(ValueError, match="area_id"):
            subscriptions(area_id)


def test_the_engine_does_not_hear_its_own_instructions() -> None:
    with pytest.raises(UnknownTopic):
        parse(instructions_topic("xian", "fire-1"))
