"""企业情况: the shared questions, put in at first, then changed by whoever keeps policies for the whole city; and the answers
somebody chose to keep."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Max

from cityhall.catalogue.models import Fact, KeptAnswers
from cityhall.catalogue.queries.facts import asks_of, require_stands_for, used_clauses
from cityhall.catalogue.rules import conditions, facts
from cityhall.catalogue.rules.policies import plain_ask
from cityhall.catalogue.terms import Can
from cityhall.catalogue.terms.conditions import Ask
from cityhall.catalogue.terms.policies import Held
from cityhall.kernel import call, clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError
from cityhall.kernel.journal.record import record

SAVED = ["content", "kind", "held", "active", "changed_at", "changed_by", "version"]


def seed_facts(actor: Actor, districts: Sequence[str] = ()) -> int:
    """Put in the facts this city does not have yet; what it changed or switched off stays so."""
    have = set(Fact.objects.values_list("key", flat=True))
    missing = [row["key"] for row, _ in facts.library(districts) if row["key"] not in have]
    return _sow(actor, missing, list(districts)) if missing else 0


@action
def _sow(actor: Actor, keys: list[str], districts: list[str]) -> int:
    rows = facts.library(districts)
    asks = {ask.key: ask for ask in facts.read_library(row for row, _ in rows)}
    new = [
        Fact(key=row["key"], content=plain_ask(asks[row["key"]]), kind=asks[row["key"]].kind, order=n * 10, held=held)
        for n, (row, held) in enumerate(rows) if row["key"] in keys
    ]  # fmt: skip
    Fact.objects.bulk_create(new, ignore_conflicts=True)
    record(actor, "catalogue.facts_seeded", "catalogue:facts", number=len(new))
    return len(new)


@action
def save_fact(
    actor: Actor, key: str, content: Mapping[str, Any], *, held: str = Held.NOTHING, active: bool = True, new: bool = False
) -> int:  # fmt: skip
    """保存企业情况: one shared question. What published policies hang on may not be taken from under them. Answers the
    version."""
    require_all(actor)
    row = _locked(key, new=new)
    rows = list(Fact.objects.order_by("order", "id"))
    plain = {**content, "key": row.key}
    library = facts.read_library([*(plain if r.pk == row.pk else r.content for r in rows), *([plain] if new else [])])
    ask = next(one for one in library if one.key == row.key)
    if row.pk is not None:
        old, used = _ask_of(row, rows), used_clauses()
        facts.check_change(old, ask, used)
        if not active:
            facts.check_retired(old, used, [one for one, r in zip(library, rows, strict=True) if r.active])
    row.content, row.kind, row.held, row.active = plain_ask(ask), ask.kind, _held(held), active
    row.changed_at, row.changed_by, row.version = clock.now(), actor.name[:80], row.version + 1
    if row.pk is None:
        row.order = (Fact.objects.aggregate(last=Max("order"))["last"] or 0) + 10
        row.save(force_insert=True)
    else:
        row.save(update_fields=SAVED)
    record(actor, "fact.saved", row.ref, name=ask.label, active=active)
    return row.version


def _ask_of(row: Fact, rows: Sequence[Fact]) -> Ask:
    """The question as it was."""
    return next(ask for ask in facts.read_library(r.content for r in rows) if ask.key == row.key)


def _locked(key: str, *, new: bool) -> Fact:
    row = Fact.objects.select_for_update().filter(key=key.strip()).first()
    if new:
        if row is not None or not key.strip().isascii() or not key.strip().isidentifier() or len(key.strip()) > 30:  # noqa: PLR2004
            raise InvalidInputError(
                "catalogue.bad_fact_key", "标识由小写字母、数字和下划线组成，最多 30 位，不能与已有的相同", "key"
            )
        return Fact(key=key.strip(), version=0)
    if row is None:
        raise NotFoundError("catalogue.unknown_fact", "没有找到这个企业情况，请返回列表重新选择")
    call.check_seen(row.version)
    return row


def _held(text: str) -> Held:
    try:
        return Held(text)
    except ValueError:
        raise InvalidInputError("catalogue.unknown_held", "请选择预填来源", "held") from None


def require_all(actor: Actor) -> None:
    """The questions are everybody's."""
    require(actor, Can.KEEP_POLICIES)
    if actor.reach(Can.KEEP_POLICIES) is not None:
        raise NotAllowedError("catalogue.facts_of_all", "企业情况为全市共用，只有市级管理员可以修改；请联系市级管理员")


@action
def keep_answers(actor: Actor, credit_code: str, raw: Mapping[str, Any]) -> None:
    """保存体检答案, for the next time: only when she asks for it, only for whom she stands. No answer is in the journal."""
    ref = require_stands_for(actor, credit_code)
    answers = conditions.read_answers(asks_of(active=True), raw)
    plain = {key: list(values) for key, values in answers.items()}
    KeptAnswers.objects.update_or_create(
        entity_ref=ref,
        defaults={"answers": plain, "kept_at": clock.now(), "kept_by": actor.account_id or 0},
    )
    record(actor, "policy.answers_kept", ref, number=len(plain))


@action
def forget_answers(actor: Actor, credit_code: str) -> None:
    """删除保存的体检答案."""
    ref = require_stands_for(actor, credit_code)
    KeptAnswers.objects.filter(entity_ref=ref).delete()
    record(actor, "policy.answers_forgotten", ref)
