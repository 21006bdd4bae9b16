"""Attach the simulator to a running server at the terminal, as a client from outside."""

import asyncio
import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.commands.output import say, say_facts, say_json, share_done

if TYPE_CHECKING:
    import httpx

    from simulators.attached import Attached


def attach(
    url: str,
    scenario_file: Path,
    user: str,
    area: str | None,
    roles: list[str],
    speed: float,
    seed: int | None,
    data: Path | None,
    mqtt: str | None,
    rubric: Path | None,
    organ: str | None,
    *,
    as_json: bool,
) -> None:
    """Play a scenario against a server, and tell what came of it."""
    from api.watch import sign_in
    from simulators.drill import with_choices
    from simulators.planned import planned
    from simulators.rubric import GENERAL, load_rubric
    from simulators.scenario import load_scenario

    scenario = with_choices(load_scenario(scenario_file), None, seed)
    marks = GENERAL if rubric is None else load_rubric(rubric)
    token = sign_in(url, user)
    organ_token = None if organ is None else sign_in(url, organ)
    with share_done(scenario_file.stem) as tell:
        tell(0.0, "planning the calls")
        coming = planned(scenario, scenario_file.parent, data)

        async def play() -> dict[str, Any]:
            from dispatch.engine.ending import end
            from simulators.attached import Attached, AttachedScript
            from simulators.mqtt_callers import MqttCallers

            wanted = area or scenario.area_id
            script = AttachedScript(
                scenario.script,
                scenario.area_id,
                scenario.duration_h,
                coming.begins_at,
                coming.place_names,
            )

            async with contextlib.AsyncExitStack() as stack:
                http = await stack.enter_async_context(_signed_in(url, token))
                issues = None
                if organ_token is not None:
                    issues = await stack.enter_async_context(_signed_in(url, organ_token))
                callers = None if mqtt is None else MqttCallers(mqtt, wanted)
                attached = Attached(
                    http,
                    wanted,
                    coming.reports,
                    crews=scenario.crews,
                    officers=scenario.officers,
                    seed=scenario.seed,
                    speed=speed,
                    roles=roles,
                    scripted=script,
                    organ=issues,
                    send=None if callers is None else callers.send,
                    tell=tell,
                )
                running = None if callers is None else asyncio.create_task(callers.run())
                try:
                    with _told_if_broken_off(attached):
                        await attached.play()
                finally:
                    if running is not None:
                        await end([running])
                return attached.outcome(marks)

        outcome = asyncio.run(play())
    if as_json:
        say_json(outcome)
    else:
        _say(outcome)


def _signed_in(url: str, token: str) -> "httpx.AsyncClient":
    import httpx

    headers = {"Authorization": f"Bearer {token}"}
    return httpx.AsyncClient(base_url=f"{url.rstrip('/')}/api/v1", headers=headers, timeout=30)


@contextlib.contextmanager
def _told_if_broken_off(attached: "Attached") -> Iterator[None]:
    """Tell on stderr what became of the script where playing it is broken off."""
    try:
        yield
    except asyncio.CancelledError:
        told = ["broken off", *_script_told(attached.outcome_of_script())]
        sys.stderr.write("".join(f"{line}\n" for line in told))
        raise


def _say(outcome: dict[str, Any]) -> None:
    """Tell what came of it at the terminal: figures, and what of the script was played or not."""
    say_facts({key: one for key, one in outcome.items() if key not in ("objectives", "script")})
    for line in _script_told(outcome["script"]):
        say(line)


def _script_told(script: dict[str, Any]) -> list[str]:
    told = [
        f"script, {part.replace('_', ' ')}: "
        + ", ".join(f"{what} {n}" for what, n in script[part].items())
        for part in ("played", "put_back", "left_out")
        if script[part]
    ]
    return told + [
        f"refused: {one['what']}: {one['status']} {one['code']}: {one['reason']}"
        for one in script["refused"]
    ]
