"""Look back on a drill or an operation at the terminal: the after-action review and its papers."""

from pathlib import Path

import msgspec

from api.commands.output import say, say_facts, say_json, steps


def review_area(
    database: str, area_id: str, rubric: Path | None, out: Path, *, as_json: bool
) -> None:
    """Write the after-action review of an area's log into a folder; raises ValueError."""
    from api.commands.opening import founded_profile
    from dispatch.engine.history import History
    from dispatch.publishing.telling.milestones import is_milestone
    from dispatch.store.open import existing_store
    from simulators.after_action import look_back
    from simulators.review_papers import as_docx, as_page, training_record
    from simulators.review_sections import sections_of, title_of
    from simulators.rubric import GENERAL, load_rubric

    marks = GENERAL if rubric is None else load_rubric(rubric)
    with existing_store(database) as store:
        if area_id not in store.log.areas():
            there = ", ".join(store.log.areas()) or "none"
            raise ValueError(f"no area {area_id!r} in this log: there is {there}")
        profile = founded_profile(store.log, area_id)
        with steps(f"looking back on {area_id}"):
            review = look_back(store.log, area_id, profile, marks)
            history = History(store.log, area_id)
            timeline = [one for one in history.events(0, review.events) if is_milestone(one)]
            area = history.at(review.events)
            sections = sections_of(review, area, profile, timeline)
    out.mkdir(parents=True, exist_ok=True)
    title = title_of(review)
    (out / "after-action.html").write_text(as_page(title, sections), encoding="utf-8")
    (out / "after-action.docx").write_bytes(as_docx(title, sections))
    (out / "after-action.json").write_bytes(msgspec.json.encode(review))
    (out / "training.csv").write_text(training_record(review), encoding="utf-8")
    if as_json:
        say_json(msgspec.to_builtins(review))
        return
    score = review.rubric_score
    say_facts(
        {
            "incidents": len(review.responded),
            "reached": review.overall.reached,
            "first_p50_s": review.overall.p50_s,
            "first_p90_s": review.overall.p90_s,
            "deadlines_passed": sum(one.passed for one in review.timers),
            "advice_followed": review.advice.accepted,
            "advice_changed": review.advice.changed,
            "took_part": len(review.took_part),
            "person_times": review.person_times,
            "called_out": review.called_out,
            "rubric_score": f"{score.points:g} / {score.of:g}",
            "passed": score.passed,
        }
    )
    say(f"review: {out / 'after-action.html'}")


def record_drills(database: str, areas: list[str], out: Path | None, *, as_json: bool) -> None:
    """Tell who took part in the drills of a database, and write it as CSV; raises ValueError."""
    from dispatch.store.open import existing_store
    from simulators.training import as_csv, attendance, over_drills

    with existing_store(database) as store:
        there = store.log.areas()
        if unknown := [one for one in areas if one not in there]:
            known = ", ".join(there) or "none"
            raise ValueError(f"no area {unknown[0]!r} in this log: there is {known}")
        attended = [one for area_id in areas or there for one in attendance(store.log, area_id)]
    if out is not None:
        # With a mark in front, by which spreadsheets know it for UTF-8.
        out.write_text(as_csv(attended), encoding="utf-8-sig")
    drills = sorted({one.area for one in attended})
    trained = over_drills(attended)
    person_times = sum(one.person_times for one in trained)
    if as_json:
        by_place = msgspec.to_builtins(trained)
        say_json({"drills": drills, "person_times": person_times, "by_place_and_role": by_place})
        return
    say(f"{len(drills)} drills 演练, {person_times} person-times 参训人次")
    for one in trained:
        counted = f"{one.drills:>4} {one.person_times:>7} {one.called_out:>7} {one.acts:>7}"
        say(f"{one.role:<10} {counted}  {one.place} {one.place_code}")
