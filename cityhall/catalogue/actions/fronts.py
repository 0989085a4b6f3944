"""旗舰店和专题: composed, published from a day on, taken back to an earlier edition, withdrawn."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from cityhall.catalogue.models import Front, FrontEdition, Item, Saying
from cityhall.catalogue.rules import fronts
from cityhall.catalogue.terms import TOPICS, Can
from cityhall.catalogue.terms.fronts import FrontKind, FrontTerms
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError
from cityhall.kernel.journal.record import record
from cityhall.kernel.terms import Term
from cityhall.organs import queries as organs

from .editions import check_seen, drafted, drop, edition_of, keep, keep_new, locked, put_out, refuse_unready, withdraw


@action
def create_flagship(actor: Actor, organ_id: int) -> int:
    """开设旗舰店: it begins as the page the organ has anyway. Answers its id."""
    require(actor, Can.COMPOSE, organ_id)
    organ = organs.organ(organ_id)
    row = Front(kind=FrontKind.FLAGSHIP, organ_id=organ_id)
    title = organ.name[:60]
    _new(actor, row, fronts.of_nothing_composed(title), f"{organ.name}已经有旗舰店，请在列表中打开它")
    record(actor, "front.created", row.ref, organ_id=organ_id, name=row.name)
    return row.pk


@action
def create_column(actor: Actor, saying: str, title: str = "", content: Mapping[str, Any] | None = None) -> int:
    """开设专题, of a life event people search by. Answers its id."""
    require_all(actor, Can.COMPOSE)
    event = Saying.objects.filter(name=saying, audience__in=TOPICS).first()
    if event is None:
        raise NotFoundError("catalogue.unknown_event", f"说法里没有“{saying[:30]}”这件人生大事或企业大事，请先新增说法")
    raw = {"blocks": [], **(content or {}), "title": title or (content or {}).get("title") or event.name}
    row = Front(kind=FrontKind.TOPIC, saying=event)
    terms = fronts.read_front(raw, FrontKind.TOPIC)
    _new(actor, row, terms, f"“{event.name}”已经有专题，请在列表中打开它")
    record(actor, "front.created", row.ref, name=row.name)
    return row.pk


def _new(actor: Actor, row: Front, terms: FrontTerms, taken: str) -> None:
    drafted(actor, row, terms.title, fronts.write_front(terms))
    try:
        with transaction.atomic():
            keep_new(row)
    except IntegrityError as clash:
        raise InvalidInputError("catalogue.front_taken", taken) from clash


@action
def save_front(actor: Actor, front_id: int, content: Mapping[str, Any]) -> int:
    """保存版面草稿. Answers the new version to be `seen`."""
    row = _locked(actor, front_id, Can.COMPOSE)
    terms = fronts.read_front(content, FrontKind(row.kind))
    drafted(actor, row, terms.title, fronts.write_front(terms))
    keep(row)
    record(actor, "front.drafted", row.ref, organ_id=row.organ_id)
    return row.version


@action
def publish_front(actor: Actor, front_id: int, on: date | None = None, note: str = "") -> int:
    """发布版面: the draft as it stands, from today or from a day on. Answers the edition's number."""
    row = _locked(actor, front_id, Can.RELEASE)
    edition = _put_out(actor, row, row.draft, on, note)
    record(
        actor, "front.published", row.ref, organ_id=row.organ_id, number=edition.number, on=edition.from_on.isoformat()
    )  # fmt: skip
    return edition.number


@action
def revert_front(actor: Actor, front_id: int, number: int, note: str = "") -> int:
    """恢复某一版: published anew as the next edition, and the draft too. Answers the edition's number."""
    row = _locked(actor, front_id, Can.RELEASE)
    content = edition_of(row, FrontEdition, number).content
    drafted(actor, row, str(content["title"]), content)
    edition = _put_out(actor, row, content, None, note or f"恢复第 {number} 版")
    record(actor, "front.reverted", row.ref, organ_id=row.organ_id, number=edition.number, reverted=number)
    return edition.number


@action
def drop_front_edition(actor: Actor, front_id: int, number: int) -> int:
    """取消待生效的一版. Answers the new version to be `seen`."""
    row = _locked(actor, front_id, Can.RELEASE)
    drop(row, FrontEdition, number)
    record(actor, "front.edition_dropped", row.ref, organ_id=row.organ_id, number=number)
    return row.version


@action
def withdraw_front(actor: Actor, front_id: int, reason: str) -> int:
    """撤下版面: an organ's page is then the one it has anyway. Answers the new version to be `seen`."""
    row = _locked(actor, front_id, Can.RELEASE)
    withdraw(row, FrontEdition, reason)
    record(actor, "front.withdrawn", row.ref, organ_id=row.organ_id, reason=reason.strip()[:300])
    return row.version


def _locked(actor: Actor, front_id: int, permission: Term) -> Front:
    row = locked(Front, front_id)
    if row.organ_id is None:
        require_all(actor, permission)
    else:
        require(actor, permission, row.organ_id)
    check_seen(row)
    return row


def _put_out(actor: Actor, row: Front, content: Mapping[str, Any], on: date | None, note: str) -> FrontEdition:
    kind = FrontKind(row.kind)
    terms = fronts.read_front(content, kind)
    items = fronts.items_of(terms)
    open_items = set(Item.objects.filter(pk__in=items, published_version__isnull=False).values_list("pk", flat=True))
    refuse_unready(fronts.front_problems(terms, kind, open_items))
    return put_out(actor, row, FrontEdition, fronts.write_front(terms), on, note, items=items)


def require_all(actor: Actor, permission: Term) -> None:
    """Columns are the whole city's."""
    require(actor, permission)
    if actor.reach(permission) is not None:
        raise NotAllowedError("catalogue.columns_of_all", "专题为全市共用，只有市级管理员可以编排；请联系市级管理员")
