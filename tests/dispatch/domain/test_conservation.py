"""Conservation: whatever is ordered of the stock, every item is somewhere."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from dispatch.domain import supply_commands as sc
from dispatch.domain.commands import Command, Particulars, TakeStep
from dispatch.domain.invariants import violations
from dispatch.domain.refusals import Rejected
from dispatch.profile.loader import load_profile
from tests.sentences import NOON, City

PROFILE = load_profile("xian")
LOTS = ("", "A", "B")
numbers = st.integers(1, 8)
lots = st.sampled_from(LOTS)
STEPS = ("set_out", "arrive", "sign", "cancel", "turn_back", "bring_back", "restock")


class Storeroom(RuleBasedStateMachine):
    """One supply of one depot, moved at random beside a plain count of what came and went."""

    def __init__(self) -> None:
        super().__init__()
        self.city = City(profile=PROFILE)
        self.came, self.corrected = 10, 0  # the hoses the depot begins with

    @initialize()
    def a_fire_breaks_out(self) -> None:
        self.fire = self.city.a_fire()

    def gave(self, command: Command, who: str = "keeper") -> bool:
        try:
            self.city.by(who, command)
        except Rejected:
            return False
        return True

    @property
    def stock(self):
        return self.city.area.depots["depot-1"].stock["hose"]

    @rule(quantity=numbers, lot=lots, days=st.sampled_from([None, 0.01, 1, 3]))
    def receive(self, quantity: int, lot: str, days: float | None) -> None:
        expires_at = None if days is None else NOON + days * 86_400
        command = sc.ReceiveStock("depot-1", "hose", quantity, "采购", lot, expires_at)
        if self.gave(command):
            self.came += quantity

    @rule(quantity=numbers)
    def promise(self, quantity: int) -> None:
        free = self.stock.free(self.city.clock.now())
        kept = self.gave(sc.ReserveStock(self.fire, "depot-1", "hose", quantity))
        assert kept == (quantity <= free)

    @rule(number=numbers)
    def issue(self, number: int) -> None:
        self.gave(sc.IssueStock(f"S{number}"))

    @rule(chosen=st.lists(numbers, min_size=1, max_size=3), vehicle=st.sampled_from(["A", "B"]))
    def load(self, chosen: list[int], vehicle: str) -> None:
        self.gave(sc.LoadShipment(tuple(f"S{one}" for one in chosen), vehicle))

    @rule(number=st.integers(1, 3), action=st.sampled_from(STEPS))
    def move_a_shipment(self, number: int, action: str) -> None:
        said = Particulars(reason="因为", receiver="李队")
        self.gave(TakeStep("shipment", f"H{number}", action, said), "city duty officer")

    @rule(number=numbers)
    def let_go(self, number: int) -> None:
        self.gave(sc.ReleaseReservation(f"S{number}", "因为"))

    @rule(counted=st.integers(0, 12), lot=lots)
    def count(self, counted: int, lot: str) -> None:
        believed = sum(one.quantity for one in self.stock.lots if one.lot == lot)
        if self.gave(sc.TakeStock("depot-1", "hose", counted, "盘点", lot)):
            self.corrected += counted - believed

    @rule(hours=st.sampled_from([0.5, 2, 30]))
    def time_goes_by(self, hours: float) -> None:
        self.city.wait(hours * 3600)

    @invariant()
    def every_item_is_somewhere(self) -> None:
        assert violations(self.city.area) == ()
        away = sum(
            one.quantity - one.returned
            for one in self.city.area.reservations.values()
            if one.state in ("ISSUED", "TURNED_BACK")
        )
        assert self.came + self.corrected == self.stock.on_hand + away


Storeroom.TestCase.settings = settings(max_examples=40, stateful_step_count=40)
TestConservation = Storeroom.TestCase
