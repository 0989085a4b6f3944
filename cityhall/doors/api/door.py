"""The API itself: who asks, how a refusal looks, what every command documents. OpenAPI 3.1 at /api/openapi.json."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Router, Schema, Swagger
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from ninja.renderers import JSONRenderer
from ninja.responses import NinjaJSONEncoder
from ninja.security import APIKeyCookie, HttpBearer
from pydantic import Field

from cityhall.doors.http import Request, problem
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import DomainError, InvalidInputError, NotAllowedError, NotFoundError, NotSignedInError
from cityhall.kernel.legible import is_legible

from .shaping import narrowed, offer_fields

FIRST_REFUSAL = 400


class Session(APIKeyCookie):
    """The session of whoever signed in (`POST /api/session`); changes also need the CSRF token in `X-CSRFToken`."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        if actor.account_id is None:
            raise NotSignedInError("account.not_signed_in", "请先登录（POST /api/session），并在请求中带上会话")
        return actor


class Bearer(HttpBearer):
    """The token of a program (`POST /api/token`). It was judged on arrival; no CSRF token is asked for, since no browser
    sends it by itself."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        return actor if actor.account_id is not None else None


class Encoder(NinjaJSONEncoder):
    """Sets answer as sorted lists."""

    def default(self, o: object) -> Any:
        return sorted(o) if isinstance(o, (set, frozenset)) else super().default(o)


class Plain(JSONRenderer):
    """JSON with Chinese as it is written."""

    encoder_class = Encoder
    json_dumps_params = {"ensure_ascii": False}

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:
        return super().render(request, narrowed(request, data, response_status), response_status=response_status)


class Reader(Parser):
    """JSON as the city can keep it: no NUL, no half of a character, no number that is none."""

    def parse_body(self, request: HttpRequest) -> Any:
        said = json.loads(request.body, parse_constant=_no_number)
        if not is_legible(said):
            raise ValueError("illegible")
        return said


def _no_number(word: str) -> None:
    raise ValueError(word)


class FieldProblem(Schema):
    field: str
    detail: str


class Problem(Schema):
    """RFC 9457: what is wrong, in a sentence a person can act on; `code` is stable (`room.reason`)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    errors: list[FieldProblem] = Field(default_factory=list)
    trace: str = Field(default="", description="请求编号，与应答头 X-Request-ID 相同；报告问题时请提供")


class CityAPI(NinjaAPI):
    """The document says of refusals what they are: `application/problem+json`."""

    def get_openapi_schema(self, **more: Any) -> Any:
        document = super().get_openapi_schema(**more)
        for methods in document["paths"].values():
            for operation in methods.values():
                for code, told in operation["responses"].items():
                    if int(code) >= FIRST_REFUSAL and "application/json" in told.get("content", {}):
                        told["content"] = {"application/problem+json": told["content"]["application/json"]}
        return document


api = CityAPI(
    title="一厅通开放接口",
    version="1.0.0",
    description=(
        "每个办理动作一个接口，与页面上的按钮同源。改动类请求请带 `Idempotency-Key`（重复发送只办一次）；"
        "对已有对象的改动请带 `If-Match`（读取时的 `ETag`），内容被他人更新时返回 412。"
        "所有拒绝都是 `application/problem+json`。"
    ),
    urls_namespace="api",
    docs=Swagger(settings={"persistAuthorization": True}),
    auth=[Bearer(), Session()],
    renderer=Plain(),
    parser=Reader(),
)

COMMAND: dict[str, Any] = {
    "parameters": [
        {
            "in": "header", "name": "Idempotency-Key", "required": False, "schema": {"type": "string", "maxLength": 200},
            "description": "请求编号：重复发送同一编号，只办一次，得到同一答复",
        },
        {
            "in": "header", "name": "If-Match", "required": False, "schema": {"type": "string"},
            "description": "读取时得到的 ETag；对已有对象的改动必须带上（缺少返回 428，已变返回 412）",
        },
    ]
}  # fmt: skip
REFUSALS: dict[int, type[Problem]] = dict.fromkeys((401, 403, 404, 409, 412, 413, 422, 428, 429, 503), Problem)


def mount(router: Router, tag: str) -> None:
    """Hang a resource under the API. An operation is called what the first line of its docstring says."""
    for view in router.path_operations.values():
        for operation in view.operations:
            offer_fields(operation)
            operation.summary = (operation.description or "").partition("\n")[0] or operation.summary
    api.add_router("", router, tags=[tag])


def answers(good: dict[int, Any]) -> Any:
    """The answers of an operation: the good ones, and every refusal."""
    return {**good, **REFUSALS}


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def tagged(response: HttpResponse, version: int) -> None:
    """The version of what is answered, for `If-Match`."""
    response["ETag"] = f'"{version}"'


@api.exception_handler(DomainError)
def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    return problem(request, error)


@api.exception_handler(ValidationError)
def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    wrong = {".".join(str(part) for part in e["loc"][2:] or e["loc"]): _sentence(e) for e in error.errors}
    first = next(iter(wrong), None)
    sentence = "；".join(f"{field}：{why}" for field, why in wrong.items()) or "请求内容的格式不对，请对照接口文档"
    return problem(request, InvalidInputError("call.malformed", sentence, field=first, errors=wrong))


def _sentence(error: dict[str, Any]) -> str:
    kinds = {"missing": "缺少这一项", "string_too_long": "太长", "json_invalid": "不是有效的 JSON"}
    return kinds.get(str(error.get("type")), "类型或格式不对")


@api.exception_handler(HttpError)
def plain(request: HttpRequest, error: HttpError) -> HttpResponse:
    kinds: dict[int, DomainError] = {
        403: NotAllowedError("call.forbidden", "缺少或错误的 CSRF 令牌，请先 GET /api/session 取得令牌"),
        404: NotFoundError("call.not_found", "没有这个接口"),
    }
    otherwise = InvalidInputError("call.malformed", "请求内容无法读取，请对照接口文档检查格式")
    return problem(request, kinds.get(error.status_code, otherwise))


__all__ = ["COMMAND", "Problem", "Request", "actor_of", "answers", "api", "mount", "tagged"]
