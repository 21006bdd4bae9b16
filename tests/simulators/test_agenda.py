"""An agenda gives back what is to happen in order, the same each time."""

import random

import pytest

from simulators.agenda import Agenda


def test_what_is_due_first_happens_first_and_ties_keep_the_order_they_were_made_in():
    agenda, done = Agenda(), []
    for name, moment in (("late", 9.0), ("tie 1", 5.0), ("early", 1.0), ("tie 2", 5.0)):
        agenda.at(moment, lambda name=name: done.append(name))
    while (action := agenda.take()) is not None:
        action()
    assert done == ["early", "tie 1", "tie 2", "late"]


def test_the_same_appointments_are_met_in_the_same_order_whatever_happens_between():
    def run() -> list[int]:
        agenda, done, rng = Agenda(), [], random.Random(3)
        for number in range(200):
            agenda.at(rng.choice([1.0, 2.0, 3.0]), lambda n=number: done.append(n))
            if rng.random() < 0.3 and (action := agenda.take()) is not None:
                action()
        while (action := agenda.take()) is not None:
            action()
        return done

    assert run() == run()
    assert sorted(run()) == list(range(200))


def test_what_was_called_off_does_not_happen_and_does_not_hold_up_the_rest():
    agenda, done = Agenda(), []
    called_off = agenda.at(1.0, lambda: done.append("called off"))
    agenda.at(2.0, lambda: done.append("stands"))
    called_off.cancel()
    assert agenda.next_at() == 2.0
    action = agenda.take()
    assert action is not None
    action()
    assert done == ["stands"]
    assert agenda.take() is None


def test_an_appointment_at_no_moment_is_refused():
    with pytest.raises(ValueError, match="NaN"):
        Agenda().at(float("nan"), lambda: None)
