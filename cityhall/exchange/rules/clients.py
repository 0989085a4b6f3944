"""What a client may do, where it may come from, how its secrets are kept."""

import hashlib
import ipaddress
from collections.abc import Collection, Iterable, Mapping, Sequence

from cityhall.exchange.terms import Scope
from cityhall.kernel.errors import InvalidInputError, NotAllowedError

READING = frozenset({"GET", "HEAD"})
FAMILIES: Mapping[str, str] = {
    **dict.fromkeys(
        ("items", "item-versions", "item-exports", "item-exchange", "guide-findings", "situations", "library", "standards",
         "standard-groups", "base-entries", "base-entry-exports", "upper-items", "upper-lists", "claims", "fronts",
         "topics", "columns", "policies", "reforms", "reform-rounds", "run-once", "figures", "published-grants"), "items",
    ),
    **dict.fromkeys(
        ("cases", "applications", "work", "register", "ready", "papers", "licences", "consultations", "uncollected",
         "promises", "back-entries", "pre-reviews", "materials"), "cases",
    ),
    **dict.fromkeys(("organs", "divisions", "calendars", "delegations"), "organs"),
}  # fmt: skip
"""The first word of an address → its family. What is not listed is closed to clients: accounts and their sessions,
jobs, the inbox, a person's drafts and entities, everything that is a citizen's or an operator's own."""
ROOMS = {"cases": ("cases.", "messages."), "items": ("catalogue.",), "organs": ("organs.", "deadlines.")}
DECIDING = frozenset({
    "cases.decide", "cases.decide_on_spot", "cases.not_accept", "cases.approve_time", "cases.extend_joint", "cases.void",
})  # fmt: skip
"""What settles somebody's right, or how long she waits for it: let through by a scope of its own alone."""
DECISIONS = frozenset({
    "grant", "refusal", "on-spot-decision", "non-acceptance", "revocation", "decision-corrections", "termination", "voiding",
    "approval", "decision",
})  # fmt: skip
"""Last words of addresses of cases where nothing else is done than to decide. Where deciding comes with something else (a
case served on the spot), the permission that is not let through refuses it."""
SECRETS = 2  # valid at once: one in use, one that follows it


def scope_of(method: str, path: str) -> Scope:
    """The scope a request needs; `path` is what follows `/api/`. Raises NotAllowedError where no client may go."""
    family = FAMILIES.get(path.strip("/").split("/", 1)[0])
    if family is None:
        raise NotAllowedError("exchange.closed", "这个接口不向对接系统开放，请对照开放接口文档中可用的资源")
    if method in READING:
        return Scope(f"{family}:read")
    decides = family == "cases" and path.strip("/").rsplit("/", 1)[-1] in DECISIONS
    return Scope.CASES_DECIDE if decides else Scope(f"{family}:act")


def check_scope(scopes: Collection[str], method: str, path: str) -> None:
    """Raises NotAllowedError unless the client was given the scope this request needs."""
    needed = scope_of(method, path)
    if needed not in scopes:
        raise NotAllowedError(
            "exchange.scope", f"该系统没有“{needed.label}”（{needed}）的授权，请联系主管单位管理员增加授权范围"
        )


def narrowed(permissions: Collection[str], scopes: Collection[str]) -> frozenset[str]:
    """Of a role's permissions those the scopes let through. Reading alone lets through seeing, never revealing; acting never
    lets through deciding."""
    kept = set()
    for permission in permissions:
        for family, rooms in ROOMS.items():
            acts, reads = f"{family}:act" in scopes, f"{family}:read" in scopes
            if permission.startswith(rooms) and (acts or (reads and permission.endswith(".see"))):
                kept.add(permission)
    if Scope.CASES_DECIDE not in scopes:
        kept -= DECIDING
    else:
        kept |= {permission for permission in permissions if permission in DECIDING or permission == "cases.see"}
    return frozenset(kept - {"cases.reveal"})


def check_networks(networks: Iterable[str]) -> list[str]:
    """Source networks as they are kept. Raises InvalidInputError for one that is none."""
    kept = []
    for text in filter(None, (one.strip() for one in networks)):
        try:
            kept.append(str(ipaddress.ip_network(text, strict=False)))
        except ValueError as wrong:
            sentence = f"“{text}”不是有效的网段，请写成 10.8.0.0/16 或单个地址，每行一个"
            raise InvalidInputError("exchange.network", sentence, field="networks") from wrong
    return kept


def comes_from(address: str, networks: Sequence[str]) -> bool:
    """Is this address in one of the networks? Without any networks every address is."""
    if not networks:
        return True
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(ip in ipaddress.ip_network(network) for network in networks)


def check_scopes(scopes: Iterable[str]) -> list[str]:
    """Raises InvalidInputError for none, or for one there is not."""
    known = sorted({scope.value for scope in Scope} & set(scopes))
    if not known or len(known) != len(set(scopes)):
        raise InvalidInputError("exchange.scopes", "请至少选择一项授权范围，且只能从列表中选择", field="scopes")
    return known


def digest(secret: str) -> str:
    """How a secret or token is kept: 256 random bits cannot be guessed at, so a plain digest is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
