"""What logs held of supplies and shelters before there were lots and shipments still folds."""

from dispatch.domain.area import Area
from dispatch.domain.evolve import evolve
from dispatch.domain.invariants import violations
from dispatch.store.codec import recorded_of
from dispatch.store.log import LogEntry

HERE = '{"lon": 109.0, "lat": 34.2}'
OLD = (
    '{"type": "AreaFounded", "name": "x", "root": "61", "profile_id": "xian"}',
    '{"type": "PlacesRegistered", "places": [{"code": "61", "name": "陕西省",'
    ' "admin_level": "PROVINCE"}]}',
    '{"type": "DepotsRegistered", "depots": [{"depot_id": "D", "name": "D", "place_code": "61",'
    f' "position": {HERE}, "stock": {{"hose": {{"on_hand": 10, "reserved": 0}}}}}}]}}',
    '{"type": "SheltersRegistered", "shelters": [{"shelter_id": "H", "name": "H",'
    f' "place_code": "61", "position": {HERE}, "capacity": 9}}]}}',
    '{"type": "IncidentRegistered", "incident_id": "I1", "row": "H1", "state": "REPORTED",'
    f' "kind": "fire", "event_class": "ACCIDENT", "place_code": "61", "position": {HERE},'
    ' "priority": 1, "report_id": "r", "source": "grid"}',
    *(
        f'{{"type": "StockReserved", "reservation_id": "S{number}", "depot_id": "D",'
        ' "incident_id": "I1", "supply": "hose", "quantity": 3}'
        for number in (1, 2)
    ),
    '{"type": "StockIssued", "reservation_id": "S1"}',
    '{"type": "ReservationReleased", "reservation_id": "S2", "reason": "x"}',
    '{"type": "StockReceived", "depot_id": "D", "supply": "hose", "quantity": 5, "reason": "x"}',
    '{"type": "StockTaken", "depot_id": "D", "supply": "hose", "counted": 11, "reason": "x"}',
)


def an_entry(position: int, body: str) -> LogEntry:
    return LogEntry(
        area="a",
        position=position,
        recorded_at=float(position),
        command_id=f"c{position}",
        fingerprint="",
        actor=b'{"name": "x", "role": "SYSTEM", "jurisdiction": "61"}',
        caused_by=None,
        correlation="c",
        event_type=body.split('"')[3],
        event_version=1,
        body=body.encode(),
    )


def test_a_log_from_before_there_were_lots_adds_up() -> None:
    area = Area(area_id="a")
    for position, body in enumerate(OLD, start=1):
        recorded = recorded_of(an_entry(position, body))
        area = evolve(area, recorded.event, recorded.position, recorded.recorded_at)
    stock = area.depots["D"].stock["hose"]
    assert (stock.on_hand, stock.reserved, stock.batches) == (11, 0, ())
    ledger = stock.ledger
    assert (ledger.enrolled, ledger.issued, ledger.received, ledger.corrected) == (10, 3, 5, -1)
    assert area.shelters["H"].state == "CLOSED"
    assert [one for one in violations(area) if "report" not in one] == []
