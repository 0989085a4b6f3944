"""Who may come in here, what is asked for in an address, and the page of a plain form."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.forms import BaseForm
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cityhall.deadlines.terms import Kind, Light
from cityhall.doors.http import Request, said, show, submit
from cityhall.kernel.actor import require_signed_in
from cityhall.kernel.errors import NotAllowedError
from cityhall.supervision.queries import KINDS, Sought
from cityhall.supervision.terms import Can

P = ParamSpec("P")
View = Callable[Concatenate[Request, P], HttpResponseBase]
LIGHTS = (Light.RED, Light.YELLOW, Light.GREEN, Light.BLUE)
MOST_DIGITS = 15


def supervisor(*methods: str) -> Callable[[View[P]], View[P]]:
    """A page of supervision: for supervisors, and for organs that see and answer their own; never kept by a cache."""

    def wrap(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: Request, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            require_signed_in(request.actor)
            if not request.actor.may(Can.SEE):
                raise NotAllowedError(
                    "supervision.not_supervisor", "这里是电子监察；您没有“查看督办”的权限，请联系系统管理员授权"
                )
            return view(request, *args, **kwargs)

        return never_cache(require_http_methods(methods)(guarded))  # type: ignore[return-value]

    return wrap


def sought_of(asked: QueryDict) -> Sought:
    """What an address asks for; what is unknown is not asked for."""
    kind, light = asked.get("kind", ""), asked.get("light", "")
    return Sought(
        kind=next((k for k in KINDS if k == kind), Kind.PROMISED),
        division=_digits(asked.get("division", ""), 6),
        organ_id=number_of(asked.get("organ", "")),
        item_id=number_of(asked.get("item", "")),
        light=Light(light) if light in LIGHTS else None,
        account_id=number_of(asked.get("person", "")),
        number=asked.get("q", "").strip()[:24],
        day=_day(asked.get("day", "")),
        by_risk=asked.get("by") == "risk",
    )


def query_of(sought: Sought, **changes: object) -> str:
    """The same as an address has it, otherwise filtered."""
    told: dict[str, object] = {
        "kind": sought.kind if sought.kind is not Kind.PROMISED else "", "division": sought.division,
        "organ": sought.organ_id, "item": sought.item_id, "light": sought.light, "person": sought.account_id,
        "q": sought.number, "day": sought.day, "by": "risk" if sought.by_risk else "",
    }  # fmt: skip
    pairs = {name: str(value) for name, value in {**told, **changes}.items() if value not in (None, "")}
    return f"?{urlencode(pairs)}" if pairs else "."


def number_of(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < MOST_DIGITS else None


def _digits(text: str, length: int) -> str:
    return text if text.isdecimal() and len(text) == length else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class Sheet:
    """A page of a plain form: its title, its button, what is said above it."""

    title: str
    button: str
    back: str
    crumb: str
    hint: str = ""
    danger: bool = False
    version: int | None = None


def filled(
    request: Request, form: BaseForm, act: Callable[..., Any], *args: object, sheet: Sheet, done: str,
    onto: Callable[[Any], str], context: dict[str, Any] | None = None,
) -> HttpResponse:  # fmt: skip
    """Show the form, or run the act with it and go on."""
    outcome = submit(form, act, request.actor, *args)
    if outcome:
        said(request, done)
        return HttpResponseRedirect(onto(outcome.result))
    return show(request, "supervisor/form.html", {"sheet": sheet, **(context or {})}, form=form)
