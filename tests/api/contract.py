"""Hold every answer to the OpenAPI document: what is not described there must not be sent."""

import json
import re
from copy import deepcopy
from functools import cache
from typing import Any

import httpx
import jsonschema_rs
from fastapi import FastAPI

from api.app import doors

REF = "#/components/schemas/"


async def hold_to_the_document(response: httpx.Response) -> None:
    """Fail where an answer is not what the document says; a hook of the tests' HTTP client."""
    media_type = response.headers.get("content-type", "").partition(";")[0]
    operation = operation_of(response.request.method, response.request.url.path)
    if operation is None or "json" not in media_type:
        return
    if not await response.aread():
        return
    key = (operation, str(response.status_code), media_type)
    checker = checker_of(*key)
    assert checker is not None, (
        f"{operation} answers {key[1:]}, of which the document knows nothing"
    )
    found = next(checker.iter_errors(json.loads(response.content)), None)
    if found is not None:
        where = "/".join(map(str, found.instance_path))
        raise AssertionError(f"{operation} answers otherwise than described: {where}: {found}")


def hold_frame_to_the_document(frame: Any) -> None:
    """Fail where a message of the live feed is not a `ServerFrame`."""
    found = next(_checker({"$ref": f"{REF}ServerFrame"}).iter_errors(frame), None)
    if found is not None:
        raise AssertionError(f"no ServerFrame: {found}")


@cache
def hung_doors() -> FastAPI:
    """Return doors hung once for the document and all tests: to hang them takes seconds."""
    return doors()


@cache
def document() -> dict[str, Any]:
    """Return the document, with every described object closed: a field that is not named is one
    too many."""
    described = deepcopy(hung_doors().openapi())
    for schema in described["components"]["schemas"].values():
        if "properties" in schema:
            schema["additionalProperties"] = False
    return described


@cache
def operation_of(method: str, path: str) -> str | None:
    for pattern, operations in _patterns():
        if method.lower() in operations and pattern.fullmatch(path):
            return str(operations[method.lower()]["operationId"])
    return None


@cache
def checker_of(operation: str, status: str, media_type: str) -> jsonschema_rs.Validator | None:
    responses = _operations()[operation]["responses"]
    content = responses.get(status, responses["default"]).get("content", {})
    return _checker(content[media_type]["schema"]) if media_type in content else None


@cache
def _operations() -> dict[str, dict[str, Any]]:
    return {
        one["operationId"]: one for path in document()["paths"].values() for one in path.values()
    }


@cache
def _patterns() -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    # A path without a name in it goes before one with: /plans/templates before /plans/{plan_id}.
    paths = sorted(document()["paths"].items(), key=lambda pair: "{" in pair[0])
    return [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), found) for path, found in paths]


def _checker(schema: dict[str, Any]) -> jsonschema_rs.Validator:
    known, used = document()["components"]["schemas"], {}
    waiting = [schema]
    while waiting:
        for name in re.findall(rf'"{REF}([^"]+)"', json.dumps(waiting.pop())):
            if name not in used:
                used[name] = known[name]
                waiting.append(known[name])
    return jsonschema_rs.Draft202012Validator(
        schema | {"components": {"schemas": used}}, validate_formats=True
    )
