"""CAP messages read strictly: all they say, and what is wrong with the others, by element."""

from datetime import datetime

import pytest

from dispatch.domain.warning_policy import Colour
from dispatch.domain.warnings import MessageKind, WarningMessage, WarningStatus
from dispatch.intake.cap import place_of, read_warning
from dispatch.intake.cap_xml import MAX_CAP_BYTES, CapProblem
from dispatch.intake.warning_ids import read_id
from tests.warned import COUNTY, TOWN, VILLAGES, a_valley, an_id

CITY = a_valley()
INFO = """<info><language>zh-CN</language><category>Met</category><event>暴雨</event>
<urgency>Immediate</urgency><severity>Extreme</severity><certainty>Likely</certainty>
<eventCode><valueName>event</valueName><value>11B03</value></eventCode>
<onset>2023-11-15T12:00:00+08:00</onset><expires>2023-11-16T00:00:00+08:00</expires>
<senderName>长安区气象台</senderName><headline>暴雨红色预警</headline>
<description>三小时内降雨量将达100毫米以上</description><instruction>转移危险地带人员</instruction>
<area><areaDesc>子午街道</areaDesc>
<geocode><valueName>GB/T 2260</valueName><value>610116001000</value></geocode></area></info>"""
ISSUER = "<senderName>长安区气象台</senderName>"
ADVICE = "<instruction>转移危险地带人员</instruction>"
ALERT = f"""<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>{an_id()}</identifier>
<sender>610116</sender><sent>2023-11-15T12:01:00+08:00</sent><status>Actual</status>
<msgType>Alert</msgType><scope>Public</scope>{INFO}</alert>"""
UPDATE = ALERT.replace("<msgType>Alert<", "<msgType>Update<").replace(
    "<info>", f"<references>610116,{an_id(2)},2023-11-15T12:02:00+08:00</references><info>", 1
)
BOMB = "".join(
    f'<!ENTITY b{n} "{"&b" + str(n - 1) + ";" if n else "ha"}{"ha" * 9}">' for n in range(9)
)


def read(text: str, jurisdiction: str = "6101") -> WarningMessage:
    return read_warning(text.encode(), CITY.area, CITY.profile, jurisdiction)


def area_of(inside: str) -> str:
    """The message for another area."""
    head, _, rest = ALERT.partition("<area>")
    return f"{head}<area><areaDesc>某地</areaDesc>{inside}</area>{rest.partition('</area>')[2]}"


def moment(text: str) -> float:
    return datetime.fromisoformat(f"{text}+08:00").timestamp()


def test_a_message_says_all_that_the_law_asks_for() -> None:
    message = read(ALERT)
    assert (message.kind, message.status) == (MessageKind.ALERT, WarningStatus.ACTUAL)
    assert (message.message_id, message.issuer) == (an_id(), "61011641600000")
    notice = message.notice
    assert notice is not None
    assert (notice.kind, notice.colour) == ("rainstorm", Colour.RED)
    assert notice.begins_at == moment("2023-11-15T12:00:00")
    assert notice.ends_at == moment("2023-11-16T00:00:00")
    assert notice.issued_at == message.sent_at == moment("2023-11-15T12:01:00")
    assert notice.place_codes == (TOWN,)
    assert (notice.issued_by, notice.headline) == ("长安区气象台", "暴雨红色预警")
    assert (notice.matters, notice.advice) == ("三小时内降雨量将达100毫米以上", "转移危险地带人员")
    assert (notice.event_words, notice.area_words) == ("暴雨", "子午街道")


def test_an_update_and_a_cancel_name_what_they_are_about() -> None:
    assert read(UPDATE).references == (an_id(2),)
    cancel = UPDATE.replace(">Update<", ">Cancel<").replace(INFO, "")
    message = read(cancel)
    assert (message.kind, message.references, message.notice) == (
        MessageKind.CANCEL,
        (an_id(2),),
        None,
    )


