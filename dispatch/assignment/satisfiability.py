"""Check every plan 预案 against what there is now: could this place meet it with its own means?"""

from collections.abc import Iterator, Mapping

import msgspec

from dispatch.assignment.means import LocalMeans
from dispatch.domain.area import Area
from dispatch.domain.grades import GRADE_WORDS
from dispatch.domain.lifecycle import Label
from dispatch.domain.plan_contents import content_of
from dispatch.domain.plan_matching import in_force_at, planned_for
from dispatch.domain.profile import Grade, Profile
from dispatch.domain.support import Amounts


class PlanKey(msgspec.Struct, frozen=True, order=True):
    """A plan: the place whose it is, the kind of event, and the grade it is for."""

    place_code: str
    kind: str
    grade: Grade


def plans_of(area: Area, profile: Profile) -> Iterator[PlanKey]:
    """Yield the plans that are to be met with own means: by the levels and grades of the profile.

    They are those in force at a place for kinds of event whose demands are stated by grade, by the
    plan or by the profile; where it has none of these, every such kind of the profile.
    """
    every_kind = tuple(key for key, kind in profile.kinds.items() if kind.grades)
    for code in sorted(area.places):
        for grade in profile.own_means.grades.get(area.places[code].admin_level, ()):
            for kind in _kinds_planned_for(area, profile, code) or every_kind:
                yield PlanKey(code, kind, grade)


def _kinds_planned_for(area: Area, profile: Profile, place_code: str) -> tuple[str, ...]:
    kinds: dict[str, None] = {}
    for plan in in_force_at(area, place_code):
        content = content_of(area, profile, plan)
        for kind, wanted in ({} if content is None else content.demands).items():
            if wanted.grades:
                kinds[kind] = None
    return tuple(kinds)


class PlanChecks:
    """Checks plans again and again; where the means are the very same, so is the answer."""

    def __init__(self) -> None:
        self._plans: tuple[object, object, tuple[PlanKey, ...]] = None, None, ()
        self._before: dict[PlanKey, tuple[LocalMeans, Amounts]] = {}

    def of(
        self, area: Area, profile: Profile, means: Mapping[str, LocalMeans]
    ) -> dict[PlanKey, Amounts]:
        """Return what each plan lacks; a plan that can be met lacks nothing."""
        if self._plans[0] is not area.places or self._plans[1] is not area.plans:
            self._plans = area.places, area.plans, tuple(plans_of(area, profile))
            self._before = {}
        nothing = LocalMeans()
        for key in self._plans[2]:
            own, before = means.get(key.place_code, nothing), self._before.get(key)
            if before is None or before[0] is not own:
                planned, _ = planned_for(area, profile, key.place_code, key.kind, key.grade)
                wanted = planned.at(key.grade)
                self._before[key] = own, own.lack(wanted, profile.dispatch.crew_people)
        return {key: self._before[key][1] for key in self._plans[2]}


def in_words(area: Area, profile: Profile, key: PlanKey, lacks: Amounts) -> Label:
    """Return what a plan lacks as a line for people, in Chinese and English."""
    place, kind = area.places[key.place_code].name, profile.kinds[key.kind]
    zh, en = _parts(profile, lacks)
    grade = GRADE_WORDS[key.grade]
    if lacks.is_nothing:
        zh, en = ["自有力量可满足"], ["can be met"]
    return Label(
        zh=f"{kind.zh}预案 {grade.zh} {place}：{'、'.join(zh)}",
        en=f"{kind.en} plan, {grade.en}, {place}: {', '.join(en)}",
    )


def _parts(profile: Profile, lacks: Amounts) -> tuple[list[str], list[str]]:
    zh, en = [], []
    for capability, crews in lacks.teams.items():
        label = profile.capabilities[capability]
        zh.append(f"{label.zh}缺 {crews} 组")
        en.append(f"{label.en} {crews} {'crew' if crews == 1 else 'crews'} short")
    for supply, quantity in lacks.supplies.items():
        known = profile.supplies[supply]
        zh.append(f"{known.zh}缺 {quantity} {known.unit}")
        en.append(f"{known.en} {quantity} short")
    if lacks.shelter_places:
        zh.append(f"避难场所缺 {lacks.shelter_places} 人容量")
        en.append(f"places in shelters {lacks.shelter_places} short")
    return zh, en
