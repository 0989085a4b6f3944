"""Which providers there are: for the sign-in pages, for the flow, and for whoever sets them."""

from dataclasses import dataclass

from cityhall.kernel.accounts.models import Binding, Provider
from cityhall.kernel.accounts.terms import Can, Kind
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.secrets.keys import blind


@dataclass(frozen=True)
class ProviderView:
    """As it is shown; the secret is not among what is shown."""

    id: int
    key: str
    name: str
    door: Kind
    issuer: str
    client_id: str
    scopes: str
    claim: str
    name_claim: str
    is_open: bool
    version: int

    @property
    def ref(self) -> str:
        return f"provider:{self.key}"


@dataclass(frozen=True)
class Button:
    key: str
    name: str


def buttons(door: Kind) -> list[Button]:
    """What stands on a sign-in page: nothing, unless something is configured and in use. One statement."""
    rows = Provider.objects.filter(door=door, is_open=True).order_by("name", "key").values_list("key", "name")
    return [Button(key, name) for key, name in rows]


def in_use(key: str) -> tuple[ProviderView, str]:
    """The provider and its secret, for the flow alone."""
    row = Provider.objects.filter(key=key, is_open=True).first()
    if row is None:
        raise NotFoundError("account.no_provider", "没有这种登录方式，或已经停用；请返回登录页选择其他方式")
    return _view(row), row.client_secret


def providers(actor: Actor) -> list[ProviderView]:
    """All of them, for whoever may set them."""
    require(actor, Can.SET_SIGN_IN)
    return [_view(row) for row in Provider.objects.order_by("door", "name", "key")]


def provider(actor: Actor, key: str) -> ProviderView:
    require(actor, Can.SET_SIGN_IN)
    row = Provider.objects.filter(key=key).first()
    if row is None:
        raise NotFoundError("account.provider_unknown", "没有找到这个统一身份登录，请返回列表重新选择")
    return _view(row)


def bound(provider_id: int, subject: str) -> int | None:
    """The account that subject is, if it came before. One statement."""
    rows = Binding.objects.filter(provider_id=provider_id, subject_index=index_of(provider_id, subject))
    return rows.values_list("account_id", flat=True).first()


def index_of(provider_id: int, subject: str) -> str:
    return blind(f"subject:{provider_id}", subject)


def _view(row: Provider) -> ProviderView:
    return ProviderView(
        row.pk, row.key, row.name, Kind(row.door), row.issuer, row.client_id, row.scopes, row.claim, row.name_claim,
        row.is_open, row.version,
    )  # fmt: skip
