"""One item: created, drafted, published, retired."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from cityhall.catalogue.models import Item, ItemVersion, Regime
from cityhall.catalogue.rules import content as contents
from cityhall.catalogue.rules import publishing, regimes, words
from cityhall.catalogue.terms import Can, Procedure, RegimeTerms, VersionStatus
from cityhall.kernel import call, clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotFoundError, WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.organs import queries as organs


@action
def create_item(
    actor: Actor,
    organ_id: int,
    item_code: str,
    name: str,
    procedure: str,
    *,
    short_code: str = "",
    base_code: str = "",
    group: str = "",
    content: Mapping[str, Any] | None = None,
) -> int:
    """新建事项, with its first draft. Answers its id."""
    require(actor, Can.EDIT_ITEMS, organ_id)
    organ = organs.organ(organ_id)
    item = Item(item_code=_item_code(item_code), organ_id=organ_id, division_code=organ.division_code)
    _describe(item, name, procedure, short_code, base_code, group, organ.name)
    parts = contents.read_content(content or {})
    _keep(item, new=True)
    ItemVersion.objects.create(item=item, number=1, status=VersionStatus.DRAFT, content=contents.write_content(parts))
    record(actor, "item.created", item.ref, organ_id=organ_id, name=item.name, item_code=item.item_code)
    return item.pk


@action
def edit_item(
    actor: Actor, item_id: int, name: str, procedure: str, *, short_code: str = "", base_code: str = "", group: str = ""
) -> int:
    """修改事项的名称、类型和简码. What is published already keeps its words until it is published again."""
    item = _locked(item_id)
    require(actor, Can.EDIT_ITEMS, item.organ_id)
    call.check_seen(item.version)
    _describe(item, name, procedure, short_code, base_code, group, item.organ.name)
    if item.published_version is not None:
        called = contents.read_content(item.published_version.content).keywords
        item.words, item.pairs = words.index(item.name, item.group, item.organ.name, called)
    item.version += 1
    _keep(item)
    record(actor, "item.edited", item.ref, organ_id=item.organ_id, name=item.name, procedure=item.procedure)
    return item.version


@action
def save_draft(actor: Actor, item_id: int, content: Mapping[str, Any]) -> int:
    """保存草稿: the item's next version, as far as it is written. Answers the new version to be `seen`."""
    item = _locked(item_id)
    require(actor, Can.EDIT_ITEMS, item.organ_id)
    call.check_seen(item.version)
    parts = contents.read_content(content)
    if parts.regime:
        regimes.override(_regime(item), parts.regime)
    kept = contents.write_content(parts)
    if not ItemVersion.objects.filter(item=item, status=VersionStatus.DRAFT).update(content=kept):
        last = item.versions.aggregate(last=Max("number"))["last"] or 0
        ItemVersion.objects.create(item=item, number=last + 1, status=VersionStatus.DRAFT, content=kept)
    item.version += 1
    item.save(update_fields=["version"])
    record(actor, "item.drafted", item.ref, organ_id=item.organ_id)
    return item.version


@action
def publish(actor: Actor, item_id: int, note: str = "") -> str:
    """发布: the draft becomes what the public relies on, with the regime and names of this day in it; the version
    before it is retired in the same act. Answers the version's id."""
    item, draft = _locked_draft(item_id)
    require(actor, Can.PUBLISH_ITEMS, item.organ_id)
    call.check_seen(item.version)
    parts = contents.read_content(draft.content)
    regime = regimes.override(_regime(item), parts.regime)
    names = organs.organs_named({item.organ_id, *(s.organ_id for s in parts.steps if s.organ_id)})
    _refuse_unready(parts, item, names, regime)
    now = clock.now()
    ItemVersion.objects.filter(item=item, status=VersionStatus.PUBLISHED).update(
        status=VersionStatus.RETIRED, retired_at=now
    )
    draft.status, draft.published_at, draft.published_by = VersionStatus.PUBLISHED, now, actor.name
    draft.note = note.strip()[:300]
    draft.frozen = {
        "item_code": item.item_code, "short_code": item.short_code, "name": item.name, "organ_id": item.organ_id,
        "organ_name": names[item.organ_id], "division_code": item.division_code, "procedure": item.procedure,
        "regime": contents.plain(regime), "organs": {str(k): v for k, v in names.items()},
    }  # fmt: skip
    draft.save(update_fields=["status", "published_at", "published_by", "note", "frozen"])
    item.published_version, item.version = draft, item.version + 1
    item.words, item.pairs = words.index(item.name, item.group, names[item.organ_id], parts.keywords)
    item.save(update_fields=["published_version", "version", "words", "pairs"])
    record(actor, "item.published", item.ref, organ_id=item.organ_id, number=draft.number, version_id=str(draft.pk))
    return str(draft.pk)


