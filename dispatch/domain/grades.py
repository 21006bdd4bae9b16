"""Know how grave an event is, by thresholds over what is known of it 事件等级.

Grades are of natural disasters, accidents and public health events; the law grades no security
event (突发事件应对法 art. 3). "以上" includes the figure and "以下" excludes it, so a threshold is
reached at its figure; any one criterion suffices, and the gravest that is reached counts.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum

import msgspec

from dispatch.domain.lifecycle import Label


class EventClass(StrEnum):
    """The four classes of emergencies (突发事件应对法 art. 2)."""

    NATURAL = "NATURAL"
    ACCIDENT = "ACCIDENT"
    HEALTH = "HEALTH"
    SECURITY = "SECURITY"


class Grade(StrEnum):
    """How grave an event is; an event without a statutory grade has none (art. 3)."""

    EXTRA_MAJOR = "EXTRA_MAJOR"
    MAJOR = "MAJOR"
    SERIOUS = "SERIOUS"
    GENERAL = "GENERAL"


GRADES_UPWARD = tuple(reversed(Grade))

GRADE_WORDS = {
    Grade.EXTRA_MAJOR: Label(zh="特别重大（Ⅰ级）", en="grade I (extra major)"),
    Grade.MAJOR: Label(zh="重大（Ⅱ级）", en="grade II (major)"),
    Grade.SERIOUS: Label(zh="较大（Ⅲ级）", en="grade III (serious)"),
    Grade.GENERAL: Label(zh="一般（Ⅳ级）", en="grade IV (general)"),
}
"""The four grades as the plans name them (突发事件应对法 art. 3)."""


def is_at_least(grade: Grade | None, lowest: Grade) -> bool:
    """Whether an event is as grave as a grade, or graver; one without a grade is not."""
    return grade is not None and GRADES_UPWARD.index(grade) >= GRADES_UPWARD.index(lowest)


class Fact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that is known of an event as a number, in a unit; `whole` things are counted."""

    zh: str
    en: str
    unit: str
    whole: bool = True


Criterion = dict[str, float]
"""Facts and the figures they must all reach together."""


class RuleSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The thresholds of one statute: for each grade the criteria of which any one suffices.

    It holds within the places of `within` and outside those of `outside`, where they are named.
    """

    zh: str
    en: str
    basis: str
    grades: dict[Grade, tuple[Criterion, ...]]
    within: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()

    def holds_at(self, lineage: tuple[str, ...]) -> bool:
        """Whether it holds at a place, whose lineage is its code and all above it."""
        inside = not self.within or any(code in lineage for code in self.within)
        return inside and not any(code in lineage for code in self.outside)


class GradingRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All rule sets, which of them grade each kind of event, and the kinds that none grades."""

    sets: dict[str, RuleSet] = {}
    kinds: dict[str, tuple[str, ...]] = {}
    ungraded: tuple[str, ...] = ()


class GradeProposal(msgspec.Struct, frozen=True):
    """A grade that the facts come to: by which rule set, which criterion, and what was reached."""

    grade: Grade
    rule_set: str
    criterion: dict[str, float]
    figures: dict[str, float]


def graded(
    kind: str, facts: Mapping[str, float], lineage: tuple[str, ...], rules: GradingRules
) -> GradeProposal | None:
    """Return the gravest grade that the facts reach; None where they reach none.

    Among criteria of the same grade the first in the order of the profile is named.
    """
    reached = list(_reached(kind, facts, lineage, rules))
    if not reached:
        return None
    return max(reached, key=lambda one: GRADES_UPWARD.index(one.grade))


def _reached(
    kind: str, facts: Mapping[str, float], lineage: tuple[str, ...], rules: GradingRules
) -> Iterator[GradeProposal]:
    for name in rules.kinds.get(kind, ()):
        rule_set = rules.sets[name]
        if not rule_set.holds_at(lineage):
            continue
        for grade, criteria in rule_set.grades.items():
            for criterion in criteria:
                if all(facts.get(fact, -1.0) >= least for fact, least in criterion.items()):
                    figures = {fact: facts[fact] for fact in criterion}
                    yield GradeProposal(grade, name, criterion, figures)
