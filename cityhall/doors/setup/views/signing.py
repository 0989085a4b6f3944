"""登录: whose word is taken at the door, who must have a second factor, how old a password may be."""

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from cityhall.doors.http import Request
from cityhall.doors.setup.door import Sheet, filled, page, setup
from cityhall.doors.setup.forms.signing import ProviderForm, RulesForm
from cityhall.doors.setup.powers import LABELS
from cityhall.doors.setup.story import story
from cityhall.kernel.accounts.providers import actions, queries
from cityhall.kernel.accounts.providers.actions import Told
from cityhall.kernel.accounts.terms import Can
from cityhall.kernel.actor import Actor
from cityhall.organs import actions as organ_actions
from cityhall.organs import queries as organs

SIGN_IN = (Can.SET_SIGN_IN,)
HERE = (("setup_sign_in", "登录"),)


@setup("GET", to=SIGN_IN)
def index(request: Request) -> HttpResponseBase:
    """登录"""
    rules, names = organs.sign_in_rules(), {key: name for key, name, _ in organs.roles()}
    return page(request, "setup/sign_in.html", {
        "rows": queries.providers(request.actor), "rules": rules, "story": story("sign_in:rules"),
        "roles": [names.get(key, key) for key in rules.second_roles],
        "permissions": [LABELS.get(one, one) for one in rules.second_permissions],
    })  # fmt: skip


@sensitive_post_parameters("client_secret")
@setup("GET", "POST", to=SIGN_IN)
def new(request: Request) -> HttpResponseBase:
    """新增统一身份登录"""
    sheet = Sheet("新增统一身份登录", HERE, hint=_hint("标识"))
    return filled(request, ProviderForm(request.POST or None), _save, sheet=sheet, done="已保存", onto=_onto)


@sensitive_post_parameters("client_secret")
@setup("GET", "POST", to=SIGN_IN)
def edit(request: Request, key: str) -> HttpResponseBase:
    """修改统一身份登录"""
    found = queries.provider(request.actor, key)
    form = ProviderForm(request.POST or None, {**asdict(found), "door": found.door.value}, known=True)
    sheet = Sheet(f"统一身份登录：{found.name}", HERE, hint=_hint(key), version=found.version)

    def save(actor: Actor, **told: Any) -> str:
        return _save(actor, key=key, **told)

    return filled(request, form, save, sheet=sheet, done="已保存", onto=_onto)


def _save(actor: Actor, *, key: str, **told: Any) -> str:
    door, is_open = told.pop("door"), told.pop("is_open")
    return actions.save_provider(actor, key, door, Told(**told), is_open)  # type: ignore[typeddict-item]


def _hint(key: str) -> str:
    return f"在对方平台登记的回调地址：{settings.PUBLIC_URL}/sign-in/with/{key}/back/"


def _onto(_: object) -> str:
    return reverse("setup_sign_in")


@setup("GET", "POST", to=SIGN_IN)
def edit_rules(request: Request) -> HttpResponseBase:
    """登录规则"""
    found = organs.sign_in_rules()
    form = RulesForm(request.POST if request.method == "POST" else None, asdict(found))
    hint = "自各人下次登录起生效。须启用动态码的人，登录后先启用才能办理其他事情。"
    sheet = Sheet("登录规则", HERE, hint=hint, version=found.version or None)
    return filled(request, form, organ_actions.set_sign_in_rules, sheet=sheet, done="已保存", onto=_onto)
