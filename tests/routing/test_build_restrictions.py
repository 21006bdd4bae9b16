import pytest

from routing.build.restrictions import (
    AT_HOURS,
    FOR_OTHERS,
    MISSING_MEMBERS,
    UNKNOWN_KIND,
    Restriction,
    restrictions_of,
)
from routing.network import EMERGENCY, FOOT, HGV, MOTORCAR, VEHICLES

MEMBERS = [("w", "from", 10), ("n", "via", 2), ("w", "to", 30)]


def kinds(**tags):
    """Return (kind, whom it binds) of each restriction of a relation, or why there is none."""
    found = restrictions_of({key.replace("__", ":"): tags[key] for key in tags}, MEMBERS)
    return found if isinstance(found, str) else [(one.kind, one.binds) for one in found]


def test_a_relation_says_what_leads_where():
    assert restrictions_of({"restriction": "no_left_turn"}, MEMBERS) == [
        Restriction("no_left_turn", VEHICLES, (10,), 2, (), (30,))
    ]


def test_a_relation_may_lead_over_ways():
    members = [("w", "from", 10), ("w", "via", 50), ("w", "via", 51), ("w", "to", 30)]
    (found,) = restrictions_of({"restriction": "no_u_turn"}, members)
    assert found.via_ways == (50, 51)


def test_a_restriction_binds_vehicles_unless_it_names_somebody():
    assert kinds(restriction="no_left_turn") == [("no_left_turn", VEHICLES)]
    assert kinds(restriction__hgv="no_left_turn") == [("no_left_turn", HGV)]
    assert kinds(restriction__motorcar="only_left_turn") == [("only_left_turn", MOTORCAR)]
    assert kinds(restriction__foot="no_straight_on") == [("no_straight_on", FOOT)]


def test_one_relation_may_bind_two_kinds_of_travellers_differently():
    assert kinds(restriction="no_u_turn", restriction__hgv="no_left_turn") == [
        ("no_u_turn", VEHICLES),
        ("no_left_turn", HGV),
    ]


def test_a_restriction_may_spare_somebody():
    spared = {"except": "psv;emergency; hgv"}
    assert kinds(restriction="no_left_turn", **spared) == [("no_left_turn", MOTORCAR)]
    assert kinds(restriction="no_exit", **{"except": "bicycle"}) == [("no_exit", VEHICLES)]


@pytest.mark.parametrize(
    ("tags", "reason"),
    [
        ({"restriction": "maybe"}, UNKNOWN_KIND),
        ({"restriction": "no_right_turn_on_red"}, UNKNOWN_KIND),
        ({"restriction": "no_left_turn", "except": "motor_vehicle"}, FOR_OTHERS),
        ({"restriction:bicycle": "no_left_turn"}, FOR_OTHERS),
        ({"restriction:conditional": "no_left_turn @ (Mo-Fr 07:00-09:00)"}, AT_HOURS),
        ({"restriction": "no_left_turn", "hour_on": "07:00", "hour_off": "09:00"}, AT_HOURS),
    ],
)
def test_a_restriction_we_cannot_use_says_why(tags, reason):
    assert restrictions_of(tags, MEMBERS) == reason


@pytest.mark.parametrize(
    "members", [MEMBERS[:2], MEMBERS[1:], [MEMBERS[0], MEMBERS[2]], [*MEMBERS, ("n", "via", 3)]]
)
def test_a_restriction_needs_all_its_members(members):
    assert restrictions_of({"restriction": "no_left_turn"}, members) == MISSING_MEMBERS


def test_emergency_vehicles_may_be_bound_alone():
    assert kinds(restriction__emergency="no_u_turn") == [("no_u_turn", EMERGENCY)]
