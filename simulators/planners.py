"""Play those whom an activated plan 预案 names, and those who do its steps and tick them."""

from collections.abc import Callable
from functools import partial

from dispatch.domain import plan_messages as pm
from dispatch.domain.actors import Actor
from dispatch.domain.plans import ChecklistStep, PlanCall, StepOutcome
from simulators.playing import played
from simulators.scenario import OfficerHabits
from simulators.stage import Stage


def play_plan(
    stage: Stage,
    habits: OfficerHabits,
    event: pm.PlanActivated,
    duty: Actor,
    is_ours: Callable[[], bool],
) -> None:
    """Plan the acknowledgements and the ticks of a plan that was activated.

    The steps are done by `duty`, unless the response is led by people at the console.
    """
    rng = stage.chance.of("plan", event.incident_id, event.activated.plan_id)
    for call in event.calls:
        at = stage.now() + habits.acknowledge.draw(rng)
        stage.agenda.at(at, partial(_acknowledge, stage, call))
    for step in event.steps:
        at = stage.now() + habits.tick.draw(rng)
        stage.agenda.at(at, partial(_tick, stage, step, duty, is_ours))


def _acknowledge(stage: Stage, call: PlanCall) -> None:
    who = played(stage, call.role, call.place_code)
    if call.incident_id in stage.area.open_incidents:
        said = pm.AcknowledgePlan(call.incident_id, call.plan_id, call.place_code, call.role)
        stage.order(said, who)


def _tick(stage: Stage, step: ChecklistStep, duty: Actor, is_ours: Callable[[], bool]) -> None:
    is_open = stage.area.checklist_steps[step.step_id].outcome is None
    if is_open and is_ours() and step.incident_id in stage.area.open_incidents:
        stage.order(pm.TickStep(step.step_id, StepOutcome.DONE), duty)
