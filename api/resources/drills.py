"""Let a drill organiser pick, write, start and direct drills 演练导调, and look back on them."""

import asyncio
from functools import cache
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from api import drill_papers
from api.access import Body, Caller, DeskHere, Where, Who
from api.answering import answers
from api.answers.drills import (
    DrillDetail,
    DrillShown,
    InjectAnswer,
    LibraryDrill,
    LibraryText,
    Proof,
    TrainingRecord,
)
from api.answers.shapes import Items
from api.drill_inputs import ChangeDrillIn, InjectIn, ScenarioIn, StartDrillIn
from api.drill_shown import detail_body, library_body, proof_body, run_body
from api.drills import LIBRARY, DrillRun, with_parts
from api.problems import Problem, not_found
from api.shown import plain
from dispatch.engine.bootstrap import CommandArea
from dispatch.publishing.ics.document import DOCX_TYPE
from simulators.after_action import AfterAction, look_back
from simulators.composing import mapping_of
from simulators.ground import tops_of
from simulators.proofreading import proofread
from simulators.rubric import GENERAL
from simulators.scenario import Scenario, load_scenario

router = APIRouter(tags=["drills"])

ORGANISER = "DIRECTOR"


def organiser(who: Who) -> Caller:
    """Return a caller who organises drills; raises `Problem` for everybody else."""
    if who.user.role != ORGANISER:
        raise Problem(403, "role_may_not", "for drill directors 演练导调员 only")
    return who


Organiser = Annotated[Caller, Depends(organiser)]
FOR_ORGANISERS = [Depends(organiser)]


def run_of(area_id: str, desk: DeskHere, who: Organiser) -> DrillRun:
    """Return a drill the caller directs; raises `Problem`."""
    run = desk.drills.get(area_id)
    if run is None or who.user.jurisdiction not in run.ground.tops:
        raise not_found("drill", area_id)
    return run


Run = Annotated[DrillRun, Depends(run_of)]


@router.get("/drills/library", dependencies=FOR_ORGANISERS)
@answers(Items[LibraryDrill])
def list_library(desk: DeskHere) -> Body:
    """List the drills that ship 演练库, each with what happens and what is to come of it."""
    profile = desk.house.profile
    return {"items": [library_body(file, one, profile) for file, one in _library().items()]}


@router.get("/drills/library/{file}", dependencies=FOR_ORGANISERS)
@answers(LibraryText)
def get_library_drill(file: str, desk: DeskHere) -> Body:
    """Show a drill that ships with its text, to be run or changed."""
    shipped = _library()
    if file not in shipped:
        raise not_found("drill", file)
    text = (LIBRARY / f"{file}.yaml").read_text(encoding="utf-8")
    return library_body(file, shipped[file], desk.house.profile) | {"text": text}


@router.post("/drills/proof", dependencies=FOR_ORGANISERS)
@answers(Proof)
def proofread_drill(body: ScenarioIn, desk: DeskHere) -> Body:
    """Proofread a scenario: everything that is wrong with it, or what it says line by line."""
    profile = desk.house.profile
    scenario, faults = proofread(body.text, LIBRARY, profile)
    return proof_body(scenario, faults, profile)


@router.get("/drills")
@answers(Items[DrillShown])
def list_drills(desk: DeskHere, who: Organiser) -> Body:
    """List the drills of this server that one directs, the latest first."""
    runs = desk.drills.runs
    return {"items": [run_body(one) for one in runs if who.user.jurisdiction in one.ground.tops]}


@router.post("/drills", status_code=201)
@answers(DrillShown)
async def start_drill(body: StartDrillIn, desk: DeskHere, who: Organiser) -> Body:
    """Start a drill in an area of its own; with mistakes in the text nothing is started."""
    profile = desk.house.profile
    scenario, faults = await asyncio.to_thread(proofread, body.text, LIBRARY, profile)
    if scenario is None:
        errors = [{"field": f"text: {one.field}", "reason": one.reason} for one in faults]
        raise Problem(
            422, "unfit_scenario", "the scenario has mistakes", field="text", errors=errors
        )
    scenario = with_parts(scenario, None if body.simulated is None else tuple(body.simulated))
    run = await desk.drills.start(scenario, who.user.name, who.user.jurisdiction, body.speed)
    return run_body(run)


@router.get("/drills/record")
@answers(TrainingRecord)
def get_training_record(desk: DeskHere, who: Organiser) -> Body:
    """Tell who took part 参训人次 in the drills one may look back on, by place and role."""
    return desk.drills.records.told_to(who.user.jurisdiction)


@router.get("/drills/{area_id}")
@answers(DrillDetail)
def get_drill(run: Run, desk: DeskHere) -> Body:
    """Show a drill: its script, what was expected and done, the script score."""
    return detail_body(run, desk.house.profile)


@router.patch("/drills/{area_id}")
@answers(DrillShown)
async def change_drill(run: Run, body: ChangeDrillIn, desk: DeskHere) -> Body:
    """Play on at another speed, stand still, go on."""
    desk.drills.change(run, body.speed, body.paused)
    return run_body(run)


@router.post("/drills/{area_id}/injects", status_code=202)
@answers(InjectAnswer)
async def inject_now(run: Run, body: InjectIn, desk: DeskHere) -> Body:
    """Let an inject come now: one of the script, which does not come again, or a new one."""
    now_min = run_body(run)["now_min"] or 0.0
    return {"number": desk.drills.inject(run, body.value(now_min)) + 1}


@router.post("/drills/{area_id}/stop")
@answers(DrillShown)
async def stop_drill(run: Run, desk: DeskHere) -> Body:
    """End a drill: everybody stops, its clock stands still, its area stays to be looked at."""
    await desk.drills.stop(run)
    return run_body(run)


@router.get("/review")
@answers(AfterAction)
def get_review(where: Where, who: Organiser) -> Body:
    """Look back on a drill's area: responses, limits kept, advice, cover, people, rubric score."""
    engine = _own(where, who).engine
    shown: Body = plain(look_back(engine.log, engine.area_id, engine.profile, GENERAL))
    return shown


@router.get("/review.html", response_model=None)
@answers(None, "text/html")
def get_review_page(where: Where, who: Organiser) -> Response:
    """Print the after-action review 复盘报告 as one page."""
    return Response(drill_papers.as_html(_own(where, who)), media_type="text/html")


@router.get("/review.docx", response_model=None)
@answers(None, DOCX_TYPE)
def get_review_docx(where: Where, who: Organiser) -> Response:
    """Print the after-action review 复盘报告 for filing."""
    headers = {"Content-Disposition": 'attachment; filename="after-action.docx"'}
    return Response(drill_papers.as_docx(_own(where, who)), media_type=DOCX_TYPE, headers=headers)


def _own(where: CommandArea, who: Caller) -> CommandArea:
    """Return a drill's area that the caller directs; raises `Problem`."""
    tops = tops_of({one.code: one.parent for one in where.area.places.values()})
    if not where.area.exercise or who.user.jurisdiction not in tops:
        raise not_found("drill", where.area.area_id)
    return where


@cache
def _library() -> dict[str, Scenario]:
    """Read every scenario that ships: mappings of records lie beside them."""
    files = sorted(LIBRARY.glob("*.yaml"))
    return {one.stem: load_scenario(one) for one in files if "area_id" in mapping_of(one)}
