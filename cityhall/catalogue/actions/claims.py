"""认领 and 回头看: a list sent down, answered by each organ, and opened again where an answer has gone stale."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cityhall.catalogue.models import BaseEntry, Claim, Item, ItemVersion, StandardMapping, UpperItem, UpperList
from cityhall.catalogue.queries.lists import UP, above_of, chain_up, named_entries, said_here
from cityhall.catalogue.rules import claiming, inheritance, words
from cityhall.catalogue.rules.codes import STATE
from cityhall.catalogue.rules.content import Parts, read_content
from cityhall.catalogue.rules.library import refs_in
from cityhall.catalogue.terms import Can, ClaimState, Level, Procedure, VersionStatus
from cityhall.kernel import call, clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.organs import queries as organs

from .items import keep_draft, locked_item, refuse_while_planned
from .lists import amend_entry, stated

MOST_REASON, BATCH, MOST_MONTHS = 300, 5000, 120
SHARED = frozenset(inheritance.FREEDOM) | {"summary", "steps"}
ENTRY = ("upper__entry__" + UP,)


@dataclass(frozen=True)
class Terms:
    """What a review goes by: the months it asks for, and what it was told of the local items."""

    today: date
    quiet_months: int
    reviewed_months: int
    last_cases: Mapping[int, date]
    retired: frozenset[int]


@action
def send_down(
    actor: Actor, title: str, document: str, issued_on: date, due_on: date, lines: str, organ_ids: Sequence[int],
    contents: Mapping[str, Mapping[str, Any]] | None = None,
) -> int:  # fmt: skip
    """下发清单: every organ owes an answer to every item until the day. Items the base list does not have yet become
    entries of it: `contents` (by base code) is what they state; for a code the city has a standard of, what its items
    say. Answers the list."""
    _of_the_city(actor)
    rows = claiming.read_lines(lines)
    _check_head(title, document, due_on)
    names = organs.organs_named(set(organ_ids))
    if not names or len(names) != len(set(organ_ids)):
        raise InvalidInputError("catalogue.upper_organs", "请选择接收清单的单位，并核对是否都还存在", "organ_ids")
    now = clock.now()
    sent = UpperList.objects.create(
        title=title.strip(), document=document.strip(), issued_on=issued_on, due_on=due_on, sent_at=now,
        sent_by=actor.name,
    )  # fmt: skip
    entries = _entries(rows, document.strip(), contents or {})
    items = UpperItem.objects.bulk_create(UpperItem(upper_list=sent, entry=entry) for entry in entries)
    Claim.objects.bulk_create(
        [Claim(upper=i, upper_list=sent, organ_id=o, due_on=due_on) for i in items for o in sorted(names)],
        batch_size=BATCH,
    )
    record(
        actor, "claims.sent", sent.ref, title=sent.title, document=sent.document, items=len(items), organs=sorted(names)
    )
    return sent.pk


@action
def claim(actor: Actor, claim_id: int) -> int:
    """认领: as the list has it. The local item begins as a draft. Answers the item."""
    return _take(actor, claim_id, ClaimState.CLAIMED, {}, "")


@action
def adapt(actor: Actor, claim_id: int, changes: Mapping[str, Any], reason: str) -> int:
    """认领并调整: with shorter promises and fewer papers, and where and when; never beyond the list."""
    if not reason.strip() or not any(v not in (None, "", []) for v in changes.values()):
        raise InvalidInputError("catalogue.nothing_adapted", "请写明调整了什么和理由；没有调整的直接认领", "reason")
    return _take(actor, claim_id, ClaimState.ADAPTED, changes, reason)


@action
def refuse_claim(actor: Actor, claim_id: int, reason: str) -> int:
    """不认领, with the reason. Answers the claim's new version."""
    row = _locked(actor, claim_id)
    if not reason.strip():
        raise InvalidInputError(
            "catalogue.refusal_reason", "请写明不认领的理由，如不是本单位职责或本地没有这类对象", "reason"
        )
    _answer(actor, row, ClaimState.REFUSED, reason)
    record(actor, "claim.refused", row.ref, organ_id=row.organ_id, name=row.upper.entry.name, reason=row.reason)
    return row.version


