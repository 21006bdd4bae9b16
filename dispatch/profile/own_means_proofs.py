"""Prove what a profile says of own means: levels that answer for people, kinds that are known."""

from collections.abc import Iterator

from dispatch.domain.profile import Profile


def problems_of_own_means(profile: Profile) -> Iterator[str]:
    """Yield what is wrong, one clear line each naming the row."""
    rules, where = profile.own_means, "own_means.yaml"
    for admin_level, grades in rules.grades.items():
        if len(set(grades)) < len(grades):
            yield f"{where}: grades.{admin_level}: a grade stands twice"
    if rules.horizon_s < 0:
        yield f"{where}: horizon_s: nothing or more is expected"
    times = {"other_task_s": rules.other_task_s} | {
        f"mean_task_s.{kind}": time_s for kind, time_s in rules.mean_task_s.items()
    }
    for field, time_s in times.items():
        if time_s <= 0:
            yield f"{where}: {field}: more than nothing is expected"
    for kind in rules.mean_task_s:
        if kind not in profile.kinds:
            yield f"{where}: mean_task_s: unknown kind {kind!r}"
