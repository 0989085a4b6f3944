"""One item: created, drafted, published, retired."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, Max, OuterRef

from cityhall.catalogue.models import Item, ItemVersion, Plan, Regime
from cityhall.catalogue.rules import codes, regimes, words
from cityhall.catalogue.rules import content as contents
from cityhall.catalogue.rules.library import refs_of
from cityhall.catalogue.terms import Can, PlanKind, PlanState, Procedure, RegimeTerms, VersionStatus
from cityhall.kernel import call
from cityhall.kernel.action import action, step
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
    handling_code: str = "",
    local_item_code: str = "",
    local_base_code: str = "",
    content: Mapping[str, Any] | None = None,
) -> int:
    """新建事项, with its first draft. Answers its id."""
    require(actor, Can.EDIT_ITEMS, organ_id)
    organ = organs.organ(organ_id)
    item = Item(item_code=item_code_of(item_code), organ_id=organ_id, division_code=organ.division_code)
    describe(item, name, procedure, short_code, group, organ.name)
    number(item, base_code, handling_code, local_item_code, local_base_code)
    codes.check_item_code(item.item_code, item.base_code, Procedure(item.procedure))
    parts = contents.read_content(content or {})
    _keep(item, new=True)
    ItemVersion.objects.create(
        item=item, number=1, status=VersionStatus.DRAFT, content=contents.write_content(parts), uses=refs_of(parts)
    )  # fmt: skip
    record(actor, "item.created", item.ref, organ_id=organ_id, name=item.name, item_code=item.item_code)
    return item.pk


@action
def edit_item(
    actor: Actor, item_id: int, name: str, procedure: str, *, short_code: str = "", base_code: str = "", group: str = "",
    handling_code: str | None = None, local_item_code: str | None = None, local_base_code: str | None = None,
) -> int:  # fmt: skip
    """修改事项的名称、类型和简码. What is published already keeps its words until it is published again."""
    item = locked_item(item_id)
    require(actor, Can.EDIT_ITEMS, item.organ_id)
    call.check_seen(item.version)
    describe(item, name, procedure, short_code, group, item.organ.name)
    number(item, base_code, handling_code, local_item_code, local_base_code)
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
    item = locked_item(item_id)
    require(actor, Can.EDIT_ITEMS, item.organ_id)
    call.check_seen(item.version)
    refuse_while_planned(item)
    parts = contents.read_content(content)
    if parts.regime:
        regimes.override(regime_for(item), parts.regime)
    keep_draft(item, parts)
    record(actor, "item.drafted", item.ref, organ_id=item.organ_id)
    return item.version


@step
def keep_draft(item: Item, parts: contents.Parts) -> None:
    """The draft of a locked item, or its next version begun."""
    kept, uses = contents.write_content(parts), refs_of(parts)
    if not ItemVersion.objects.filter(item=item, status=VersionStatus.DRAFT).update(content=kept, uses=uses):
        last = item.versions.aggregate(last=Max("number"))["last"] or 0
        ItemVersion.objects.create(item=item, number=last + 1, status=VersionStatus.DRAFT, content=kept, uses=uses)
    item.version += 1
    item.save(update_fields=["version"])


@action
def feature(actor: Actor, item_id: int, featured: bool) -> int:
    """设为常用: shown on the portal's front."""
    item = locked_item(item_id)
    require(actor, Can.PUBLISH_ITEMS, item.organ_id)
    call.check_seen(item.version)
    item.featured, item.version = featured, item.version + 1
    item.save(update_fields=["featured", "version"])
    record(actor, "item.featured", item.ref, organ_id=item.organ_id, featured=featured)
    return item.version


def locked_item(item_id: int) -> Item:
    """The item, locked; `planned`: a version waits for its day."""
    rows = Item.objects.select_for_update(of=("self",)).select_related("organ", "published_version")
    item = rows.annotate(planned=_planned(OuterRef("pk"))).filter(pk=item_id).first()
    if item is None:
        raise NotFoundError("catalogue.unknown_item", "没有找到这个事项，请核对后重试")
    return item


def locked_draft(item_id: int) -> tuple[Item, ItemVersion]:
    """The item and its draft in one statement."""
    rows = ItemVersion.objects.select_for_update(of=("self", "item")).select_related("item")
    rows = rows.annotate(planned=_planned(OuterRef("item_id")))
    draft = rows.filter(item_id=item_id, status=VersionStatus.DRAFT).first()
    if draft is None:
        locked_item(item_id)
        raise WrongStateError("catalogue.no_draft", "这个事项没有待发布的草稿，请先编辑保存草稿再发布")
    draft.item.planned = draft.planned  # type: ignore[attr-defined]
    return draft.item, draft


def _planned(item_id: OuterRef) -> Exists:
    return Exists(Plan.objects.filter(item_id=item_id, kind=PlanKind.PUBLISH, state=PlanState.WAITING))


def refuse_while_planned(item: Item) -> None:
    """What waits for its day is what was looked at when it was planned."""
    if item.planned:  # type: ignore[attr-defined]
        raise WrongStateError("catalogue.draft_planned", "这一版草稿已经定期发布，不能再改；要改请先取消发布计划")


def regime_for(item: Item) -> RegimeTerms:
    row = Regime.objects.filter(procedure=item.procedure).first()
    if row is None:
        label = Procedure(item.procedure).label
        raise WrongStateError("catalogue.no_regime", f"还没有“{label}”的办理规则，请先由管理员录入后再发布")
    return regimes.read_regime(row.content)


def describe(item: Item, name: str, procedure: str, short_code: str, group: str, organ_name: str) -> None:
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
    item.group = group.strip()[:300]
    item.initials = words.initials_of(item.name)[:300]
    item.words, item.pairs = words.index(item.name, item.group, organ_name)


def number(
    item: Item, base_code: str, handling_code: str | None, local_item_code: str | None, local_base_code: str | None
) -> None:
    """Set its codes; one that is new has to hold, one that came with an import may wait to be put right."""
    told = {
        "base_code": base_code, "handling_code": handling_code, "local_item_code": local_item_code,
        "local_base_code": local_base_code,
    }  # fmt: skip
    for field, text in told.items():
        if text is not None and text.strip() != getattr(item, field):
            setattr(item, field, codes.check_code(field, text.strip(), item.item_code))


def item_code_of(text: str) -> str:
    code = text.strip()
    if not code or len(code) > 64 or not code.isascii():  # noqa: PLR2004
        raise InvalidInputError("catalogue.bad_item_code", "实施编码由字母、数字和连字符组成，最多 64 位", "item_code")
    return code


def _keep(item: Item, *, new: bool = False) -> None:
    fields = [
        "name", "procedure", "short_code", "base_code", "handling_code", "local_item_code", "local_base_code", "group",
        "initials", "words", "pairs", "version",
    ]  # fmt: skip
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
