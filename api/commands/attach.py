"""Attach the simulator to a running server at the terminal, as a client from outside."""

import asyncio
import contextlib
from pathlib import Path
from typing import Any

from api.commands.output import say_facts, say_json, share_done


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
    *,
    as_json: bool,
) -> None:
    """Play a scenario's callers and crews against a server, and tell the score."""
    from api.watch import sign_in
    from simulators.drill import with_choices
    from simulators.planned import planned_reports
    from simulators.rubric import GENERAL, load_rubric
    from simulators.scenario import load_scenario

    scenario = with_choices(load_scenario(scenario_file), None, seed)
    marks = GENERAL if rubric is None else load_rubric(rubric)
    token = sign_in(url, user)
    with share_done(scenario_file.stem) as tell:
        tell(0.0, "planning the calls")
        reports = planned_reports(scenario, scenario_file.parent, data)

        async def play() -> dict[str, Any]:
            import httpx

            from simulators.attached import Attached
            from simulators.mqtt_callers import MqttCallers

            wanted = area or scenario.area_id
            base, headers = f"{url.rstrip('/')}/api/v1", {"Authorization": f"Bearer {token}"}
            async with httpx.AsyncClient(base_url=base, headers=headers, timeout=30) as http:
                callers = None if mqtt is None else MqttCallers(mqtt, wanted)
                attached = Attached(
                    http,
                    wanted,
                    reports,
                    crews=scenario.crews,
                    officers=scenario.officers,
                    seed=scenario.seed,
                    speed=speed,
                    roles=roles,
                    send=None if callers is None else callers.send,
                    tell=tell,
                )
                running = None if callers is None else asyncio.create_task(callers.run())
                try:
                    await attached.play()
                finally:
                    if running is not None:
                        running.cancel()
                        with contextlib.suppress(asyncio.CancelledError):
                            await running
                return attached.outcome(marks)

        outcome = asyncio.run(play())
    if as_json:
        say_json(outcome)
    else:
        say_facts({name: one for name, one in outcome.items() if name != "objectives"})
