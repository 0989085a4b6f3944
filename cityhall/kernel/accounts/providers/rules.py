"""What a provider must be told of, and when its word holds: nothing here calls anybody."""

import hmac
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from cityhall.kernel.accounts.terms import Kind
from cityhall.kernel.errors import InvalidInputError, NotAllowedError

KEY, CLAIM = re.compile(r"[a-z][a-z0-9-]{1,38}"), re.compile(r"[A-Za-z_][A-Za-z0-9_.:/-]{0,59}")
SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")
LOOPBACK = ("localhost", "127.0.0.1", "::1")
DOORS = (Kind.STAFF, Kind.CITIZEN)
SUBJECT_LENGTH, TEXT_LENGTH = 255, 200  # OpenID Connect Core 1.0, 5.1: a subject has at most 255 characters
DEFAULT_SCOPES = "openid profile"


def check_key(key: str) -> str:
    if not KEY.fullmatch(key):
        raise InvalidInputError(
            "account.provider_key", "标识为小写字母开头的字母、数字和短横线，2 至 39 位", field="key"
        )
    return key


def check_url(url: str, *, field: str = "issuer") -> str:
    """https; plain http only to this very machine, for trying. No query, no user: it is compared letter by letter."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        host, parts = "", urlsplit("")
    plain = parts.scheme == "http" and host in LOOPBACK
    if not host or not (plain or parts.scheme == "https") or "@" in parts.netloc or parts.fragment:
        raise InvalidInputError(
            "account.provider_url", "请填写以 https:// 开头的完整地址，不要带用户名和密码", field=field
        )
    return url


def check_provider(told: Mapping[str, str], *, door: str, has_secret: bool) -> dict[str, str]:
    """What the setting says, tidied; the first thing wrong is refused at its field."""
    clean = {name: value.strip() for name, value in told.items()}
    if door not in DOORS:
        raise InvalidInputError("account.provider_door", "请选择用于工作人员登录还是申请人登录", field="door")
    for name, label in (("name", "名称"), ("client_id", "应用标识")):
        if not clean[name]:
            raise InvalidInputError("account.provider_missing", f"请填写{label}", field=name)
    clean["issuer"] = check_url(clean["issuer"].rstrip("/") if clean["issuer"].count("/") == 3 else clean["issuer"])  # noqa: PLR2004
    if not has_secret and not clean["client_secret"]:
        raise InvalidInputError("account.provider_secret", "请填写对方发给本系统的应用密钥", field="client_secret")
    for name in ("claim", "name_claim"):
        if (name == "claim" or door == Kind.CITIZEN or clean[name]) and not CLAIM.fullmatch(clean[name]):
            raise InvalidInputError("account.provider_claim", "请填写字段名，例如 preferred_username", field=name)
    clean["scopes"] = check_scopes(clean["scopes"])
    return clean


def check_scopes(text: str) -> str:
    """授权范围: `openid` is always among them, or it would not be OpenID Connect."""
    asked = text.split() or DEFAULT_SCOPES.split()
    if not all(SCOPE.fullmatch(one) for one in asked):
        raise InvalidInputError("account.provider_scopes", "授权范围以空格分隔，例如 openid profile", field="scopes")
    return " ".join(dict.fromkeys(["openid", *asked]))


def check_token(claims: Mapping[str, object], *, nonce: str, client_id: str) -> str:
    """The word is an answer to our question, and meant for us alone (OpenID Connect Core 1.0, 3.1.3.7). Answers the subject.
    Signature, issuer, audience and time were checked where the token was read."""
    said, subject = claims.get("nonce"), claims.get("sub")
    audience, party = claims.get("aud"), claims.get("azp")
    ours = isinstance(said, str) and bool(nonce) and hmac.compare_digest(said.encode(), nonce.encode())
    alone = audience in (client_id, [client_id]) or party == client_id
    if not ours or not alone or party not in {None, client_id}:
        raise NotAllowedError("account.provider_word", "统一身份认证的答复与本次登录不符，请返回登录页重新登录")
    if not isinstance(subject, str) or not 0 < len(subject) <= SUBJECT_LENGTH:
        raise NotAllowedError("account.provider_subject", "统一身份认证没有说明您是谁，请联系运维人员核对配置")
    return subject


def claim_of(claims: Mapping[str, object], name: str) -> str:
    """One claim as text; a dotted name goes one step in. Empty where it is not a text: nothing is guessed."""
    value: object = claims.get(name)
    head, dot, rest = name.partition(".")
    if value is None and dot and isinstance(inner := claims.get(head), dict):
        return claim_of(inner, rest)
    return value.strip()[:TEXT_LENGTH] if isinstance(value, str) else ""
