"""Prove what a profile says of facts and grades: known words, thresholds that rise."""

from collections.abc import Iterator

from dispatch.domain.grades import GRADES_UPWARD, Grade, RuleSet
from dispatch.domain.profile import EventClass, Profile


def problems_of_grades(profile: Profile) -> Iterator[str]:
    """Yield what is wrong, one clear line each naming the row."""
    where = "grades.yaml"
    for name, rule_set in profile.grading.sets.items():
        row = f"{where}: sets.{name}"
        yield from _criteria(row, rule_set, profile)
        yield from _rising(row, rule_set)
        if not any(name in names for names in profile.grading.kinds.values()):
            yield f"{row}: it grades no kind"
    for kind, names in profile.grading.kinds.items():
        row = f"{where}: kinds.{kind}"
        if kind not in profile.kinds:
            yield f"{row}: unknown kind"
        elif profile.kinds[kind].event_class is EventClass.SECURITY:
            yield f"{row}: the law grades no security event"
        for name in names:
            if name not in profile.grading.sets:
                yield f"{row}: unknown rule set {name!r}"
    graded, ungraded = set(profile.grading.kinds), set(profile.grading.ungraded)
    for kind in sorted(ungraded - set(profile.kinds)):
        yield f"{where}: ungraded: unknown kind {kind!r}"
    for kind in sorted(graded & ungraded):
        yield f"{where}: ungraded: {kind} is graded"
    for kind in sorted(set(profile.kinds) - graded - ungraded):
        yield f"{where}: kinds: {kind}: neither graded nor said to be ungraded"


def _criteria(row: str, rule_set: RuleSet, profile: Profile) -> Iterator[str]:
    for grade, criteria in rule_set.grades.items():
        for criterion in criteria:
            if not criterion:
                yield f"{row}: {grade}: an empty criterion is always reached"
            for fact, least in criterion.items():
                if fact not in profile.facts:
                    yield f"{row}: {grade}: unknown fact {fact!r}"
                elif least < 0:
                    yield f"{row}: {grade}: {fact}: nothing or more is expected"


def _rising(row: str, rule_set: RuleSet) -> Iterator[str]:
    """A graver grade takes a higher figure of the same facts."""
    before: dict[tuple[str, ...], tuple[Grade, float]] = {}
    for grade in GRADES_UPWARD:
        for criterion in rule_set.grades.get(grade, ()):
            facts, figures = tuple(sorted(criterion)), sum(criterion.values())
            lower = before.get(facts)
            if lower is not None and figures <= lower[1] and lower[0] is not grade:
                yield f"{row}: {grade}: {', '.join(facts)}: no more than for {lower[0]}"
            before[facts] = (grade, figures)
