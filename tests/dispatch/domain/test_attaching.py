"""Photographs as evidence: entered once, named where they are known, seen with the incident."""

from dispatch.domain import attachment_messages as am
from dispatch.domain import commands as c
from tests.sentences import PEOPLE, City, leader_of

PHOTO, OTHER = "a" * 64, "b" * 64


def photo(attachment_id: str = PHOTO, incident_id: str | None = None) -> am.KeepAttachment:
    return am.KeepAttachment(attachment_id, "image/jpeg", 4711, 640, 480, incident_id)


def test_the_same_picture_is_kept_once_however_often_it_comes() -> None:
    city = City()
    city.by("grid worker", photo())
    assert city.by("grid worker", photo()).events == ()
    city.by("neighbour", photo())
    (kept,) = city.area.attachments.values()
    assert [one.by for one in kept.holders] == ["grid-7", "grid-8"]
    assert (kept.media_type, kept.size_bytes) == ("image/jpeg", 4711)
    assert city.is_sound()


def test_evidence_that_nobody_uploaded_is_refused_and_other_evidence_is_described() -> None:
    city = City()
    city.by("grid worker", photo())
    fire = city.a_fire(evidence=(PHOTO, "the caretaker saw it"))
    assert city.area.reports["report-1"].evidence == (PHOTO, "the caretaker saw it")
    order = city.order("fire-1", fire, "FIRE")
    city.team_does(order, "sign", "set_out", "arrive")
    leader = leader_of(city.area.teams["fire-1"])
    refusal = city.refused(leader, c.ReportProgress(order, "", (OTHER,)))
    assert (refusal.code, refusal.field) == ("unknown_attachment", "evidence")
    finish = c.TakeStep("instruction", order, "finish", c.Particulars(evidence=(OTHER,)))
    assert city.refused(leader, finish).field == "particulars.evidence"


def test_what_is_named_as_evidence_belongs_to_the_incident_from_then_on() -> None:
    city = City()
    city.by("grid worker", photo())
    fire = city.a_fire(evidence=(PHOTO,))
    holders = city.area.attachments[PHOTO].holders
    assert [one.incident_id for one in holders] == [None, fire]
    order = city.order("fire-far", fire, "FIRE")
    city.team_does(order, "sign", "set_out", "arrive")
    leader = leader_of(city.area.teams["fire-far"])
    city.by(leader, photo(OTHER))
    city.by(leader, c.ReportProgress(order, "", (OTHER, PHOTO)))
    assert [one.incident_id for one in city.area.attachments[OTHER].holders] == [None, fire]
    assert len(city.area.attachments[PHOTO].holders) == 2
    assert city.is_sound()


def test_nobody_attaches_to_an_incident_that_is_not_theirs() -> None:
    city = City()
    fire = city.a_fire()
    far = PEOPLE["duty officer of Ziwu"]
    assert city.refused(far, photo(incident_id=fire)).code == "outside_jurisdiction"
    order = city.order("fire-far", fire, "FIRE")
    leader = leader_of(city.area.teams["fire-far"])
    assert city.area.instructions[order].is_open
    city.by(leader, photo(incident_id=fire))  # works on it
