"""Answer what went wrong as RFC 9457 problems: one shape, a stable code, no internals."""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from dispatch.domain.refusals import Rejected
from dispatch.engine.writer import WriterClosed
from dispatch.store.log import StoreError

MEDIA_TYPE = "application/problem+json"
MAX_ERRORS = 50  # fields named one by one; a body with more mistakes is another document

NOT_FOUND = frozenset(
    f"unknown_{noun}"
    for noun in (
        "area",
        "incident",
        "report",
        "instruction",
        "team",
        "depot",
        "recommendation",
        "reservation",
        "user",
        "shelter",
        "shipment",
        "dead_letter",
        "road_measure",
        "exchange",
        "command_post",
        "warning",
        "evacuation",
        "evacuation_group",
        "warning_call",
        "group_order",
        "information_report",
        "sensor",
        "shift",
        "alarm",
        "drill",
        *("responder", "responder_call"),
    )
)
FORBIDDEN = frozenset(
    {
        "role_may_not",
        "outside_jurisdiction",
        "not_own_team",
        *("not_own_sensor", "not_oneself"),
        "team_speaks_for_itself",
        "organ_holds_the_level",
        "organ_activated_it",
        "level_is_within_authority",
        "speaks_for_the_post",
        "issues_at_its_level",
        "may_force_people_out",
        "clears_what_is_theirs",
        "issuer_may_issue_it",
        "only_its_issuer_changes_it",
        "speaks_for_the_lead",
        "speaks_from_above",
        "belongs_to_the_group",
        "signs_as_commander",
        "speaks_for_sender",
        "speaks_for_receiver",
        "is_on_the_roster",
        "is_on_duty_here",
        "is_of_either_side",
    }
)
UNPROCESSABLE = frozenset(
    {
        "input_missing",
        "wrong_number",
        "wrong_lot",
        "unknown_lot",
        "unknown_mode",
        "mixed_shipment",
        "wrong_selection",
        "wrong_window",
        "no_place_here",
        "wrong_mode",
        "colour_is_given",
        "wrong_moment",
        "in_the_future",
        "unknown_line",
        "unknown_section",
        "fixed_section",
        "too_long",
        "no_standard",
        "stands_twice",
        *("wrong_value", "unknown_quantity", "unknown_unit", "unknown_rule", "wrong_limit"),
        "unknown_skill",
        "unfit_name",
        "unfit_post",
        "unfit_password",
        *("unfit_scenario", "no_such_inject"),
    }
)

_log = logging.getLogger(__name__)


class Problem(Exception):  # noqa: N818 - an answer, not a malfunction
    """Something to answer as a problem: `code` for programs, `detail` for people."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        field: str | None = None,
        errors: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail, self.field = status, code, detail, field
        self.errors, self.headers = list(errors), dict(headers or {})

    def body(self) -> dict[str, Any]:
        """Return the members of RFC 9457, with ours: `code`, `field`, `errors`."""
        body: dict[str, Any] = {
            "type": f"/problems/{self.code}",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
        }
        if self.field is not None:
            body["field"] = self.field
        if self.errors:
            body["errors"] = self.errors
        return body

    def response(self) -> JSONResponse:
        """Return it as a response."""
        return JSONResponse(
            self.body(), self.status, headers=self.headers or None, media_type=MEDIA_TYPE
        )


def not_found(noun: str, subject_id: str) -> Problem:
    """Return the answer for what is not there, and the same for what the caller may not see."""
    return Problem(
        404, f"unknown_{noun}", f"no {noun.replace('_', ' ')} {subject_id!r} here", field=noun
    )


def of_refusal(refusal: Rejected) -> Problem:
    """Return a refusal of the engine as a problem; what it names in a body stands in `errors`."""
    status = 409
    if refusal.code in NOT_FOUND:
        status = 404
    elif refusal.code in FORBIDDEN:
        status = 403
    elif refusal.code in UNPROCESSABLE or refusal.code.startswith("unknown_"):
        status = 422
    field = refusal.field.removeprefix("particulars.") if refusal.field else None
    errors = [{"field": field, "reason": refusal.reason}] if field and status == 422 else []
    return Problem(status, refusal.code, refusal.reason, field=field, errors=errors)


def of_invalid(failure: RequestValidationError) -> Problem:
    """Return a body, query or path that does not fit its model, each field named."""
    found = failure.errors()
    if any(one["type"] == "json_invalid" for one in found):
        return Problem(400, "not_json", "the body is not JSON")
    errors = [
        {"field": ".".join(map(str, one["loc"][1:])) or str(one["loc"][0]), "reason": one["msg"]}
        for one in found[:MAX_ERRORS]
    ]
    named = ", ".join(one["field"] for one in errors[:5])
    return Problem(
        422, "invalid_input", f"not understood: {named}", field=errors[0]["field"], errors=errors
    )


_CODES = {
    401: "not_signed_in",
    403: "forbidden",
    404: "no_such_page",
    405: "method_not_allowed",
    413: "body_too_large",
}


def add_problem_handlers(app: FastAPI) -> None:
    """Have an application answer everything that goes wrong as a problem."""

    async def on_problem(_: Request, problem: Exception) -> JSONResponse:
        return understood(problem).response()

    for kind in (
        Problem,
        Rejected,
        RequestValidationError,
        HTTPException,
        WriterClosed,
        StoreError,
    ):
        app.add_exception_handler(kind, on_problem)


def understood(problem: Exception) -> Problem:
    """Return any failure as a problem; one of our own is logged and tells no internals."""
    match problem:
        case Problem():
            return problem
        case Rejected():
            return of_refusal(problem)
        case RequestValidationError():
            return of_invalid(problem)
        case HTTPException():
            code = _CODES.get(problem.status_code, f"http_{problem.status_code}")
            return Problem(problem.status_code, code, str(problem.detail), headers=problem.headers)
        case WriterClosed():
            return Problem(503, "stopping", "the engine is stopping", headers={"Retry-After": "5"})
        case StoreError():
            _log.error("the store failed: %s", problem)
            return Problem(
                503, "store_unavailable", "the store does not answer", headers={"Retry-After": "5"}
            )
        case _:
            _log.error("unexpected", exc_info=problem)
            return Problem(500, "internal_error", "something went wrong here; it has been logged")
