"""登录方式和登录规则."""

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from cityhall.kernel.accounts.providers import actions, queries
from cityhall.kernel.accounts.providers.actions import Told
from cityhall.kernel.accounts.providers.queries import Button, ProviderView
from cityhall.kernel.accounts.terms import Can, Kind
from cityhall.kernel.actor import require
from cityhall.organs import actions as organ_actions
from cityhall.organs import queries as organs
from cityhall.organs.queries import SignInRulesView

from .cases import DONE
from .door import COMMAND, actor_of, answers

router = Router()


class ProviderIn(Schema):
    name: str = Field(max_length=40)
    door: Kind
    issuer: str = Field(max_length=300)
    client_id: str = Field(max_length=200)
    client_secret: str = Field(default="", max_length=300, description="空着即保留原来的")
    scopes: str = Field(default="", max_length=200)
    claim: str = Field(max_length=60)
    name_claim: str = Field(default="", max_length=60)
    is_open: bool = True


class RulesIn(Schema):
    second_roles: list[str] = Field(default=[], max_length=200)
    second_permissions: list[str] = Field(default=[], max_length=200)
    password_days: int | None = None
    source: str = Field(max_length=300)


@router.get("/session/providers/{door}", auth=None, response=answers({200: list[Button]}))
def buttons(request: HttpRequest, door: Kind) -> list[Button]:
    """登录页上的统一身份登录；从 /sign-in/with/{key}/ 开始"""
    return queries.buttons(door)


@router.get("/sign-in/providers", response=answers({200: list[ProviderView]}))
def providers(request: HttpRequest) -> list[ProviderView]:
    """统一身份登录的设置（不含密钥）"""
    return queries.providers(actor_of(request))


@router.put("/sign-in/providers/{key}", response=DONE, openapi_extra=COMMAND)
def save_provider(request: HttpRequest, key: str, body: ProviderIn) -> tuple[int, None]:
    """设置统一身份登录"""
    told = body.dict(exclude={"door", "is_open"})
    actions.save_provider(actor_of(request), key, body.door.value, Told(**told), body.is_open)  # type: ignore[typeddict-item]
    return 204, None


@router.get("/sign-in/rules", response=answers({200: SignInRulesView}))
def rules(request: HttpRequest) -> SignInRulesView:
    """登录规则"""
    require(actor_of(request), Can.SET_SIGN_IN)
    return organs.sign_in_rules()


@router.put("/sign-in/rules", response=DONE, openapi_extra=COMMAND)
def set_rules(request: HttpRequest, body: RulesIn) -> tuple[int, None]:
    """设置登录规则，自各人下次登录起生效"""
    organ_actions.set_sign_in_rules(
        actor_of(request), body.second_roles, body.second_permissions, body.password_days, body.source
    )
    return 204, None
