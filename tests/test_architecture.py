"""The rules of the house that no linter keeps."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted(
    path
    for package in ("api", "benchmarks", "dispatch", "routing", "simulators")
    for path in (ROOT / package).rglob("*.py")
    if "node_modules" not in path.parts
)
MODULE_LINES_MAX = 400  # a module is one idea; twice this was never one
FUNCTION_LINES_MAX = 80  # a function fits a screen


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_a_module_is_one_idea_and_says_so(path: Path) -> None:
    text = path.read_text()
    assert text.count("\n") <= MODULE_LINES_MAX
    if path.name != "__init__.py" or text.strip():
        assert ast.get_docstring(ast.parse(text)), "the first line says what the module is for"


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_a_function_fits_a_screen(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < FUNCTION_LINES_MAX, node.name


@pytest.mark.parametrize("path", sorted((ROOT / "dispatch/domain").glob("*.py")), ids=relative)
def test_the_domain_asks_no_clock_and_leaves_nothing_to_chance(path: Path) -> None:
    forbidden = {"time", "datetime", "random", "secrets", "uuid", "os", "pathlib", "asyncio"}
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            assert not {alias.name.split(".")[0] for alias in node.names} & forbidden
        elif isinstance(node, ast.ImportFrom):
            assert (node.module or "").split(".")[0] not in forbidden


def test_every_command_is_decided_and_every_event_is_folded() -> None:
    from typing import get_args

    from dispatch.domain import commands, decide, events, evolve

    assert set(decide._DECISIONS) == set(get_args(commands.Command))
    assert set(evolve._FOLDS) == set(get_args(events.Event))


def test_every_operation_says_what_it_answers() -> None:
    from api.answering import ANSWERS
    from tests.api.contract import hung_doors

    document = hung_doors().openapi()
    operations = [one for path in document["paths"].values() for one in path.values()]
    silent = [one["operationId"] for one in operations if one["operationId"] not in ANSWERS]
    assert not silent, "put @answers(…) of api/answering.py below @router.…"
    assert len(operations) == len(ANSWERS), "an operation id is the name of one function"
    for one in operations:
        for status, response in one["responses"].items():
            described = [kind["schema"] for kind in response.get("content", {}).values()]
            assert described or status == "204", one["operationId"]
            assert all(set(schema) - {"title", "type"} for schema in described), one["operationId"]
