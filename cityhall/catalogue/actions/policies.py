"""惠企政策: drafted, published from a day on, taken back to an earlier edition, withdrawn."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from cityhall.catalogue.models import Item, Policy, PolicyEdition
from cityhall.catalogue.queries.facts import asks_of
from cityhall.catalogue.rules import policies
from cityhall.catalogue.terms import Can
from cityhall.catalogue.terms.policies import PolicyTerms
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.journal.record import record

from .editions import check_seen, drafted, drop, edition_of, keep, keep_new, locked, put_out, refuse_unready, withdraw


@action
def create_policy(actor: Actor, organ_id: int, content: Mapping[str, Any]) -> int:
    """新建政策, with its draft. Answers its id."""
    require(actor, Can.KEEP_POLICIES, organ_id)
    terms = policies.read_policy(content, asks_of())
    row = Policy(organ_id=organ_id)
    drafted(actor, row, terms.title, policies.write_policy(terms))
    keep_new(row)
    record(actor, "policy.created", row.ref, organ_id=organ_id, name=row.name)
    return row.pk


@action
def save_policy(actor: Actor, policy_id: int, content: Mapping[str, Any]) -> int:
    """保存政策草稿. Answers the new version to be `seen`."""
    row = locked(Policy, policy_id)
    require(actor, Can.KEEP_POLICIES, row.organ_id)
    check_seen(row)
    terms = policies.read_policy(content, asks_of())
    drafted(actor, row, terms.title, policies.write_policy(terms))
    keep(row)
    record(actor, "policy.drafted", row.ref, organ_id=row.organ_id)
    return row.version


@action
def publish_policy(actor: Actor, policy_id: int, on: date | None = None, note: str = "") -> int:
    """发布政策: the draft as it stands, from today or from a day on. Answers the edition's number."""
    row = locked(Policy, policy_id)
    require(actor, Can.RELEASE, row.organ_id)
    check_seen(row)
    edition = _put_out(actor, row, row.draft, on, note)
    record(
        actor, "policy.published", row.ref, organ_id=row.organ_id, number=edition.number, on=edition.from_on.isoformat()
    )  # fmt: skip
    return edition.number


@action
def revert_policy(actor: Actor, policy_id: int, number: int, note: str = "") -> int:
    """恢复某一版: its words are published anew, as the next edition, and are the draft too. Answers the edition's number."""
    row = locked(Policy, policy_id)
    require(actor, Can.RELEASE, row.organ_id)
    check_seen(row)
    content = edition_of(row, PolicyEdition, number).content
    drafted(actor, row, str(content["title"]), content)
    edition = _put_out(actor, row, content, None, note or f"恢复第 {number} 版")
    record(actor, "policy.reverted", row.ref, organ_id=row.organ_id, number=edition.number, reverted=number)
    return edition.number


@action
def drop_policy_edition(actor: Actor, policy_id: int, number: int) -> int:
    """取消待生效的一版. Answers the new version to be `seen`."""
    row = locked(Policy, policy_id)
    require(actor, Can.RELEASE, row.organ_id)
    check_seen(row)
    drop(row, PolicyEdition, number)
    record(actor, "policy.edition_dropped", row.ref, organ_id=row.organ_id, number=number)
    return row.version


@action
def withdraw_policy(actor: Actor, policy_id: int, reason: str) -> int:
    """撤下政策. Cases applied for by it go on. Answers the new version to be `seen`."""
    row = locked(Policy, policy_id)
    require(actor, Can.RELEASE, row.organ_id)
    check_seen(row)
    withdraw(row, PolicyEdition, reason)
    record(actor, "policy.withdrawn", row.ref, organ_id=row.organ_id, reason=reason.strip()[:300])
    return row.version


def _put_out(actor: Actor, row: Policy, content: Mapping[str, Any], on: date | None, note: str) -> PolicyEdition:
    facts = asks_of()
    terms = policies.read_policy(content, facts)
    refuse_unready(policies.policy_problems(terms, facts, open_item=_is_open(terms)))
    if terms.valid_from is None:
        raise RuntimeError("a policy without a first day was let through")
    return put_out(
        actor, row, PolicyEdition, policies.write_policy(terms), on, note, kind=terms.kind,
        valid_from=terms.valid_from, valid_to=terms.valid_to, apply_to=terms.apply_to,
    )  # fmt: skip


def _is_open(terms: PolicyTerms) -> bool:
    return bool(terms.item_id) and Item.objects.filter(pk=terms.item_id, published_version__isnull=False).exists()
