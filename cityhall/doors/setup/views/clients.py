"""对接系统: which programs ask the open API, with what; their secrets, shown once."""

from collections.abc import Callable
from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.doors.http import Request, cursor, sent, submit
from cityhall.doors.setup.door import ROWS, Sheet, filled, page, setup
from cityhall.doors.setup.forms.blank import Blank
from cityhall.doors.setup.forms.clients import ClientForm, NewClientForm
from cityhall.doors.setup.story import story
from cityhall.exchange import actions, queries
from cityhall.exchange.queries import ClientView
from cityhall.exchange.terms import Can, EventKind, Scope
from cityhall.kernel import clock
from cityhall.kernel.errors import NotFoundError
from cityhall.organs import queries as organs

TO = (Can.MANAGE_CLIENTS,)
HERE = (("setup_clients", "对接系统"),)
SCOPES = {scope.value: scope.label for scope in Scope}
KINDS = {kind.value: kind.label for kind in EventKind}


@setup("GET", to=TO)
def index(request: Request) -> HttpResponseBase:
    """对接系统"""
    found = queries.clients(request.actor, cursor(request), ROWS)
    return page(request, "setup/clients.html", {"page": found, "scopes": SCOPES})


@setup("GET", "POST", to=TO)
def new(request: Request) -> HttpResponseBase:
    """登记对接系统"""
    key, secret = actions.fresh_key(), actions.fresh_secret()
    sheet = Sheet("登记对接系统", HERE, "登记", hint="登记后给出系统标识和密钥，密钥只显示一次。")
    return told_once(
        request, NewClientForm(sent(request)), actions.create_client, key, secret, sheet=sheet,
        title="已登记", told=(("系统标识", key), ("密钥", secret)), onto=reverse("setup_client", args=[key]),
    )  # fmt: skip


def told_once(
    request: Request, form: BaseForm, act: Callable[..., Any], *args: object, sheet: Sheet, title: str,
    told: tuple[tuple[str, str], ...], onto: str | Callable[[Any], str],
) -> HttpResponse:  # fmt: skip
    """As `filled`, but the page after the act is the only one that ever shows the secret. It is not kept anywhere, the
    browser's store included."""
    outcome = submit(form, act, request.actor, *args)
    if outcome:
        there = onto(outcome.result) if callable(onto) else onto
        shown = page(request, "setup/told_once.html", {"title": title, "told": told, "onto": there, "sheet": sheet})
        shown["Cache-Control"] = "no-store"
        return shown
    return page(request, "setup/form.html", {"sheet": sheet, "seen": request.POST.get("_seen") or sheet.version}, form)


@setup("GET", to=TO)
def client(request: Request, key: str) -> HttpResponseBase:
    """一个对接系统"""
    found = queries.client(request.actor, key)
    role = organs.role_of_service(found.role_key)
    in_use = [one for one in found.secrets if one.ended_at is None]
    expired = found.expires_on is not None and found.expires_on < clock.today()
    return page(request, "setup/client.html", {
        "c": found, "role": role.name if role else found.role_key, "scopes": [SCOPES[s] for s in found.scopes if s in SCOPES],
        "in_use": in_use, "expired": expired, "subscriptions": queries.subscriptions(request.actor, key), "kinds": KINDS,
        "story": story(found.ref),
    })  # fmt: skip


@setup("GET", "POST", to=TO)
def edit(request: Request, key: str) -> HttpResponseBase:
    """修改对接系统"""
    found = queries.client(request.actor, key)
    initial = {
        "name": found.name, "contact": found.contact, "role_key": found.role_key, "scopes": found.scopes,
        "networks": "\n".join(found.networks), "per_minute": found.per_minute, "per_day": found.per_day,
        "expires_on": found.expires_on,
    }  # fmt: skip
    sheet = Sheet(f"修改：{found.name}", HERE, hint="从它的下一次请求起生效。", version=found.version)
    return filled(
        request, ClientForm(sent(request), initial), actions.edit_client, key, sheet=sheet, done="已保存",
        onto=lambda _: here(key),
    )  # fmt: skip


@setup("GET", "POST", to=TO)
def new_secret(request: Request, key: str) -> HttpResponseBase:
    """生成新密钥"""
    found, secret = queries.client(request.actor, key), actions.fresh_secret()
    sheet = Sheet(
        f"生成新密钥：{found.name}", HERE, "生成", version=found.version,
        hint="新旧两个密钥同时有效。对方换上新密钥后，再作废旧的。",
    )  # fmt: skip
    return told_once(
        request, Blank(sent(request)), actions.rotate_secret, key, secret, sheet=sheet, title="已生成新密钥",
        told=(("系统标识", key), ("密钥", secret)), onto=here(key),
    )  # fmt: skip


@setup("GET", "POST", to=TO)
def end_secret(request: Request, key: str, secret_id: int) -> HttpResponseBase:
    """作废密钥"""
    found = queries.client(request.actor, key)
    one = next((s for s in found.secrets if s.id == secret_id and s.ended_at is None), None)
    if one is None:
        raise NotFoundError("exchange.unknown_secret", "这个密钥已经作废，请刷新页面")
    made = f"{clock.local(one.made_at):%Y-%m-%d %H:%M}"
    sheet = Sheet(
        f"作废密钥：{found.name}", HERE, "作废", version=found.version, danger=True,
        hint=f"作废 {made} 生成的密钥。凭它换取的令牌立即失效，还在用它的程序马上不能再调用。",
    )  # fmt: skip
    return filled(
        request, Blank(sent(request)), actions.end_secret, key, secret_id, sheet=sheet, done="已作废密钥",
        onto=lambda _: here(key),
    )  # fmt: skip


@setup("GET", "POST", to=TO)
def suspend(request: Request, key: str) -> HttpResponseBase:
    """停用对接系统"""
    found = queries.client(request.actor, key)
    hint = "从下一次请求起拒绝它的全部调用；它订阅的事件停在原处，恢复后接着推送。"
    return _plain(request, found, actions.suspend_client, f"停用：{found.name}", "停用", hint, danger=True)


@setup("GET", "POST", to=TO)
def resume(request: Request, key: str) -> HttpResponseBase:
    """恢复对接系统"""
    found = queries.client(request.actor, key)
    hint = "它可以重新调用；停用期间的事件开始补发。"
    return _plain(request, found, actions.resume_client, f"恢复：{found.name}", "恢复", hint)


def _plain(
    request: Request, found: ClientView, act: Callable[..., Any], title: str, button: str, hint: str, *, danger: bool = False
) -> HttpResponse:  # fmt: skip
    sheet = Sheet(title, HERE, button, hint=hint, version=found.version, danger=danger)
    return filled(
        request, Blank(sent(request)), act, found.key, sheet=sheet, done=f"已{button}", onto=lambda _: here(found.key)
    )


def here(key: str) -> str:
    return reverse("setup_client", args=[key])
