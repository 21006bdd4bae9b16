"""The duty log in a spreadsheet: no cell is taken for a formula."""

from dispatch.domain.lifecycle import Label
from dispatch.domain.log_notes import LogNote
from dispatch.publishing.duty_paper import as_csv
from dispatch.publishing.telling.entries import Entry

ENTRY = Entry(
    *(7, 0.0, "2023-11-15 12:00", "LogAnnotated", "=HYPERLINK(1)", "-1", "@li"),
    *(Label("值班员", "Duty officer"), "TN", "TN"),
)


def test_what_people_typed_is_text() -> None:
    note = LogNote("TN", "+1", "wang", "DUTY", 0.0, 8)
    _, line = as_csv([(ENTRY, "I1", (note,))])
    assert line == "7,2023-11-15 12:00,'=HYPERLINK(1),'-1,I1,'@li,值班员,TN,,wang：+1\r\n"