@action
def amend_upper(
    actor: Actor, upper_id: int, name: str, law_changed_on: date | None, content: Mapping[str, Any] | None = None
) -> int:
    """调整清单里的一项 (its entry of the base list), or note that its law has changed. Answers given before are found by the
    next review."""
    _of_the_city(actor)
    row = UpperItem.objects.select_for_update(of=("entry",)).select_related("entry").filter(pk=upper_id).first()
    if row is None:
        raise NotFoundError("catalogue.unknown_upper_item", "没有找到清单里的这一项，请返回清单重新选择")
    entry = row.entry
    amend_entry(entry, name.strip(), content, law_changed_on)
    record(actor, "claims.amended", row.ref, name=entry.name, law_changed_on=str(law_changed_on or ""))
    record(actor, "entry.saved", entry.ref, base_code=entry.base_code, name=entry.name, number=entry.version)
    return entry.edition


@action
def review(
    actor: Actor, list_id: int, due_on: date, quiet_months: int, reviewed_months: int, last_cases: Mapping[int, date]
) -> int:
    """回头看: answers that have gone stale are opened again, each with its reasons. `last_cases` is the day of each local
    item's latest case, as the rooms above know it. Answers how many."""
    _of_the_city(actor)
    sent = UpperList.objects.select_for_update().filter(pk=list_id).first()
    if sent is None:
        raise NotFoundError("catalogue.unknown_upper_list", "没有找到这份清单，请返回列表重新选择")
    today = clock.today()
    if due_on < today or not (0 <= quiet_months <= MOST_MONTHS and 0 <= reviewed_months <= MOST_MONTHS):
        raise InvalidInputError(
            "catalogue.review_terms", "期限不能早于今天，月数应在 0 至 120 之间（0 为不看这一条）", "due_on"
        )
    rows = list(
        Claim.objects.select_for_update(of=("self",)).select_related(*ENTRY, "item__published_version")
        .filter(upper_list=sent).exclude(state=ClaimState.OPEN)
    )  # fmt: skip
    sent.round += 1
    gone = ItemVersion.objects.filter(
        item__claims__upper_list=sent, item__published_version=None, status=VersionStatus.RETIRED
    )
    terms = Terms(today, quiet_months, reviewed_months, last_cases, frozenset(gone.values_list("item_id", flat=True)))
    opened = [row for row in rows if _gone_stale(row, terms)]
    for row in opened:
        row.state, row.due_on, row.round, row.version = ClaimState.OPEN, due_on, sent.round, row.version + 1
        record(actor, "claim.reopened", row.ref, organ_id=row.organ_id, name=row.upper.entry.name, why=row.stale)
    Claim.objects.bulk_update(opened, ["state", "due_on", "round", "stale", "version"], batch_size=1000)
    sent.version += 1
    sent.save(update_fields=["round", "version"])
    record(actor, "claims.reviewed", sent.ref, number=sent.round, looked_at=len(rows), reopened=len(opened))
    return len(opened)


def _gone_stale(row: Claim, terms: Terms) -> bool:
    item, taken = row.item, row.state in claiming.TAKEN
    local = item.published_version if item and taken else None
    entry = row.upper.entry
    beyond = _beyond(chain_up(entry), item, read_content(local.content)) if item and local else []
    answered = clock.local(row.answered_at).date() if row.answered_at else terms.today
    looked_at = claiming.Answered(
        ClaimState(row.state), answered, row.edition, entry.edition, entry.law_changed_on,
        row.item_id in terms.retired, terms.last_cases.get(row.item_id or 0), tuple(beyond),
    )  # fmt: skip
    row.stale = claiming.stale(looked_at, terms.today, terms.quiet_months, terms.reviewed_months)
    return bool(row.stale)


