"""Ask "what if" and run studies at the terminal."""

from pathlib import Path

import msgspec

from api.commands.output import say, say_facts, say_json, share_done


def ask_what_if(
    drill: Path,
    variant: Path,
    data: Path | None,
    seeds: int,
    late_after_s: float,
    hindsight: int,
    workers: int,
    dask: str | None,
    *,
    as_json: bool,
) -> None:
    """Run a drill as it was and with a variant, and tell the differences."""
    from simulators.executors import executor_at
    from simulators.what_if import load_variant, what_if

    change = load_variant(variant)
    with executor_at(dask, workers) as executor, share_done(drill.stem) as tell:
        told = what_if(
            drill,
            change,
            executor,
            data_dir=data,
            seeds=range(1, seeds + 1),
            late_after_s=late_after_s,
            hindsight=hindsight,
            tell=tell,
        )
    if as_json:
        say_json(told)
        return
    lists = ("difference", "who_would_have_been_sent", "as_it_was", "changed", "same_state")
    say_facts({name: one for name, one in told.items() if name not in lists})
    for name, apart in told["difference"].items():
        about = apart["half_width"]
        wide = "" if about is None else f" ± {about:g}"
        say(f"Δ {name:<16} {told['as_it_was'][name]:10.2f}  {apart['mean']:+9.2f}{wide}")
    for one in told["who_would_have_been_sent"][:10]:
        was, now = ", ".join(one["was_sent"]) or "nobody", ", ".join(one["would_be_sent"])
        say(f"  seed {one['seed']} {one['call']}: {was} -> {now or 'nobody'}")


def run_study(
    file: Path, out: Path, data: Path | None, workers: int, dask: str | None, *, as_json: bool
) -> None:
    """Run a study, or go on with it, and write its report into its folder."""
    from simulators.executors import executor_at
    from simulators.study import run_study as run
    from simulators.study_report import as_markdown, as_page

    with executor_at(dask, workers) as executor, share_done(file.stem) as tell:
        found = run(file, out, executor, data_dir=data, tell=tell)
    (out / "report.html").write_text(as_page(found), encoding="utf-8")
    (out / "report.md").write_text(as_markdown(found), encoding="utf-8")
    (out / "found.json").write_bytes(msgspec.json.encode(found))
    if as_json:
        say_json(found)
        return
    enough = "known well enough" if found.enough else "as many seeds as allowed"
    say(f"{len(found.seeds)} seeds, {enough}; violations {found.violations}")
    for one in found.sited:
        spots = "; ".join(f"{s.place} {s.lon:.5f},{s.lat:.5f}" for s in one.sites)
        say(f"{one.model}: {spots} ({one.before:g} -> {one.after:g})")
    say(as_markdown(found))
    say(f"report: {out / 'report.html'}")