def test_the_id_is_taken_apart() -> None:
    one = read_id("61011641600001_20230712093005_2")
    assert (one.area_code, one.agency, one.unit, one.extension) == ("610116", "416", "000", "01")
    assert one.issued_at == moment("2023-07-12T09:30:05")
    assert (one.issuer, one.number) == ("61011641600001", "2")
    assert str(one) == "61011641600001_20230712093005_2"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "61011641600001_20230712093005_",
        "61011641600001_20231312093005_1",
        "61011641600001_20230712093005_12",
        "6101164160000a_20230712093005_1",
        "٦١٠١١٦41600001_20230712093005_1",
        "43b080713727",
    ],
)
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"expected|no moment"):
        read_id(text)


def test_a_polygon_finds_its_villages_latitude_first() -> None:
    corners = "33.99,108.855 34.01,108.855 34.01,108.875 33.99,108.875 33.99,108.855"
    notice = read(area_of(f"<polygon>{corners}</polygon>")).notice
    assert notice is not None
    assert notice.place_codes == VILLAGES[:2]
    assert notice.polygons[0][0][0].lat == 33.99


def test_a_circle_and_all_villages_of_a_town_are_the_town() -> None:
    notice = read(area_of("<circle>34.00,108.87 5</circle>")).notice
    assert notice is not None
    assert notice.place_codes == (TOWN,)


def test_what_lies_outside_the_jurisdiction_is_left_to_others() -> None:
    both = "".join(
        f"<geocode><valueName>c</valueName><value>{code}</value></geocode>"
        for code in ("610111000000", "610116000000", "999999")
    )
    of_the_county = read(area_of(both), COUNTY).notice
    assert of_the_county is not None
    assert of_the_county.place_codes == (COUNTY,)
    assert place_of(CITY.area, "610100000000", COUNTY) == COUNTY
    assert place_of(CITY.area, "610111", COUNTY) is None


def test_unknown_codes_and_words_are_tolerated_by_the_category() -> None:
    strange = ALERT.replace("11B03", "77X99").replace(">暴雨<", ">沙尘暴<", 1)
    notice = read(strange).notice
    assert notice is not None
    assert (notice.kind, notice.event_words) == ("other_natural", "沙尘暴")


def test_an_end_that_is_not_stated_is_the_profiles() -> None:
    notice = read(ALERT.replace("<expires>2023-11-16T00:00:00+08:00</expires>", "")).notice
    assert notice is not None
    assert notice.ends_at == notice.begins_at + CITY.profile.warnings.lasts_s


def test_of_several_languages_the_chinese_is_read_and_the_gravest_part_of_an_area_counts() -> None:
    english = INFO.replace("zh-CN", "en").replace("暴雨", "Rain")
    milder = INFO.replace("Extreme", "Minor").replace("610116001000", "610111001000")
    notice = read(ALERT.replace(INFO, english + milder + INFO)).notice
    assert notice is not None
    assert (notice.event_words, notice.colour) == ("暴雨", Colour.RED)
    assert notice.place_codes == ("610111001", TOWN)