@action
def retire(actor: Actor, item_id: int, reason: str) -> int:
    """停用: no new application; cases under way keep the version they are pinned to."""
    item = _locked(item_id)
    require(actor, Can.PUBLISH_ITEMS, item.organ_id)
    call.check_seen(item.version)
    if item.published_version_id is None:
        raise WrongStateError("catalogue.not_published", "这个事项没有发布，不需要停用")
    if not reason.strip():
        raise InvalidInputError("catalogue.reason_missing", "请写明停用的原因和依据", "reason")
    ItemVersion.objects.filter(pk=item.published_version_id).update(
        status=VersionStatus.RETIRED, retired_at=clock.now()
    )
    item.published_version, item.version = None, item.version + 1
    item.save(update_fields=["published_version", "version"])
    record(actor, "item.retired", item.ref, organ_id=item.organ_id, reason=reason.strip())
    return item.version


@action
def feature(actor: Actor, item_id: int, featured: bool) -> int:
    """设为常用: shown on the portal's front."""
    item = _locked(item_id)
    require(actor, Can.PUBLISH_ITEMS, item.organ_id)
    call.check_seen(item.version)
    item.featured, item.version = featured, item.version + 1
    item.save(update_fields=["featured", "version"])
    record(actor, "item.featured", item.ref, organ_id=item.organ_id, featured=featured)
    return item.version


def _locked(item_id: int) -> Item:
    item = (
        Item.objects.select_for_update(of=("self",))
        .select_related("organ", "published_version")
        .filter(pk=item_id)
        .first()
    )
    if item is None:
        raise NotFoundError("catalogue.unknown_item", "没有找到这个事项，请核对后重试")
    return item


def _locked_draft(item_id: int) -> tuple[Item, ItemVersion]:
    """The item and its draft in one statement."""
    rows = ItemVersion.objects.select_for_update(of=("self", "item")).select_related("item")
    draft = rows.filter(item_id=item_id, status=VersionStatus.DRAFT).first()
    if draft is None:
        _locked(item_id)
        raise WrongStateError("catalogue.no_draft", "这个事项没有待发布的草稿，请先编辑保存草稿再发布")
    return draft.item, draft


def _regime(item: Item) -> RegimeTerms:
    row = Regime.objects.filter(procedure=item.procedure).first()
    if row is None:
        label = Procedure(item.procedure).label
        raise WrongStateError("catalogue.no_regime", f"还没有“{label}”的办理规则，请先由管理员录入后再发布")
    return regimes.read_regime(row.content)


def _refuse_unready(parts: contents.Parts, item: Item, names: Mapping[int, str], regime: RegimeTerms) -> None:
    problems = publishing.publish_problems(
        parts, publishing.Head(item.name, item.organ_id, names.get(item.organ_id, ""), regime)
    )
    problems += [
        publishing.Problem("steps", f"审查环节“{s.name}”的单位不存在，请重新选择")
        for s in parts.steps
        if s.organ_id and s.organ_id not in names
    ]
    if problems:
        sentence = "还不能发布：" + "；".join(p.sentence for p in problems)
        raise InvalidInputError("catalogue.not_ready", sentence, problems[0].field)


def _describe(
    item: Item, name: str, procedure: str, short_code: str, base_code: str, group: str, organ_name: str
) -> None:
    """Set the words of an item and everything it is found by."""
    item.name = name.strip()
    if not item.name or len(item.name) > 300:  # noqa: PLR2004
        raise InvalidInputError("catalogue.name_missing", "请填写事项名称，最多 300 个字", "name")
    try:
        item.procedure = Procedure(procedure)
    except ValueError:
        raise InvalidInputError("catalogue.unknown_procedure", "请选择事项类型", "procedure") from None
    item.short_code = words.plain(short_code)
    if item.short_code and not words.SHORT_CODE.fullmatch(item.short_code):
        raise InvalidInputError("catalogue.bad_short_code", "简码只用字母和数字，最多 12 位", "short_code")
    item.base_code, item.group = base_code.strip()[:40], group.strip()[:300]
    item.initials = words.initials_of(item.name)[:300]
    item.words, item.pairs = words.index(item.name, item.group, organ_name)


def _item_code(text: str) -> str:
    code = text.strip()
    if not code or len(code) > 64 or not code.isascii():  # noqa: PLR2004
        raise InvalidInputError("catalogue.bad_item_code", "实施编码由字母、数字和连字符组成，最多 64 位", "item_code")
    return code


def _keep(item: Item, *, new: bool = False) -> None:
    fields = ["name", "procedure", "short_code", "base_code", "group", "initials", "words", "pairs", "version"]
    try:
        with transaction.atomic():
            if new:
                item.save(force_insert=True)
            else:
                item.save(update_fields=fields)
    except IntegrityError as clash:
        if "short_code" in str(clash):
            raise InvalidInputError(
                "catalogue.short_code_taken", "这个简码已被另一个事项使用，请换一个", "short_code"
            ) from clash
        raise InvalidInputError(
            "catalogue.item_code_taken", "这个实施编码已被另一个事项使用，请核对", "item_code"
        ) from clash
