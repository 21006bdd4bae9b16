"""Run drills at the terminal."""

from pathlib import Path

from api.commands.output import say, say_columns, say_facts, say_json, share_done


def run_drill(
    file: Path,
    data: Path | None,
    speed: str,
    policy: str | None,
    seed: int | None,
    database: str,
    hindsight: int,
    changes: list[str],
    *,
    as_json: bool,
) -> None:
    """Run a drill from its file and tell what came of it."""
    from simulators.drill import run_drill as run

    with share_done(file.stem) as tell:
        outcome = run(
            file,
            data_dir=data,
            speed="max" if speed == "max" else _times(speed),
            policy=policy,
            seed=seed,
            database=database,
            progress=tell,
            hindsight=hindsight,
            changes=changes,
        )
    if as_json:
        say_json(outcome)
    else:
        say_facts(outcome)


def compare_drill(
    file: Path,
    data: Path | None,
    policies: list[str],
    seed: int | None,
    hindsight: int,
    *,
    as_json: bool,
) -> None:
    """Run a drill under several policies and tell what came of each."""
    from simulators.compare import compare_policies

    with share_done(file.stem) as tell:
        compared = compare_policies(
            file, policies, data_dir=data, seed=seed, hindsight=hindsight, progress=tell
        )
    if as_json:
        say_json(compared)
    else:
        say_columns(compared["policies"])


def say_schema() -> None:
    """Print the JSON Schema of scenario files."""
    from simulators.scenario import schema_text

    say(schema_text())


def try_faults(first: int, seeds: int, hours: float | None, only: str | None) -> bool:
    """Try seeds with faults; tell each that fails with the line that runs it again."""
    from simulators.faulted import FAULTS, MOST_HOURS, verdicts

    faults = FAULTS if only is None else tuple(one for one in only.split(",") if one)
    if unknown := set(faults) - set(FAULTS):
        raise ValueError(f"--only: no fault {', '.join(sorted(unknown))}")
    failed = 0
    for verdict in verdicts(range(first, first + seeds), hours or MOST_HOURS, faults):
        if verdict.wrong:
            failed += 1
            say(f"{verdict.trial.line}  # {verdict.wrong[0]}")
        elif seeds == 1:
            say(f"seed {verdict.trial.seed}: {verdict.events} events, {verdict.state_hash}")
    say(f"{seeds} seeds, {failed} failed")
    return not failed


def _times(speed: str) -> float:
    try:
        times = float(speed)
    except ValueError:
        times = 0.0
    if not 0.0 < times < 1e6:
        raise ValueError(f"--speed: max, or so many times real time, not {speed!r}")
    return times