BAD = {
    "no XML": ("hello", "alert"),
    "nothing": ("", "alert"),
    "cut off": (ALERT[:-20], "alert"),
    "another root": (ALERT.replace("alert", "alarm"), "alert"),
    "another version": (ALERT.replace("cap:1.2", "cap:1.1"), "alert"),
    "too large": (ALERT.replace("<area>", f"<area><!--{'x' * MAX_CAP_BYTES}-->"), "alert"),
    "an external entity": (
        '<!DOCTYPE alert [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        + ALERT.replace(">暴雨<", ">&x;<", 1),
        "alert",
    ),
    "an entity bomb": (
        f"<!DOCTYPE alert [{BOMB}]>" + ALERT.replace(">暴雨<", ">&b8;<", 1),
        "alert",
    ),
    "no sender": (ALERT.replace("<sender>610116</sender>", ""), "alert/sent"),
    "another id": (ALERT.replace(an_id(), "43b080713727"), "alert/identifier"),
    "no such day": (ALERT.replace(an_id(), an_id().replace("1115", "1131")), "alert/identifier"),
    "sent without an offset": (ALERT.replace("01:00+08:00", "01:00"), "alert/sent"),
    "sent at 24 o'clock": (ALERT.replace("T12:01:00", "T24:00:00"), "alert/sent"),
    "an unknown status": (ALERT.replace(">Actual<", ">Live<"), "alert/status"),
    "a draft": (ALERT.replace(">Actual<", ">Draft<"), "alert/status"),
    "an acknowledgement": (ALERT.replace(">Alert<", ">Ack<"), "alert/msgType"),
    "an update of nothing": (ALERT.replace(">Alert<", ">Update<"), "alert/references"),
    "references in two parts": (UPDATE.replace("610116,6", "6"), "alert/references"),
    "a reference of another kind": (UPDATE.replace(an_id(2), "abc"), "alert/references"),
    "no info": (ALERT.replace(INFO, ""), "alert/info"),
    "an unknown severity": (ALERT.replace("Extreme", "Terrible"), "alert/info/severity"),
    "an unknown element": (ALERT.replace("<onset>", "<colour>red</colour><onset>"), None),
    "elements in disorder": (
        ALERT.replace("<category>Met</category><event>暴雨</event>", "<event>暴雨</event>"),
        "alert/info/event",
    ),
    "a second event": (
        ALERT.replace(INFO, INFO + INFO.replace("暴雨", "大风")),
        "alert/info[2]/event",
    ),
    "no issuer": (
        ALERT.replace(ISSUER, ""),
        "alert/info/senderName",
    ),
    "no matters": (
        ALERT.replace("<description>三小时内降雨量将达100毫米以上</description>", ""),
        "alert/info/description",
    ),
    "no advice": (
        ALERT.replace(ADVICE, "<instruction> </instruction>"),
        "alert/info/instruction",
    ),
    "no area": (ALERT.partition("<area>")[0] + "</info></alert>", "alert/info/area"),
    "an area elsewhere": (area_of("<circle>30,120 5</circle>"), "alert/info/area"),
    "a polygon of two": (area_of("<polygon>34,108 34,109</polygon>"), "alert/info/area/polygon"),
    "an open polygon": (
        area_of("<polygon>34,108 34,109 35,109 35,108</polygon>"),
        "alert/info/area/polygon",
    ),
    "a crossed polygon": (
        area_of("<polygon>34,108 35,109 34,109 35,108 34,108</polygon>"),
        "alert/info/area/polygon",
    ),
    "longitude first": (
        area_of("<polygon>108,34 109,34 109,35 108,34</polygon>"),
        "alert/info/area/polygon",
    ),
    "no point": (area_of("<circle>here 5</circle>"), "alert/info/area/circle"),
    "no radius": (area_of("<circle>34,108</circle>"), "alert/info/area/circle"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_is_told_by_its_element(name: str) -> None:
    text, element = BAD[name]
    with pytest.raises(CapProblem) as refused:
        read(text)
    told = dict(refused.value.problems)
    assert told
    if element is not None:
        assert element in told, told
    assert all(told.values())
    assert "root:" not in str(refused.value)  # nothing of the machine's files comes back


def test_a_document_type_in_another_encoding_is_seen_too() -> None:
    hidden = f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE alert>{ALERT}'
    with pytest.raises(CapProblem, match="DOCTYPE"):
        read_warning(hidden.encode("utf-16"), CITY.area, CITY.profile, "6101")


def test_all_that_is_missing_is_told_at_once() -> None:
    bare = ALERT.replace(ISSUER, "").replace(ADVICE, "")
    with pytest.raises(CapProblem) as refused:
        read(bare)
    assert [one for one, _ in refused.value.problems] == [
        "alert/info/senderName",
        "alert/info/instruction",
    ]
