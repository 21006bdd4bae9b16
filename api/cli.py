"""Give the commands at the terminal: `chiyuan --help` lists them. Heavy parts load when used."""

import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

DEFAULT_DATABASE = "sqlite:///var/chiyuan.db"

app = typer.Typer(
    name="chiyuan",
    help="Chiyuan 驰援: emergency dispatch and incident command.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
roads_app = typer.Typer(help="Roads: bring in a map.", no_args_is_help=True)
city_app = typer.Typer(help="Cities: build a generated one.", no_args_is_help=True)
drill_app = typer.Typer(help="Drills 演练: run one from its file.", no_args_is_help=True)
user_app = typer.Typer(help="Users: who may sign in.", no_args_is_help=True)
app.add_typer(roads_app, name="roads")
app.add_typer(city_app, name="city")
app.add_typer(drill_app, name="drill")
app.add_typer(user_app, name="user")

Database = Annotated[
    str, typer.Option(envvar="CHIYUAN_DATABASE", help="sqlite:///FILE or postgresql+psycopg://…")
]
Area = Annotated[str | None, typer.Option(help="The command area; the first one if absent.")]
Profile = Annotated[str, typer.Option(help="A profile that ships, or the folder of another.")]
Hindsight = Annotated[
    int, typer.Option(min=0, help="Rounds of the hindsight bound, 60 say; 0 is without.")
]
Workers = Annotated[int, typer.Option(min=1, help="Processes on this machine.")]
Dask = Annotated[str | None, typer.Option(help="Or a Dask cluster, tcp://host:8786.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Port = Annotated[int, typer.Option(min=1, max=65535)]


@app.command()
def serve(
    database: Database = DEFAULT_DATABASE,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Port = 8000,
    city: Annotated[Path | None, typer.Option(help="A city folder: founds an empty area.")] = None,
    roads: Annotated[Path | None, typer.Option(help="A roads file; the city's if absent.")] = None,
    mqtt: Annotated[str | None, typer.Option(envvar="CHIYUAN_MQTT", help="mqtt://broker")] = None,
    area: Area = None,
    profile: Profile = "xian",
) -> None:
    """Run the engine with its HTTP and WebSocket doors; the first start prints a password."""
    from api.commands.serve import Options, serve

    serve(Options(database, host, port, city, roads, mqtt, area, profile))


@app.command()
def demo(
    host: str = "127.0.0.1",
    port: Port = 8000,
    speed: Annotated[float, typer.Option(min=0.1, help="So many times real time.")] = 10.0,
) -> None:
    """Start the generated Xi'an with a running rainstorm drill."""
    from api.commands.demo import demo

    demo(host=host, port=port, speed=speed)


@app.command()
def watch(
    url: Annotated[str, typer.Argument(help="Where the engine is.")] = "http://127.0.0.1:8000",
    user: Annotated[str, typer.Option(envvar="CHIYUAN_USER", help="Name to sign in with.")] = "",
    area: Area = None,
    after: Annotated[int | None, typer.Option(min=0, help="Begin after this position.")] = None,
    json: AsJson = False,
) -> None:
    """Show what happens, live. CHIYUAN_TOKEN or CHIYUAN_PASSWORD spare the question."""
    from api.watch import watch

    watch(url, user=user, area=area, after=after, as_json=json)


@app.command()
def verify(
    database: Database = DEFAULT_DATABASE,
    area: Area = None,
    roads: Annotated[
        Path | None, typer.Option(help="The roads.npz they were decided on: decide all again.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Fold the whole log again and check all that must hold; exit code 1 if something does not."""
    from api.commands.verify import verify_areas

    if not verify_areas(database, area, roads, as_json=json):
        raise typer.Exit(1)


@app.command()
def timeline(
    incident: Annotated[str, typer.Argument(help="The incident's number, such as I1.")],
    database: Database = DEFAULT_DATABASE,
    area: Area = None,
    profile: Annotated[
        str | None, typer.Option(help="Instead of the profile the area was founded with.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Print from the log what happened about an incident, minute by minute."""
    from api.commands.timeline import tell_timeline

    tell_timeline(database, area, profile, incident, as_json=json)


@app.command()
def openapi() -> None:
    """Print the OpenAPI document of the HTTP and WebSocket doors, without starting them."""
    from api.app import doors
    from api.commands.output import say

    say(json.dumps(doors().openapi(), ensure_ascii=False, indent=2))


@app.command()
def replay(
    area: Annotated[str, typer.Argument(help="The command area.")],
    database: Database = DEFAULT_DATABASE,
    begin: Annotated[
        str | None, typer.Option("--from", help="A moment, 2025-07-01T08:30:00+08:00.")
    ] = None,
    end: Annotated[str | None, typer.Option("--to", help="A moment; the end if absent.")] = None,
    speed: Annotated[str, typer.Option(help="max, or so many times real time.")] = "max",
    json: AsJson = False,
) -> None:
    """Play what happened in an area again 回放: what was open, and then each event."""
    from api.commands.replay import replay_area

    replay_area(database, area, begin, end, speed, as_json=json)


@app.command("whatif")
def what_if(
    drill: Annotated[Path, typer.Argument(help="The drill's scenario file.")],
    variant: Annotated[Path, typer.Argument(help="A file that says what is otherwise.")],
    data: Annotated[Path | None, typer.Option(help="Folder of the data it names.")] = None,
    seeds: Annotated[int, typer.Option(min=1, help="So many seeds, from 1 on.")] = 5,
    late_after: Annotated[float, typer.Option(help="Seconds after which a call is late.")] = 600.0,
    hindsight: Hindsight = 0,
    workers: Workers = 1,
    dask: Dask = None,
    json: AsJson = False,
) -> None:
    """Run a drill again with something changed 推演: what differs, how surely, who would go."""
    from api.commands.study import ask_what_if

    ask_what_if(drill, variant, data, seeds, late_after, hindsight, workers, dask, as_json=json)


@app.command()
def study(
    file: Annotated[Path, typer.Argument(help="The study's file.")],
    out: Annotated[Path, typer.Option(help="Folder of its results; it goes on where it was.")],
    data: Annotated[Path | None, typer.Option(help="Folder of the data its drill names.")] = None,
    workers: Workers = 1,
    dask: Dask = None,
    json: AsJson = False,
) -> None:
    """Run many seeds under several variants until the differences are known well enough."""
    from api.commands.study import run_study

    run_study(file, out, data, workers, dask, as_json=json)


@roads_app.command("import")
def import_roads(
    file: Annotated[Path, typer.Argument(help="An .osm.pbf file or a folder of CSV tables.")],
    out: Annotated[Path, typer.Option(help="Folder to write roads.npz into.")],
    json: AsJson = False,
) -> None:
    """Bring in roads from OpenStreetMap or CSV, and tell what was found and assumed."""
    from api.commands.ground import import_roads

    import_roads(file, out, as_json=json)


@city_app.command("build")
def build_city(
    name: Annotated[str, typer.Argument(help="Which city: xian.")],
    out: Annotated[Path, typer.Option(help="Folder to write it into.")],
    seed: Annotated[int, typer.Option(min=0)] = 1,
    json: AsJson = False,
) -> None:
    """Build a generated city: places, teams, depots, shelters, roads."""
    from api.commands.ground import build_city

    build_city(name, seed, out, as_json=json)


@drill_app.command("run")
def run_drill(
    file: Annotated[Path, typer.Argument(help="The drill's scenario file.")],
    data: Annotated[Path | None, typer.Option(help="Folder of the data it names.")] = None,
    speed: Annotated[str, typer.Option(help="max, or so many times real time.")] = "max",
    policy: Annotated[str | None, typer.Option(help="nearest or optimal.")] = None,
    seed: Annotated[int | None, typer.Option(help="Instead of the file's own.")] = None,
    database: Annotated[str, typer.Option(help="Where to keep its log.")] = "memory://",
    hindsight: Hindsight = 0,
    change: Annotated[
        list[str], typer.Option("--set", help="field.field=value, laid over the file; repeatable.")
    ] = [],  # noqa: B006
    json: AsJson = False,
) -> None:
    """Run a drill and tell what came of it."""
    from api.commands.drill import run_drill

    run_drill(file, data, speed, policy, seed, database, hindsight, change, as_json=json)


@drill_app.command("schema")
def drill_schema() -> None:
    """Print the JSON Schema of scenario files."""
    from api.commands.drill import say_schema

    say_schema()


@drill_app.command("faults")
def drill_faults(
    first: Annotated[int, typer.Option(min=0, help="The first seed.")] = 1,
    seeds: Annotated[int, typer.Option(min=1, help="How many.")] = 50,
    hours: Annotated[float | None, typer.Option(help="How long calls come.")] = None,
    only: Annotated[str | None, typer.Option(help="Faults, with commas; all by default.")] = None,
) -> None:
    """Try small drills with faults, seed after seed; a failing one is shrunk and told in a line."""
    from api.commands.drill import try_faults

    if not try_faults(first, seeds, hours, only):
        raise typer.Exit(1)


@drill_app.command("compare")
def compare_drill(
    file: Annotated[Path, typer.Argument(help="The drill's scenario file.")],
    data: Annotated[Path | None, typer.Option(help="Folder of the data it names.")] = None,
    policy: Annotated[list[str], typer.Option(help="A policy; give two or more.")] = [  # noqa: B006
        "nearest",
        "optimal",
    ],
    seed: Annotated[int | None, typer.Option(help="Instead of the file's own.")] = None,
    hindsight: Hindsight = 0,
    json: AsJson = False,
) -> None:
    """Run a drill under several policies and tell what came of each, side by side."""
    from api.commands.drill import compare_drill

    compare_drill(file, data, policy, seed, hindsight, as_json=json)


@drill_app.command("report")
def report_drill(
    area: Annotated[str, typer.Argument(help="The command area, a drill's or another.")],
    out: Annotated[Path, typer.Option(help="Folder for the papers.")],
    database: Database = DEFAULT_DATABASE,
    rubric: Annotated[
        Path | None, typer.Option(help="Objectives and points; general ones if absent.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Write the after-action review 复盘: HTML, DOCX, JSON, and the training record."""
    from api.commands.review import review_area

    review_area(database, area, rubric, out, as_json=json)


@drill_app.command("record")
def record_drills(
    areas: Annotated[
        list[str] | None, typer.Argument(help="Some drills; all of the database if absent.")
    ] = None,
    database: Database = DEFAULT_DATABASE,
    out: Annotated[Path | None, typer.Option(help="A CSV file to write, by drill.")] = None,
    json: AsJson = False,
) -> None:
    """Tell who took part in drills 训练台账: person-times by place and role over all of them."""
    from api.commands.review import record_drills as record

    record(database, areas or [], out, as_json=json)


@drill_app.command("attach")
def attach_drill(
    url: Annotated[str, typer.Argument(help="Where the engine is.")],
    scenario: Annotated[Path, typer.Argument(help="The drill's scenario file.")],
    user: Annotated[
        str, typer.Option(envvar="CHIYUAN_USER", help="A duty room of the whole area.")
    ],
    area: Area = None,
    role: Annotated[list[str], typer.Option(help="Whom to play; people play the rest.")] = [  # noqa: B006
        "callers",
        "crews",
    ],
    speed: Annotated[float, typer.Option(min=0.01, help="So many times as fast.")] = 1.0,
    seed: Annotated[int | None, typer.Option(help="Instead of the file's own.")] = None,
    data: Annotated[Path | None, typer.Option(help="Folder of the data it names.")] = None,
    mqtt: Annotated[str | None, typer.Option(help="Send reports to this broker.")] = None,
    rubric: Annotated[Path | None, typer.Option(help="Objectives and points.")] = None,
    organ: Annotated[
        str | None, typer.Option(help="The user who issues the script's warnings, of role CTY say.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Play a drill from outside, against a running server: callers, crews, officers, director."""
    from api.commands.attach import attach

    attach(url, scenario, user, area, role, speed, seed, data, mqtt, rubric, organ, as_json=json)


@user_app.command("add")
def add_user(
    name: str,
    role: Annotated[str, typer.Option(help="A role of the profile, such as DUTY.")],
    jurisdiction: Annotated[str, typer.Option(help="The code of a place.")],
    team: Annotated[str | None, typer.Option(help="The one team the user speaks for.")] = None,
    database: Database = DEFAULT_DATABASE,
    area: Area = None,
    profile: Profile = "xian",
) -> None:
    """Enter a user; the password comes from CHIYUAN_PASSWORD or is asked for."""
    from api.commands.users import add

    add(database, area, profile, name, role, jurisdiction, team)


@user_app.command("list")
def list_users(database: Database = DEFAULT_DATABASE, json: AsJson = False) -> None:
    """List the users."""
    from api.commands.users import show

    show(database, as_json=json)


@user_app.command("password")
def set_password(name: str, database: Database = DEFAULT_DATABASE) -> None:
    """Give a user another password, to be changed at the next sign-in; their sessions end."""
    from api.commands.users import give_password

    give_password(database, name)


@user_app.command("disable")
def disable_user(name: str, database: Database = DEFAULT_DATABASE) -> None:
    """Let a user in no longer; their sessions end."""
    from api.commands.users import disable

    disable(database, name)


def main() -> None:
    """Run the command line: whatever goes wrong is one line, and exit code 2."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as problem:
        if os.environ.get("CHIYUAN_TRACEBACK"):
            raise
        sys.stderr.write(f"chiyuan: {_in_a_line(problem)}\n")
        sys.exit(2)


def _in_a_line(problem: Exception) -> str:
    """Return what went wrong in one line; of a list of problems the first, and how many more."""
    listed = getattr(problem, "problems", None)
    if isinstance(listed, list) and listed:
        more = f" (and {len(listed) - 1} more)" if len(listed) > 1 else ""
        return f"{listed[0]}{more}"
    return " ".join(str(problem).split()) or type(problem).__name__


if __name__ == "__main__":
    main()
