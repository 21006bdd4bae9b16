"""Describe the answers in the OpenAPI document from the very types the engine works with."""

from typing import Any, Union, get_args

import msgspec
from fastapi import FastAPI

from dispatch.assignment.shelter_plan import ShelterPlan
from dispatch.domain import events as e
from dispatch.domain.depots import Agreement, Reservation, Stock
from dispatch.domain.evacuations import Evacuation, EvacuationGroup
from dispatch.domain.incidents import Incident
from dispatch.domain.instructions import Instruction
from dispatch.domain.lifecycle import Lifecycle
from dispatch.domain.places import Place
from dispatch.domain.recommendations import Recommendation
from dispatch.domain.reports import Report
from dispatch.domain.roads import RoadMeasure
from dispatch.domain.shelters import Shelter
from dispatch.domain.shipments import Shipment
from dispatch.domain.steps import AllowedAction
from dispatch.domain.support import SupportRequest
from dispatch.domain.teams import Team
from dispatch.domain.warning_calls import PlaceCall
from dispatch.domain.warning_review import CallReview
from dispatch.domain.warnings import HazardWarning
from dispatch.engine.positions import Fix
from routing.geo import Position

# A persistent map has no JSON schema; it is shown as the plain one these stand-ins have.
_Depot = msgspec.defstruct(
    "Depot",
    [
        ("depot_id", str),
        ("name", str),
        ("place_code", str),
        ("position", Position),
        ("stock", dict[str, Stock]),
        ("contact", str, ""),
        ("agreement", Agreement | None, None),
    ],
)
_DepotsRegistered = msgspec.defstruct(
    "DepotsRegistered",
    [("depots", tuple[_Depot, ...])],  # type: ignore[valid-type]
    tag_field="type",
    tag="DepotsRegistered",
)
SHOWN = (
    Incident,
    Instruction,
    Report,
    Recommendation,
    Reservation,
    Team,
    _Depot,
    Shipment,
    Shelter,
    ShelterPlan,
    Place,
    Lifecycle,
    RoadMeasure,
    SupportRequest,
    Evacuation,
    EvacuationGroup,
    HazardWarning,
    PlaceCall,
    CallReview,
    AllowedAction,
    Fix,
)
PROBLEM = {
    "title": "Problem",
    "description": "RFC 9457; `code` is stable, `errors` names each field at fault.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "field": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "reason"],
                "properties": {"field": {"type": "string"}, "reason": {"type": "string"}},
            },
        },
    },
}
RECORDED = {
    "title": "RecordedEvent",
    "type": "object",
    "required": ["type", "position", "at", "actor", "event"],
    "properties": {
        "type": {"const": "event"},
        "position": {"type": "integer"},
        "at": {"type": "string", "format": "date-time"},
        "actor": {
            "type": "object",
            "properties": {"name": {"type": "string"}, "role": {"type": "string"}},
        },
        "caused_by": {"type": ["integer", "null"]},
        "correlation": {"type": "string"},
        "event": {"$ref": "#/components/schemas/Event"},
    },
}


def add_schemas(app: FastAPI) -> None:
    """Have the application's document hold the schemas of all that is shown."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = made()
            schemas = document.setdefault("components", {}).setdefault("schemas", {})
            for name, schema in components().items():
                schemas.setdefault(name, schema)
            _answer_with_problems(document)
        assert app.openapi_schema is not None  # noqa: S101 - made() has set it
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def components() -> dict[str, Any]:
    """Return the JSON schemas of what is shown, by name."""
    events = [one for one in get_args(e.Event) if one is not e.DepotsRegistered]
    (event, *_), found = msgspec.json.schema_components(
        (Union[(*events, _DepotsRegistered)], *SHOWN),
        ref_template="#/components/schemas/{name}",
    )
    shown: dict[str, Any] = {name: _with_moments(schema) for name, schema in found.items()}
    return shown | {"Event": event, "RecordedEvent": RECORDED, "Problem": PROBLEM}


def _answer_with_problems(document: dict[str, Any]) -> None:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for path in document["paths"].values():
        for operation in path.values():
            operation["responses"].pop("422", None)
            operation["responses"]["default"] = {"description": "A problem", "content": content}


def _with_moments(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema with its moments as they are shown: RFC 3339 text, not numbers."""
    moment = {"type": "string", "format": "date-time"}
    for name, about in schema.get("properties", {}).items():
        if name == "at" or name.endswith("_at"):
            optional = {"type": "null"} in about.get("anyOf", ())
            schema["properties"][name] = (
                {"anyOf": [moment, {"type": "null"}]} if optional else moment
            )
        elif name == "reached":
            schema["properties"][name] = {"type": "object", "additionalProperties": moment}
    return schema
