"""Describe every answer in the OpenAPI document, from the very types the engine works with."""

import re
from typing import Any

import msgspec
from fastapi import FastAPI
from immutables import Map
from msgspec import NODEFAULT, inspect

from api.answering import ANSWERS
from api.answers.live import ClientFrame, Problem, ReplayFrame, ServerFrame
from api.shown import is_moment
from dispatch.domain.depots import Stock
from dispatch.domain.events import Event

REF = "#/components/schemas/{name}"
MOMENT = {"type": "string", "format": "date-time"}
UNIONS = {
    "Event": Event,
    "ServerFrame": ServerFrame,
    "ClientFrame": ClientFrame,
    "ReplayFrame": ReplayFrame,
}
"""Unions told apart by their `type`, which are given a name of their own."""


def add_schemas(app: FastAPI) -> None:
    """Have the application's document say what each operation answers, and what the feed sends."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = made()
            schemas = document.setdefault("components", {}).setdefault("schemas", {})
            answered, found = _described()
            for name, schema in found.items():
                schemas.setdefault(name, schema)
            for path in document["paths"].values():
                for operation in path.values():
                    _answer(operation, answered)
        assert app.openapi_schema is not None  # noqa: S101 - made() has set it
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _described() -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the schema of each operation's answer, and all components by name."""
    shapes = {name: one.shape for name, one in ANSWERS.items() if one.shape is not None}
    types = (*shapes.values(), *UNIONS.values(), Problem, Stock)
    schemas, found = msgspec.json.schema_components(types, ref_template=REF, schema_hook=_hook)
    absent = {_name(one.cls): _may_be_absent(one) for one in _structs(types)}
    for name, schema in found.items():
        _as_sent(schema, absent.get(name, set()))
    named = dict(zip((*shapes, *UNIONS), schemas, strict=False))
    found |= {union: named.pop(union) for union in UNIONS}
    found["RecordedEvent"]["properties"]["event"] = {"$ref": REF.format(name="Event")}
    told = msgspec.json.encode([named, found]).decode()
    answered, components = msgspec.json.decode(_GENERIC.sub(r"\1Of\2", told))
    return answered, components


_GENERIC = re.compile(r"\b(Page|Items)_([A-Za-z]+)_")  # what msgspec calls Page[Team]


def _hook(unknown: type) -> dict[str, Any]:
    if unknown is Map:  # the stock of a depot, the one map that is shown
        return {"type": "object", "additionalProperties": {"$ref": REF.format(name="Stock")}}
    raise NotImplementedError(f"no schema for {unknown.__name__}")


def _as_sent(schema: dict[str, Any], absent: set[str]) -> None:
    """Make a struct's schema say what is sent: moments as text, every field there is."""
    properties = schema.get("properties", {})
    for name, about in properties.items():
        about.pop("default", None)
        properties[name] = _with_moments(name, about)
    if properties:
        schema["required"] = [name for name in properties if name not in absent]


def _with_moments(name: str, about: dict[str, Any]) -> dict[str, Any]:
    """Return a field's schema with its moments as they are shown (see `api.shown`)."""
    if is_moment(name):
        if about.get("type") == "number":
            return {key: one for key, one in about.items() if key != "type"} | MOMENT
        if "anyOf" in about:
            one_of = [MOMENT if one == {"type": "number"} else one for one in about["anyOf"]]
            return about | {"anyOf": one_of}
    if name in ("reached", "told") and about.get("type") == "object":
        return about | {"additionalProperties": MOMENT}
    return about


def _structs(types: tuple[Any, ...]) -> list[inspect.StructType]:
    """Return every struct that types are made of."""
    seen: dict[int, inspect.StructType] = {}
    waiting: list[Any] = list(inspect.multi_type_info(types))
    while waiting:
        one = waiting.pop()
        if isinstance(one, tuple):
            waiting += one
        elif isinstance(one, msgspec.Struct) and id(one) not in seen:
            if isinstance(one, inspect.StructType):
                seen[id(one)] = one
            waiting += (getattr(one, field) for field in one.__struct_fields__)
    return list(seen.values())


def _may_be_absent(struct: inspect.StructType) -> set[str]:
    """Return the fields of a struct that are left out when they hold nothing."""
    origin: Any = getattr(struct.cls, "__origin__", struct.cls)
    sparse = origin.__struct_config__.omit_defaults
    return {
        one.encode_name
        for one in struct.fields
        if not one.required
        and (sparse or (one.default is NODEFAULT and one.default_factory is NODEFAULT))
    }


def _name(cls: Any) -> str:
    """Return what msgspec calls a struct among the components."""
    arguments = ", ".join(one.__name__ for one in getattr(cls, "__args__", ()))
    bare: str = getattr(cls, "__origin__", cls).__name__
    return re.sub(r"[^a-zA-Z0-9.\-_]", "_", f"{bare}[{arguments}]" if arguments else bare)


def _answer(operation: dict[str, Any], answered: dict[str, Any]) -> None:
    """Say what an operation answers, when all goes well and when it does not."""
    responses, name = operation["responses"], operation["operationId"]
    responses.pop("422", None)
    told = ANSWERS.get(name)
    if told is not None:
        content: dict[str, Any] = {one: {"schema": _BINARY} for one in told.media_types}
        if told.shape is not None:
            content["application/json"] = {"schema": answered[name]}
        (good,) = (one for status, one in responses.items() if status.startswith("2"))
        if content:
            good["content"] = content
        if told.also is not None:
            responses[str(told.also)] = {"description": "The same as before", "content": content}
    problem = {"schema": {"$ref": REF.format(name="Problem")}}
    responses["default"] = {
        "description": "A problem",
        "content": {"application/problem+json": problem},
    }


_BINARY = {"type": "string", "format": "binary"}
