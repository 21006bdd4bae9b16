"""Tell what happened to plans, and to the steps of those that were activated."""

from dispatch.domain import events as e
from dispatch.domain import plan_messages as pm
from dispatch.domain.actors import Channel
from dispatch.domain.lifecycle import Label
from dispatch.domain.plans import StepOutcome
from dispatch.publishing.telling.lexicon import Lexicon, Words, with_reason


def _title(lex: Lexicon, plan_id: str) -> str:
    plan = lex.area.plans.get(plan_id)
    return plan_id if plan is None else plan.title


def _registered(_lex: Lexicon, event: pm.PlansRegistered) -> Label:
    return Label(f"登记预案 {len(event.plans)} 份", f"{len(event.plans)} plans entered")


def _drafted(lex: Lexicon, event: pm.PlanDrafted) -> Label:
    plan, place = event.plan, lex.place(event.plan.place_code)
    return Label(
        f"编制预案 {plan.plan_id}：{place}《{plan.title}》第 {plan.version} 版",
        f"Plan {plan.plan_id} of {place} drafted: {plan.title}, version {plan.version}",
    )


def _fixed(lex: Lexicon, event: pm.PlanContentFixed) -> Label:
    title, count = _title(lex, event.plan_id), len(event.content.steps)
    return Label(
        f"预案定稿《{title}》，共 {count} 步", f"What the plan {title} says is fixed, {count} steps"
    )


def _activated(lex: Lexicon, event: pm.PlanActivated) -> Label:
    title, count = _title(lex, event.activated.plan_id), len(event.steps)
    words = Label(
        f"启动预案《{title}》，共 {count} 步", f"Plan activated: {title}, {count} steps to be done"
    )
    if not event.calls:
        return words
    told = [_whom(lex, one.place_code, one.role) for one in event.calls]
    zh, en = "、".join(one.zh for one in told), ", ".join(one.en for one in told)
    return Label(f"{words.zh}；已通知 {zh}", f"{words.en}; told: {en}")


def _acknowledged(lex: Lexicon, event: pm.PlanAcknowledged) -> Label:
    whom = _whom(lex, event.place_code, event.role)
    if event.channel is not Channel.CLICK:
        return Label(f"{whom.zh} 经电话确认预案启动", f"{whom.en} knows of the plan, by telephone")
    return Label(f"{whom.zh} 确认预案启动", f"{whom.en} knows of the plan")


def _whom(lex: Lexicon, place_code: str, role: str) -> Label:
    place, words = lex.place(place_code), lex.role(role)
    return Label(f"{place}{words.zh}", f"{words.en} of {place}")


def _ticked(lex: Lexicon, event: pm.StepTicked) -> Label:
    step = lex.area.checklist_steps.get(event.step_id)
    zh, en = (event.step_id, event.step_id) if step is None else (step.zh, step.en)
    done = event.outcome is StepOutcome.DONE
    words = Label(
        f"预案步骤{'完成' if done else '不适用'}：{zh}",
        f"Step of the plan {'done' if done else 'not applicable'}: {en}",
    )
    return with_reason(words, event.note)


WORDS: dict[type[e.Event], Words] = {
    pm.PlansRegistered: _registered,
    pm.PlanDrafted: _drafted,
    pm.PlanContentFixed: _fixed,
    pm.PlanActivated: _activated,
    pm.StepTicked: _ticked,
    pm.PlanAcknowledged: _acknowledged,
}