def _entries(
    rows: Sequence[claiming.UpperLine], document: str, contents: Mapping[str, Mapping[str, Any]]
) -> list[BaseEntry]:
    """The entry of each line; one that is there already is what it is, and the line has to agree with it."""
    known = named_entries(row.base_code for row in rows)
    for n, row in enumerate(rows, 1):
        if row.base_code in known:
            _check_known(n, row, known[row.base_code], contents)
    fresh = [row for row in rows if row.base_code not in known]
    bodies = _of_standards([row.base_code for row in fresh if row.base_code not in contents])
    bodies |= {code: stated(body) for code, body in contents.items()}
    made = BaseEntry.objects.bulk_create(
        BaseEntry(
            base_code=row.base_code, name=row.name, procedure=row.procedure.value, source=document,
            level=Level.STATE if row.base_code.startswith(STATE) else Level.PROVINCE, changed_at=clock.now(),
            content=bodies.get(row.base_code, {}),
        ) for row in fresh
    )  # fmt: skip
    known |= {entry.base_code: entry for entry in made}
    return [known[row.base_code] for row in rows]


def _check_known(n: int, row: claiming.UpperLine, entry: BaseEntry, contents: Mapping[str, Mapping[str, Any]]) -> None:
    where, there = f"第 {n} 行：", f"基本目录里 {entry.base_code} "
    if entry.retired_on is not None:
        sentence = f"{where}{there}已于 {entry.retired_on} 废止，请从清单中去掉，或改用现行的编码"
    elif (row.name, row.procedure) != (entry.name, entry.procedure):
        kind = Procedure(entry.procedure).label
        sentence = f"{where}{there}是“{entry.name}”（{kind}），与清单不一致，请改正清单，或先修改基本目录"
    elif row.base_code in contents and stated(contents[row.base_code]) != entry.content:
        sentence = f"{where}{there}已有统一规定的要素，与清单所附的不同，请先在基本目录里修改，再下发"
    else:
        return
    raise InvalidInputError("catalogue.upper_against_entry", sentence, "lines")


