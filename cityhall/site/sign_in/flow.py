"""OpenID Connect, authorization code with PKCE: the question, the answer, the word read and checked. The flow's code is
django-allauth's; what it does not do (nonce, issuer of the answer, one use of a question) is done here."""

import base64
import binascii
import hmac
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import requests
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse

from cityhall.kernel.accounts.providers import rules
from cityhall.kernel.accounts.providers.queries import ProviderView
from cityhall.kernel.errors import BusyError, DomainError, NotAllowedError
from cityhall.kernel.secrets.keys import seal, unseal
from cityhall.site import hardening_settings

from . import outward

ASKED, LIFE, KEPT = "provider_asked", 600, 300  # seconds a question waits, and the provider's description is believed
LEEWAY = 60  # seconds two clocks may differ
WELL_KNOWN = "/.well-known/openid-configuration"
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True)
class Question:
    """What was asked, kept sealed in the session until the answer comes; good once."""

    key: str
    state: str
    nonce: str
    verifier: str
    onward: str
    at: float


@dataclass(frozen=True)
class Word:
    """What the provider said of whoever came."""

    subject: str
    claims: Mapping[str, object]


def _silent() -> BusyError:
    return BusyError("account.provider_silent", "统一身份认证暂时连不上，请稍后再试，或用其他方式登录")


def _strange() -> NotAllowedError:
    return NotAllowedError(
        "account.provider_answer", "统一身份认证的答复无法核验，没有登录；请重试，仍不行请联系运维人员"
    )


def described(issuer: str) -> dict[str, Any]:
    """The provider's own description, which must be of the issuer it was asked of (OpenID Connect Discovery 1.0, 4.3)."""
    known = cache.get(f"oidc:{issuer}")
    if isinstance(known, dict):
        return known
    try:
        with outward.session() as line:
            told = line.get(issuer.rstrip("/") + WELL_KNOWN)
            told.raise_for_status()
            description = told.json()
    except (requests.RequestException, ValueError) as gone:
        raise _silent() from gone
    if not isinstance(description, dict) or description.get("issuer") != issuer:
        raise _strange()
    for name in ENDPOINTS:
        rules.check_url(str(description.get(name, "")))
    cache.set(f"oidc:{issuer}", description, KEPT)
    return description


def ask(request: HttpRequest, provider: ProviderView, secret: str, onward: str) -> str:
    """The address to send the browser to; the question is kept."""
    from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge

    description = described(provider.issuer)
    proof = generate_code_challenge()
    question = Question(
        provider.key, secrets.token_urlsafe(32), secrets.token_urlsafe(32), proof["code_verifier"], onward, time.time()
    )
    client = _client(request, provider, secret, description)
    client.state = question.state
    request.session[ASKED] = base64.b64encode(seal(json.dumps(asdict(question)))).decode()
    more = {
        "nonce": question.nonce,
        "code_challenge": proof["code_challenge"],
        "code_challenge_method": proof["code_challenge_method"],
    }
    return str(client.get_redirect_url(description["authorization_endpoint"], provider.scopes.split(), more))


def question_of(request: HttpRequest, key: str) -> Question:
    """The question this is the answer to. It is taken out before anything is looked at: an answer opens once."""
    kept = request.session.pop(ASKED, "")
    try:
        question = Question(**json.loads(unseal(base64.b64decode(kept))))
    except (ValueError, TypeError, binascii.Error, IndexError) as none:
        raise _other() from none
    same = hmac.compare_digest(question.state.encode(), request.GET.get("state", "").encode())
    if not same or question.key != key or time.time() - question.at > LIFE:
        raise _other()
    return question


def _other() -> NotAllowedError:
    return NotAllowedError("account.provider_state", "这次登录已经失效，或不是从本页面开始的；请返回登录页重新登录")


def word_of(request: HttpRequest, provider: ProviderView, secret: str, question: Question) -> Word:
    """The answer turned into the provider's word: code for token, signature and claims checked, the rest asked for."""
    if request.GET.get("iss", provider.issuer) != provider.issuer:  # RFC 9207: an answer of another provider
        raise _other()
    if not (code := request.GET.get("code")):
        raise NotAllowedError(
            "account.provider_cancelled", "您没有在统一身份认证完成登录；请返回登录页重试，或用其他方式登录"
        )
    description = described(provider.issuer)
    try:
        token = _client(request, provider, secret, description).get_access_token(code, question.verifier)
        claims = _read(str(token.get("id_token", "")), provider, description)
        subject = rules.check_token(claims, nonce=question.nonce, client_id=provider.client_id)
        told = _told(str(token["access_token"]), description)
    except DomainError:
        raise
    except requests.RequestException as gone:
        raise _silent() from gone
    except Exception as strange:  # allauth lets whatever a broken answer provokes pass
        raise _strange() from strange
    if told and told.get("sub") != subject:  # OpenID Connect Core 1.0, 5.3.2: of somebody else, not to be used
        raise _strange()
    return Word(subject, {**told, **claims})


def _read(token: str, provider: ProviderView, description: Mapping[str, Any]) -> Mapping[str, object]:
    """The signature is checked always, also where the token came straight from the provider. allauth's own reader wants a
    key id, which a provider with a single key need not give (OpenID Connect Core 1.0, 10.1)."""
    import jwt

    header = jwt.get_unverified_header(token)
    if header.get("alg") not in hardening_settings.TOKEN_ALGORITHMS:
        raise _strange()
    with outward.session() as line:
        told = line.get(rules.check_url(str(description["jwks_uri"])))
        told.raise_for_status()
        keys = [one for one in jwt.PyJWKSet.from_dict(told.json()).keys if one.public_key_use in {None, "sig"}]
    if kid := header.get("kid"):
        keys = [one for one in keys if one.key_id == kid]
    if len(keys) != 1:
        raise _strange()
    read: Mapping[str, object] = jwt.decode(
        token, keys[0].key, algorithms=[header["alg"]], audience=provider.client_id, issuer=provider.issuer,
        options={"require": ["exp", "iat", "iss", "aud", "sub"]}, leeway=LEEWAY,
    )  # fmt: skip
    return read


def _told(access_token: str, description: Mapping[str, Any]) -> dict[str, object]:
    """What the provider tells beside the token, where it has such an address."""
    url = str(description.get("userinfo_endpoint", ""))
    if not url:
        return {}
    with outward.session() as line:
        said = line.get(rules.check_url(url), headers={"Authorization": f"Bearer {access_token}"})
        said.raise_for_status()
        told = said.json()
    return told if isinstance(told, dict) else {}


def _client(request: HttpRequest, provider: ProviderView, secret: str, description: Mapping[str, Any]) -> Any:
    from allauth.socialaccount.providers.oauth2.client import OAuth2Client

    methods = description.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return OAuth2Client(
        request, provider.client_id, secret, "POST", description["token_endpoint"], returning(request, provider.key),
        headers={"Accept": "application/json"}, basic_auth="client_secret_post" not in methods,
    )  # fmt: skip


def returning(request: HttpRequest, key: str) -> str:
    """Where the provider sends people back to: the address people use, as it is registered there."""
    path = reverse("sign_in_back", args=[key])
    if settings.PUBLIC_URL != settings.LOCAL_URL:
        return f"{settings.PUBLIC_URL}{path}"
    return request.build_absolute_uri(path)