def _of_standards(codes: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Where the city has a standard of this code already, what one of its items is published with: what a list may fix,
    and the steps; where and when is each organ's own."""
    rows = StandardMapping.objects.filter(until_at=None, standard__base_code__in=codes).order_by("-id")
    found = rows.filter(item__published_version__isnull=False)
    return {
        code: {k: v for k, v in body.items() if k in SHARED}
        for code, body in found.values_list("standard__base_code", "item__published_version__content")
    }


def _of_the_city(actor: Actor) -> None:
    require(actor, Can.SEND_DOWN)
    if actor.reach(Can.SEND_DOWN) is not None:
        raise NotAllowedError("catalogue.lists_of_all", "清单由市级统一下发，请联系市级管理员")


def _check_head(title: str, document: str, due_on: date) -> None:
    if not title.strip() or not document.strip() or len(title) > claiming.MOST_TITLE:
        raise InvalidInputError("catalogue.upper_head", "请填写清单名称和文号", "title")
    if due_on < clock.today():
        raise InvalidInputError("catalogue.claim_due", "认领期限不能早于今天", "due_on")


def _locked(actor: Actor, claim_id: int) -> Claim:
    row = Claim.objects.select_for_update(of=("self",)).select_related(*ENTRY, "organ").filter(pk=claim_id).first()
    if row is None:
        raise NotFoundError("catalogue.unknown_claim", "没有找到这一项认领，请返回列表重新选择")
    require(actor, Can.EDIT_ITEMS, row.organ_id)
    call.check_seen(row.version, row.answered_by)
    if row.state != ClaimState.OPEN:
        label = ClaimState(row.state).label
        raise WrongStateError("catalogue.claim_answered", f"这一项{label}，不能再答复；需要更改时请市级发起回头看")
    return row


def _take(actor: Actor, claim_id: int, state: ClaimState, changes: Mapping[str, Any], reason: str) -> int:
    row = _locked(actor, claim_id)
    entry = row.upper.entry
    chain = chain_up(entry)
    above = inheritance.inherited(e.content for e in chain)
    mine = row.item_id or _own_item(row.organ_id, entry.base_code)
    item = locked_item(mine) if mine else None
    own = {} if item is None else _content(item)
    begun = inheritance.carried_down(above, own)
    content = claiming.adapted(begun, changes)
    problems = _beyond(chain, item, read_content(content))
    if problems:
        raise InvalidInputError("catalogue.beyond_the_list", "超出可以调整的范围：" + "；".join(problems))
    if item is None:
        item = _draft(row, content)
        record(actor, "item.created", item.ref, organ_id=row.organ_id, name=item.name, item_code=item.item_code)
    else:
        _follow(actor, item, entry, content if content != own else None)
    row.item = item
    _answer(actor, row, state, reason)
    record(actor, f"claim.{state.value}", row.ref, organ_id=row.organ_id, name=entry.name, item=item.pk, reason=reason)
    return item.pk


def _beyond(chain: Sequence[BaseEntry], item: Item | None, local: Parts) -> list[str]:
    """What the lists above do not allow of a local content; an item that is yet to be made is named as they have it."""
    above = above_of(chain)
    here = said_here(item, local) if item else replace(above, parts=local)
    return [p.sentence for p in inheritance.problems(above, here)]


def _own_item(organ_id: int, base_code: str) -> int | None:
    return (
        Item.objects.filter(organ_id=organ_id, base_code=base_code).order_by("pk").values_list("pk", flat=True).first()
    )


def _content(item: Item) -> Mapping[str, Any]:
    """What a local item says, as far as it is written."""
    latest = item.versions.order_by("-number").values_list("content", flat=True).first()
    return latest or {}


def _draft(row: Claim, content: Mapping[str, Any]) -> Item:
    """The local item, named and coded as the list has it."""
    entry, organ = row.upper.entry, row.organ
    level = "3" if organ.division_code[4:6] == "00" else "4"
    code = f"{organ.credit_code}{level}{entry.base_code}" if organ.credit_code else f"{entry.base_code}-{organ.pk}"
    if Item.objects.filter(item_code=code).exists():
        code = f"{entry.base_code}-{organ.pk}"
    found_by = words.index(entry.name, "", organ.name)
    item = Item.objects.create(
        item_code=code, base_code=entry.base_code, name=entry.name, organ=organ, procedure=entry.procedure,
        division_code=organ.division_code, initials=words.initials_of(entry.name)[:300], words=found_by[0],
        pairs=found_by[1], upper=entry,
    )  # fmt: skip
    ItemVersion.objects.create(
        item=item, number=1, status=VersionStatus.DRAFT, content=dict(content), uses=refs_in(content)
    )
    return item


def _follow(actor: Actor, item: Item, entry: BaseEntry, content: Mapping[str, Any] | None) -> None:
    """An item that is there already is put under the entry, and drafted anew where its content is to be another."""
    if content is not None:
        refuse_while_planned(item)
        keep_draft(item, read_content(content))
        record(actor, "item.drafted", item.ref, organ_id=item.organ_id)
    if item.upper_id != entry.pk:
        item.upper, item.version = entry, item.version + (content is None)
        item.save(update_fields=["upper", "version"])
        record(actor, "item.followed", item.ref, organ_id=item.organ_id, base_code=entry.base_code, name=entry.name)


def _answer(actor: Actor, row: Claim, state: ClaimState, reason: str) -> None:
    if len(reason) > MOST_REASON:
        raise InvalidInputError("catalogue.reason_long", f"说明最多 {MOST_REASON} 个字", "reason")
    row.state, row.reason, row.answered_at, row.answered_by = state, reason.strip(), clock.now(), actor.name
    row.edition, row.stale, row.version = row.upper.entry.edition, [], row.version + 1
    row.save(update_fields=["state", "reason", "answered_at", "answered_by", "edition", "stale", "item", "version"])
